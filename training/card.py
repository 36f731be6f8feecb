"""The model card: what the model is, how it was made, and every figure of it with the command that prints it, as Markdown in Dutch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from classifier.taxonomy import Taxonomy

Figures = Mapping[str, Any]

GOALS: tuple[tuple[str, str, float, bool], ...] = (
    ("thema's micro-F1", "theme_micro", 0.87, True),
    ("thema's macro-F1", "theme_macro", 0.84, True),
    ("sub-thema's micro-F1", "subtopic_micro", 0.75, True),
    ("uitkomst juist, van wat beslist is", "right", 0.96, True),
    ("zonder nazicht beslist", "decided", 0.65, True),
    ("kalibratiefout (thema's)", "calibration", 0.05, False),
    ("beweringen die een besluit omkeren", "flipped", 0.02, False),
    ("label vervalt zonder zijn gronden", "undone", 0.80, True),
    ("label blijft met zijn gronden alleen", "kept", 0.60, True),
    ("aandeel gemarkeerde woorden", "marked", 0.30, False),
)
"""What the project set itself: name, key, figure, and whether the figure is a least (True) or a most (False)."""


def model_card(manifest: Figures, encoder: Figures, measured: Figures, comparison: Figures | None, taxonomy: Taxonomy) -> str:
    """The whole card.

    `manifest` is the model's, `encoder` the encoder's; `measured` what `training.evaluate.evaluate_on` found on the real texts;
    `comparison` what `training.compare` wrote, None where it was not run.
    """
    parts = [
        "# Modelkaart van Themawijzer",
        "Gemaakt door `themawijzer model-card`; wijzig dit bestand niet met de hand.",
        _identity(manifest, encoder),
        _goals(manifest, measured),
        _real(measured, taxonomy),
        _folds(manifest),
        _comparison(comparison),
        _making(encoder),
        LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


LIMITS = """## Waarvoor niet

- Geen enkel antwoord is een beslissing van VLAIO of van de kwaliteitskamer; de labels zijn de lezing van dit project.
- Engels en Frans zijn enkel op geschreven teksten gemeten, niet op hertelde. Elke andere taal gaat naar een mens, net als een tekst van
  minder dan tien woorden en een titel zonder tekst.
- De meetlat telt weinig teksten: per sub-thema twee tot vijf. Eén tekst meer of minder verschuift zo'n cijfer met tienden.
- De belofte van de twijfelzone geldt voor teksten zoals de hertelde van het corpus: openbare pagina's van aanbieders, in het Nederlands."""


def _identity(manifest: Figures, encoder: Figures) -> str:
    rows = [
        ("encoder", f"{encoder['name']}-{encoder['sha256'][:12]}"),
        ("gewichten uit", encoder["source"]),
        ("corpus", manifest["origin"]["corpus"][:12]),
        ("taxonomie", manifest["origin"]["taxonomy"][:12]),
        (
            "hoofden",
            "per label een logistische regressie op de tekstvector en een lineaire SVM op n-grammen (scikit-learn), geijkt (Platt)",
        ),
    ]
    return "## Wat het is\n\n" + _table(("wat", "welk"), rows)


def _goals(manifest: Figures, measured: Figures) -> str:
    claims = manifest["figures"]["claims"]
    found = {
        "theme_micro": measured["groups"]["theme"]["micro_f1"],
        "theme_macro": measured["groups"]["theme"]["macro_f1"],
        "subtopic_micro": measured["groups"]["subtopic"]["micro_f1"],
        "right": measured["outcome"]["right"],
        "decided": measured["outcome"]["decided"],
        "calibration": measured["calibration_error"]["theme"],
        "flipped": claims["flipped"],
        **{name: measured["evidence"][name] for name in ("undone", "kept", "marked")},
    }
    rows = []
    for name, key, goal, at_least in GOALS:
        value = found[key]
        met = value is not None and (value >= goal if at_least else value <= goal)
        sign = "≥" if at_least else "≤"
        rows.append((name, f"{sign} {goal:.2f}", _number(value), "ja" if met else "nee" if value is not None else "–"))
    text = (
        "Op de echte teksten (`themawijzer evaluate`), de beweringen op de folds (`themawijzer train`). F1 telt enkel wat `toegewezen` is."
    )
    return "## Doelen\n\n" + text + "\n\n" + _table(("maat", "doel", "gemeten", "gehaald"), rows)


