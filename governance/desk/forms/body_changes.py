"""What is typed to change how a body is called, what it decides about, by which rule, and when it is reminded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import DataSystem
from governance.accounts.models import User
from governance.ballots import actions as ballots
from governance.bodies import actions as bodies
from governance.bodies.actions import NewSeat
from governance.bodies.models import Body, Seat
from governance.words import place_of

from .act import ActForm, SourcesField
from .bodies import LONGEST_CODE, BodyForm
from .fields import RowsField


class CorrectBodyForm(ActForm):
    """A body's name, and what it decides about."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    systems = RowsField(
        DataSystem.objects.order_by("name"),
        label=gettext_lazy("Decides about"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("A system has one body: what is chosen here leaves the body that it had."),
    )

    @classmethod
    def as_it_is(cls, about: Body, at: datetime) -> dict[str, Any]:
        """Begin with what the register says."""
        return {"name": about.name, "systems": about.systems.all()}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Correct it."""
        return _("Corrected: %(title)s.") % {"title": bodies.correct_body(body=self.about, by=by, at=at, **self.given())}


class TimeZoneForm(ActForm):
    """Where a body's days begin and end."""

    time_zone = BodyForm.base_fields["time_zone"]

    @classmethod
    def as_it_is(cls, about: Body, at: datetime) -> dict[str, Any]:
        """Begin with the zone on record."""
        return {"time_zone": about.time_zone}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Correct it."""
        body = ballots.correct_time_zone(body=self.about, by=by, at=at, **self.given())
        return _("The days of the %(name)s begin and end by %(place)s time.") % {
            "name": body.name,
            "place": place_of(body.time_zone),
        }


class RuleForm(ActForm):
    """How many seats must approve, and how long a result stands before it settles."""

    needed = BodyForm.base_fields["needed"]
    cooling_off_hours = BodyForm.base_fields["cooling_off_hours"]
    rule_sources = SourcesField()

    @classmethod
    def as_it_is(cls, about: Body, at: datetime) -> dict[str, Any]:
        """Begin with the rule on record."""
        return {
            "needed": about.rule_needed,
            "cooling_off_hours": about.cooling_off_hours,
            "rule_sources": about.rule_sources.all(),
        }

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Change it."""
        body = bodies.change_rule(body=self.about, by=by, at=at, **self.given())
        return _("From the next ballot on, %(needed)s of %(seats)s seats must approve.") % {
            "needed": body.rule_needed,
            "seats": body.rule_seats,
        }


class SeatWords(ActForm):
    """How a seat is called, and who votes for it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    principal_office = forms.CharField(label=gettext_lazy("Office that votes"), max_length=200, required=False)
    directed_by = forms.CharField(
        label=gettext_lazy("Who directs its vote"), max_length=200, required=False, help_text=gettext_lazy("Empty for nobody.")
    )


class NewSeatForm(SeatWords):
    """One more seat, and the rule that then holds."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=LONGEST_CODE, help_text=gettext_lazy("A few capitals, for good: PPD.")
    )
    needed = BodyForm.base_fields["needed"]
    field_order = ("key", "code")

    @classmethod
    def as_it_is(cls, about: Body, at: datetime) -> dict[str, Any]:
        """Propose the least majority of all the seats."""
        return {"needed": max(about.rule_needed, (about.rule_seats + 1) // 2 + 1)}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add it."""
        given = self.given()
        needed = given.pop("needed")
        row = bodies.add_seat(body=self.about, seat=NewSeat(**given), needed=needed, by=by, at=at)
        return _("The %(seat)s has a seat. Appoint somebody to it.") % {"seat": row.name}


class CorrectSeatForm(SeatWords):
    """A seat as it ought to be called."""

    @classmethod
    def as_it_is(cls, about: Seat, at: datetime) -> dict[str, Any]:
        """Begin with what the register says."""
        return {name: getattr(about, name) for name in ("name", "principal_office", "directed_by")}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Correct it."""
        return _("Corrected: %(title)s.") % {"title": bodies.correct_seat(seat=self.about, by=by, at=at, **self.given())}


class LadderForm(ActForm):
    """On which days before a deadline its people are reminded."""

    ladder = forms.CharField(
        label=gettext_lazy("Days before a deadline"),
        max_length=1400,
        help_text=gettext_lazy("Whole days, the earliest first, down to 0, the day itself: 90, 30, 7, 1, 0."),
    )

    @classmethod
    def as_it_is(cls, about: Body, at: datetime) -> dict[str, Any]:
        """Begin with the ladder on record."""
        return {"ladder": ", ".join(map(str, about.rungs))}

    def clean_ladder(self) -> list[int]:
        """Read the days, parted by commas or spaces."""
        words = self.cleaned_data["ladder"].replace(",", " ").split()
        for word in words:
            if not (word.isascii() and word.isdigit() and len(word) <= 4):
                raise forms.ValidationError(_("“%(word)s” is not a number of days."), params={"word": word})
        return [int(word) for word in words]

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Change it."""
        body = bodies.change_ladder(body=self.about, by=by, at=at, **self.given())
        return _("Reminders of the %(name)s go out on %(days)s days before.") % {
            "name": body.name,
            "days": ", ".join(map(str, body.rungs)),
        }
