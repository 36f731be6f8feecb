"""The document joins title and text, and every place in it leads back to the fields as they were given."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.description import ServiceDescription
from classifier.document import Place, dutch, lasting, make_document, parsed
from classifier.errors import InputError
from tests.classifier.test_cleaning import FIELDS


@pytest.mark.parametrize(
    ("title", "text", "joined"),
    [
        ("Lassen", "Je leert lassen.", "Lassen. Je leert lassen."),
        ("Wat is lassen?", "Je leert het.", "Wat is lassen? Je leert het."),
        ("Lassen.", "Je leert het.", "Lassen. Je leert het."),
        ("Lassen:", "een begin", "Lassen: een begin"),
        ("", "Je leert lassen.", "Je leert lassen."),
        ("Lassen", "", "Lassen"),
        ("Lassen", "<p> </p>", "Lassen"),
        ("<b>Lassen</b>", "<p>Je leert</p>", "Lassen. Je leert"),
    ],
)
def test_title_and_text_make_one_document(title: str, text: str, joined: str) -> None:
    """The title reads as a sentence before the text; an empty field leaves no trace."""
    document = make_document(ServiceDescription(title, text))
    assert document.text == joined
    assert document.text[document.body_start :] == document.body.text


@pytest.mark.parametrize("field", ["", "   ", "<p></p>", "<script>x</script>", "\u200b\ufeff", "\x00\x01", "&nbsp;"])
def test_nothing_to_read_is_refused(field: str) -> None:
    """A description of markup or invisible characters only is refused in Dutch, with what to do."""
    with pytest.raises(InputError, match="geen leesbare tekst") as caught:
        make_document(ServiceDescription(field, field))
    assert caught.value.where
    assert caught.value.remedy


@given(title=FIELDS, text=FIELDS)
def test_every_character_leads_back_to_a_field(title: str, text: str) -> None:
    """Each character of the document stands in exactly one field, except the stop that joins the two."""
    try:
        document = make_document(ServiceDescription(title, text))
    except InputError:
        return
    for i, character in enumerate(document.text):
        places = document.places(i, i + 1)
        if len(document.title.text) <= i < document.body_start:
            assert places == []
            continue
        (place,) = places
        assert place.field == ("title" if i < document.body_start else "text")
        given_characters = document.given(place)
        assert given_characters
        if len(given_characters) == 1 and character not in " \n":
            assert given_characters.lower() == character.lower()


@given(title=FIELDS, text=FIELDS, data=st.data())
def test_a_stretch_is_one_place_a_field(title: str, text: str, data: st.DataObject) -> None:
    """A stretch has one place in each field it touches, within that field."""
    try:
        document = make_document(ServiceDescription(title, text))
    except InputError:
        return
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    places = document.places(start, end)
    assert len({place.field for place in places}) == len(places) <= 2
    for place in places:
        assert 0 <= place.start < place.end <= len(title if place.field == "title" else text)


def test_a_stretch_across_title_and_text_is_two_places() -> None:
    """A stretch over the join gives the end of the title and the begin of the text, each as it was given."""
    document = make_document(ServiceDescription("Leren <b>lassen</b>", "<p>Met&nbsp;vuur.</p>"))
    assert document.text == "Leren lassen. Met vuur."
    places = document.places(6, 19)
    assert places == [Place("title", 9, 15), Place("text", 3, 13)]
    assert [document.given(place) for place in places] == ["lassen", "Met&nbsp;v"]


def test_dutch_words_have_lemmas_and_sentences() -> None:
    """Inflected words share a lemma with their base form, and a full stop ends a sentence."""
    with parsed("De cursisten leerden lassen. Daarna volgden examens.") as doc:
        lemmas = {token.text: token.lemma_ for token in doc}
        sentences = [sentence.text for sentence in doc.sents]
    assert (lemmas["cursisten"], lemmas["examens"]) == ("cursist", "examen")
    assert sentences == ["De cursisten leerden lassen.", "Daarna volgden examens."]


def test_the_strings_of_a_text_are_given_back() -> None:
    """New words leave nothing behind in spaCy's store, also where reading them failed half-way."""
    before = len(dutch().vocab.strings)
    for number in range(50):
        with parsed(f"Kwibus{number} en zwabber{number}en leren flonker{number}."):
            pass
    with pytest.raises(RuntimeError, match="halfweg"), parsed("Eenmaligwoord halverwege."):
        raise RuntimeError("halfweg")
    assert len(dutch().vocab.strings) == before


def test_what_is_made_outside_a_text_lasts() -> None:
    """A Doc made in `lasting` is readable after other texts have come and gone."""
    with lasting() as nlp:
        kept = nlp("blijvendwoord")
    with parsed("Een heel ander vluchtigwoord."):
        pass
    assert kept[0].text == kept[0].lemma_ == "blijvendwoord"


def test_nothing_lasting_is_made_while_a_text_is_read() -> None:
    """Inside a text neither something lasting nor another text can be begun: spaCy would drop it, or mix the two."""
    with parsed("Een tekst."):
        with pytest.raises(RuntimeError, match="would not last"), lasting():
            pass
        with pytest.raises(RuntimeError, match="would not last"), parsed("Nog een tekst."):
            pass
    with lasting() as nlp:
        assert len(nlp("Daarna mag het weer.")) == 5


def test_threads_do_not_read_each_others_texts() -> None:
    """Four threads at once each get the words of their own text."""

    def words(number: int) -> bool:
        text = " ".join(f"woord{number}x{i}" for i in range(30))
        with parsed(text) as doc:
            return [token.text for token in doc] == text.split() == [token.lemma_ for token in doc]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(words, range(200)))


def test_the_first_texts_may_come_at_once() -> None:
    """In a fresh process, threads that all ask for spaCy first share one pipeline, made once."""
    code = (
        "import threading; from concurrent.futures import ThreadPoolExecutor\n"
        "from classifier.document import parsed\n"
        "start = threading.Barrier(4)\n"
        "def vocabulary(n):\n"
        "    start.wait()\n"
        "    with parsed(f'Tekst {n}') as doc:\n"
        "        return id(doc.vocab)\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        "    print(len(set(pool.map(vocabulary, range(4)))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
