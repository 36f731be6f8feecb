"""Cleaning takes away what is no text, and never loses where a character stood in the field as it was given."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.cleaning import clean

TAGS = ("<p>", "</p>", "<br/>", "<b class='x'>", "</b>", "<script>", "</script>", "<!--", "-->", "<style>", "</style>")
ENTITIES = ("&nbsp;", "&amp;", "&eacute;", "&#39;", "&#x1F600;", "&NotEqualTilde;", "&geen;", "&", "<", ">", "a < b", "<3")
BLANKS = ("\r\n", "\n\n", "\t", "\xa0", "\u200b", "\xad", "\ufeff", "\x00", "\x1b", "\u2028", "\ud800", "\ufffd", "  ")
LETTERS = ("ßİŉ", "ﬁ", "é", "e\u0301", "👩‍💻", "OPLEIDING VOOR LASSERS EN MONTEURS", "opleiding. ")
SNIPPETS = st.sampled_from([*TAGS, *ENTITIES, *BLANKS, *LETTERS])
FIELDS = st.lists(SNIPPETS | st.text(max_size=8), max_size=12).map("".join)


@given(field=FIELDS)
def test_every_character_knows_where_it_stood(field: str) -> None:
    """Each kept character has its place in the field, in order, and a plain one is the very character that stood there."""
    cleaned = clean(field)
    assert len(cleaned.text) == len(cleaned.origin)
    before = (0, 0)
    for character, (start, end) in zip(cleaned.text, cleaned.origin, strict=True):
        assert 0 <= start < end <= len(field)
        # One place may give several characters (an entity); otherwise places follow each other.
        assert (start, end) == before or start >= before[1]
        before = (start, end)
        stood = field[start:end]
        if character not in " \n":
            assert stood in (character, character.upper()) or stood.startswith("&") or stood.lower() == character
        elif len(stood) == 1:
            assert stood.isspace() or not stood.isprintable()
        else:
            assert stood[0] in "<&"


@given(field=FIELDS)
def test_what_is_kept_is_readable(field: str) -> None:
    """No control characters, surrogates or invisible marks, no blanks in a row, none at either end."""
    text = clean(field).text
    assert text == text.strip()
    assert all(c == "\n" or c.isprintable() for c in text)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in text.replace("\n", ""))
    for pair in ("  ", " \n", "\n ", "\n\n"):
        assert pair not in text


@given(text=st.text(st.characters(categories=["Ll", "Nd", "Po"], exclude_characters="&"), max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    """Where there is nothing to clean, nothing is changed and every character stands where it stood."""
    cleaned = clean(text)
    assert cleaned.text == text
    assert cleaned.origin == tuple((i, i + 1) for i in range(len(text)))


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("", ""),
        (" \t\r\n ", ""),
        ("<p>Lassen</p><p>Solderen</p>", "Lassen\nSolderen"),
        ("<ul><li>een</li><li>twee</li></ul>", "een\ntwee"),
        ("een<br>twee<BR />drie", "een\ntwee\ndrie"),
        ("vet<b>gedrukt</b> woord", "vet gedrukt woord"),
        ('<a href="https://x.be/?a=1&b=2">link</a>', "link"),
        ("x<script>var a = '<p>nee</p>';</script>y", "xy"),
        ("x<SCRIPT src=a>nee</SCRIPT>y", "xy"),
        ("İ x<SCRIPT>nee</SCRIPT>y", "İ xy"),
        ("x<style>p { color: red }</style>y", "xy"),
        ("x<!-- een <b>opmerking</b> -->y", "xy"),
        ("x<!-- zonder einde", "x"),
        ("x<script>zonder einde", "x"),
        ("<p>zonder einde", "zonder einde"),
        ("<p zonder haak", "<p zonder haak"),
        ("omzet < 10 miljoen en > 2 miljoen", "omzet < 10 miljoen en > 2 miljoen"),
        ("wij <3 kmo's", "wij <3 kmo's"),
        ("R&amp;D &eacute;n kwaliteit", "R&D én kwaliteit"),
        ("R&D; vraag &geen; uitleg", "R&D; vraag &geen; uitleg"),
        ("5&nbsp;dagen\xa0lang", "5 dagen lang"),
        ("&#233;&#xE9;", "éé"),
        ("&lt;b&gt;", "<b>"),
        ("regel een\r\nregel twee\rregel drie", "regel een\nregel twee regel drie"),
        ("een \n\n \n twee", "een\ntwee"),
        ("digi\xadtali\u200bsering\ufeff", "digitalisering"),
        ("een\x00twee\x1bdrie", "een twee drie"),
        ("los\ud800 teken\udfff", "los teken"),
        ("lassen 🔥 voor 👷‍♀️", "lassen 🔥 voor 👷♀️"),
    ],
)
def test_the_examples(field: str, expected: str) -> None:
    """What people paste from pages, mails and office programs comes out as they would read it."""
    assert clean(field).text == expected


def test_an_entity_and_a_tag_keep_their_whole_place() -> None:
    """Whoever marks a cleaned character in the given field marks the entity or the tag that it came from."""
    field = "a&eacute;b<br>c"
    cleaned = clean(field)
    assert cleaned.text == "aéb\nc"
    assert [field[start:end] for start, end in cleaned.origin] == ["a", "&eacute;", "b", "<br>", "c"]


def test_an_entity_of_two_characters_gives_both_the_same_place() -> None:
    """Some entities stand for two characters; both point at the one entity."""
    cleaned = clean("x&NotEqualTilde;y")
    assert cleaned.text == "x≂̸y"
    assert cleaned.origin == ((0, 1), (1, 16), (1, 16), (16, 17))


def test_shouting_is_calmed_character_by_character() -> None:
    """A text in capitals becomes lower case of the same length, so that places still hold."""
    field = "OPLEIDING VEILIG WERKEN OP HOOGTE, İN DE BOUW"
    cleaned = clean(field)
    assert cleaned.text == "opleiding veilig werken op hoogte, İn de bouw"
    assert cleaned.origin == tuple((i, i + 1) for i in range(len(field)))


@pytest.mark.parametrize("field", ["VCA", "ISO 9001 EN EFQM", "De VCA-opleiding voor operationeel leidinggevenden"])
def test_abbreviations_keep_their_capitals(field: str) -> None:
    """A few capitals are a name or an abbreviation, not shouting."""
    assert clean(field).text == field


@pytest.mark.parametrize("unit", ["<", "<a", "<!--", "&", "<script", "&amp", "a&nbsp", "<p>", "</p\n", " ", "\n", "\xad", "İ"])
def test_no_text_takes_more_than_its_length(unit: str) -> None:
    """Whatever is repeated, cleaning costs at most some tens of times what plain text of that length costs.

    The margin is wide, for the clock is the machine's; with a pattern that looks again and again it would be hundreds.
    """
    size = 20_000

    def cost(field: str) -> float:
        start = time.process_time()
        clean(field)
        return time.process_time() - start

    assert cost(unit * (size // len(unit))) < 40 * max(cost("a" * size), 0.01)


@pytest.mark.parametrize("lead", ["<", "</", "<p class="])
def test_a_tag_that_never_closes_costs_no_more_than_text(lead: str) -> None:
    """One opening bracket before a long word once made the pattern try every split of that word."""
    start = time.process_time()
    clean(lead + "a" * 100_000)
    assert time.process_time() - start < 10
