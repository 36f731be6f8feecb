"""Variations of a training text that keep its labels: sentences dropped or moved, a provider's boilerplate or a bare claim put in."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

CLAIMS = (
    "Deze dienst draagt bij aan {}, {} en {}.",
    "Past binnen het thema {} van de kmo-portefeuille.",
    "Hiermee werkt u aan {} in uw onderneming.",
    "Thema's: {} en {}.",
    "Goed voor uw {}, uw {} en uw groei.",
    "Onze aanpak staat in het teken van {}.",
    "Een investering in {} en {}, daar geloven wij in.",
    "Categorie: {}",
    "Zo zet je meteen een stap op het vlak van {}.",
    "Subsidiabel als {} (kmo-portefeuille).",
    "Wij hechten veel belang aan {}; dat merkt u aan alles.",
    "{} is vandaag belangrijker dan ooit.",
    "Ons kantoor werd bekroond voor {}.",
    "Sleutelwoorden: {}, {}, {}",
    "Geschikt voor kmo's die bezig zijn met {} of {}.",
    "Trefwoord {}",
)
THEME_WORDS = (
    *("bedrijfsstrategie", "beroepsspecifieke competenties", "digitalisering", "duurzaamheid", "financiële geletterdheid"),
    *("innovatie", "internationalisering", "personeelsmanagement"),
)
BOILERPLATE = (
    "Inschrijven kan via het formulier op onze website.",
    "Wij zijn erkend dienstverlener van de kmo-portefeuille; u krijgt tot 30 % terug.",
    "Annuleren is gratis tot tien werkdagen vooraf.",
    "Prijs exclusief btw, koffie en syllabus inbegrepen.",
    "Home | Aanbod | Over ons | Contact",
    "Ook op maat in uw bedrijf, online of in een van onze lokalen.",
    "Volg ons op LinkedIn en schrijf u in op de nieuwsbrief.",
    "Onze website gebruikt cookies. Meer weten? Lees het privacybeleid.",
    "Vraag vrijblijvend een offerte aan, wij antwoorden binnen twee werkdagen.",
    "Parking en openbaar vervoer op wandelafstand.",
    "Max. 12 deelnemers per groep.",
    "Deel dit: Facebook  X  e-mail",
    "Je ontvangt na afloop een attest van deelname.",
    "Onze trainer heeft vijftien jaar ervaring in bedrijven van elke grootte.",
    "Betaalbaar met opleidingscheques en Vlaams opleidingsverlof.",
    "Meer dan 500 klanten gingen u voor.",
    "De cursus gaat online door via Teams; de link krijgt u per e-mail.",
    "Bekijk ook onze andere opleidingen »",
)


@dataclass(frozen=True)
class Augmentation:
    """How often each variation is drawn, as chances; `drop` is the share of sentences left out where sentences are dropped."""

    shuffle: float = 0.2
    dropping: float = 0.3
    drop: float = 0.25
    boilerplate: float = 0.3
    claim: float = 0.25
    bare_title: float = 0.1


def vary(title: str, text: str, how: Augmentation, random: np.random.Generator) -> tuple[str, str]:
    """Title and text with some variations, drawn from `random`; at least one sentence of the text is always kept."""
    sentences = [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    if len(sentences) > 3 and random.random() < how.dropping:
        kept = [s for s in sentences if random.random() >= how.drop]
        sentences = kept or sentences[:1]
    if len(sentences) > 2 and random.random() < how.shuffle:
        sentences = [sentences[i] for i in random.permutation(len(sentences))]
    for chance, lines in ((how.boilerplate, BOILERPLATE), (how.claim, CLAIMS)):
        if random.random() < chance:
            line = lines[random.integers(len(lines))]
            words = [THEME_WORDS[i] for i in random.permutation(len(THEME_WORDS))]
            sentences.insert(int(random.integers(len(sentences) + 1)), line.format(*words))
    return ("" if random.random() < how.bare_title else title), " ".join(sentences)
