"""The process around the reading: what it may not do, and that nothing of it stays."""

from __future__ import annotations

import io
import json
import selectors
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfWriter

from api.errors import UploadError, UploadFormatError, UploadHeavyError, UploadsBusyError, UploadTooLargeError, UploadWithoutTextError
from api.language import page
from api.translations import translate
from api.uploads import extract as door
from api.uploads.extract import MOST_AT_ONCE, UploadLimits, extract
from classifier.paths import ROOT
from tests.api.uploads import hostile, made

PATIENT = UploadLimits(max_seconds=300)
"""For where the time is not at issue: the machine may be busy."""

CONFINED = """
import json, os, resource, socket, subprocess, sys
from api.uploads.shapes import UploadLimits
from api.uploads.worker import confine
confine(UploadLimits())
tried = {}
def attempt(name, what):
    try:
        what()
        tried[name] = True
    except (OSError, MemoryError, ValueError) as error:
        tried[name] = type(error).__name__
def write():
    with open(sys.argv[1], "wb", buffering=0) as file:
        file.write(b"x")
attempt("write", write)
attempt("memory", lambda: bytearray(2**30))
attempt("files", lambda: [open("/dev/null") for _ in range(100)])
attempt("lift", lambda: resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40)) if os.getuid() else (_ for _ in ()).throw(OSError))
print(json.dumps(tried))
"""


def open_files() -> set[str]:
    """What this process has open, by number; without the look itself."""
    return {place.name for place in Path("/proc/self/fd").iterdir() if place.exists()}


def children() -> set[str]:
    """The processes that this one started, by number, ended ones that nobody waited for among them."""
    return {child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()}


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After every test no temporary file, no process and no open file is left."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    files, processes = open_files(), children()
    yield
    assert not list(tmp_path.iterdir())
    assert open_files() <= files
    assert children() <= processes


def test_a_file_through_the_process() -> None:
    """The text comes back through the process as it was read there."""
    found = extract("brochure.docx", made.docx(), PATIENT)
    assert (found.title, found.text, found.format, found.pages, found.notes) == (made.TITLE, made.TEXT, "docx", None, ())


def test_a_refusal_through_the_process() -> None:
    """An error of the process comes back as itself, with the name of the file."""
    with pytest.raises(UploadWithoutTextError, match="gescand") as refused:
        extract("../map/scan.pdf", made.scan(), PATIENT)
    assert refused.value.where == "bestand “scan.pdf”"


def test_empty_and_too_large_files_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is nothing or too much is refused at the door."""
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(UploadWithoutTextError, match="leeg"):
        extract("a.txt", b"")
    with pytest.raises(UploadTooLargeError, match=r"100\.000\.000 bytes") as refused:
        extract("a.txt", b"woorden en " * 9_090_909 + b"x")
    assert refused.value.status == 413


def test_when_full_the_next_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more files are read at once than agreed; the next is told to come back, and then is read."""
    asked: list[UploadsBusyError] = []

    def apart(name: str, content: bytes, limits: UploadLimits) -> tuple[int, bytes]:
        if int(name) < MOST_AT_ONCE:
            extract(str(int(name) + 1), content, limits)
        else:
            with pytest.raises(UploadsBusyError) as refused:
                extract("vol", content, limits)
            asked.append(refused.value)
        return 0, json.dumps({"extracted": {"title": "", "text": "x", "format": "txt", "pages": None, "notes": []}}).encode()

    monkeypatch.setattr(door, "_read_apart", apart)
    for _ in range(2):
        assert extract("1", b"x").text == "x"
    assert [error.status for error in asked] == [503, 503]
    assert asked[0].headers["Retry-After"]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("bom.pdf", hostile.pdf_with_stream(hostile.deflate_bomb(2_000)), UploadHeavyError),
        ("lus.pdf", hostile.looping_pdf(), UploadHeavyError),
        ("diep.pdf", hostile.deep_pdf(), UploadWithoutTextError),
    ],
    ids=["bom", "lus", "diep"],
)
def test_a_pdf_that_asks_too_much_is_refused(name: str, content: bytes, kind: type[UploadError]) -> None:
    """A bomb, a loop or a depth ends in an error that people can read, and takes nothing along."""
    with pytest.raises(kind) as refused:
        extract(name, content, PATIENT)
    assert refused.value.where == f"bestand “{name}”"


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that does not answer is ended when its time is up, and the error says so."""
    start = subprocess.Popen
    started: list[subprocess.Popen[bytes]] = []

    def instead(arguments: list[str], **options: object) -> subprocess.Popen[bytes]:
        started.append(start([sys.executable, "-c", "import time; time.sleep(600)"], **options))  # type: ignore[call-overload]
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", instead)
    with pytest.raises(UploadHeavyError, match="langer dan 1 seconden"):
        extract("traag.txt", b"x", UploadLimits(max_seconds=1))
    assert started[0].returncode == -signal.SIGKILL


def test_what_the_process_started_ends_with_it() -> None:
    """The whole group is ended: when the process is gone, nobody holds its output any more."""
    child = "import sys, time; print('klaar', flush=True); time.sleep(600)"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"klaar\n"
        door._end(process)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            assert selector.select(60)
        assert process.stdout.read() == b""


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("", 1),
        ("nee", 0),
        ("[]", 0),
        ('{"extracted": {}}', 0),
        ('{"error": {"slug": "x", "what": "", "remedy": ""}}', 0),
        ("", -11),
        ("", -6),
        ("[" * 9_999, 0),
    ],
)
def test_a_strange_answer_is_an_error_for_people(answer: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that fell, or answers nonsense, is an unreadable file and no fault of the program."""
    monkeypatch.setattr(door, "_read_apart", lambda *_: (status, answer.encode()))
    with pytest.raises(UploadError):
        extract("a.pdf", b"%PDF-")


