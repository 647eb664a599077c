"""What is typed when a duty was met."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.models import Contact, Document, Term
from governance.accounts.models import User
from governance.desk.words import DUTY_DONE
from governance.followups.actions import confirm, waive
from governance.followups.models import Channel
from governance.followups.obligations import Duty
from governance.stewardship import actions as stewardship

from .act import ActForm
from .fields import DayField, long_text
from .records import PaperField, content_of


class ContactField(forms.ModelChoiceField):
    """A person to reach, with the office that the public reads in their place."""

    def label_from_instance(self, obj: Any) -> str:
        """Name both."""
        return f"{obj.name}, {_office_of(obj)}"


class FollowUpForm(ActForm):
    """When a duty was met, on which channel, and how that is known. `about` is the term and the duty."""

    done_on = DayField()
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[("", "---------"), *Channel.choices],
        error_messages={"required": _("Choose how it went out, or came in.")},
    )
    contact = ContactField(
        Contact.objects.none(),
        label=_("Confirmed by"),
        required=False,
        empty_label=_("Somebody else, named below"),
        help_text=_("A system contact of those who steward the system. The public reads the office, not the name."),
    )
    confirmed_by = forms.CharField(
        label=_("Confirmed by this office"),
        max_length=200,
        required=False,
        help_text=_("Public. Name the office, never how to reach a person."),
        error_messages={"required": _("Say who confirmed it.")},
    )
    evidence = forms.CharField(
        label=_("How it is known"), widget=long_text(5, 2_000), error_messages={"required": _("Say how it is known.")}
    )
    filed = forms.ModelChoiceField(
        Document.objects.none(),
        label=_("Document on file"),
        required=False,
        empty_label=_("None"),
        help_text=_("Where one proves it."),
    )
    document = PaperField(required=False)
    beside = frozenset({"done_on", "channel"})

    def shape(self) -> None:
        """Ask what fits the duty, and offer the contacts of the system's stewards and the papers on file."""
        term, duty = self.about
        self.fields["done_on"].label = {
            Duty.NOTICE_LETTER: _("Delivered on"),
            Duty.ACCESS_OFF: _("Access was off from"),
            Duty.CERTIFICATE: _("Received on"),
        }[duty]
        self.fields["evidence"].help_text = {
            Duty.NOTICE_LETTER: _("Public, word for word. Who sent it, and the proof that it was delivered."),
            Duty.ACCESS_OFF: _("Public, word for word. For example: the letter of that day says that all log-ins are closed."),
            Duty.CERTIFICATE: _("Public, word for word. Who signed it, and what it says was done with the data."),
        }[duty]
        self._offer_contacts(term, duty)
        filed = self.fields["filed"]
        assert isinstance(filed, forms.ModelChoiceField)
        filed.queryset = term.agreement.documents.order_by("title")
        if not filed.queryset.exists():
            del self.fields["filed"]
        self.fields["document"].label = _("Document to file with it")

    def _offer_contacts(self, term: Term, duty: Duty) -> None:
        contact = self.fields["contact"]
        assert isinstance(contact, forms.ModelChoiceField)
        stewards = Contact.objects.filter(party__systems=term.agreement.system_id, is_system_contact=True, is_current=True)
        contact.queryset = stewards.select_related("party").distinct()
        if duty is Duty.NOTICE_LETTER:
            del self.fields["confirmed_by"]
        if duty is not Duty.ACCESS_OFF or not contact.queryset.exists():
            del self.fields["contact"]
            if duty is Duty.ACCESS_OFF:
                self.fields["confirmed_by"].required = True

    def clean(self) -> dict[str, Any]:
        """Refuse what nobody is said to have confirmed, and two documents where one is meant."""
        given = super().clean() or {}
        contact, office = given.get("contact"), given.get("confirmed_by", "")
        if "contact" in self.fields and not self.errors and not contact and not office:
            self.add_error("contact", _("Say who confirmed it."))
        if contact and office:
            self.add_error("confirmed_by", _("Choose a contact or name an office, not both."))
        if given.get("filed") and given.get("document"):
            self.add_error("document", _("Choose a document on file or send a new one, not both."))
        return given

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Put it on record, with the paper where one was sent."""
        (term, duty), given = self.about, self.given()
        contact, paper, filed = given.pop("contact", None), given.pop("document", None), given.pop("filed", None)
        if contact:
            given["confirmed_by"] = _office_of(contact)
        if paper:
            title = str(DUTY_DONE[duty])
            filed = stewardship.file_document(agreement=term.agreement, title=title, by=by, at=at, **content_of(paper))
        done = confirm(term=term, duty=duty, document=filed, by=by, at=at, **given)
        values = {"what": done.get_duty_display(), "day": date_format(given["done_on"])}
        return gettext("On record: %(what)s, %(day)s.") % values


def _office_of(contact: Contact) -> str:
    """Name the office of a contact as the public may read it."""
    return f"{contact.office or gettext('System contact')}, {contact.party.name}"


class WaiveForm(ActForm):
    """Why a duty need not be met. `about` is the term and the duty."""

    because = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Public, on one line; at most 500 characters."),
        error_messages={"required": _("Say why, for the public record.")},
    )

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Waive it."""
        term, duty = self.about
        row = waive(term=term, duty=duty, because=self.cleaned_data["because"], by=by, at=at)
        return gettext("Waived: %(what)s.") % {"what": row.get_duty_display()}
