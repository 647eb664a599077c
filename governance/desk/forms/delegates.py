"""What a principal types about who stands in for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.deadlines import local_day
from contracts.models import Agreement
from contracts.refusals import Refused
from governance.accounts.models import Role, User
from governance.bodies import actions as bodies
from governance.bodies.models import Appointment, Capacity, Seat

from .act import ActForm
from .fields import DayField


class DelegateForm(ActForm):
    """A person who stands in for the seat's principal, on what, and from when to when."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Somebody of the body"),
        required=False,
        empty_label=gettext_lazy("Somebody else, by e-mail address"),
        help_text=gettext_lazy("Who holds or held a seat of it."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Or the e-mail address of somebody else"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("They need an account here. Who has none is invited by the clerk first."),
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=gettext_lazy("On what"),
        required=False,
        empty_label=gettext_lazy("All ballots of the seat"),
        help_text=gettext_lazy("For one agreement alone, they are asked, reminded and may vote on that one only."),
    )
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"), help_text=gettext_lazy("The last day. You can take it back before."))
    beside = frozenset({"starts_on", "ends_on"})

    def shape(self) -> None:
        """Offer the people of the body but the seat's principal, and what the body decides about."""
        people, agreement = self.fields["user"], self.fields["agreement"]
        assert isinstance(people, forms.ModelChoiceField)
        assert isinstance(agreement, forms.ModelChoiceField)
        today = local_day(self.at, self.about.body.time_zone)
        principals = Appointment.objects.held_on(today).filter(seat=self.about, capacity=Capacity.PRINCIPAL)
        officials = User.objects.filter(is_active=True, role=Role.OFFICIAL, appointments__seat__body=self.about.body_id)
        people.queryset = officials.exclude(pk__in=principals.values("user")).distinct().order_by("name")
        agreement.queryset = Agreement.objects.filter(system__remit__body=self.about.body_id).order_by("title")

    @classmethod
    def as_it_is(cls, about: Seat, at: datetime) -> dict[str, Any]:
        """Begin today."""
        return {"starts_on": local_day(at, about.body.time_zone)}

    def clean_email(self) -> User | None:
        """Find who has this address."""
        email = self.cleaned_data["email"]
        found = User.objects.filter(email__iexact=email).first() if email else None
        if email and found is None:
            raise forms.ValidationError(
                _("Nobody with this address has an account here. Ask the clerk to invite them, then name them here.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for one person, chosen one way."""
        given = super().clean() or {}
        chosen, by_email = given.get("user"), given.get("email")
        if chosen is None and by_email is None and not self.errors:
            self.add_error("user", _("Choose a person, or enter the e-mail address of somebody else."))
        if chosen is not None and by_email is not None and chosen != by_email:
            sentence = _("You have chosen %(name)s above. Leave this empty, or choose nobody above.")
            self.add_error("email", sentence % {"name": chosen.name})
        return given

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Name them."""
        given = self.given()
        by_email: User | None = given.pop("email")
        try:
            row = bodies.delegate(seat=self.about, by=by, at=at, **given | {"user": given["user"] or by_email})
        except Refused as refusal:
            field = "email" if refusal.field == "user" and given["user"] is None else refusal.field
            raise Refused(str(refusal), field=field) from refusal
        assert row.ends_on is not None  # the form asks for it
        values = {"name": row.user.name, "seat": self.about.name, "day": date_format(row.starts_on)}
        sentence = _("%(name)s stands in for the %(seat)s from %(day)s to %(end)s, and is told by mail.")
        return sentence % (values | {"end": date_format(row.ends_on)})


class TakeBackForm(ActForm):
    """Nothing is asked: the page says what it does."""

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Take it back."""
        row = bodies.revoke(appointment=self.about, by=by, at=at)
        sentence = _("%(name)s no longer stands in for the %(seat)s. What they voted stands while nobody replaces it.")
        return sentence % {"name": row.user.name, "seat": row.seat.name}
