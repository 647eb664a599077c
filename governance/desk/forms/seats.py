"""What is typed to fill the vacant seats of a body at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.deadlines import local_day
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.bodies import actions as bodies
from governance.bodies.models import Appointment, Body, Capacity, Seat

from .fields import DayField, on_one_line
from .invited import InvitingForm


class FillSeatsForm(InvitingForm):
    """The principals of the seats that nobody holds, each by address; who has no account yet is named and invited."""

    starts_on = DayField(label=gettext_lazy("From"))

    def shape(self) -> None:
        """Ask for each vacant seat. What is left empty stays vacant."""
        day = local_day(self.at, self.about.time_zone)
        held = Appointment.objects.held_on(day).filter(capacity=Capacity.PRINCIPAL)
        self.vacant: list[Seat] = list(self.about.seats.standing().exclude(pk__in=held.values("seat")))
        for seat in self.vacant:
            office = f"{seat.name} ({seat.principal_office})" if seat.principal_office else seat.name
            self.fields[f"email_{seat.pk}"] = forms.EmailField(
                label=_("%(seat)s: e-mail address") % {"seat": office}, max_length=254, required=False
            )
            self.fields[f"name_{seat.pk}"] = forms.CharField(
                label=_("Name"),
                max_length=200,
                required=False,
                validators=[on_one_line],
                help_text=_("Only of somebody who has no account yet."),
            )
        self.order_fields([name for name in self.fields if name != "starts_on"])

    @classmethod
    def as_it_is(cls, about: Body, at: datetime) -> dict[str, Any]:
        """Begin today."""
        return {"starts_on": local_day(at, about.time_zone)}

    def groups(self) -> list[list[forms.BoundField]]:
        """Return the fields to show, the address and the name of a seat beside each other."""
        return [*([self[f"email_{seat.pk}"], self[f"name_{seat.pk}"]] for seat in self.vacant), [self["starts_on"]]]

    def clean(self) -> dict[str, Any]:
        """Ask for the names of those who have no account yet."""
        given = super().clean()
        chosen = [seat for seat in self.vacant if given.get(f"email_{seat.pk}")]
        for seat in chosen:
            person = User.objects.filter(email__iexact=given[f"email_{seat.pk}"]).first()
            if person is None and not given.get(f"name_{seat.pk}"):
                self.add_error(
                    f"name_{seat.pk}", _("Nobody has an account with this address yet. Write their name, and they are invited.")
                )
            elif person is not None and not person.is_active:
                self.add_error(f"email_{seat.pk}", _("The account of %(name)s is closed.") % {"name": person.name})
        return given

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Appoint them."""
        given = self.given()
        filled = [seat for seat in self.vacant if given[f"email_{seat.pk}"]]
        if not filled:
            raise Refused(_("Nobody is named. Write the address of whoever holds one of the seats."))
        for seat in filled:
            email = given[f"email_{seat.pk}"]
            person = User.objects.filter(email__iexact=email).first() or self.invite(
                email, given[f"name_{seat.pk}"], by=by, at=at
            )
            day = given["starts_on"]
            bodies.appoint(seat=seat, user=person, capacity=Capacity.PRINCIPAL, starts_on=day, by=by, at=at)
        return ngettext("%(n)s seat is filled.", "%(n)s seats are filled.", len(filled)) % {"n": len(filled)}
