"""The errors of the service itself, one family with those of the core, each with its HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from classifier.description import dutch_number
from classifier.errors import InputError, ThemawijzerError


class RequestError(ThemawijzerError):
    """A request that the service does not answer; `status` is its HTTP status, `headers` go with the answer."""

    slug = "onleesbaar-verzoek"
    title = "Onleesbaar verzoek"
    status = 400
    headers: Mapping[str, str] = {}


class NotFoundError(RequestError):
    """An address that does not exist."""

    slug = "niet-gevonden"
    title = "Niet gevonden"
    status = 404

    def __init__(self) -> None:
        super().__init__("Dit adres bestaat niet.", remedy="Kijk het adres na.")


class MethodNotAllowedError(RequestError):
    """A method that this address does not know."""

    slug = "methode-niet-toegestaan"
    title = "Methode niet toegestaan"
    status = 405

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        allowed = next((value for name, value in headers.items() if name.lower() == "allow"), "")
        super().__init__("Dit adres kent deze methode niet.", remedy=f"Gebruik {allowed}." if allowed else "")


class BodyTooLargeError(RequestError):
    """A request body over the limit."""

    slug = "verzoek-te-groot"
    title = "Verzoek te groot"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"Het verzoek is groter dan {dutch_number(limit)} bytes.",
            remedy="Geef enkel de beschrijving van één dienst.",
        )


class MediaTypeError(RequestError):
    """A body of another kind than this address reads."""

    slug = "verkeerd-inhoudstype"
    title = "Verkeerd inhoudstype"
    status = 415

    def __init__(self, expected: str) -> None:
        self.headers = {"Accept": expected}
        super().__init__(
            "Dit soort inhoud wordt hier niet gelezen.",
            where="Content-Type",
            remedy=f"Stuur {expected}.",
        )


class NotReadyError(RequestError):
    """The model is not loaded, or could not be."""

    slug = "niet-klaar"
    title = "Nog niet klaar"
    status = 503
    headers: Mapping[str, str] = MappingProxyType({"Retry-After": "30"})  # seconds: a restart with a model takes less


class UnexpectedError(RequestError):
    """A fault of the program itself; its cause stands in the log, under the same number."""

    slug = "onverwachte-fout"
    title = "Onverwachte fout"
    status = 500

    def __init__(self) -> None:
        super().__init__("Er liep iets fout in het programma.", remedy="Probeer het later opnieuw.")


KINDS: Final[tuple[tuple[type[ThemawijzerError], int, str], ...]] = (
    (RequestError, 400, "Het verzoek zelf is niet te lezen, bijvoorbeeld omdat het geen geldige JSON is."),
    (NotFoundError, 404, "Er is niets op dit adres."),
    (MethodNotAllowedError, 405, "Het adres bestaat, maar niet voor deze methode. De kop Allow zegt welke wel mag."),
    (BodyTooLargeError, 413, "Er is meer gestuurd dan de dienst in één keer leest."),
    (MediaTypeError, 415, "De inhoud is van een ander type dan de dienst leest. De kop Accept zegt welk type wel mag."),
    (InputError, 422, "Het verzoek is leesbaar, maar een veld kan niet gebruikt worden. Het veld staat in “where”."),
    (UnexpectedError, 500, "Een fout van het programma. De oorzaak staat bij de beheerder, onder het nummer in “instance”."),
    (NotReadyError, 503, "Het model is niet geladen; “detail” zegt waarom, de kop Retry-After na hoeveel seconden u opnieuw mag proberen."),
)
"""Every type of problem with its status and what it means; the page of problems lists them."""
