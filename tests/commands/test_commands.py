"""The command line as a user meets it: answers, exit status, Dutch errors."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from api.catalogue.rows import read_rows
from classifier.assess import Assessor
from classifier.paths import data_dir
from commands import card
from commands.dutch import in_dutch
from commands.main import run
from commands.tables import flat, safe
from training.corpus import read_real

TEXT = "Tweedaagse opleiding Power BI: gegevens inlezen uit Excel, een datamodel bouwen en dashboards publiceren."
KEYS = [
    *("reference", "title", "kind", "language", "outcome", "themes", "subtopics", "screening", "topics", "labels"),
    *("conditions", "reasons", "precedents", "aid", "model"),
]

Ran = tuple[int, str, str]
Command = Callable[..., Ran]


@pytest.fixture
def command(assessor: Assessor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command line in this process, with the assessor that is loaded already."""
    monkeypatch.setattr(Assessor, "load", classmethod(lambda *_: assessor))

    def ran(*arguments: str, stdin: bytes | None = None) -> Ran:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = run(list(arguments))
        out, err = capsys.readouterr()
        return status, out, err

    return ran


def test_check_shows_outcome_labels_grounds_and_that_it_is_a_suggestion(command: Command) -> None:
    """A person sees the outcome, every theme with its chance, and that people decide."""
    status, out, _ = command("check", TEXT, "--kind", "opleiding")
    assert status == 0
    for expected in ("Komt in aanmerking", "digitalisering", "personeelsmanagement", "toegewezen", "[1]", "geen beslissing"):
        assert expected in out


def test_check_reads_text_file_and_standard_input_alike(command: Command, tmp_path: Path) -> None:
    """The same words give the same answer, however they come in."""
    file = tmp_path / "dienst.txt"
    file.write_text(TEXT, encoding="utf-8")
    answers = [
        command("check", TEXT, "--json")[1],
        command("check", str(file), "--json")[1],
        command("check", "-", "--json", stdin=TEXT.encode())[1],
    ]
    assert answers[0] == answers[1] == answers[2]
    assert list(json.loads(answers[0])) == KEYS


def test_check_works_out_aid_when_asked(command: Command) -> None:
    """With cost and size the aid follows, as decimal strings."""
    _, out, _ = command("check", TEXT, "--kind", "opleiding", "--cost", "1.000,00", "--enterprise-size", "klein", "--json")
    assert json.loads(out)["aid"]["aid"] == "300.00"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("check", ""), "geen titel en geen tekst"),
        (("check", "   "), "geen titel en geen tekst"),
        (("check", "bestaat-niet.txt"), "bestaat niet"),
        (("check", "x" * 1_000_000), "1.000.000 tekens"),
        (("check", TEXT, "--kind", "hobby"), "geen soort dienst"),
        (("check", TEXT, "--cost", "100"), "grootte"),
        (("check", TEXT, "--cost", "-1", "--enterprise-size", "klein"), "negatief"),
        (("check", TEXT, "--cost", "nan", "--enterprise-size", "klein"), "cost"),
        (("check", TEXT, "--cost", "100", "--enterprise-size", "reus"), "klein"),
        (("check", TEXT, "--cost", "100", "--enterprise-size", "klein", "--date", "2019-01-01"), "2019"),
        (("check", TEXT, "--regime", "onbestaand"), "hervorming-2023"),
        (("aid", "--cost", "100", "--enterprise-size", "klein", "--theme", "digitaal"), "digitalisering"),
        (("aid",), "--cost"),
        (("batch", "geen.csv", "--out", "x.csv"), "bestaat niet"),
        (("evaluate", "--on", "geen.jsonl"), "bestaat niet"),
    ],
)
def test_bad_input_is_status_1_with_a_dutch_reason(command: Command, arguments: tuple[str, ...], expected: str) -> None:
    """What cannot be used is refused with status 1 and a sentence on standard error that says why."""
    status, out, err = command(*arguments)
    assert (status, out) == (1, "")
    assert expected in err


