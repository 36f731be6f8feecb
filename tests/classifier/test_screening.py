"""Screening terms are found however they are written, and not inside other words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from classifier.document import parsed
from classifier.screening import TermFinder
from tests.classifier.fakes import TAXONOMY

EVERY_TERM = [(label.id, term) for label in TAXONOMY.screening for term in label.terms]
ORDER, SAFETY, HEALTH, SCIENCE = TAXONOMY.ids("screening")


@pytest.fixture(scope="module")
def terms() -> TermFinder:
    """The finder of the project's own terms."""
    return TermFinder(TAXONOMY)


def found(terms: TermFinder, text: str) -> list[tuple[str, str]]:
    """Condition and words of each hit in a text."""
    with parsed(text) as doc:
        return [(hit.condition, text[hit.start : hit.end]) for hit in terms.find(doc)]


@pytest.mark.parametrize(("condition", "term"), EVERY_TERM, ids=[term for _, term in EVERY_TERM])
def test_every_term_is_found_in_a_sentence(terms: TermFinder, condition: str, term: str) -> None:
    """Each term of the taxonomy fires: as it is, with a capital, in title case and in capitals, beside punctuation."""
    for written in (term, term.capitalize(), term.title(), term.upper()):
        assert found(terms, f"Tijdens deze dag: {written}, voor iedereen.") == [(condition, written)]
        assert found(terms, f"“{written}”") == [(condition, written)]


@pytest.mark.parametrize(
    ("text", "condition", "words"),
    [
        ("Wij maken horoscopen voor bedrijven.", SCIENCE, "horoscopen"),
        ("Je leert zelf aura's lezen.", SCIENCE, "aura's lezen"),
        ("De zeven chakra’s van je team.", SCIENCE, "chakra’s"),
        ("Onze sjamanen trommelen mee.", SCIENCE, "sjamanen"),
        ("een sjamanistische reis", SCIENCE, "sjamanistische"),
        ("homeopathische middelen voor elk dier", SCIENCE, "homeopathische"),
        ("Tarotkaarten leggen voor de ondernemer", SCIENCE, "Tarotkaarten"),
        ("Wat vertelt jouw vorige leven?", SCIENCE, "vorige leven"),
        ("Gewerkt met de pendels van glas", SCIENCE, "Gewerkt met de pendels"),
        ("Energetische reinigingen van uw pand", SCIENCE, "Energetische reinigingen"),
        ("Schieten met vuurwapens voor starters", SAFETY, "vuurwapens"),
        ("wie zelf explosieven maakt", SAFETY, "explosieven maakt"),
        ("Hoe je de inspectie ontwijkt", ORDER, "inspectie ontwijkt"),
        ("Leef als soeverein burger", ORDER, "soeverein burger"),
        ("Medicatie afgebouwd in zes weken", HEALTH, "Medicatie afgebouwd"),
        ("Kies zelf je bachbloesems.", SCIENCE, "bachbloesems"),
        ("Familieopstellingen voor teams", SCIENCE, "Familieopstellingen"),
        ("Wij leggen engelenkaarten", SCIENCE, "engelenkaarten"),
        ("Lopen met wichelroedes", SCIENCE, "wichelroedes"),
        ("Edelsteentherapieën aan zee", SCIENCE, "Edelsteentherapieën"),
        ("Een sjamanische reis", SCIENCE, "sjamanische"),
        ("Een vaccinvrije opvoeding", HEALTH, "vaccinvrije"),
        ("Darmspoelingen aan huis", HEALTH, "Darmspoelingen"),
    ],
)
def test_inflected_forms_are_found(terms: TermFinder, text: str, condition: str, words: str) -> None:
    """Plurals, adjectives and verb forms share a lemma with the term, or have a regular ending."""
    assert found(terms, text) == [(condition, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Een opleiding voor de restaurateur en de restauratie van meubels.",
        "Het restaurant Laura en de auralezers.",
        "Pendelen voor woon-werkverkeer: een plan voor pendelaars en pendelbussen.",
        "De astronomie en de astronaut; een astrofotograaf.",
        "Regressieanalyse met Excel, en regressietesten van software.",
        "Human resources, human centered design en industrieel design.",
        "De reinigingstechnieker; energetische renovatie en schouwreiniging.",
        "Het slot van de dag: we maken een plan open voor reacties.",
        "De sloten van het poldergebied openmaken en ruimen.",
        "Zwart-wit fotografie; contant geld en kassabeheer.",
        "Geld en werk; de zwarte lijst; zwart staal.",
        "Geboorteverlof en geboortepremie.",
        "De inspectie voorbereiden; risico's ontwijken op de weg.",
        "Belastingen aangeven; belasting op de onderneming.",
        "Een constructie berekenen; offshore windmolens onderhouden.",
        "Explosieveiligheid (ATEX): explosieve stoffen bewaren.",
        "Wapening vlechten; gewapend beton; wapens van de stad.",
        "Medicatie toedienen en medicatiefouten melden; een voorraad afbouwen.",
        "Zonder attest geen toegang; medicatie klaarzetten.",
        "Een merk met aura; gemagnetiseerd staal keuren; human design factors. Het magnetisch veld; magneetlassen en magnetisme.",
        "Kristallografie; edelstenen zetten; kristalglas slijpen.",
        "Opstelling van een robot; familiebedrijf en familiale opvolging.",
        "Een offshore constructie lassen. Levens redden met een defibrillator; de vorige editie.",
        "Darmonderzoek; vaccinaties registreren; een kuur op maat voor hout.",
        "Chakar, reikt, reikwijdte en reikhalzend.",
        "Numeriek gestuurd frezen; numerieke wiskunde.",
    ],
)
def test_words_that_look_alike_do_not_fire(terms: TermFinder, text: str) -> None:
    """A term inside a longer word, or half of a term, is no reason to look."""
    assert found(terms, text) == []


def test_hits_come_in_order_and_the_longest_wins(terms: TermFinder) -> None:
    """Several terms are reported as they stand in the text; of two that overlap the longer is."""
    text = "Tarot, feng shui en een vuurwapen; dan werken met de pendel en reiki."
    assert found(terms, text) == [
        (SCIENCE, "Tarot"),
        (SCIENCE, "feng shui"),
        (SAFETY, "vuurwapen"),
        (SCIENCE, "werken met de pendel"),
        (SCIENCE, "reiki"),
    ]


def test_a_term_on_two_lines_is_not_one_term(terms: TermFinder) -> None:
    """Words of a list that happen to follow each other are no phrase."""
    assert found(terms, "- zwart\n- geld") == []


def test_the_first_text_of_a_process_may_hold_a_term() -> None:
    """The finder outlives the text it first read: the second text with that term is answered as the first.

    Its patterns once were made inside the first text's memory zone; spaCy then forgot their names, and every later hit failed.
    """
    code = (
        "from classifier.document import parsed\n"
        "from classifier.screening import TermFinder\n"
        "from classifier.taxonomy import taxonomy\n"
        "terms = TermFinder(taxonomy())\n"
        "for _ in range(3):\n"
        "    with parsed('Reiki en een vuurwapen.') as doc:\n"
        "        print(*[hit.condition for hit in terms.find(doc)])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.splitlines() == ["wetenschappelijke-inzichten openbare-veiligheid"] * 3, done.stderr


def test_a_finder_is_not_made_while_a_text_is_read() -> None:
    """The mistake behind that failure is refused where it is made."""
    with parsed("Reiki."), pytest.raises(RuntimeError, match="would not last"):
        TermFinder(TAXONOMY)
