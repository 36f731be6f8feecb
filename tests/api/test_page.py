"""The pages: what they show, that they show it safely, and what they say when something is wrong."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api import examples
from classifier.assess import Assessor
from tests.api.conftest import text_of
from tests.api.texts import ASSIGNED, FLAGGED, GERMAN, HOSTILE, LEADING, LEISURE

AID = {"size": "klein", "cost": "1.200", "date": "15/01/2026"}


def post(client: TestClient, status: int = 200, **fields: str) -> str:
    """The page that the form gives."""
    response = client.post("/", data=fields)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


@pytest.mark.parametrize("path", ["/", "/?voorbeeld=1", "/over", "/problemen"])
def test_pages_need_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    """No script or style inside the page, and no address of another site that a browser would fetch."""
    page = client.get(path).text
    assert '<html lang="nl">' in page
    assert not re.search(r"<script(?! src=\"/static/[a-z]+\.js\" defer></script>)|<style|<iframe|\sstyle=|\son[a-z]+=", page)
    assert all(address.startswith("/") for address in re.findall(r'(?:src|<link[^>]*href|action)="([^"]*)"', page))
    text_of(page, "top")


def test_head_requests_are_answered(client: TestClient) -> None:
    """Programs that watch a site ask for the head only."""
    assert client.head("/").status_code == client.head("/over").status_code == 200


def test_empty_form_and_example(client: TestClient) -> None:
    """The form starts empty; the example fills it with a description that gives an answer."""
    assert 'id="text" name="text" rows="11" aria-describedby="text-hint">\n</textarea>' in client.get("/").text
    filled = client.get("/?voorbeeld=1").text
    assert examples.TITLE in filled
    assert unescape(filled).count(examples.TEXT) == 1
    assert "Komt in aanmerking" in post(client, **examples.FORM)


@pytest.mark.parametrize(
    ("fields", "heading"),
    [(ASSIGNED, "Komt in aanmerking"), (FLAGGED, "Nazicht nodig"), (GERMAN, "Nazicht nodig"), (LEISURE, "Geen thema")],
)
def test_answer_opens_with_the_outcome(client: TestClient, fields: dict[str, str], heading: str) -> None:
    """The outcome is the title and the one first heading, focusable; the sentence that people decide stands with it."""
    page = post(client, **fields)
    assert f"<title>{heading} – Themawijzer</title>" in page
    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", page) == [heading]
    assert '<h1 id="antwoord" tabindex="-1">' in page
    assert 'action="/#antwoord"' in page
    assert "Dit is een suggestie van een computerprogramma, geen beslissing." in page
    assert "wordt niet bewaard" in page
    assert "Het zijn geen beslissingen van VLAIO." in page
    assert page.index('id="antwoord"') < page.index("<form")


def test_answer_says_what_it_was_made_with(client: TestClient, assessor: Assessor) -> None:
    """The small print holds the versions of model, corpus, taxonomy and aid rules."""
    (small,) = text_of(post(client, **ASSIGNED), "versions")
    versions = (assessor.manifest["version"], assessor.manifest["origin"]["corpus"][:12], assessor.taxonomy.version, "hervorming-2023")
    assert all(version in small for version in versions)


@pytest.mark.parametrize("fields", [ASSIGNED, LEADING, FLAGGED, HOSTILE, {"title": "", "text": "\n  " + LEADING["text"] + "\n\n"}])
def test_marked_text_is_the_text(client: TestClient, fields: dict[str, str]) -> None:
    """Without numbers and words for screen readers, the marked title and text are what was pasted, to the character."""
    page = post(client, **fields)
    assert text_of(page, "given-text", "sr", "tag") == [fields["text"].strip("\n")]
    assert text_of(page, "given-title", "sr", "tag") == ([fields["title"]] if fields["title"] else [])


def test_marks_are_the_evidence_of_the_answer(client: TestClient) -> None:
    """What is marked in the text is the evidence that the API gives for the assigned and doubtful themes."""
    answer = client.post("/api/v1/assess", json=LEADING).json()
    expected = [evidence["text"] for label in answer["labels"] if label["group"] == "theme" for evidence in label["evidence"]]
    marks = text_of(post(client, **LEADING), "ground", "sr", "tag")
    assert sorted(marks) == sorted(["personeelsmanagement", *expected])  # the first stands in the legend
    assert len(expected) >= 1


def test_marks_speak_to_screen_readers_and_do_not_lean_on_colour(client: TestClient) -> None:
    """Each mark says where the ground for which theme begins and ends, shows a number, and has a legend."""
    page = post(client, **LEADING)
    assert "begin grond voor personeelsmanagement" in page
    assert page.count("begin grond voor") == page.count("einde grond voor")
    assert 'class="ground t-personeelsmanagement"><span class="tag t-personeelsmanagement" aria-hidden="true">1</span>' in page
    assert text_of(page, "legend", "tag")[0].strip() == "personeelsmanagement"


def test_theme_card_tells_certainty_definition_and_subtopics(client: TestClient, assessor: Assessor) -> None:
    """A theme has its degree of certainty in words and percent, its definition, and for personeelsmanagement its sub-topics."""
    page = post(client, **LEADING)
    (card,) = text_of(page, "t-personeelsmanagement", "nothing")[:1]
    assert re.search(r"(Zeer zeker|Zeker|Tamelijk zeker)\s+kans", card)
    assert assessor.taxonomy.label("personeelsmanagement").definition[1:] in card
    assert "Evaluatie- en functioneringsbeleid" in card
    (others,) = text_of(page, "others")
    assert "Innovatie" in others


def test_doubtful_theme_says_what_it_lacks(client: TestClient, assessor: Assessor) -> None:
    """A theme in doubt tells why, what its content typically shows, and what the text shows of it."""
    (doubt, *_) = text_of(post(client, **GERMAN), "why")
    assert "Waarom twijfel" in doubt
    assert "niet in het Nederlands, Engels of Frans" in doubt
    assert all(content in doubt for content in assessor.taxonomy.label("digitalisering").included)
    assert "“" not in doubt
    assert "CRM-Software" in doubt


def test_screening_is_told_neutrally(client: TestClient) -> None:
    """A screening flag shows its words, and says that nothing needs to be wrong."""
    page = post(client, **FLAGGED)
    assert "Dat betekent niet dat er iets mis is." in page
    assert "reflexologie" in text_of(page, "flag")[0]


def test_aid_with_its_steps(client: TestClient) -> None:
    """The amount, the steps in order, the sources, and that it is an estimate."""
    page = post(client, **ASSIGNED, **AID)
    assert text_of(page, "amount") == ["360,00 euro"]
    steps = text_of(page, "steps")[0]
    assert "30 % van 1.200,00 euro is 360,00 euro." in steps
    assert "VLAIO, Bijsturing kmo-portefeuille" in steps
    assert "Dit is een schatting" in page
    assert 'href="#bron-1"' in page
    assert 'id="bron-1"' in page


def test_no_aid_without_a_theme(client: TestClient) -> None:
    """Aid that was asked for a text without a theme is answered: there is none."""
    page = post(client, **LEISURE, **AID)
    assert "Geen steun berekend" in page
    assert "Zonder thema is er geen steun." in page
    assert not text_of(page, "amount")


def test_markup_is_shown_and_never_run(client: TestClient) -> None:
    """Markup and template signs in title and text come out as text, in answer, form and error state alike."""
    for page in (post(client, **HOSTILE), post(client, 422, **HOSTILE, cost="<b>x</b>", size='"><script>')):
        assert page.count("<script") == page.count('<script src="/static/') == 1
        assert "<img" not in page
        assert "<b>" not in page
        assert "{{ 7 * 7 }}" in page
        assert page.count("</textarea>") == 1
        kept = re.search(r'name="title"[^>]* value="([^"]*)"', page)
        assert kept is not None
        assert unescape(kept[1]) == HOSTILE["title"]
        text_of(page, "sheet")


def test_text_is_kept_in_the_form(client: TestClient) -> None:
    """After an answer the form holds what was sent, a first empty line included."""
    text = "\nEerste regel na een lege.\n\n" + LEADING["text"]
    page = post(client, title=LEADING["title"], text=text, kind="advies", **AID)
    assert f'rows="11" aria-describedby="text-hint">\n{text}</textarea>' in unescape(page)
    assert re.search(r'value="advies" checked', page)
    assert re.search(r'value="klein" checked', page)
    assert 'value="1.200"' in page
    assert '<details class="extra" open>' in page


def test_error_summary(client: TestClient) -> None:
    """Faults stand in a summary on top with links to the fields, and at each field; the title says so; values are kept."""
    page = post(client, 422, title="Een titel", text="", kind="advies", size="cijfers", headcount="abc", cost="-5")
    assert "<title>Fout: " in page
    links = re.findall(r'<li><a href="#([a-z_]+)">', page)
    assert links == ["headcount", "cost"]
    for field in links:
        assert re.search(rf'<input id="{field}"[^>]*aria-describedby="{field}-hint {field}-fout" aria-invalid="true"', page)
        assert f'id="{field}-fout"' in page
    assert 'id="antwoord" role="alert" tabindex="-1"' in page
    assert all(value in page for value in ('value="Een titel"', 'value="abc"', 'value="-5"'))
    assert re.search(r'value="advies" checked', page)
    assert page.index('class="faults"') < page.index("<h1>") < page.index("<form")


@pytest.mark.parametrize("fields", [{"title": ""}, {"text": "   "}, {"title": "", "text": "<br><br>"}, {"text": "\x00\x01\x02" * 40}])
def test_nothing_to_read(client: TestClient, fields: dict[str, str]) -> None:
    """An empty form, blanks, bare markup and binary signs are faults at the text."""
    page = post(client, 422, **fields)
    assert '<a href="#text">Beschrijving: ' in page
    assert 'id="text-fout"' in page


def test_ids_are_unique_and_references_exist(client: TestClient) -> None:
    """On every state of the page each id stands once, and every label, description and link finds its element."""
    for page in (client.get("/").text, post(client, **FLAGGED, **AID), post(client, **GERMAN), post(client, 422, cost="x", kind="?")):
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        wanted = re.findall(r'(?:for|href)="#?([a-z_-][a-z0-9_-]*)"', page)
        wanted += [name for names in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page) for name in names.split()]
        assert set(wanted) <= set(ids)


def test_file_instead_of_text(client: TestClient) -> None:
    """A file sent in the field of the text gets a page with an error, not a 500."""
    response = client.post("/", files={"text": ("cursus.pdf", b"%PDF-1.7", "application/pdf")})
    assert response.status_code == 422
    assert "Ongeldige invoer" in response.text


@pytest.mark.parametrize(("media_type", "body"), [("application/json", b"{}"), ("text/plain", b"text=a"), ("multipart/form-data", b"x")])
def test_other_bodies_get_an_error_page(client: TestClient, media_type: str, body: bytes) -> None:
    """Anything but a form is refused with a page in Dutch."""
    response = client.post("/", content=body, headers={"Content-Type": media_type})
    assert response.status_code in {400, 415}
    assert response.headers["content-type"].startswith("text/html")
    assert "Naar het formulier" in response.text


def test_form_in_parts_works_too(client: TestClient) -> None:
    """A form sent as multipart/form-data is read like any other."""
    response = client.post("/", files={name: (None, value) for name, value in ASSIGNED.items()})
    assert "Komt in aanmerking" in response.text


def test_about_page_claims_nothing(client: TestClient) -> None:
    """The page on the program says whose service it is not, and whose labels it learned."""
    page = client.get("/over").text
    assert "Themawijzer is geen dienst van de Vlaamse overheid." in page
    assert "geen beslissingen van VLAIO" in page
