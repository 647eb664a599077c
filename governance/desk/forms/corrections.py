"""What is typed to correct what stands on record, in the words in which it was entered, or to take it out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.accounts.models import User
from governance.stewardship import actions as stewardship

from .act import ActForm
from .foundations import ContactForm, ElementForm, PartyForm, PolicyForm, SourceForm, SystemForm
from .mending import MendForm
from .records import ClaimForm, DocumentForm, EventForm, SharingForm, StatementForm


class MendPartyForm(MendForm, PartyForm):
    """An office or organisation."""

    fixed = frozenset({"slug"})
    act = staticmethod(stewardship.mend_party)


class MendContactForm(MendForm, ContactForm):
    """A person to reach at a party."""

    act = staticmethod(stewardship.mend_contact)


class MendSystemForm(MendForm, SystemForm):
    """A data system."""

    fixed = frozenset({"slug"})
    act = staticmethod(stewardship.mend_system)


class MendElementForm(MendForm, ElementForm):
    """A kind of field in a system."""

    is_held = forms.BooleanField(
        label=gettext_lazy("The system holds it"),
        required=False,
        help_text=gettext_lazy("Empty for what the system is known not to hold."),
    )
    field_order = ("key", "name", "sensitivity", "is_held")
    act = staticmethod(stewardship.mend_element)


class MendSourceForm(MendForm, SourceForm):
    """A document or page that facts can cite."""

    fixed = frozenset({"short"})
    act = staticmethod(stewardship.mend_source)


class MendPolicyForm(MendForm, PolicyForm):
    """A policy, and what it is about."""

    fixed = frozenset({"slug"})
    act = staticmethod(stewardship.mend_policy)

    @classmethod
    def says(cls, about: Any) -> dict[str, Any]:
        """Return what the row says, its tags in one line."""
        return super().says(about) | {"tags": ", ".join(tag.name for tag in about.tags.all())}


class MendEventForm(MendForm, EventForm):
    """Something that happened."""

    act = staticmethod(stewardship.mend_event)


class MendStatementForm(MendForm, StatementForm):
    """Something that somebody said."""

    act = staticmethod(stewardship.mend_statement)


class MendClaimForm(MendForm, ClaimForm):
    """One of the values that sources give for a disputed fact."""

    fixed = frozenset({"field"})
    act = staticmethod(stewardship.mend_claim)


class MendSharingForm(MendForm, SharingForm):
    """That an element is shared or withheld from a day on."""

    fixed = frozenset({"element"})
    act = staticmethod(stewardship.mend_sharing)


class MendDocumentForm(MendForm, DocumentForm):
    """How a paper on file is called, and who may read it."""

    fixed = frozenset({"document"})
    act = staticmethod(stewardship.mend_document)


class TakeOutForm(ActForm):
    """Why something ought never to have been put on the record."""

    because = forms.CharField(
        label=gettext_lazy("Why, for the public record"),
        max_length=500,
        help_text=gettext_lazy("What stood there stays in the record of acts, with this reason."),
    )

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Take it out."""
        row = stewardship.take_out(self.about, because=self.cleaned_data["because"], by=by, at=at)
        return _("Taken out: %(title)s.") % {"title": row}
