"""Tables of answers: JSON Lines and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.catalogue.cells import safe
from classifier.errors import InputError
from classifier.taxonomy import taxonomy

Answer = dict[str, Any]
Write = Callable[[int, Answer], None]


@contextmanager
def writer(path: Path) -> Iterator[Write]:
    """A function that writes the answer to the row of a number; the file appears whole when the block ends well, otherwise not at all."""
    writers = {".jsonl": _write_jsonl, ".ndjson": _write_jsonl, ".csv": _write_csv}
    start = writers.get(path.suffix.lower())
    if start is None:
        raise InputError(f"Antwoorden worden niet als '{path.suffix}' geschreven.", where=str(path), remedy="Geef .jsonl of .csv.")
    draft = path.with_name(path.name + ".tmp")
    try:
        # Excel reads a CSV as UTF-8 only when it begins with a mark.
        with draft.open("w", encoding="utf-8-sig" if start is _write_csv else "utf-8", newline="") as file:
            yield start(file)
        draft.replace(path)
    except OSError as error:
        raise InputError(
            f"Hier kan niet geschreven worden ({error.strerror}).", where=str(path), remedy="Kies een andere plaats."
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _write_jsonl(file: Any) -> Write:
    # The number of a good row is not part of the contract; an error row brings its own.
    return lambda _, answer: file.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _write_csv(file: Any) -> Write:
    themes = taxonomy().ids("theme")
    heading = ["row", "reference", "title", "kind", "language", "outcome", "themes", "subtopics", "screening", "topics", "doubtful"]
    heading += [f"p:{theme}" for theme in themes]
    heading += ["conditions", "reasons", "precedents", "aid", "own_share", "model", "error"]
    table = csv.DictWriter(file, heading, delimiter=";")
    table.writeheader()
    return lambda number, answer: table.writerow({"row": number} | flat(answer))


def flat(answer: Answer) -> dict[str, object]:
    """One answer as the cells of a table; lists are joined by a comma, sentences by a space."""
    if "error" in answer:
        error = answer["error"]
        message = " ".join(part for part in (error["where"] and error["where"] + ":", error["what"], error["remedy"]) if part)
        return {"reference": safe(answer["reference"]), "error": safe(message)}
    labels = answer["labels"]
    cells: dict[str, object] = {key: safe(answer[key]) for key in ("reference", "title", "kind", "language", "outcome")}
    cells |= {key: ", ".join(answer[key]) for key in ("themes", "subtopics", "screening", "topics")}
    cells["doubtful"] = ", ".join(label["id"] for label in labels if label["decision"] == "twijfel")
    cells |= {f"p:{label['id']}": label["probability"] for label in labels if label["group"] == "theme"}
    cells["conditions"] = ", ".join(condition["id"] for condition in answer["conditions"])
    cells["reasons"] = safe(" ".join(answer["reasons"]))
    cells["precedents"] = ", ".join(precedent["id"] for precedent in answer["precedents"])
    if answer["aid"]:
        cells |= {"aid": answer["aid"]["aid"], "own_share": answer["aid"]["own_share"]}
    cells["model"] = answer["model"]["version"]
    return cells
