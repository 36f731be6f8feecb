"""Descriptions written for these tests, one for every outcome and for what pages must survive."""

from __future__ import annotations

from api import examples

ASSIGNED = {"title": examples.TITLE, "text": examples.TEXT}
"""Falls under digitalisering and financiële geletterdheid."""

LEADING = {
    "title": "Sterker leidinggeven aan uw ploeg",
    "text": (
        "Ploegbazen krijgen in deze training handvaten om hun team te leiden.\n\n"
        "We oefenen functioneringsgesprekken, geven en krijgen van feedback en duidelijke afspraken maken.\n"
        "U leert taken delegeren en de planning van uw ploeg organiseren.\n\n"
        "Dag 1: uw rol als leidinggevende\nDag 2: moeilijke gesprekken en evaluatiegesprekken\nDag 3: werk verdelen en opvolgen"
    ),
}
"""Falls under personeelsmanagement, with sub-topics."""

FLAGGED = {
    "title": "Opleiding voetreflexologie",
    "text": (
        "U leert de reflexzones van de voet kennen en past reflexologie toe op klanten met stress en slaapproblemen. "
        "Na deze opleiding start u uw eigen praktijk. We oefenen de massagegrepen op elkaar en bespreken de opbouw van een sessie."
    ),
}
"""Holds screening terms, so that a person must look whatever the model says."""

LEISURE = {
    "title": "Bloemschikken voor het plezier",
    "text": (
        "Een gezellige avond voor wie graag met bloemen bezig is. We maken samen een kerststuk voor thuis. Ervaring is niet nodig, "
        "iedereen is welkom met zijn buren of vrienden. Koffie en taart zijn inbegrepen, en u neemt uw eigen bloemstuk mee naar huis."
    ),
}
"""Falls under no theme."""

GERMAN = {
    "title": "Grundlagen des digitalen Marketings",
    "text": (
        "In dieser Schulung lernen Sie, eine Website mit Suchmaschinenoptimierung und Online-Anzeigen bekannt zu machen. Sie richten einen "
        "Webshop ein, messen Besucher mit Analysewerkzeugen und automatisieren Ihre Newsletter mit einer CRM-Software."
    ),
}
"""In a language in which a person decides; its likeliest theme is digitalisering."""

HOSTILE = {
    "title": "<script>alert(\"titel\")</script> Lean & '5S'",
    "text": (
        "<p>Wij brengen <b>lean</b> in uw magazijn.</p>\n<img src=x onerror=alert(1)></textarea><script>alert(2)</script> "
        "{{ 7 * 7 }} {% raw %} &lt;i&gt; Samen met uw mensen hertekenen we de processen en de werkverdeling: 5S, waardestroom, dagstarts. "
        "Het resultaat is een plan voor een betere arbeidsorganisatie met minder verspilling."
    ),
}
"""A description full of markup, which a page must show and never run."""
