"""The two languages of the pages: by address alone, complete, and never in what programs read."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from string import Formatter

import pytest
from anyio import from_thread, run, to_thread
from babel.messages import Message
from fastapi.testclient import TestClient

from api.app import create_app
from api.dependencies import Service
from api.language import LanguageOfAddress, language, url
from api.translations import catalogue_file, translate
from classifier.amounts import euro
from classifier.errors import InputError
from classifier.messages import say
from commands.messages import read_catalogue
from tests.api.conftest import text_of
from tests.api.texts import ASSIGNED, FLAGGED, GERMAN, HOSTILE, LEADING, LEISURE

PAGES = ("/", "/?voorbeeld=1", "/over", "/problemen")
AID = {"size": "cijfers", "headcount": "12.5", "turnover": "2500000", "cost": "1234.56", "date": "15/03/2026", "already_granted": "7000"}
SAME = frozenset({"cybersecurity", "onboarding", "financiering", "innovatie"})
"""Dutch words that an English text may hold too, or that stand inside an English word."""
DUTCH_WORDS = re.compile(r"\b(?:het|een|de|en|van|niet|wordt|worden|voor|uw|zijn|geen|deze|onder|ook|thema|thema's|steun|dienst)\b")


class Visible(HTMLParser):
    """The words of a page that a person reads or hears, without what is a user's or a citation of the law."""

    LEFT_OUT = frozenset({"given", "sources", "versions"})
    EMPTY = frozenset({"meta", "link", "input", "br", "circle", "path", "rect"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.around: list[tuple[set[str], bool]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an attribute says, and see whether what follows is left out."""
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        title = tag == "strong" and any("precedents" in others for others, _ in self.around)
        ours = not (tag in {"textarea", "q", "svg", "code"} or classes & self.LEFT_OUT or given.get("lang") == "nl" or title)
        if tag not in self.EMPTY:
            self.around.append((classes, ours and self.reading))
        elif given.get("name") == "description":
            self.words.append(given.get("content") or "")
        self.words.append(given.get("aria-label") or "")

    @property
    def reading(self) -> bool:
        """Whether what stands here is ours."""
        return not self.around or self.around[-1][1]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag not in self.EMPTY:
            self.around.pop()

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if self.reading:
            self.words.append(data)


def visible(page: str) -> str:
    """The words of a page on one line, without the title of the Recommendation, which is cited in Dutch."""
    parser = Visible()
    parser.feed(page)
    words = " ".join(" ".join(parser.words).split())
    return words.replace("Aanbeveling 2003/361/EG van de Europese Commissie", "").replace("kmo-portefeuille", "")


def dutch_on(page: str) -> set[str]:
    """The Dutch texts of the catalogue, or their own words, that stand on a page, and the common Dutch words on it."""
    words = visible(page)
    return {own for own in _dutch_phrases() if re.search(rf"(?<!\w){re.escape(own)}(?!\w)", words)} | set(DUTCH_WORDS.findall(words))


def _dutch_phrases() -> set[str]:
    found = set()
    for message in read_catalogue(catalogue_file("en"), "en"):
        told = " ".join([*message.string] if isinstance(message.string, tuple) else [message.string or ""])
        found |= {own for own in _own_words(message) if own.casefold() not in told.casefold() and own not in SAME}
    return found


def _own_words(message: Message) -> set[str]:
    """The words between the values and elements of a text, where they are long enough to tell a language by."""
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    pieces = re.split(r"%\(\w+\)s|<[^>]*>", text.replace("%%", "%"))
    pieces = [literal for piece in pieces for literal, *_ in Formatter().parse(piece)]
    return {" ".join(piece.split()).strip(" .,;:()") for piece in pieces if len(piece.strip(" .,;:()")) >= 8}


def english(client: TestClient, status: int = 200, **fields: str) -> str:
    """The English page that the form gives."""
    response = client.post("/en/", data=fields)
    assert response.status_code == status, response.text
    assert response.headers["content-language"] == "en"
    assert '<html lang="en">' in response.text
    return response.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_in_both_languages(client: TestClient, path: str) -> None:
    """The address says the language, page and header say it too; the English page holds no Dutch, the Dutch one does."""
    dutch, told = client.get(path), client.get(f"/en{path}")
    assert (dutch.status_code, told.status_code) == (200, 200)
    assert (dutch.headers["content-language"], told.headers["content-language"]) == ("nl", "en")
    assert '<html lang="nl">' in dutch.text
    assert '<html lang="en">' in told.text
    assert dutch_on(told.text) == set()
    assert len(dutch_on(dutch.text)) > 5


@pytest.mark.parametrize("fields", [ASSIGNED, LEADING, FLAGGED, GERMAN, LEISURE, HOSTILE, {"title": "Excel", "text": ""}])
def test_every_answer_in_english(client: TestClient, fields: dict[str, str]) -> None:
    """Outcome, reasons, doubts, definitions, conditions and aid are English: not one Dutch text is left beside the user's own."""
    page = english(client, **fields, **AID)
    assert dutch_on(page) == set()
    assert text_of(page, "given-text", "sr", "tag") == ([fields["text"]] if fields["text"] else [])


def test_an_english_answer_says_the_same(client: TestClient) -> None:
    """The amounts, shares and days are those of the Dutch answer, in British notation."""
    page = english(client, **ASSIGNED, **AID)
    dutch = client.post("/", data={**ASSIGNED, **AID}).text
    assert "<title>Eligible – Themawijzer</title>" in page
    assert text_of(dutch, "amount") == ["370,36 euro"]
    assert text_of(page, "amount") == ["€370.36"]
    (steps,) = text_of(page, "steps")
    for told in ("On 15 March 2026 the scheme", "30% of €1,234.56 is €370.36, rounded down", "12.5 FTE and a turnover of €2,500,000.00"):
        assert told in steps
    assert page.count('class="cite"') == dutch.count('class="cite"') > 3
    assert "The content supports the themes" in page


def test_faults_of_the_form_in_english(client: TestClient) -> None:
    """Every fault, its summary and its label are English; what was typed is quoted as it was."""
    page = english(client, 422, title="Excel", kind="zomaar", size="cijfers", headcount="1.234", turnover="-5", cost="1,234", date="x")
    assert dutch_on(page.replace("zomaar", "")) == set()
    assert "fields still need correcting" in page
    for told in (
        '"-5" is negative.',
        '"1,234" has more than two decimal places.',
        '"x" is not a date.',
        "'zomaar' is not a kind of service.",
    ):
        assert told in unescape(page)
    assert "There is no title and no text." in english(client, 422, title="", text="")
    assert "One field still needs correcting" in english(client, 422, title="", text="")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/en/nergens", "This address does not exist."),
        ("/en/api/v1/taxonomy", "This address does not exist."),
        ("/en/en/over", "Not found"),
    ],
)
def test_error_pages_in_english(client: TestClient, path: str, told: str) -> None:
    """An error page is in the language of the address; under /en/ there is nothing for programs."""
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-language"] == "en"
    assert told in response.text
    assert dutch_on(response.text) == set()


def test_other_errors_in_english(client: TestClient) -> None:
    """A body that is no form, one that is too large, and a method that does not exist are told in English too."""
    for response in (
        client.post("/en/", content=b"{}", headers={"Content-Type": "application/json"}),
        client.post("/en/", content=b"x" * 1_100_000, headers={"Content-Type": "application/x-www-form-urlencoded"}),
        client.delete("/en/over"),
    ):
        assert response.status_code in {405, 413, 415}
        assert dutch_on(response.text) == set()
    assert "1,000,000 bytes" in client.post("/en/", content=b"x" * 1_100_000).text


def test_a_visitor_is_not_told_what_the_administrator_must_do() -> None:
    """Without a model the page says that it cannot answer; the command that repairs it stands at /health/ready only."""
    app = create_app()
    app.state.service = Service()
    app.state.service.reason, app.state.service.remedy = "Er is nog geen model.", "Voer `themawijzer train` uit."
    client = TestClient(app)
    assert client.get("/health/ready").json()["remedy"] == "Voer `themawijzer train` uit."
    assert "Themawijzer cannot answer at the moment. Try again later." in client.get("/en/").text
    assert "Themawijzer kan nu niet antwoorden." in client.get("/").text
    assert "themawijzer train" not in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/over", "/?voorbeeld=1", "/problemen", "/nergens?a=1&b=%22%3E"])
def test_the_switch_keeps_the_page(client: TestClient, path: str) -> None:
    """The link to the other language, and the alternates, lead to the same page with the same query, and back."""
    for here, there, code, name in ((path, f"/en{path}", "en", "English"), (f"/en{path}", path, "nl", "Nederlands")):
        page = client.get(here).text
        (link,) = re.findall(r'<a href="([^"]*)" lang="(\w+)" hreflang="(\w+)">(\w+)</a>', page)
        assert (unescape(link[0]), *link[1:]) == (there, code, code, name)
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]*)">', page))
        assert {key: unescape(value) for key, value in alternates.items()} == {"nl": path, "en": f"/en{path}"}


