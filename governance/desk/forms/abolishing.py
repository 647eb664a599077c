"""What is typed to abolish a seat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.deadlines import local_day
from governance.accounts.models import User
from governance.ballots.actions import abolish_seat
from governance.ballots.models import Ballot, State
from governance.bodies.models import Seat

from .act import ActForm
from .bodies import BodyForm
from .fields import DayField


class AbolishSeatForm(ActForm):
    """The last day of a seat, and the rule that then holds."""

    ends_on = DayField(
        label=gettext_lazy("Its last day"),
        help_text=gettext_lazy("Today or an earlier day. Whoever holds the seat holds it until then."),
    )
    needed = BodyForm.base_fields["needed"]
    because = forms.CharField(label=gettext_lazy("Why, for the public record"), max_length=500)

    def shape(self) -> None:
        """Say how many seats stay."""
        stay = self.about.body.rule_seats - 1
        self.fields["needed"].help_text = ngettext(
            "More than half of the %(n)s seat that stays.", "More than half of the %(n)s seats that stay.", stay
        ) % {"n": stay}

    @classmethod
    def as_it_is(cls, about: Seat, at: datetime) -> dict[str, Any]:
        """Begin today, with as many approvals as now, or as can be needed of the seats that stay."""
        stay = about.body.rule_seats - 1
        needed = max(min(about.body.rule_needed, stay), stay // 2 + 1)
        return {"ends_on": local_day(at, about.body.time_zone), "needed": needed}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Abolish it, and name the open ballots that keep it."""
        row = abolish_seat(seat=self.about, by=by, at=at, **self.given())
        kept = Ballot.objects.filter(seats__seat=row, state=State.OPEN).select_related("agreement").order_by("agreement__title")
        if titles := ", ".join(ballot.agreement.title for ballot in kept):
            self.warning = _("Ballots that are open keep the seat, and nobody holds it after its last day: %(titles)s.") % {
                "titles": titles
            }
        assert row.ends_on is not None
        return _("The seat of the %(seat)s is abolished; its last day is %(day)s.") % {
            "seat": row.name,
            "day": date_format(row.ends_on),
        }
