"""Offices and organisations, and whom to reach there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ..models import Contact, Party
from ..refusals import Refused
from .rows import atomic, correct, refuse_taken, write


@atomic
def add_party(*, slug: str, name: str, by: Any, at: datetime) -> Party:
    """Add an office or organisation; its name is unique."""
    refuse_taken(Party, "name", name)
    refuse_taken(Party, "slug", slug)
    return write(Party(slug=slug, name=name))


@atomic
def add_contact(*, party: Party, by: Any, at: datetime, **facts: Any) -> Contact:
    """Add a person to reach at a party; at least an address or a telephone number is needed to reach them."""
    contact = Contact(party=party, **facts)
    refuse_unreachable(contact)
    return write(contact)


def refuse_unreachable(contact: Contact) -> None:
    if not (contact.email or contact.phone):
        raise Refused(_("Enter an e-mail address or a telephone number."), field="email")
    if contact.email:
        try:
            validate_email(contact.email)
        except ValidationError as error:
            raise Refused(_("This is no e-mail address."), field="email") from error


@atomic
def retire_contact(*, contact: Contact, by: Any, at: datetime) -> Contact:
    """Record that a contact is to be reached there no more."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if not contact.is_current:
        raise Refused(_("This contact was retired already. Nothing is left to do here."))
    return correct(contact, {"is_current": False})
