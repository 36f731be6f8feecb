"""One description in, one assessment out: clear texts, the contract, bad input, threads and memory, on the real model."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import numpy as np
import pytest

from classifier.aid import AidRequest
from classifier.artefact import Model, Neighbours
from classifier.assess import Assessor
from classifier.assessment import Assessment, Outcome
from classifier.decision import Band
from classifier.description import MOST_CHARACTERS, ServiceDescription, read_description
from classifier.document import dutch
from classifier.enterprise import EnterpriseSize
from classifier.errors import InputError
from classifier.heads import Heads
from classifier.paths import ROOT
from classifier.regimes import load_regimes
from tests.classifier.fakes import SIZE, TAXONOMY, WordEncoder

DAY = date(2024, 9, 2)
REGIMES = load_regimes(ROOT / "data" / "regimes.toml")
REAL = [json.loads(line) for line in (ROOT / "data" / "real" / "real-dev.jsonl").read_text(encoding="utf-8").splitlines()]
SAMPLE = [ServiceDescription(r["title"], r["text"], r["kind"], r["reference"]) for r in REAL[:: len(REAL) // 12][:12]]
KEYS = ["reference", "title", "kind", "language", "outcome", "themes", "subtopics", "screening", "topics", "labels"]
KEYS += ["conditions", "reasons", "precedents", "aid", "model"]

# What is expected: the themes, sub-topics, topics and screening conditions that must be assigned at least.
CLEAR: dict[str, tuple[str, str, str]] = {
    "beroepsspecifieke-competenties": (
        "VCA basis",
        "In deze opleiding leren operationele medewerkers veilig werken op de werf volgens de VCA-checklist: persoonlijke "
        "beschermingsmiddelen, werken op hoogte, gevaarlijke stoffen, elektriciteit en brand. Na de cursus leggen de deelnemers "
        "het examen af en ontvangen ze het wettelijk erkende attest VCA basis.",
        "komt-in-aanmerking",
    ),
    "digitalisering": (
        "Power BI voor beginners",
        "Je leert gegevens uit Excel en databanken inlezen in Power BI, een datamodel bouwen, berekeningen maken met DAX en "
        "interactieve dashboards publiceren die je met collega's deelt. Je werkt de hele dag op je eigen laptop met oefenbestanden.",
        "komt-in-aanmerking",
    ),
    "digitalisering cybersecurity": (
        "Cybersecurity: phishing herkennen",
        "Medewerkers leren phishing, ransomware en valse facturen herkennen, sterke wachtwoorden en tweestapsverificatie gebruiken, "
        "en een incident melden. We bespreken ook back-ups, updates en de beveiliging van het bedrijfsnetwerk.",
        "komt-in-aanmerking",
    ),
    "duurzaamheid": (
        "Advies ISO 14001",
        "Onze adviseur begeleidt uw bedrijf bij het opzetten van een milieuzorgsysteem volgens ISO 14001: we brengen afvalstromen, "
        "energieverbruik, waterverbruik en emissies in kaart, stellen doelstellingen op om de milieu-impact te verlagen en bereiden "
        "u voor op de certificatie.",
        "komt-in-aanmerking",
    ),
    "duurzaamheid energie-efficientie": (
        "Energieaudit voor kmo's",
        "Wij meten het energieverbruik van uw gebouwen en machines, berekenen de besparing van isolatie, relighting, warmtepompen en "
        "perslucht, en stellen een plan op waarmee u minder energie verbruikt en uw CO2-uitstoot verlaagt.",
        "komt-in-aanmerking",
    ),
    "personeelsmanagement sociale-wetgeving": (
        "Loonadministratie en sociale wetgeving",
        "Als werkgever moet u het arbeidsrecht correct toepassen. In deze opleiding behandelen we de arbeidsovereenkomst, arbeidsduur "
        "en overuren, loonberekening, sociale bijdragen, ontslag en opzegtermijnen, het arbeidsreglement en de sociale documenten die "
        "u moet bijhouden.",
        "komt-in-aanmerking",
    ),
    "financiele-geletterdheid": (
        "Boekhouden voor niet-boekhouders",
        "U leert een balans en een resultatenrekening lezen, de basis van dubbel boekhouden, de btw-aangifte, afschrijvingen en "
        "financiële ratio's. Na de cursus begrijpt u de cijfers van uw onderneming en kunt u kasstroom en rendabiliteit opvolgen.",
        "komt-in-aanmerking",
    ),
    "internationalisering": (
        "Exporteren naar Duitsland",
        "U leert hoe u de Duitse markt bewerkt: exportplan, keuze van een agent of verdeler, incoterms, douane en btw bij "
        "intracommunautaire leveringen, betalingsvoorwaarden en de cultuur van Duitse zakenpartners.",
        "komt-in-aanmerking",
    ),
    "wetenschappelijke-inzichten": (
        "Astrologie voor ondernemers",
        "Je leert je geboortehoroscoop lezen en ontdekt hoe de stand van de planeten bepaalt welke beslissingen je als ondernemer het "
        "best wanneer neemt. We berekenen de horoscoop van je bedrijf en bespreken de invloed van Mercurius op je contracten.",
        "nazicht-nodig",
    ),
    "openbare-veiligheid": (
        "Lockpicking voor iedereen",
        "Tijdens deze workshop leert iedereen, zonder voorkennis, sloten openen met lockpicks: cilindersloten, hangsloten en "
        "fietssloten. Je krijgt een eigen set mee naar huis om verder te oefenen.",
        "nazicht-nodig",
    ),
}
LEISURE = {
    "mindfulness": (
        "Een rustgevende wandeling van een halve dag waarin je met ademhalingsoefeningen tot jezelf komt. Je laat de drukte los, geniet "
        "van de stilte tussen de bomen en neemt nieuwe energie mee naar huis. Voor iedereen die even tijd voor zichzelf wil."
    ),
    "bloemschikken": (
        "Gezellige avonden waarop je voor je plezier een bloemstuk maakt voor thuis: een kerstkrans, een paasmand, een tafelstuk. Geen "
        "voorkennis nodig, koffie en taart inbegrepen. Breng je vriendin of buurvrouw mee."
    ),
}
FOREIGN = {
    "en": "You learn to load data from Excel and databases into Power BI, to build a data model and to publish interactive dashboards "
    "that you share with your colleagues. You work on your own laptop all day.",
    "fr": "Vous apprenez à charger des données depuis Excel dans Power BI, à construire un modèle de données et à publier des tableaux "
    "de bord interactifs que vous partagez avec vos collègues.",
    "de": "Sie lernen, Daten aus Excel und Datenbanken in Power BI zu laden, ein Datenmodell aufzubauen und interaktive Dashboards zu "
    "veröffentlichen, die Sie mit Ihren Kollegen teilen.",
}


def assigned(answer: Assessment) -> set[str]:
    """Every label that is assigned."""
    return {*answer.themes, *answer.subtopics, *answer.screening, *answer.topics}


@pytest.fixture(scope="module")
def answers(assessor: Assessor) -> list[Assessment]:
    """The assessments of the sample of real descriptions."""
    return [assessor.assess(description) for description in SAMPLE]


@pytest.fixture(scope="module")
def quick() -> Assessor:
    """An assessor with weights by chance and an encoder without weights: the whole way, in a millisecond or two."""
    rng = np.random.default_rng(0)
    labels = TAXONOMY.all_ids()
    weights = rng.normal(0, 0.4, (len(labels), SIZE))
    heads = Heads(labels, np.full(SIZE, 0.02), weights, np.zeros(len(labels)), np.ones(len(labels)), np.zeros(len(labels)))
    features = np.eye(SIZE, dtype=np.float32)[:5]
    neighbours = Neighbours(tuple("abcde"), ("Titel",) * 5, (("innovatie",),) * 5, tuple("abcde"), features)
    model = Model(heads, dict.fromkeys(labels, Band(0.4, 0.6)), Band(0.3, 0.6), neighbours)
    manifest: dict[str, Any] = {"version": "0+proef", "origin": {"corpus": "c" * 64}}
    return Assessor(TAXONOMY, REGIMES, WordEncoder(), model, manifest)


@pytest.mark.parametrize("expected", CLEAR)
def test_clear_texts_get_the_labels_that_anyone_would_give(assessor: Assessor, expected: str) -> None:
    """A text that is about one thing is assigned that, and its outcome follows."""
    title, text, outcome = CLEAR[expected]
    answer = assessor.assess(ServiceDescription(title, text))
    assert set(expected.split()) <= assigned(answer)
    assert answer.outcome == outcome
    assert all(answer.label(label).evidence for label in expected.split())


@pytest.mark.parametrize("title", LEISURE)
def test_leisure_is_never_eligible(assessor: Assessor, title: str) -> None:
    """What is for pleasure or for oneself carries no theme, whether the model is sure of that or asks a person."""
    answer = assessor.assess(ServiceDescription(title.capitalize(), LEISURE[title]))
    assert answer.themes == ()
    assert answer.outcome != "komt-in-aanmerking"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_english_and_french_are_assessed_as_dutch_is(assessor: Assessor, language: str) -> None:
    """What providers in Flanders and Brussels write in these languages gets an answer of its own."""
    answer = assessor.assess(ServiceDescription("Power BI", FOREIGN[language]))
    assert (answer.language, answer.outcome, answer.themes) == (language, "komt-in-aanmerking", ("digitalisering",))


def test_other_languages_are_read_but_a_person_decides(assessor: Assessor) -> None:
    """The likeliest theme is still shown as doubtful; nothing is assigned, and the reason names the language."""
    answer = assessor.assess(ServiceDescription("Power BI", FOREIGN["de"]))
    assert (answer.language, answer.outcome) == ("de", "nazicht-nodig")
    assert assigned(answer) == set()
    assert answer.label("digitalisering").decision == "twijfel"
    assert "enkel Nederlands, Engels en Frans worden zonder nazicht beoordeeld" in answer.reasons[0]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": "Power BI voor beginners"}, "alleen een titel"),
        ({"title": "Opleiding Excel en Power BI voor alle medewerkers van het bedrijf die cijfers maken"}, "alleen een titel"),
        ({"text": "drie korte woorden"}, "telt maar 3 woorden"),
        ({"title": "Excel", "text": "Leer Excel."}, "te weinig tekst"),
        ({"text": "🔥👷💥"}, "telt maar 0 woorden"),
        ({"title": "🔥", "text": "123 456 789"}, "telt maar 0 woorden"),
    ],
)
def test_too_little_text_is_for_a_person(assessor: Assessor, fields: dict[str, object], reason: str) -> None:
    """A title, three words or emoji get an answer that says why nothing was decided."""
    answer = assessor.assess(read_description(fields))
    assert answer.outcome == "nazicht-nodig"
    assert assigned(answer) == set()
    assert reason in answer.reasons[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "OPLEIDING VEILIG WERKEN", "text": "JE LEERT VEILIG WERKEN OP HOOGTE MET EEN STELLING EN EEN HARNAS."},
        {"text": "<div><p>Je leert&nbsp;<b>lassen</b> met TIG &amp; MIG.</p><script>alert(1)</script></div>" * 3},
        {"title": "Los \ud800 teken", "text": "Een gewone tekst met één los \udfff teken over lassen en solderen in het atelier."},
        {"text": "Je leert lassen.\r\n\r\n\t- TIG\r\n\t- MIG\u200b en\xadzovoort, in het atelier van de school, met vuur. 🔥"},
        {"title": "Reiki", "text": "In de les komt reiki aan bod; daarna nog reiki voor het hele gezin en de buren erbij."},
        {"text": "Lassen " * 200},
        {"text": "a" * 3000},
        {"title": ".", "text": "... --- ... ???"},
    ],
    ids=["capitals", "html", "surrogates", "blanks", "term", "one-word", "one-letter", "punctuation"],
)
def test_odd_texts_keep_the_contract(assessor: Assessor, fields: dict[str, object]) -> None:
    """Capitals, markup, control characters, emoji and monotony get an answer of the same shape as any."""
    description = read_description(fields)
    check_contract(description, assessor.assess(description), assessor)


@pytest.mark.parametrize("fields", [{"text": "<p></p>"}, {"text": "\u200b\u200b"}, {"title": "<br>", "text": "&nbsp;"}])
def test_nothing_to_read_is_refused(assessor: Assessor, fields: dict[str, object]) -> None:
    """Markup around nothing is no description: an error in Dutch, no empty answer."""
    with pytest.raises(InputError, match="geen leesbare tekst"):
        assessor.assess(read_description(fields))


def check_contract(description: ServiceDescription, answer: Assessment, assessor: Assessor) -> None:
    """Everything that programs rely on in an answer."""
    shown = answer.model_dump(mode="json")
    assert list(shown) == KEYS
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
    assert (answer.reference, answer.title, answer.kind) == (description.reference, description.title, description.kind)
    assert answer.outcome in get_args(Outcome)
    assert [(label.group, label.id) for label in answer.labels] == [(group, label.id) for group, label in TAXONOMY.labels()]
    for group, found in (
        ("theme", answer.themes),
        ("subtopic", answer.subtopics),
        ("screening", answer.screening),
        ("topic", answer.topics),
    ):
        assert list(found) == [label.id for label in answer.labels if label.group == group and label.decision == "toegewezen"]
    assert ("personeelsmanagement" in answer.themes) == bool(answer.subtopics)
    for label in answer.labels:
        assert 0 <= label.probability <= 1
        assert label.decision != "niet" or label.evidence == ()
        taken: set[tuple[str, int]] = set()
        for place in label.evidence:
            field = description.title if place.field == "title" else description.text
            assert place.text == field[place.start : place.end] != ""
            assert 0 < place.weight <= 1
            characters = {(place.field, i) for i in range(place.start, place.end)}
            assert not characters & taken
            taken |= characters
    alone = answer.themes == ("beroepsspecifieke-competenties",)
    assert [condition.id for condition in answer.conditions] == (["lijst-beroepsspecifieke-competenties"] if alone else [])
    assert answer.reasons
    assert len(answer.precedents) == 3
    assert [p.similarity for p in answer.precedents] == sorted((p.similarity for p in answer.precedents), reverse=True)
    assert answer.aid is None
    assert answer.model.version == assessor.manifest["version"]
    assert answer.model.taxonomy == TAXONOMY.version


def test_real_descriptions_keep_the_contract(assessor: Assessor, answers: list[Assessment]) -> None:
    """Twelve real descriptions give answers of exactly the promised shape."""
    for description, answer in zip(SAMPLE, answers, strict=True):
        check_contract(description, answer, assessor)


def test_evidence_marks_a_part_of_the_text_only(answers: list[Assessment]) -> None:
    """Of no real description much more than a third of the text is marked for one label: the grounds can be found by eye."""
    for description, answer in zip(SAMPLE, answers, strict=True):
        for label in answer.labels:
            if len(label.evidence) > 1:
                assert sum(place.end - place.start for place in label.evidence) < 0.37 * len(description.title + description.text)


def test_the_same_description_gives_the_same_answer(assessor: Assessor, answers: list[Assessment]) -> None:
    """Asked again, in another order and from four threads at once, every answer is identical."""
    half = list(zip(SAMPLE, answers, strict=True))[:6]
    assert assessor.assess(half[0][0]) == half[0][1]
    with ThreadPoolExecutor(4) as pool:
        again = pool.map(lambda pair: assessor.assess(pair[0]) == pair[1], half[::-1] * 2)
        assert all(again)


def test_nothing_of_another_description_is_kept(quick: Assessor) -> None:
    """Reference, provider and words of one description never show in the next answer."""
    quick.assess(ServiceDescription("Geheim project", "Een zeer geheim project over kwibussen en zwabbers in de haven.", "advies", "g1"))
    shown = quick.assess(ServiceDescription("Lassen", "Je leert lassen in het atelier, met handschoenen en een masker op."))
    assert "eheim" not in shown.model_dump_json()
    assert shown.reference == ""


def test_memory_stays_level_over_ever_new_words(quick: Assessor) -> None:
    """Some hundreds of descriptions of words never seen before leave spaCy's store of strings as large as it was."""
    quick.assess(ServiceDescription("Vooraf", "Reiki en lassen, om alles een eerste keer te gebruiken wat daarna blijft."))
    before = len(dutch().vocab.strings)
    for number in range(400):
        words = " ".join(f"woord{number}x{i}" for i in range(20))
        quick.assess(ServiceDescription(f"Titel{number}", f"Reiki en {words}."))
    assert len(dutch().vocab.strings) == before