@pytest.mark.parametrize("data", [b"\x00\x01\x02binair" * 9, bytes(range(256)) * 4, b"%PDF-1.7\n\x00\x01"])
def test_a_binary_file_is_refused(command: Command, tmp_path: Path, data: bytes) -> None:
    """Bytes that are no text are told to be no text."""
    file = tmp_path / "dienst.txt"
    file.write_bytes(data)
    status, _, err = command("check", str(file))
    assert status == 1
    assert "geen tekstbestand" in err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("chek",), "De opdracht 'chek' bestaat niet."),
        (("aid", "--bogus"), "De optie --bogus bestaat niet."),
        (("batch",), "Het argument IN ontbreekt."),
        (("batch", "x.csv"), "De optie --out ontbreekt."),
        (("check", "a", "b"), "Te veel argumenten: b."),
        (("aid", "--cost"), "Bij de optie --cost hoort een waarde."),
    ],
)
def test_wrong_use_is_status_2_in_dutch(command: Command, arguments: tuple[str, ...], expected: str) -> None:
    """Wrong use is told apart from bad input, in Dutch."""
    status, _, err = command(*arguments)
    assert status == 2
    assert expected in err


def test_an_unknown_parser_message_is_not_lost() -> None:
    """A message without a translation is shown as it is."""
    assert in_dutch("Something entirely new.") == "Something entirely new."


def test_batch_answers_every_row_and_goes_on_after_a_bad_one(command: Command, tmp_path: Path) -> None:
    """A bad row becomes an error row with its number; the rows around it are answered, in order."""
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [{"reference": "a", "text": TEXT}, {"reference": "b", "text": TEXT, "cost": -5, "enterprise_size": "klein"}, {"text": ""}]
    lines = [json.dumps(row) for row in rows] + ["{kapot", "[1]", '{"text": "x", "cost": NaN, "enterprise_size": "klein"}']
    source.write_text("\n".join([*lines, json.dumps({"reference": "z", "text": TEXT})]), encoding="utf-8")
    status, _, err = command("batch", str(source), "--out", str(out))
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert status == 0
    assert "7 rijen" in err
    assert [answer.get("row") for answer in answers] == [None, 2, 3, 4, 5, 6, None]
    assert list(answers[0]) == KEYS
    assert (answers[0]["reference"], answers[-1]["reference"]) == ("a", "z")
    assert all(answer["error"]["what"] for answer in answers if "error" in answer)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_whatever_its_separator_and_encoding(tmp_path: Path, separator: str, encoding: str) -> None:
    """Separators, marks and encodings that spreadsheets write all give the same rows."""
    file = tmp_path / "in.csv"
    with file.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(
            [["Titel", "Omschrijving", "Soort"], ["Café", "één; twee, drie|vier\tvijf", "advies"]]
        )
    (row,) = read_rows(file)
    assert row.fields == {"title": "Café", "text": "één; twee, drie|vier\tvijf", "kind": "advies"}
    assert row.number == 2