def _real(measured: Figures, taxonomy: Taxonomy) -> str:
    names = taxonomy.names()
    labels = [
        (
            names[label],
            *(_number(row[key]) if row["carried"] or row["predicted"] else "–" for key in ("precision", "recall", "f1")),
            *(str(row[key]) for key in ("carried", "predicted", "doubtful")),
        )
        for label, row in measured["labels"].items()
    ]
    outcomes = [(outcome, str(row["thema"]), str(row["geen"])) for outcome, row in measured["outcome"]["confusion"].items()]
    slices = [
        (
            name,
            str(row["texts"]),
            *map(_number, (row["theme"]["micro_f1"], row["theme"]["macro_f1"], row["subtopic"]["micro_f1"], row["decided"], row["right"])),
        )
        for name, row in measured["slices"].items()
    ]
    return "\n\n".join(
        [
            f"## Op echte teksten\n\n`themawijzer evaluate`: {measured['texts']} echte diensten, die geen trainingsstap leest.",
            _table(("uitkomst", "wel een thema", "geen thema"), outcomes),
            _table(("label", "precisie", "vangst", "F1", "in de labels", "toegewezen", "twijfel"), labels),
            _table(("deel", "teksten", "thema's micro-F1", "macro-F1", "sub-thema's micro-F1", "beslist", "juist"), slices),
        ]
    )


def _folds(manifest: Figures) -> str:
    rows = [
        (
            name,
            str(figures["texts"]),
            *(_number(figures["groups"][group][metric]) for group in ("theme", "subtopic") for metric in ("micro_f1", "macro_f1")),
            _number(figures["calibration_error"]["theme"]),
        )
        for name, figures in manifest["figures"]["slices"].items()
    ]
    claims = manifest["figures"]["claims"]
    said = "`themawijzer train`: elke tekst beoordeeld door een encoder en hoofden die noch hem, noch zijn site of familie gezien hadden."
    told = (
        f"Beweringen toegevoegd aan {claims['pairs']} teksten: aandeel waarin een thema van `niet` naar `toegewezen` gaat of terug "
        f"{_number(claims['flipped'])}, aandeel waarin een thema erbij komt of wegvalt {_number(claims['moved'])}."
    )
    headings = ("herkomst", "teksten", "thema's micro-F1", "macro-F1", "sub-thema's micro-F1", "macro-F1", "kalibratiefout")
    return f"## Op de folds\n\n{said}\n\n{_table(headings, rows)}\n\n{told}"


def _comparison(comparison: Figures | None) -> str:
    if comparison is None:
        return "## Naast andere methodes\n\nNiet gemeten: voer `themawijzer compare --out build/compare.json` uit (extra `peers`)."
    headings = ("methode", "thema's micro-F1", "macro-F1", "sub-thema's micro-F1", "macro-F1", "uitkomst juist", "kalibratiefout")
    tables = []
    for title, key in (("echte teksten", "real"), ("folds, hertelde teksten", "folds")):
        rows = [
            (peer["title"], *(_number(peer[key][name]) for name in COMPARED)) if peer.get(key) else (peer["title"], *["–"] * len(COMPARED))
            for peer in comparison["peers"]
        ]
        tables.append(f"Op {title}:\n\n{_table(headings, rows)}")
    costs = [
        (peer["title"], _number(peer.get("train_seconds"), 1), _number(peer.get("texts_per_second"), 1), _number(peer.get("megabytes"), 1))
        for peer in comparison["peers"]
    ]
    said_of_costs = "Kosten, op één machine, die bij een vergelijking in delen niet altijd even druk was:"
    tables.append(f"{said_of_costs}\n\n" + _table(("methode", "training (s)", "teksten per seconde", "MB"), costs))
    missing = [f"{peer['title']} is niet gemeten. {peer['reason']}" for peer in comparison["peers"] if peer.get("reason")]
    own = [
        f"{peer['title']}: het bijschaven van de encoder zelf duurde {peer['encoder_train_seconds']:.0f} s."
        for peer in comparison["peers"]
        if peer.get("encoder_train_seconds")
    ]
    said = (
        f"`themawijzer compare`: corpus {comparison['corpus'][:12]}, {comparison['folds']} folds, zelfde echte teksten, zelfde keuze van "
        "drempels (beste F1 op de folds) voor elke methode; twijfel bestaat hier niet."
    )
    return "\n\n".join([f"## Naast andere methodes\n\n{said}", *tables, *own, *missing])


COMPARED = ("theme_micro_f1", "theme_macro_f1", "subtopic_micro_f1", "subtopic_macro_f1", "outcome", "calibration_error")


def _making(encoder: Figures) -> str:
    training = encoder.get("training")
    if not training:
        return "## Hoe de encoder gemaakt werd\n\nDeze encoder is niet op het corpus bijgeschaafd."
    settings = [(name, str(value)) for name, value in training["settings"].items() if not isinstance(value, Mapping)]
    curves = [
        (name, " → ".join(f"{line['loss']:.3f}" for line in curve), f"{sum(line['seconds'] for line in curve):.0f}", curve[0]["device"])
        for name, curve in training["curves"].items()
    ]
    told = (
        f"`{training['command']}` op {training['texts']} teksten. De onderste lagen en de woordenschat blijven wat ze waren; de bovenste "
        "zijn per fold bijgeschaafd op wat buiten die fold ligt, en hun gewichten gemiddeld."
    )
    return "\n\n".join(
        [
            f"## Hoe de encoder gemaakt werd\n\n{told}",
            _table(("fold", "verlies per epoch", "seconden", "op"), curves),
            _table(("instelling", "waarde"), settings),
        ]
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def _number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
