"""Rows of a catalogue to answers: each distinct description assessed once, each row that cannot be used told with its cause."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from api.catalogue.cells import restored
from api.catalogue.columns import fields_of
from api.catalogue.rows import surplus
from api.store.work import Answer
from classifier.aid import compute_aid, read_aid_request
from classifier.assess import Assessor
from classifier.assessment import AidOutcome, Assessment
from classifier.description import read_description
from classifier.errors import InputError
from classifier.messages import say
from classifier.regimes import regime_for

log = logging.getLogger("themawijzer.api")

SIZES: Final = ("", "klein", "middelgroot")
"""For which enterprise the aid is worked out; none where it is not."""


@dataclass(frozen=True)
class GivenRow:
    """A row as it waits: its number, the fields of its description, and how many cells too many it has."""

    number: int
    fields: Mapping[str, object]
    cells: int
    surplus: int


def groups_of(rows: Iterable[tuple[int, Mapping[str, Any]]], uses: Sequence[str]) -> list[list[GivenRow]]:
    """The rows that are still to do, those with the same description together, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[GivenRow]] = {}
    for number, given in rows:
        cells = [restored(cell) for cell in given["cells"]]
        row = GivenRow(number, fields_of(cells, uses), len(cells), given.get("surplus", 0))
        key = tuple(row.fields.get(name) for name in ("title", "text", "kind"))
        groups.setdefault((number,) if row.surplus else key, []).append(row)
    return list(groups.values())


def answers_to(group: Sequence[GivenRow], assessor: Assessor, size: str) -> list[Answer]:
    """The answers to rows with one description: one assessment, with the reference and the aid of each row."""
    first = group[0]
    if first.surplus:
        return [_fault(first, surplus(first.surplus, first.cells - first.surplus, first.number))]
    try:
        description = read_description({name: first.fields.get(name) for name in ("title", "text", "kind")})
        assessment = assessor.assess(description)
    except InputError as error:
        return [_fault(row, error) for row in group]
    except Exception as error:
        return [_unexpected(row, error) for row in group]
    return [_answer(row, assessment, assessor, size) for row in group]


def _answer(row: GivenRow, assessment: Assessment, assessor: Assessor, size: str) -> Answer:
    try:
        changes: dict[str, Any] = {"reference": str(row.fields.get("reference", ""))}
        if size:
            changes["aid"] = _aid(row, assessment, assessor, size)
    except InputError as error:
        return _fault(row, error)
    except Exception as error:
        return _unexpected(row, error)
    told = assessment.model_copy(update=changes)
    themes = tuple(label.id for label in told.labels if label.group == "theme" and label.decision != "niet")
    return Answer(row.number, answer=told.model_dump(mode="json"), outcome=told.outcome, themes=themes)


def _aid(row: GivenRow, assessment: Assessment, assessor: Assessor, size: str) -> AidOutcome | None:
    """The aid for a row with a cost; InputError for a cost that is none."""
    cost = row.fields.get("cost")
    if cost is None:
        return None
    request = read_aid_request({"cost": cost, "enterprise_size": size, "kind": row.fields.get("kind")}, default_date=date.today())
    if request is None or not assessment.themes:
        return None
    regime = regime_for(request.date, regimes=assessor.regimes)
    names = assessor.taxonomy.names()
    result = compute_aid(request, themes=assessment.themes, topics=assessment.topics, regime=regime, names=names)
    return AidOutcome.model_validate(result.as_json())


def _fault(row: GivenRow, error: InputError) -> Answer:
    return Answer(row.number, fault={"what": str(error.what), "where": str(error.where), "remedy": str(error.remedy)})


def _unexpected(row: GivenRow, error: Exception) -> Answer:
    """A fault of the program in one row: the way to it goes to the log, its words do not, for they can quote the row."""
    way = "".join(traceback.format_tb(error.__traceback__))
    log.error("a row of a catalogue: %s\n%s", type(error).__name__, way)
    what, remedy = (
        say("Deze rij gaf een fout in het programma."),
        say("Probeer ze apart, of geef het nummer van de rij door aan de beheerder."),
    )
    return Answer(row.number, fault={"what": str(what), "where": "", "remedy": str(remedy)})
