"""Write the recorded answers anew, from the model as it is now."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from api import examples
from api.routes.aid import aid
from api.routes.assess import assess
from api.schemas import AidBody, AssessBody
from classifier.assess import Assessor


def main() -> None:
    """Ask each example and write its answer beside this module."""
    assessor = Assessor.load()
    answers: dict[str, BaseModel] = {
        "assess": assess(AssessBody(**examples.ASSESS), assessor),
        "assess-short": assess(AssessBody(**examples.ASSESS_SHORT), assessor),
        "aid": aid(AidBody(**examples.AID), assessor),
        "aid-figures": aid(AidBody(**examples.AID_FIGURES), assessor),
    }
    for name, answer in answers.items():
        text = json.dumps(answer.model_dump(mode="json"), indent=2, ensure_ascii=False)
        (Path(__file__).parent / f"{name}.json").write_text(text + "\n", encoding="utf-8")


main()
