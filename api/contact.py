"""Whom to answer about a case: the fields that a provider may fill in, and what can be wrong with them."""

from __future__ import annotations

import re
from typing import Final

from pydantic import BaseModel

from api.forms import FormFault
from api.translations import _

MOST_ORGANISATION: Final = 200
MOST_EMAIL: Final = 254
MOST_REMARK: Final = 2_000

_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
"""Something before one at sign, and a name with a dot after it: whether the address exists only a message can tell."""


class ContactForm(BaseModel):
    """The fields as the browser sends them."""

    organisation: str = ""
    email: str = ""
    remark: str = ""

    @property
    def has_contact(self) -> bool:
        """Whether anything was filled in."""
        return bool(self.organisation.strip() or self.email.strip() or self.remark.strip())


def contact_faults(form: ContactForm) -> tuple[FormFault, ...]:
    """What is wrong with the fields, in their order."""
    faults = []
    if len(form.organisation) > MOST_ORGANISATION:
        faults.append(FormFault("organisation", _("Geef de naam van uw organisatie in hoogstens {most} tekens.", most=MOST_ORGANISATION)))
    if form.email.strip() and (len(form.email) > MOST_EMAIL or not _EMAIL.fullmatch(form.email.strip())):
        faults.append(FormFault("email", _("Geef een e-mailadres zoals naam@voorbeeld.be, of laat het veld leeg.")))
    if len(form.remark) > MOST_REMARK:
        faults.append(FormFault("remark", _("Geef uw opmerking in hoogstens {most} tekens.", most=MOST_REMARK)))
    return tuple(faults)
