"""What programs may send: the request bodies of /api/v1, with their fields and limits."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr, WithJsonSchema, model_validator

from api import examples
from api.faults import NAMES
from classifier.errors import InputError

_NUMBER_OR_TEXT: Final = {"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}]}

Amount = Annotated[StrictInt | StrictFloat | StrictStr | None, WithJsonSchema(_NUMBER_OR_TEXT)]
"""Euro, as a JSON number (1234.56) or as text in Dutch notation ("1.234,56")."""

Headcount = Annotated[StrictInt | StrictFloat | StrictStr | None, WithJsonSchema(_NUMBER_OR_TEXT)]

Kind = Literal["opleiding", "advies", "onbekend"]
Size = Literal["klein", "middelgroot", "groot"]


class _Body(BaseModel):
    """A request body: a JSON object of known fields only."""

    @model_validator(mode="before")
    @classmethod
    def _only_known_fields(cls, data: Any) -> Any:
        unknown = [name for name in data if name not in cls.model_fields] if isinstance(data, dict) else []
        if unknown:
            raise InputError(
                f'Het veld "{unknown[0][:60]}" bestaat hier niet.',
                where=NAMES.get(unknown[0], unknown[0][:60]),
                remedy=f"Gebruik alleen: {', '.join(cls.model_fields)}.",
            )
        return data

    def fields(self) -> dict[str, object]:
        """The raw fields, for the readers of the core."""
        return self.model_dump()


class _AidFields(_Body):
    """What the aid depends on, beside themes."""

    kind: Kind = Field("onbekend", description="The kind of service.")
    enterprise_size: Size | None = Field(None, description="The enterprise's size; or give the three figures below.")
    headcount: Headcount = Field(None, description="Staff in full-time equivalents, partner enterprises included.")
    turnover: Amount = Field(None, description="Turnover in euro a year.")
    balance_total: Amount = Field(None, description="Balance total in euro.")
    already_granted: Amount = Field(None, description="Aid in euro already granted in the calendar year of `date`; 0 by default.")
    date: StrictStr | None = Field(None, description="Day of the application, 2026-01-31 or 31/01/2026; today by default.")
    regime: StrictStr | None = Field(None, description="Id of an aid regime of /api/v1/regimes; by default the one that holds on the day.")


class AssessBody(_AidFields):
    """One description of a service. With a cost and a size, the aid is worked out too."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [examples.ASSESS, examples.ASSESS_SHORT]})

    reference: StrictStr = Field("", description="Your own name for the description; it comes back as it is.")
    title: StrictStr = Field("", description="Title of the service. Title or text must be given.")
    text: StrictStr = Field("", description="The description. HTML is read as text; title and text count at most 20 000 characters.")
    cost: Amount = Field(None, description="Cost in euro excl. VAT. Leave it out to get no aid.")


class AidBody(_AidFields):
    """The aid for a service of which the themes are known."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [examples.AID, examples.AID_FIGURES]})

    themes: list[StrictStr] = Field(description="Ids of the themes that the service falls under; an empty list for none.")
    topics: list[StrictStr] = Field([], description="Ids of topics with an aid rule of their own.")
    cost: Annotated[StrictInt | StrictFloat | StrictStr, WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]})] = Field(
        description="Cost in euro excl. VAT."
    )
