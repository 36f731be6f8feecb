"""The catalogue of translations: complete, right and without leftovers; and each of its checks fires."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages import Catalog

from api.language import LANGUAGES, SOURCE
from api.translations import catalogue, catalogue_file
from classifier.taxonomy import taxonomy
from commands import messages
from commands.main import run
from commands.messages import faults, read_catalogue, refreshed, texts_of, used_messages, written

OTHERS = [code for code in LANGUAGES if code != SOURCE]


@pytest.fixture(scope="module")
def used() -> Catalog:
    """Every text that a page can show."""
    return used_messages()


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated(code: str, used: Catalog) -> None:
    """No text of code, templates or data is missing, untranslated, fuzzy or different in its values; none is left over."""
    assert len(used) > 300
    assert faults(read_catalogue(catalogue_file(code), code), used) == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_file_is_as_the_command_writes_it(code: str, used: Catalog) -> None:
    """`themawijzer messages` run now would change nothing: places, order and definitions are up to date."""
    assert written(refreshed(read_catalogue(catalogue_file(code), code), used)) == catalogue_file(code).read_bytes()


def _without(known: Catalog) -> None:
    known.delete("Kijk na")


def _untranslated(known: Catalog) -> None:
    known["Kijk na"].string = ""


def _half_plural(known: Catalog) -> None:
    known["Eén veld klopt nog niet"].string = ("One field", "")


def _fuzzy(known: Catalog) -> None:
    known["Kijk na"].flags.add("fuzzy")


def _other_brace(known: Catalog) -> None:
    known["Over {themes} is het model niet zeker genoeg."].string = "The model is not sure about {theme}."


def _other_percent(known: Catalog) -> None:
    known["kans %(share)s"].string = "probability"


def _loose_percent(known: Catalog) -> None:
    known["Grenzen"].string = "100% limits"


def _other_element(known: Catalog) -> None:
    message = next(m for m in known if isinstance(m.id, str) and "<strong>" in m.id)
    message.string = message.string.replace("<strong>", "<b>")


def _left_over(known: Catalog) -> None:
    known.add("Nergens", "Nowhere")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_without, "ontbreekt: “Kijk na”"),
        (_untranslated, "niet vertaald: “Kijk na”"),
        (_half_plural, "niet vertaald: “Eén veld"),
        (_fuzzy, "nog na te kijken (fuzzy): “Kijk na”"),
        (_other_brace, "andere namen van waarden: “Over {themes}"),
        (_other_percent, "andere namen van waarden: “kans"),
        (_loose_percent, "onleesbare plaats van een waarde: “Grenzen”"),
        (_other_element, "andere elementen: “<strong>"),
        (_left_over, "nergens gebruikt: “Nergens”"),
    ],
)
def test_each_check_fires(spoil: Callable[[Catalog], None], told: str, used: Catalog) -> None:
    """A catalogue spoilt in one place is told by that place alone."""
    known = read_catalogue(catalogue_file("en"), "en")
    spoil(known)
    (fault,) = faults(known, used)
    assert fault.startswith(told)


def test_texts_of_code_are_found_wherever_they_stand() -> None:
    """A text inside another's values is found; one that is put together, and so could never be looked up, is refused."""
    assert sorted(texts_of('say("a {b}", b=names.get(x, say("c")))\n_("d" " e")\nother("f")', "x.py")) == ["a {b}", "c", "d e"]
    for wrong in ('say(f"{x} rijen")', "say(text)", '_("a" + b)', "say()"):
        with pytest.raises(ValueError, match=r"x\.py, line 1"):
            list(texts_of(wrong, "x.py"))


def test_refreshing_keeps_translations_and_drops_leftovers(used: Catalog) -> None:
    """A translation stays through a refresh; a new text comes in without one that is shown; what nothing uses goes."""
    known = read_catalogue(catalogue_file("en"), "en")
    known.delete("Kijk na")
    known.add("Nergens", "Nowhere")
    now = refreshed(known, used)
    assert now.get("Nergens") is None
    assert now["Kijk het adres na."].string == "Check the address."
    assert not now["Kijk na"].string or now["Kijk na"].fuzzy
    assert any("“Kijk na”" in fault for fault in faults(now, used))


def test_definitions_are_those_of_the_taxonomy() -> None:
    """The English of a definition stands in data/taxonomy.toml, and pages show that."""
    for _, label in taxonomy().labels():
        assert catalogue("en").gettext(label.definition) == label.english.removesuffix(".")


def test_the_command_says_what_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 1 and the text while something is left to translate, 0 when nothing is; `--check` writes nothing."""
    file = tmp_path / "themawijzer.po"
    shutil.copy(catalogue_file("en"), file)
    monkeypatch.setattr(messages, "catalogue_file", lambda _code: file)
    assert run(["messages", "--check"]) == 0
    spoilt = file.read_bytes().replace(b'msgstr "Go to the form"', b'msgstr ""')
    file.write_bytes(spoilt)
    assert run(["messages", "--check"]) == 1
    assert "niet vertaald: “Naar het formulier”" in capsys.readouterr().out
    assert file.read_bytes() == spoilt
    assert run(["messages"]) == 1