def test_the_longest_description_is_read_to_its_end(quick: Assessor) -> None:
    """A text of the greatest length is answered, and its last words can be evidence."""
    words = [f"woord{i % 977}" for i in range(10_000)]
    text = ". ".join(" ".join(words[i : i + 9]) for i in range(0, len(words), 9))[: MOST_CHARACTERS - 20]
    description = read_description({"title": "Lang", "text": text + " reiki"})
    answer = quick.assess(description)
    check_contract(description, answer, quick)
    (last,) = answer.label("wetenschappelijke-inzichten").evidence
    assert (last.text, last.end) == ("reiki", len(description.text))


def test_a_term_is_evidence_and_asks_for_a_look(quick: Assessor, assessor: Assessor) -> None:
    """A screening word in an otherwise clear text is marked where it stands, and a person must look."""
    title, text, _ = CLEAR["digitalisering"]
    description = ServiceDescription(title, f"<p>{text}</p><p>Met een proefles&nbsp;Reiki.</p>")
    answer = assessor.assess(description)
    found = answer.label("wetenschappelijke-inzichten")
    assert found.decision != "niet"
    assert [(place.field, place.text, place.weight) for place in found.evidence] == [("text", "Reiki", 1.0)]
    assert answer.outcome == "nazicht-nodig"
    assert any("een woord in de tekst vraagt dat een mens meekijkt" in reason for reason in answer.reasons)
    assert "digitalisering" in answer.themes


