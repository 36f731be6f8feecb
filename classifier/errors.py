"""The one family of errors: each says what was wrong, where, and what to do, in Dutch."""

from __future__ import annotations

from classifier.messages import say


class ThemawijzerError(Exception):
    """A problem that a person can understand and act on.

    `what` is the problem, `where` the field, file or row, `remedy` what to do about it. All three are Dutch
    sentences or phrases, shown as they are by commands and sent as `application/problem+json`. Made with `say`
    (classifier/messages.py), a page can tell them in another language.
    """

    slug = "fout"
    title: str = say("Er ging iets mis")

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


class InputError(ThemawijzerError):
    """A description, an amount or a file given by a user that cannot be used as it is."""

    slug = "ongeldige-invoer"
    title = say("Ongeldige invoer")


class KnowledgeError(ThemawijzerError):
    """A data file of the project (taxonomy, regimes) that is not as it must be."""

    slug = "ongeldig-kennisbestand"
    title = say("Ongeldig kennisbestand")


class CorpusError(ThemawijzerError):
    """A corpus file with a text that does not follow the schema."""

    slug = "ongeldig-corpus"
    title = say("Ongeldig corpus")


class ArtefactError(ThemawijzerError):
    """A model or encoder that is missing, altered, or made from another corpus or by other versions."""

    slug = "model-niet-bruikbaar"
    title = say("Het model is niet bruikbaar")