def test_xlsx_rows_are_read_with_numbers_and_dates(command: Command, tmp_path: Path) -> None:
    """A real workbook gives rows; its cells may be numbers and dates."""
    import datetime as dt

    book = openpyxl.Workbook()
    book.active.append(["reference", "title", "text", "cost", "enterprise_size", "date"])
    book.active.append([12, "Power BI", TEXT, 1000, "klein", dt.datetime(2025, 3, 1)])
    book.save(tmp_path / "in.xlsx")
    out = tmp_path / "out.jsonl"
    assert command("batch", str(tmp_path / "in.xlsx"), "--out", str(out))[0] == 0
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert (answer["reference"], answer["aid"]["aid"]) == ("12", "300.00")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", b"a,b\n1,2\n", "gevonden: a, b"),
        ("b.csv", b"titel,title,text\n1,2,3\n", "Twee kolommen"),
        ("c.csv", b"text\n", "geen enkele rij"),
        ("d.csv", b"", "geen enkele rij"),
        ("e.xlsx", b"geen werkmap", "geen leesbaar Excel-bestand"),
        ("f.docx", b"x", "worden niet gelezen"),
        ("g.csv", b"\x00\x01", "geen tekstbestand"),
    ],
)
def test_an_unusable_table_is_refused_whole(command: Command, tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    """A file that cannot be a table is one error; nothing is written."""
    source, out = tmp_path / name, tmp_path / "out.jsonl"
    source.write_bytes(content)
    status, _, err = command("batch", str(source), "--out", str(out))
    assert status == 1
    assert expected in err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_batch_with_only_bad_rows_is_status_1(command: Command, tmp_path: Path) -> None:
    """Nothing that could be assessed is bad input; the error rows are there all the same."""
    source, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_text('{"text": ""}\n', encoding="utf-8")
    assert command("batch", str(source), "--out", str(out))[0] == 1
    assert "geen titel en geen tekst" in out.read_text(encoding="utf-8-sig")


def test_an_interrupted_batch_leaves_nothing(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks off half-way leaves neither a half answer file nor a draft."""
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"text": TEXT}), encoding="utf-8")

    def breaks(*_: object) -> dict[str, object]:
        raise KeyboardInterrupt

    monkeypatch.setattr("commands.batch.assess_row", breaks)
    assert command("batch", str(source), "--out", str(out))[0] == 130
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize("value", ["=1+1", "+32", "-x", "@cmd", "\t=1"])
def test_no_cell_of_the_answer_runs_as_a_formula(value: str) -> None:
    """A title that a spreadsheet would run is written as text."""
    assert safe(value).startswith("'")


def test_csv_answers_hold_the_same_themes_as_the_json(command: Command, tmp_path: Path) -> None:
    """Both forms of the answer agree."""
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"reference": "r", "title": "Power BI", "text": TEXT}), encoding="utf-8")
    for name in ("out.jsonl", "out.csv"):
        assert command("batch", str(source), "--out", str(tmp_path / name))[0] == 0
    answer = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream, delimiter=";")
    assert row["themes"] == ", ".join(answer["themes"])
    assert {key: str(value) for key, value in flat(answer).items()}.items() <= row.items()


def test_aid_tells_every_step(command: Command) -> None:
    """The rule layer answers without the model, step by step."""
    status, out, _ = command(
        *("aid", "--theme", "digitalisering", "--topic", "cybersecurity", "--cost", "1000", "--enterprise-size", "klein"),
        *("--kind", "opleiding", "--regime", "verhoogd-cyber-energie", "--date", "2025-03-01", "--json"),
    )
    assert status == 0
    assert json.loads(out)["aid"] == "450.00"


def test_evaluate_prints_every_figure_that_the_issue_names(command: Command) -> None:
    """F1 of themes and sub-topics, the outcome's confusion, calibration error, precision and recall per label, slices and evidence."""
    status, out, _ = command("evaluate", "--json")
    assert status == 0
    measured = json.loads(out)
    assert {"micro_f1", "macro_f1"} <= measured["groups"]["theme"].keys() & measured["groups"]["subtopic"].keys()
    assert sum(sum(row.values()) for row in measured["outcome"]["confusion"].values()) == measured["texts"] == 112
    assert all({"precision", "recall"} <= row.keys() for row in measured["labels"].values())
    assert measured["calibration_error"]["theme"] <= 0.05
    assert measured["slices"]["opleiding"]["texts"] + measured["slices"]["advies"]["texts"] == measured["texts"]
    assert set(measured["evidence"]) == {"labels", "undone", "kept", "marked"}


def test_evaluate_prints_tables_for_any_labelled_file(command: Command, tmp_path: Path) -> None:
    """A person sees the same figures as tables, for a file of his own."""
    few = tmp_path / "few.jsonl"
    few.write_text("".join((data_dir() / "real" / "real-dev.jsonl").open(encoding="utf-8").readlines()[:8]), encoding="utf-8")
    status, table, _ = command("evaluate", "--on", str(few))
    assert status == 0
    for heading in ("micro-F1", "macro-F1", "kalibratiefout", "precisie", "vangst", "nazicht-nodig", "Deel van de teksten", "Gronden van"):
        assert heading in table
    assert "afwijkt" not in table


def test_evaluate_names_the_texts_that_it_gets_wrong(command: Command, tmp_path: Path) -> None:
    """With --errors each text whose answer differs from its labels has a line that says how; the others have none."""
    lines = (data_dir() / "real" / "real-dev.jsonl").open(encoding="utf-8").readlines()[:4]
    wrong = json.loads(lines[0]) | {"reference": "omgekeerd", "themes": ["innovatie"], "subtopics": []}
    few = tmp_path / "few.jsonl"
    few.write_text("".join([json.dumps(wrong) + "\n", *lines[1:]]), encoding="utf-8")
    _, out, _ = command("evaluate", "--on", str(few), "--json")
    found = {row["reference"]: row for row in json.loads(out)["errors"]}
    assert "innovatie" in found["omgekeerd"]["missed"] + found["omgekeerd"]["doubtful"]
    _, table, _ = command("evaluate", "--on", str(few), "--errors")
    assert all((reference in table.split("afwijkt")[1].split("Zonder nazicht")[0]) for reference in found)


@pytest.fixture
def few_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first real texts stand for all: what is tested is the file, not its figures."""
    monkeypatch.setattr(card, "read_real", lambda file, taxonomy: read_real(file, taxonomy)[:8])


@pytest.mark.usefixtures("few_real")
def test_model_card_writes_what_was_measured(command: Command, tmp_path: Path) -> None:
    """The card is written whole; a comparison that was asked for and is not there, or is none, is an error and leaves nothing."""
    out = tmp_path / "kaart.md"
    for bad in ("geen.json", "slecht.json"):
        (tmp_path / "slecht.json").write_text("{", encoding="utf-8")
        status, _, err = command("model-card", "--out", str(out), "--comparison", str(tmp_path / bad))
        assert status == 1
        assert bad in err
        assert not out.exists()
    status, _, _ = command("model-card", "--out", str(out))
    assert status == 0
    assert out.read_text(encoding="utf-8").startswith("# Modelkaart van Themawijzer")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


@pytest.mark.parametrize("arguments", [("encoder", "train"), ("encoder", "convert")])
def test_what_needs_an_extra_says_which(command: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    """Without the packages that only make an encoder the command ends with the line that installs them; the program itself does without."""
    for module in ("training.encoder.make", "training.encoder.convert"):
        monkeypatch.setitem(sys.modules, module, None)
    status, _, err = command(*arguments)
    assert status == 1
    assert "pip install -e '.[encoder]'" in err


@pytest.mark.usefixtures("few_real")
def test_a_comparison_in_parts_must_be_of_one_corpus(command: Command, tmp_path: Path) -> None:
    """Parts of the same run of texts become one table; a part of another corpus is refused by name."""
    shared = {"corpus": "a" * 64, "folds": 3, "texts": 9, "seed": 1, "fold_texts": 5, "on": "x.jsonl", "real_texts": 2}
    for name, corpus in (("een", "a" * 64), ("twee", "a" * 64), ("ander", "b" * 64)):
        part = shared | {"corpus": corpus, "peers": [{"name": name, "title": f"Methode {name}", "reason": "Niet gedraaid."}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(part), encoding="utf-8")
    options = [("--comparison", str(tmp_path / f"{name}.json")) for name in ("een", "twee", "ander")]
    out = tmp_path / "kaart.md"
    status, _, err = command("model-card", "--out", str(out), *options[0], *options[2])
    assert (status, "ander.json" in err, out.exists()) == (1, True, False)
    assert command("model-card", "--out", str(out), *options[0], *options[1])[0] == 0
    text = out.read_text(encoding="utf-8")
    assert "Methode een is niet gemeten." in text
    assert "Methode twee is niet gemeten." in text


def test_the_installed_command_answers() -> None:
    """The entry point is installed and says its version."""
    done = subprocess.run([Path(sys.executable).parent / "themawijzer", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[0]) == (0, "themawijzer")
