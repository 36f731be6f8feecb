"""Measures the corpus as a whole against the limits of data/corpus/limits.toml: copies, formulas, balance, agreement."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score

from classifier.errors import CorpusError
from classifier.taxonomy import Taxonomy
from training.corpus import LabelledText
from training.likeness import farthest, told_apart

SHINGLE = 5
SENTENCE = 6
"""Shorter sentences ("Inschrijven kan online.") are anybody's."""
OPENING = 3
LIKE = 0.3
"""Two texts whose shingles overlap by this share (of the smaller set) are near-duplicates."""

Texts = Sequence[LabelledText]


@dataclass(frozen=True)
class Finding:
    """One measure: what, how much, between which limits, and some of the texts behind it."""

    name: str
    value: float
    least: float | None
    most: float | None
    examples: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the value lies within its limits."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)


def check_corpus(texts: Texts, limits_file: Path, taxonomy: Taxonomy) -> list[Finding]:
    """Every measure with its limits; CorpusError where limits.toml names a measure that does not exist, or misses one."""
    limits = _read_limits(limits_file)
    measured: list[tuple[str, float, tuple[str, ...]]] = []
    for name, measure in MEASURES.items():
        measured.append((name, *measure(texts)))
    counts = Counter(label for text in texts for label in text.ids())
    for group, label in taxonomy.labels():
        measured.append((f"{group}.{label.id}", counts[label.id], ()))
    measured.append(("least-theme-pair", *least_theme_pair(texts, taxonomy)))
    kappas = agreement(texts, taxonomy)
    measured.append(("least-kappa", min(kappas.values(), default=0.0), (min(kappas, key=lambda k: kappas[k]),) if kappas else ()))
    findings = []
    for name, value, examples in measured:
        limit = limits.pop(name, None) or limits.get(name.split(".")[0] + ".*") or {}
        findings.append(Finding(name, value, limit.get("least"), limit.get("most"), examples))
    unknown = [name for name in limits if not name.endswith(".*")]
    if unknown:
        raise CorpusError(f"De maat '{unknown[0]}' bestaat niet.", where=limits_file.name, remedy="Verbeter of verwijder ze.")
    return findings


def _read_limits(file: Path) -> dict[str, dict[str, float]]:
    try:
        limits = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError("De grenzen van het corpus ontbreken.", where=str(file), remedy="Haal het bestand terug.") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"Geen geldige TOML ({error}).", where=file.name, remedy="Verbeter die regel.") from error
    for name, limit in limits.items():
        if not isinstance(limit, dict) or not limit or not limit.keys() <= {"least", "most"}:
            raise CorpusError(f"Bij '{name}' horen enkel least en most.", where=file.name, remedy="Verbeter die regel.")
    return limits