@pytest.mark.parametrize(
    "said",
    [
        "Bel nu 0900 12 34 56.",
        "Het bestand is {what}; dat wordt hier niet gelezen.",
        "Het bestand is gratis te krijgen; dat wordt hier niet gelezen.",
        "Laad de brochure op als lid van onze club.",
        "Het bestand is leeg." * 100,
    ],
)
def test_only_sentences_of_ours_are_told(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was taken over can put no words of a file in a message or a note: what is not ours is a damaged file."""
    error = {"slug": UploadHeavyError.slug, "what": said, "remedy": "Kijk na of u het juiste bestand gekozen hebt."}
    read = {"title": "", "text": "x", "format": "txt", "pages": None, "notes": [said]}
    for answer in ({"error": error}, {"error": {**error, "what": error["remedy"], "remedy": said}}, {"extracted": read}):
        monkeypatch.setattr(door, "_read_apart", lambda *_, answer=answer: (0, json.dumps(answer).encode()))
        with pytest.raises(UploadError, match="beschadigd"):
            extract("a.txt", b"x")


def test_a_sentence_comes_back_with_its_pattern() -> None:
    """What the process says can be told in another language: each message and each note is known by its pattern, or it would be refused."""
    with page("en"), pytest.raises(UploadFormatError) as refused:
        extract("a.exe", b"Opleiding lassen", PATIENT)
    with page("en"):
        assert translate(refused.value.what) == "The file is plain text; a file with a name that ends in .exe is not read."
        assert translate(refused.value.where) == "file “a.exe”"


def test_a_note_comes_back_with_its_pattern() -> None:
    """So can a note on pages of a PDF that were not read, in the process and out of it."""
    pages = PdfWriter()
    for content in (made.pdf(), made.scan()):
        pages.append(io.BytesIO(content))
    file = io.BytesIO()
    pages.write(file)
    with page("en"):
        (note,) = extract("a.pdf", file.getvalue(), PATIENT).notes
        assert translate(note) == "Pages 2 and 3 hold no readable text; probably only images."


def test_no_answer_is_taken_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was taken over cannot hand in more text than is kept."""
    told = {"title": "", "text": "x" * 20_001, "format": "txt", "pages": None, "notes": []}
    monkeypatch.setattr(door, "_read_apart", lambda *_: (0, json.dumps({"extracted": told}).encode()))
    with pytest.raises(UploadError):
        extract("a.txt", b"x")


def test_no_secret_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process gets none of the service's environment."""
    monkeypatch.setenv("THEMAWIJZER_DATABASE_URL", "postgresql://geheim")
    seen: list[dict[str, str]] = []

    def instead(*_: object, env: dict[str, str], **__: object) -> None:
        seen.append(env)
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", instead)
    with pytest.raises(OSError):
        extract("a.txt", b"x")
    assert seen == [{"LANG": "C.UTF-8", "PYTHONUTF8": "1"}]


def test_the_process_is_confined(tmp_path: Path) -> None:
    """Once confined, it writes no file, takes no more memory or files than it may, and cannot lift that again."""
    target = tmp_path / "spoor"
    done = subprocess.run([sys.executable, "-c", CONFINED, str(target)], cwd=ROOT, capture_output=True, check=True, timeout=300)
    assert json.loads(done.stdout) == {"write": "OSError", "memory": "MemoryError", "files": "OSError", "lift": "OSError"}
    assert target.read_bytes() == b""
    target.unlink()


def test_a_memory_bomb_is_told_as_one() -> None:
    """Where a file needs more memory than there is, the answer says so."""
    with pytest.raises(UploadHeavyError, match="geheugen"):
        extract("a.txt", io.BytesIO(b"x " * 4_000_000).getvalue(), UploadLimits(max_seconds=300, max_memory_bytes=100 * 2**20))
