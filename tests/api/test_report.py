"""The report: one page that tells the answer whole, whatever the text, and that everyone can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from api import examples
from api.marking import Ground, stretches
from api.pages import Answer, Card, Certainty, Flag, Named, Why, answer_view
from api.report import fingerprint, report_pdf
from api.report.font import characters, writable
from api.templating import STATIC
from classifier.aid import read_aid_request
from classifier.assess import Assessor
from classifier.description import ServiceDescription, read_description
from tests.api.texts import FLAGGED, GERMAN, HOSTILE, LEADING, LEISURE

REFERENCE = "TW-2026-7F3K-9Q2M-XW4H"
MADE_ON = datetime(2026, 11, 28, 14, 5, tzinfo=UTC)
DISCLAIMER = "Dit is een suggestie van een computerprogramma, geen beslissing van VLAIO."
LAYOUT = Path(__file__).parents[2] / "api" / "report" / "report.typ"
SHORTENED = "(ingekort"


def read(pdf: bytes) -> PdfReader:
    """The report, which must be one A4 page."""
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    return reader


def words(pdf: bytes) -> str:
    """The text of the page on one line; words that were broken at the end of a line are whole again."""
    text = read(pdf).pages[0].extract_text().replace("\u00ad", "-").replace("\u200b", "")
    return " ".join(re.sub(r"-\s*\n\s*", "", text).split()).replace("\u00a0", " ")


def squeezed(text: str) -> str:
    """The text without spaces and hyphens, which lines and marks of the page can add."""
    return re.sub(r"[\s\-‐]", "", text)


def holds(page: str, *parts: str) -> None:
    """The page tells all of these."""
    missing = [part for part in parts if squeezed(part) not in squeezed(page)]
    assert not missing


def answered(assessor: Assessor, fields: dict[str, Any]) -> tuple[Answer, ServiceDescription]:
    """The real answer on a description."""
    description = read_description(fields)
    aid = read_aid_request(fields, default_date=date(2026, 11, 28))
    return answer_view(assessor.assess(description, aid), description, assessor, aid_asked=aid is not None), description


@pytest.fixture(scope="module")
def example(assessor: Assessor) -> tuple[Answer, ServiceDescription]:
    """The example of the page, with its aid."""
    return answered(assessor, examples.ASSESS)


def full(view: Answer, names: Sequence[tuple[str, str]], title: str, text: str, *, assigned: bool = True) -> Answer:
    """A view with every theme, sub-topic and condition, and passages of every theme all over the text."""
    sure = Certainty("zeer zeker", "meer dan 99 %", 99)
    subtopics = tuple(Named(f"sub-thema {n} met een lange naam", sure) for n in range(6))
    why = Why("Waarom", "Er is te weinig inhoud om dit thema toe te wijzen, en te veel om het uit te sluiten. " * 2, (), ())
    cards = tuple(
        Card(theme, rank, name, assigned, sure, "", subtopics if theme == "personeelsmanagement" else (), why)
        for rank, (theme, name) in enumerate(names, start=1)
    )

    def marked(field: str) -> Any:
        return stretches(field, [Ground(c.id, c.rank, at, at + 40 + c.rank) for c in cards for at in range(0, len(field), 90)])

    flags = tuple(Flag(f"voorwaarde-{n}", 9 + n, f"voorwaarde {n}", "", (text[:500], text[500:900])) for n in range(4))
    return replace(
        view,
        outcome="nazicht-nodig",
        heading="Nazicht nodig",
        cards=cards,
        nearest=(),
        others=(),
        title=marked(title),
        text=marked(text),
        flags=flags,
        reasons=tuple(f"Reden {n}: " + "een zin met heel wat woorden erin. " * 6 for n in range(12)),
        conditions=("Deze dienst moet op de lijst van de minister staan. " * 5,) * 2,
        topics=("cybersecurity", "energie-efficiëntie"),
    )


@pytest.fixture(scope="module")
def names(assessor: Assessor) -> list[tuple[str, str]]:
    """The eight themes with their names."""
    return [(label.id, label.name) for label in assessor.taxonomy.group("theme")]


def test_report_tells_the_whole_answer(example: tuple[Answer, ServiceDescription]) -> None:
    """Title, outcome, reasons, themes with certainty and passages, aid with its rules and sources, and what it was made with."""
    view, description = example
    page = words(report_pdf(view, description, REFERENCE, MADE_ON))
    assert view.aid
    holds(page, description.title, "Opleiding", view.heading, view.sentence, *view.reasons, DISCLAIMER)
    for card in view.cards:
        holds(page, f"{card.rank}", card.name[1:], f"Toegewezen, {card.certainty.words}", f"kans {card.certainty.percent}")
        assert any(squeezed(f"“{quote}”") in squeezed(page) for quote in card.why.shown)
    holds(page, *(f"{other.name} {other.certainty.percent}" for other in view.others))
    holds(page, "360,00 euro", "840,00 euro", "steunpercentage 30 %", "[1]", *(source[:60] for source in view.aid.sources))
    holds(page, REFERENCE, "28 november 2026 om 14.05 uur (UTC)")
    holds(page, view.model.version, view.model.corpus, view.model.taxonomy, view.model.regime, fingerprint(description)[:16])
    assert SHORTENED not in page


@pytest.mark.parametrize(
    "fields", [LEADING, FLAGGED, LEISURE, GERMAN, {"title": "Excel voor beginners"}, {**LEISURE, "cost": "900", "enterprise_size": "klein"}]
)
def test_report_of_every_outcome(assessor: Assessor, fields: dict[str, Any]) -> None:
    """Assigned with sub-topics, flagged, no theme, another language, a title alone, and no aid: each tells what is peculiar to it."""
    view, description = answered(assessor, fields)
    page = words(report_pdf(view, description, REFERENCE, MADE_ON))
    holds(page, view.heading, view.sentence, *view.reasons, DISCLAIMER, REFERENCE)
    holds(page, *view.conditions, *(flag.name[1:] for flag in view.flags), *(quote for flag in view.flags for quote in flag.shown))
    holds(page, *(f"{one.name} ({one.certainty.words}, {one.certainty.percent})" for card in view.cards for one in card.subtopics))
    holds(page, *(card.why.reason for card in view.cards if not card.assigned))
    assert ("Geen enkel thema is toegewezen of in twijfel." in page) == (not view.cards)
    assert ("Geen steun berekend" in page) == (view.aid_asked and view.aid is None)


@pytest.mark.parametrize("assigned", [True, False])
@pytest.mark.parametrize(
    "passage", ["Een lange zin over lassen en boekhouden. ", "ononderbroken", "W", "🎉 مرحبا ", "$ # * _ @ ` \\ ] [ <a> //"]
)
def test_the_fullest_answer_fits(
    example: tuple[Answer, ServiceDescription], names: list[tuple[str, str]], passage: str, assigned: bool
) -> None:
    """Twenty thousand characters with every theme still make one page; what gives way says so, and what must stay is whole."""
    text, title = (passage * 20_000)[:19_500], (passage * 500)[:500]
    view = full(example[0], names, title, text, assigned=assigned)
    description = ServiceDescription(title, text)
    page = words(report_pdf(view, description, REFERENCE, MADE_ON))
    holds(page, view.heading, view.sentence, DISCLAIMER, REFERENCE, "28 november 2026", *(card.name[1:] for card in view.cards))
    holds(page, *(f"kans {card.certainty.percent}" for card in view.cards), *(flag.name[1:] for flag in view.flags))
    holds(page, view.model.version, view.model.corpus, view.model.taxonomy, view.model.regime, fingerprint(description)[:16])
    assert SHORTENED in page


ANY_TEXT = st.text(max_size=400) | st.text(
    st.sampled_from("ab \n\t#$*_[]()<>@\\`~=-'\"/:é🎉👩‍👧אבمرح\u202e\u200b\ufeff\ufffd\u0301漢ẞ"), max_size=400
)


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(title=ANY_TEXT, text=ANY_TEXT, count=st.integers(0, 8), times=st.sampled_from([1, 3, 40]))
def test_any_text_makes_one_page(
    example: tuple[Answer, ServiceDescription], names: list[tuple[str, str]], title: str, text: str, count: int, times: int
) -> None:
    """Whatever was typed, in whatever script, with however many themes: a page that holds what must stand on it."""
    text = (text * times)[:20_000]
    view = full(example[0], names[:count], title, text)
    page = words(report_pdf(view, ServiceDescription(title, text), REFERENCE, MADE_ON))
    holds(page, view.heading, DISCLAIMER, REFERENCE, *(name[1:] for _, name in names[:count]))


def test_markup_is_text(assessor: Assessor) -> None:
    """Markup in a description, of pages or of the typesetter itself, stands on the page as it was typed."""
    typed = "#panic() *vet* _x_ $x^2$ <label> @ref `code` // geen commentaar \\ #import"
    for fields in ({**HOSTILE, "title": typed}, {**LEISURE, "title": HOSTILE["title"]}):
        view, description = answered(assessor, fields)
        holds(words(report_pdf(view, description, REFERENCE, MADE_ON)), description.title)


def test_characters_without_a_shape_are_told(assessor: Assessor) -> None:
    """A title in Arabic or with emoji shows how many characters the page cannot show, and explains that."""
    view, description = answered(assessor, {**LEISURE, "title": "Feest 🎉🎊 voor مرحبا, café Łódź"})
    page = words(report_pdf(view, description, REFERENCE, MADE_ON))
    holds(page, "Feest [2 tekens] voor [5 tekens], café Łódź", "staat voor tekens die dit verslag niet kan tonen")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("café €5 – “zo” Ŵ ș Ω Ж ệ", "café €5 – “zo” Ŵ ș Ω Ж ệ"),
        ("cafe\u0301\r\n\tx\u00a0y\u2028z", "café x y z"),
        ("a🎉b", "a[1 teken]b"),
        ("0\u0300 m\u0304", "0[1 teken] m[1 teken]"),
        ("漢 字 en 日本", "[2 tekens] en [2 tekens]"),
        ("👩\u200d👧\ufe0f", "[2 tekens]"),
        ("\x00\x07\u202e\u2066om\u2069\ufeff", "om"),
        ("\ud800 \ue000", "[2 tekens]"),
        ("", ""),
    ],
)
def test_what_is_written_of_a_text(text: str, written: str) -> None:
    """Letters of European languages stay; controls and turns of direction go; what has no shape becomes a count."""
    assert writable(text) == written


@given(st.text())
def test_only_characters_of_the_font_are_written(text: str) -> None:
    """Whatever comes in, what comes out is one line of characters that the font has."""
    assert set(writable(text)) <= characters() | {" "}


def test_report_is_made_for_everyone(example: tuple[Answer, ServiceDescription]) -> None:
    """Tagged, with headings, lists and a title, in Dutch, by Themawijzer: PDF/UA-1 and PDF/A-2a, with its fonts inside."""
    view, description = example
    reader = read(report_pdf(view, description, REFERENCE, MADE_ON.astimezone(timezone(timedelta(hours=1)))))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title == f"Themawijzer: {description.title}"
    assert reader.metadata.author == "Themawijzer"
    assert reader.metadata.creation_date == MADE_ON
    found = tags(root["/StructTreeRoot"])
    assert found.count("/H1") == 1
    assert {"/H2", "/H3", "/P", "/L", "/LI"} <= set(found)
    packet = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[>=\"]+1", packet)
    assert re.search(r"pdfaid:part[>=\"]+2", packet)
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    assert len(fonts) == 3
    assert all("SourceSans" in font.get_object()["/BaseFont"] for font in fonts)


def tags(node: Any) -> list[str]:
    """The kinds of the elements of a structure tree, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for child in node for tag in tags(child)]
    if not isinstance(node, dict):
        return []
    return [*([node["/S"]] if "/S" in node else []), *(tags(node["/K"]) if "/K" in node else [])]


