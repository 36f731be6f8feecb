"""The errors of the service itself, one family with those of the core, each with its HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from classifier.description import dutch_number
from classifier.errors import InputError, ThemawijzerError
from classifier.messages import say


class RequestError(ThemawijzerError):
    """A request that the service does not answer; `status` is its HTTP status, `headers` go with the answer.

    A page tells `for_visitors`, where there is one, instead of words meant for whoever runs the service.
    """

    slug = "onleesbaar-verzoek"
    title = say("Onleesbaar verzoek")
    status = 400
    headers: Mapping[str, str] = {}
    for_visitors = ""


class NotFoundError(RequestError):
    """An address that does not exist."""

    slug = "niet-gevonden"
    title = say("Niet gevonden")
    status = 404

    def __init__(self) -> None:
        super().__init__(say("Dit adres bestaat niet."), remedy=say("Kijk het adres na."))


class MethodNotAllowedError(RequestError):
    """A method that this address does not know."""

    slug = "methode-niet-toegestaan"
    title = say("Methode niet toegestaan")
    status = 405

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        allowed = next((value for name, value in headers.items() if name.lower() == "allow"), "")
        super().__init__(say("Dit adres kent deze methode niet."), remedy=say("Gebruik {allowed}.", allowed=allowed) if allowed else "")


class BodyTooLargeError(RequestError):
    """A request body over the limit."""

    slug = "verzoek-te-groot"
    title = say("Verzoek te groot")
    status = 413

    def __init__(self, limit: int, *, is_file: bool = False) -> None:
        super().__init__(
            say("Het verzoek is groter dan {limit} bytes.", limit=dutch_number(limit)),
            remedy=say("Geef een kleiner bestand, of splits het.") if is_file else say("Geef enkel de beschrijving van één dienst."),
        )


class MediaTypeError(RequestError):
    """A body of another kind than this address reads."""

    slug = "verkeerd-inhoudstype"
    title = say("Verkeerd inhoudstype")
    status = 415

    def __init__(self, expected: str) -> None:
        self.headers = {"Accept": expected}
        super().__init__(
            say("Dit soort inhoud wordt hier niet gelezen."),
            where="Content-Type",
            remedy=say("Stuur {expected}.", expected=expected),
        )


class NotReadyError(RequestError):
    """The model is not loaded, or could not be."""

    slug = "niet-klaar"
    title = say("Nog niet klaar")
    status = 503
    headers: Mapping[str, str] = MappingProxyType({"Retry-After": "30"})  # seconds: a restart with a model takes less
    for_visitors = say("Themawijzer kan nu niet antwoorden. Probeer het later opnieuw.")


class StoreError(RequestError):
    """The store (jobs, reports, cases) cannot be used now; the rest of the service can."""

    slug = "opslag-niet-bruikbaar"
    title = say("De opslag is niet bruikbaar")
    status = 503
    for_visitors = say("De opslag is nu niet te gebruiken. Probeer het later opnieuw.")


class UnknownReferenceError(RequestError):
    """A reference that does not exist, no longer exists, or cannot be one: the same answer to all three."""

    slug = "onbekende-referentie"
    title = say("Onbekende referentie")
    status = 404

    def __init__(self) -> None:
        super().__init__(
            say("Er is niets met deze referentie, of het wordt niet meer bewaard."),
            where=say("referentie"),
            remedy=say("Kijk de referentie na. Wat vervallen of verwijderd is, moet u opnieuw aanvragen."),
        )


class ConflictError(RequestError):
    """A step that does not fit the state that something is in."""

    slug = "past-niet-bij-de-toestand"
    title = say("Dat kan nu niet")
    status = 409


class UnexpectedError(RequestError):
    """A fault of the program itself; its cause stands in the log, under the same number."""

    slug = "onverwachte-fout"
    title = say("Onverwachte fout")
    status = 500

    def __init__(self) -> None:
        super().__init__(say("Er liep iets fout in het programma."), remedy=say("Probeer het later opnieuw."))


class UploadError(RequestError):
    """An uploaded file of which no text can be read: broken, or with contents that no honest file has."""

    slug = "bestand-niet-leesbaar"
    title = say("Bestand niet leesbaar")
    status = 422


class UploadTooLargeError(UploadError):
    """A file over the limit in bytes."""

    slug = "bestand-te-groot"
    title = say("Bestand te groot")
    status = 413


class UploadFormatError(UploadError):
    """A file of a kind that is not read, or of another kind than its name says."""

    slug = "bestandstype-niet-gelezen"
    title = say("Dit soort bestand wordt niet gelezen")
    status = 415


class UploadLockedError(UploadError):
    """A file that opens only with a password."""

    slug = "bestand-met-wachtwoord"
    title = say("Bestand met een wachtwoord")


class UploadWithoutTextError(UploadError):
    """A file that is empty or holds only images."""

    slug = "bestand-zonder-tekst"
    title = say("Bestand zonder tekst")


class UploadHeavyError(UploadError):
    """A file that asks for more pages, time or memory than one brochure may."""

    slug = "bestand-te-zwaar"
    title = say("Bestand te zwaar")


class UploadsBusyError(UploadError):
    """As many files are being read as the service reads at once."""

    slug = "uploads-bezet"
    title = say("Te druk")
    status = 503

    def __init__(self, what: str = "", *, where: str = "", remedy: str = "") -> None:
        self.headers = {"Retry-After": "10"}
        super().__init__(
            what or say("Het is druk: er worden al zo veel bestanden gelezen als dat tegelijk kan."),
            where=where,
            remedy=remedy or say("Probeer het zo dadelijk opnieuw."),
        )


KINDS: Final[tuple[tuple[type[ThemawijzerError], int, str], ...]] = (
    (RequestError, 400, say("Het verzoek zelf is niet te lezen, bijvoorbeeld omdat het geen geldige JSON is.")),
    (UnknownReferenceError, 404, say("Er is niets met deze referentie, of het is vervallen of verwijderd.")),
    (NotFoundError, 404, say("Er is niets op dit adres.")),
    (MethodNotAllowedError, 405, say("Het adres bestaat, maar niet voor deze methode. De kop Allow zegt welke wel mag.")),
    (ConflictError, 409, say("De stap past niet bij de toestand, bijvoorbeeld omdat hij al gezet is.")),
    (BodyTooLargeError, 413, say("Er is meer gestuurd dan de dienst in één keer leest.")),
    (MediaTypeError, 415, say("De inhoud is van een ander type dan de dienst leest. De kop Accept zegt welk type wel mag.")),
    (InputError, 422, say("Het verzoek is leesbaar, maar een veld kan niet gebruikt worden. Het veld staat in “where”.")),
    (UnexpectedError, 500, say("Een fout van het programma. De oorzaak staat in het logboek, onder het nummer in “instance”.")),
    (StoreError, 503, say("De opslag van catalogi, verslagen en dossiers is niet te gebruiken. De reden staat in “detail”.")),
    (UploadError, 422, say("Het bestand is beschadigd, of er zit iets in dat in een gewone brochure niet thuishoort.")),
    (UploadTooLargeError, 413, say("Het bestand telt meer bytes dan de dienst leest.")),
    (UploadFormatError, 415, say("Het bestand is van een soort die de dienst niet leest, of van een andere soort dan zijn naam zegt.")),
    (UploadLockedError, 422, say("Het bestand gaat enkel open met een wachtwoord.")),
    (UploadWithoutTextError, 422, say("Het bestand is leeg of bevat enkel afbeeldingen.")),
    (UploadHeavyError, 422, say("Het bestand telt te veel pagina's, of vraagt te veel tijd of geheugen om te lezen.")),
    (
        UploadsBusyError,
        503,
        say("Er worden al zo veel bestanden gelezen als tegelijk kan. De kop Retry-After zegt na hoeveel seconden u opnieuw mag proberen."),
    ),
    (
        NotReadyError,
        503,
        say("Het model is niet geladen; “detail” zegt waarom, de kop Retry-After na hoeveel seconden u opnieuw mag proberen."),
    ),
)
"""Every type of problem with its status and what it means; the page of problems lists them. The first of a status is the usual one."""