def asked(cost: str = "1000") -> AidRequest:
    """A request for aid."""
    return AidRequest(enterprise_size=EnterpriseSize("klein"), cost=Decimal(cost), date=DAY, already_granted=Decimal(0), kind="opleiding")


def test_aid_comes_with_a_theme_and_only_where_it_is_asked(assessor: Assessor) -> None:
    """A theme and a request give the aid with its steps; without a theme, or without a request, there is none."""
    title, text, _ = CLEAR["digitalisering"]
    with_aid = assessor.assess(ServiceDescription(title, text, "opleiding"), asked())
    assert with_aid.aid is not None
    assert (with_aid.aid.aid, with_aid.aid.rate, with_aid.aid.regime) == ("300.00", "0.30", "hervorming-2023")
    assert with_aid.aid.steps
    assert assessor.assess(ServiceDescription(title, text)).aid is None
    assert assessor.assess(ServiceDescription("Wandeling", LEISURE["mindfulness"]), asked()).aid is None


def test_a_regime_is_chosen_by_name(assessor: Assessor) -> None:
    """The named regime decides the aid and is told; one that does not exist is refused before anything is read."""
    title, text, _ = CLEAR["digitalisering cybersecurity"]
    answer = assessor.assess(ServiceDescription(title, text), asked(), "verhoogd-cyber-energie")
    assert answer.aid is not None
    assert (answer.aid.aid, answer.model.regime) == ("450.00", "verhoogd-cyber-energie")
    with pytest.raises(InputError, match="Kies uit"):
        assessor.assess(ServiceDescription(title, text), asked(), "bestaat-niet")


def test_an_answer_cannot_be_changed(quick: Assessor) -> None:
    """What was assessed stays as it was shown."""
    answer = quick.assess(ServiceDescription("Lassen", "Je leert lassen in het atelier, met handschoenen en een masker op."))
    with pytest.raises(ValueError, match="frozen"):
        answer.outcome = "geen-thema"
    with pytest.raises(KeyError):
        answer.label("lassen")