def test_same_input_gives_the_same_bytes(example: tuple[Answer, ServiceDescription]) -> None:
    """A report can be made again, byte for byte; another day or another reference makes another."""
    view, description = example
    made = report_pdf(view, description, REFERENCE, MADE_ON)
    assert report_pdf(view, description, REFERENCE, MADE_ON) == made
    assert report_pdf(view, description, "een-andere", MADE_ON) != made


def test_fingerprint_is_of_title_and_text() -> None:
    """Any change in what was assessed changes it, and anyone can work it out: SHA-256 of title, line feed, text."""
    assert fingerprint(ServiceDescription("a", "b")) == sha256(b"a\nb").hexdigest()
    assert fingerprint(ServiceDescription("a", "b")) != fingerprint(ServiceDescription("a", "b "))


def test_report_is_not_made_of_what_cannot_be_shown_whole(example: tuple[Answer, ServiceDescription]) -> None:
    """A reference too long to stand whole, or a language that does not exist yet, is refused."""
    with pytest.raises(ValueError, match="at most 100"):
        report_pdf(*example, "x" * 101, MADE_ON)
    with pytest.raises(ValueError, match="'fr'"):
        report_pdf(*example, REFERENCE, MADE_ON, language="fr")


def test_colours_are_those_of_the_pages() -> None:
    """Each theme has the colour and the kind of line that it has in the style sheet, and each outcome its tones."""
    answer, base = ((STATIC / name).read_text(encoding="utf-8") for name in ("answer.css", "themawijzer.css"))
    layout = LAYOUT.read_text(encoding="utf-8")
    drawn = {theme: (colour, style) for theme, colour, style in re.findall(r'"([a-z-]+)": \(rgb\("(#[0-9a-f]{6})"\), "([a-z]+)"', layout)}
    assert len(drawn) == 8
    for theme, (colour, style) in drawn.items():
        assert re.search(rf"--l-{theme}: {colour};", answer)
        assert re.search(rf"\.t-{theme} {{[^}}]*--style: {style};", answer)
    light = base.partition("@media")[0]
    for outcome, name in (("komt-in-aanmerking", "yes"), ("nazicht-nodig", "ask"), ("geen-thema", "no")):
        tone, paper = re.findall(rf"--{name}: (#[0-9a-f]{{6}}); --{name}-paper: (#[0-9a-f]{{6}});", light)[0]
        assert f'"{outcome}": (rgb("{tone}"), rgb("{paper}"))' in layout
    for name in ("ink", "ink-soft", "line", "brand"):
        assert re.search(rf'rgb\("{re.findall(rf"--{name}: (#[0-9a-f]+);", light)[0]}"\)', layout)