def test_links_and_forms_stay_in_the_language(client: TestClient) -> None:
    """Every link of an English page but the switch, and its form, leads to an English page or to what has no language."""
    for page in (*(client.get(f"/en{path}").text for path in PAGES), english(client, **LEADING), client.get("/en/nergens").text):
        page = re.sub(r'<a [^>]*lang="nl"[^>]*>|<link rel="alternate"[^>]*>', "", page)
        for address in re.findall(r'(?:href|action)="(/[^"]*)"', page):
            assert address.startswith(("/en/", "/static/", "/openapi.json")), address


@pytest.mark.parametrize("path", ["/en//elders.be", "/en/%5C%5Celders.be/", "/en///elders.be?x", "//elders.be", "/%5Celders.be"])
def test_no_address_makes_the_switch_leave_the_site(client: TestClient, path: str) -> None:
    """However the slashes stand, the link to the other language is one of this site."""
    page = client.get("http://testserver" + path).text
    found = re.findall(r'<a href="([^"]*)" lang=', page) + re.findall(r'hreflang="\w+" href="([^"]*)"', page)
    assert len(found) == 3
    assert all(re.match(r"/(?![/\\])", address) for address in found)


@pytest.mark.parametrize("accepted", ["en", "en-GB,en;q=0.9", "x" * 9000, "nl;q=9, */*", "\"'<script>", "en\x00"])
def test_only_the_address_decides(client: TestClient, accepted: str) -> None:
    """Accept-Language and cookies, honest or hostile, change nothing of a page, and no cookie is set."""
    headers = {"Accept-Language": accepted, "Cookie": "language=en; lang=en"}
    told = client.get("/over", headers=headers)
    assert told.text == client.get("/over").text
    assert client.get("/en/over", headers={"Accept-Language": "nl", "Cookie": "lang=nl"}).text == client.get("/en/over").text
    assert "set-cookie" not in told.headers


