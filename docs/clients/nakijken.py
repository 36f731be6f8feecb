"""Checks every description of a catalogue against a running Themawijzer, with Python's standard library alone.

    python nakijken.py http://127.0.0.1:8000 catalogus.jsonl

The catalogue holds one JSON object per line. Every answer is a line on standard output, every fault one on standard error.
Status 0: all were checked; 1: at least one was not; 2: wrong use.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

TRIES = 4
LONGEST_WAIT = 120  # seconds


class ProblemError(Exception):
    """The service refused: `problem` is its application/problem+json, with detail, where and remedy."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        where = f" [{problem['where']}]" if problem.get("where") else ""
        super().__init__(
            f"{problem.get('status')} {problem.get('title')}: {problem.get('detail')}{where} {problem.get('remedy', '')}".strip()
        )


def assess(address: str, description: dict[str, Any]) -> dict[str, Any]:
    """The assessment of one description; ProblemError where the service refuses, URLError where it does not answer."""
    request = Request(  # noqa: S310  # the address is the one that the user gave
        f"{address.rstrip('/')}/api/v1/assess",
        data=json.dumps(description).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json, application/problem+json"},
    )
    for attempt in range(1, TRIES + 1):
        try:
            with urlopen(request, timeout=60) as response:  # noqa: S310
                answer: dict[str, Any] = json.load(response)
                return answer
        except HTTPError as error:
            if error.code != 503 or attempt == TRIES:
                raise ProblemError(_problem(error)) from None
            # Not ready yet: the service says after how many seconds to come back.
            time.sleep(_seconds(error.headers.get("Retry-After")))
    raise AssertionError("the last try either returns or raises")


def _problem(error: HTTPError) -> dict[str, Any]:
    """What the refusal says; a proxy in between may answer with something else than a problem."""
    if error.headers.get_content_type() == "application/problem+json":
        problem: dict[str, Any] = json.load(error)
        return problem
    return {"status": error.code, "title": error.reason, "detail": "Het antwoord komt niet van Themawijzer."}


def _seconds(header: str | None) -> int:
    return min(int(header), LONGEST_WAIT) if header and header.isdigit() else 5


def told(answer: dict[str, Any]) -> str:
    """One line about an assessment: reference, outcome, and the themes with their probability."""
    themes = [f"{label['id']} {label['probability']:.0%}" for label in answer["labels"] if label["id"] in answer["themes"]]
    return "\t".join([answer["reference"], answer["outcome"], ", ".join(themes)])


def main(arguments: list[str]) -> int:
    """Check the catalogue; the exit status."""
    if len(arguments) != 2:
        print("gebruik: python nakijken.py ADRES CATALOGUS.jsonl", file=sys.stderr)
        return 2
    address, catalogue = arguments
    status = 0
    for number, line in enumerate(Path(catalogue).read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            print(told(assess(address, json.loads(line))))
        except ValueError as error:
            print(f"regel {number}: geen geldige JSON ({error})", file=sys.stderr)
            status = 1
        except ProblemError as error:
            print(f"regel {number}: {error}", file=sys.stderr)
            status = 1
        except (URLError, TimeoutError) as error:
            print(f"geen antwoord van {address}: {error}", file=sys.stderr)
            return 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
