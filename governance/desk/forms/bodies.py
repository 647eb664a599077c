"""What is typed about who decides: bodies, their seats, and who holds a seat when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.deadlines import local_day
from contracts.models import DataSystem
from governance.accounts.models import User
from governance.bodies import actions as bodies
from governance.bodies.actions import NewSeat
from governance.bodies.models import Appointment, Capacity, Seat

from .act import ActForm, SourcesField
from .fields import DayField, RowsField, ShortNameField, long_text

LONGEST_CODE = 12


class BodyForm(ActForm):
    """A body with its seats and its rule."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    slug = ShortNameField()
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        initial="America/New_York",
        help_text=gettext_lazy("Where its days begin and end, by its IANA name: America/New_York."),
    )
    seats = forms.CharField(
        label=gettext_lazy("Seats"),
        widget=long_text(6),
        help_text=gettext_lazy(
            "One to a line: code; name; office that votes; who directs its vote, if anybody. "
            "PPD; Police Department; Police Commissioner; Mayor"
        ),
    )
    needed = forms.IntegerField(
        label=gettext_lazy("How many seats must approve"), help_text=gettext_lazy("More than half of all seats.")
    )
    cooling_off_hours = forms.IntegerField(
        label=gettext_lazy("Hours a result must stand before it settles"),
        min_value=0,
        max_value=2160,
        initial=0,
        required=False,
        help_text=gettext_lazy("0: at once. Empty: only when voting ends."),
    )
    systems = RowsField(
        DataSystem.objects.none(), label=gettext_lazy("Decides about"), widget=forms.CheckboxSelectMultiple, required=False
    )
    rule_sources = SourcesField()

    def shape(self) -> None:
        """Offer the systems that nobody decides about yet, all of them ticked."""
        field = self.fields["systems"]
        assert isinstance(field, RowsField)
        field.queryset = DataSystem.objects.filter(remit=None)
        field.initial = field.queryset

    def clean_time_zone(self) -> str:
        """Refuse what is no zone before anything reckons with it."""
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("%(zone)s is not a time zone. Write it like America/New_York."), params={"zone": zone})
        return zone

    def clean_seats(self) -> list[NewSeat]:
        """Read the seats, a line each."""
        seats = []
        for line in filter(None, map(str.strip, self.cleaned_data["seats"].splitlines())):
            parts = [part.strip() for part in line.split(";")]
            if not 2 <= len(parts) <= 4 or not all(parts[:2]):
                raise forms.ValidationError(
                    _("“%(line)s” is not a code and a name, parted by a semicolon."), params={"line": line}
                )
            if len(parts[0]) > LONGEST_CODE:
                raise forms.ValidationError(_("%(code)s is longer than 12 characters."), params={"code": parts[0]})
            seats.append(NewSeat(*parts))
        return seats

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Found it."""
        body = bodies.found_body(by=by, at=at, **self.given())
        self.leads_to = reverse("desk:body", args=[body.slug])
        return _("%(name)s is founded.") % {"name": body.name}


class AppointForm(ActForm):
    """A person for a seat."""

    user = forms.ModelChoiceField(User.objects.filter(is_active=True).order_by("name"), label=gettext_lazy("Person"))
    capacity = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=Capacity.choices,
        widget=forms.RadioSelect,
        initial=Capacity.PRINCIPAL,
        help_text=gettext_lazy("A delegate votes for the principal; the principal's own position goes before the delegate's."),
    )
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("The last day; empty where none is set.")
    )
    beside = frozenset({"starts_on", "ends_on"})

    @classmethod
    def as_it_is(cls, about: Seat, at: datetime) -> dict[str, Any]:
        """Begin today."""
        return {"starts_on": local_day(at, about.body.time_zone)}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Appoint them."""
        given = self.given()
        row = bodies.appoint(seat=self.about, by=by, at=at, **given | {"capacity": Capacity(given["capacity"])})
        values = {"name": row.user.name, "seat": self.about.name, "day": date_format(row.starts_on)}
        return _("%(name)s holds the seat of the %(seat)s from %(day)s on.") % values


class EndAppointmentForm(ActForm):
    """The last day of an appointment."""

    ends_on = DayField(label=gettext_lazy("Last day"))

    @classmethod
    def as_it_is(cls, about: Appointment, at: datetime) -> dict[str, Any]:
        """Begin with the day on record, or today."""
        return {"ends_on": about.ends_on or local_day(at, about.seat.body.time_zone)}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """End it."""
        ends_on = self.cleaned_data["ends_on"]
        row = bodies.end_appointment(appointment=self.about, ends_on=ends_on, by=by, at=at)
        return _("The appointment of %(name)s ends on %(day)s.") % {"name": row.user.name, "day": date_format(ends_on)}