def test_programs_get_dutch_whatever_they_ask(client: TestClient) -> None:
    """An answer and a problem of the API are Dutch, whoever asks, also right after an English page."""
    client.get("/en/")
    headers = {"Accept-Language": "en"}
    problem = client.post("/api/v1/assess", json={"text": ""}, headers=headers)
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.headers["content-language"] == "nl"
    assert problem.json()["detail"] == "Er is geen titel en geen tekst."
    answer = client.post("/api/v1/assess", json={**ASSIGNED, "cost": "1200", "enterprise_size": "klein"}, headers=headers).json()
    assert any("door de inhoud gedragen" in reason for reason in answer["reasons"])
    assert any("De steun bedraagt 360,00 euro" in step for step in answer["aid"]["steps"])


def test_an_address_without_its_slash_finds_the_page(client: TestClient) -> None:
    """/en leads to /en/, and a slash too many leads to the page without it, in its language; /english is no language."""
    assert client.get("/en", follow_redirects=False).headers["location"].endswith("/en/")
    assert client.get("/en/over/", follow_redirects=False).headers["location"].endswith("/en/over")
    assert client.get("/english").headers["content-language"] == "nl"


def test_the_example_is_an_english_one(client: TestClient) -> None:
    """The example of the English form is English, and is found eligible as the Dutch one is."""
    page = client.get("/en/?voorbeeld=1").text
    (text,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    (title,) = re.findall(r'name="title"[^>]* value="([^"]*)"', page)
    assert unescape(title) == "From Excel lists to smooth e-invoicing"
    assert "Eligible" in english(client, title=unescape(title), text=unescape(text), kind="opleiding")


async def _in_worker(app_path: str) -> tuple[str, str, str]:
    """What a worker of the thread pool, and what it asks of the loop, sees of the language of a request."""
    seen: list[str] = []

    async def inner(_scope: object, _receive: object, _send: object) -> None:
        def work() -> None:
            seen.extend([language(), url("/over"), str(translate(say("Kijk het adres na."))), from_thread.run_sync(language)])

        await to_thread.run_sync(work)

    await LanguageOfAddress(inner)({"type": "http", "path": app_path, "query_string": b""}, None, None)  # type: ignore[arg-type]
    assert seen.pop() == seen[0]
    assert language() == "nl"
    return seen[0], seen[1], seen[2]


def test_workers_know_the_language_of_their_request() -> None:
    """A thread that works for an English request tells English; once the request is over, nothing of it is left."""
    assert run(_in_worker, "/en/over") == ("en", "/en/over", "Check the address.")
    assert run(_in_worker, "/over") == ("nl", "/over", "Kijk het adres na.")


def test_outside_a_request_texts_are_dutch() -> None:
    """A command or a background job, which has no page, tells Dutch."""
    error = InputError(say("Het bedrag is groter dan {most}.", most=euro(Decimal(1000))))
    assert translate(error.what) == "Het bedrag is groter dan 1.000,00 euro."
    assert url("/over") == "/over"
