"""How long an assessment takes, and where the time goes: printed side by side, never asserted, for the clock is the machine's."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from classifier.assess import Assessor
from classifier.description import ServiceDescription
from classifier.document import make_document, parsed
from classifier.evidence import grounds, phrases
from classifier.precedents import nearest

TEXT = (
    "In deze tweedaagse opleiding leert u de cijfers van uw onderneming lezen en gebruiken. We beginnen met de balans en de "
    "resultatenrekening: wat staat waar, en wat zegt het over uw zaak? Daarna maakt u een kostprijsberekening voor een eigen product, "
    "met vaste en veranderlijke kosten. Op de tweede dag stelt u een budget en een kasplanning op voor het komende jaar. U leert "
    "afwijkingen opvolgen en bespreken met uw boekhouder, en u bekijkt welke financiering bij welke investering past. We werken met "
    "voorbeelden van kleine ondernemingen uit de handel, de bouw en de horeca, en u brengt uw eigen jaarrekening mee. Voorkennis is niet "
    "nodig. Na afloop krijgt u een rekenblad dat u in uw eigen zaak kunt gebruiken, en een attest van deelname. De opleiding gaat door in "
    "kleine groep, zodat er tijd is voor vragen uit uw eigen praktijk."
)
DESCRIPTION = ServiceDescription("Cijfers lezen voor ondernemers", TEXT, "opleiding")
ROUNDS = 10


def test_the_text_is_of_the_usual_length() -> None:
    """The figures below are of a description of some 150 words, the middle of the corpus."""
    assert 140 <= len(TEXT.split()) <= 160


def test_assess(benchmark: BenchmarkFixture, assessor: Assessor) -> None:
    """The whole way of one description."""
    answer = benchmark.pedantic(assessor.assess, (DESCRIPTION,), rounds=ROUNDS, warmup_rounds=1)  # type: ignore[no-untyped-call]
    assert "financiele-geletterdheid" in answer.themes


def test_encode(benchmark: BenchmarkFixture, assessor: Assessor) -> None:
    """The encoder alone."""
    text = make_document(DESCRIPTION).text
    encoding = benchmark.pedantic(assessor.encoder.encode, (text,), rounds=ROUNDS, warmup_rounds=1)  # type: ignore[no-untyped-call]
    assert len(encoding.tokens) > 150


def test_where_the_time_goes(assessor: Assessor, capsys: pytest.CaptureFixture[str]) -> None:
    """Each part of an assessment as a share of the whole, side by side on the same text: one line a part."""
    document = make_document(DESCRIPTION)
    encoding = assessor.encoder.encode(document.text)
    heads = assessor.model.heads
    feature = heads.features(encoding.vector)

    def words() -> None:
        with parsed(document.text) as doc:
            assessor.terms.find(doc)
            phrases(doc, "nl", [document.body_start])

    with parsed(document.text) as doc:
        found = phrases(doc, "nl", [document.body_start])
    probabilities = dict(zip(heads.labels, heads.probabilities(feature, document.text).tolist(), strict=True))

    parts: dict[str, Callable[[], object]] = {
        "assess": lambda: assessor.assess(DESCRIPTION),
        "encode": lambda: assessor.encoder.encode(document.text),
        "words, terms, phrases": words,
        "evidence, for every label": lambda: grounds(assessor.model, heads.labels, encoding, document.text, found, probabilities),
        "heads": lambda: heads.probabilities(heads.features(encoding.vector), document.text),
        "precedents": lambda: nearest(feature, assessor.model.neighbours),
    }
    cost = {name: least_seconds(part) for name, part in parts.items()}
    with capsys.disabled():
        print()
        for name, seconds in cost.items():
            print(f"  {name:<26} {1000 * seconds:8.2f} ms  {100 * seconds / cost['assess']:5.1f} %")
    assert all(seconds > 0 for seconds in cost.values())


def least_seconds(part: Callable[[], object]) -> float:
    """The quickest of some runs: what the work takes when nothing else takes the processor."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        part()
        times.append(time.perf_counter() - start)
    return min(times)