Measured = tuple[float, tuple[str, ...]]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def near_duplicates(texts: Texts) -> Measured:
    """Pairs of texts of different families that share much of their wording."""
    shingles = [{tuple(w[i : i + SHINGLE]) for i in range(len(w) - SHINGLE + 1)} for w in (_words(t.text) for t in texts)]
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, found in enumerate(shingles):
        for shingle in found:
            where[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in where.values():
        shared.update(combinations(numbers, 2))
    pairs = [
        f"{texts[a].id} ~ {texts[b].id}"
        for (a, b), count in shared.items()
        if texts[a].family != texts[b].family and count >= LIKE * min(len(shingles[a]), len(shingles[b]))
    ]
    return len(pairs), tuple(pairs[:5])


def repeated_sentences(texts: Texts) -> Measured:
    """Share of the longer sentences that stand in texts of more than one family."""
    where: dict[str, set[str]] = defaultdict(set)
    count = 0
    for text in texts:
        for sentence in re.split(r"[.!?\n]+", text.text):
            words = _words(sentence)
            if len(words) >= SENTENCE:
                where[" ".join(words)].add(text.family)
                count += 1
    repeated = {sentence: len(families) for sentence, families in where.items() if len(families) > 1}
    most = sorted(repeated, key=lambda s: -repeated[s])[:5]
    return sum(repeated.values()) / max(count, 1), tuple(most)


def common_openings(texts: Texts) -> Measured:
    """Share of texts whose first words also open three or more texts of other families."""
    opening = {text.id: " ".join(_words(text.text)[:OPENING]) for text in texts}
    families: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        families[opening[text.id]].add(text.family)
    common = [text for text in texts if len(families[opening[text.id]]) > 3]
    most = sorted({opening[text.id] for text in common}, key=lambda o: -len(families[o]))[:5]
    return len(common) / len(texts), tuple(most)


def vocabulary_growth(texts: Texts) -> Measured:
    """New words per thousand, in the last tenth of the Dutch texts in a random order: a corpus of formulas stops growing."""
    dutch = [text for text in texts if text.language == "nl"]
    order = np.random.default_rng(0).permutation(len(dutch))
    last = max(1, len(dutch) // 10)
    seen = {word for i in order[:-last] for word in _words(dutch[i].text)}
    words = [word for i in order[-last:] for word in _words(dutch[i].text)]
    return 1000 * len({word for word in words if word not in seen}) / max(len(words), 1), ()


def least_theme_pair(texts: Texts, taxonomy: Taxonomy) -> Measured:
    """How many texts carry the two themes that meet least often, and which pairs come near to that."""
    together = Counter(pair for text in texts for pair in combinations(sorted(text.themes), 2))
    pairs = sorted(combinations(sorted(taxonomy.ids("theme")), 2), key=lambda pair: together[pair])
    return together[pairs[0]], tuple(f"{' + '.join(pair)}: {together[pair]}" for pair in pairs[:5])


def _share(wanted: Callable[[LabelledText], bool]) -> Callable[[Texts], Measured]:
    return lambda texts: (sum(map(wanted, texts)) / len(texts), tuple(text.id for text in texts if not wanted(text))[:5])


def _count(wanted: Callable[[LabelledText], bool]) -> Callable[[Texts], Measured]:
    return lambda texts: (sum(map(wanted, texts)), ())


MEASURES: dict[str, Callable[[Texts], Measured]] = {
    "dutch": _count(lambda text: text.language == "nl"),
    "english": _count(lambda text: text.language == "en"),
    "french": _count(lambda text: text.language == "fr"),
    "retold": _count(lambda text: text.origin == "herteld"),
    "hard-negatives": _count(lambda text: "harde-negatief" in text.traits),
    "claims": _count(lambda text: "claim" in text.traits),
    "without-theme": _count(lambda text: not text.themes),
    "sectors": lambda texts: (len({text.sector for text in texts}), ()),
    "advies-share": _share(lambda text: text.kind == "advies"),
    "read-twice-share": _share(lambda text: len(text.readings) > 1),
    "near-duplicates": near_duplicates,
    "repeated-sentences": repeated_sentences,
    "common-openings": common_openings,
    "vocabulary-growth": vocabulary_growth,
    "farthest-shape": farthest,
    "told-apart": told_apart,
}


def agreement(texts: Texts, taxonomy: Taxonomy) -> dict[str, float]:
    """Cohen's kappa per label between the first two readings, of the labels that at least ten readings gave."""
    twice = [text for text in texts if len(text.readings) > 1]
    kappas = {}
    for label in taxonomy.all_ids():
        first, second = ([label in text.readings[i].ids() for text in twice] for i in (0, 1))
        if sum(first) + sum(second) >= 10:
            kappas[label] = float(cohen_kappa_score(first, second))
    return kappas


def disagreements(texts: Iterable[LabelledText]) -> tuple[int, int]:
    """How many texts were read at least twice, and of how many the first two readings differ."""
    twice = [text for text in texts if len(text.readings) > 1]
    return len(twice), sum(text.readings[0].ids() != text.readings[1].ids() for text in twice)
