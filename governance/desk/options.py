"""What each position would mean for the outcome, reckoned by the one tally."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.ballots import tally
from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot
from governance.ballots.sentences import what_was_decided
from governance.ballots.tally import Cast, Outcome, Outlook, Position
from governance.words import moment

CHOICES = [
    (Position.APPROVE, gettext_lazy("Approve")),
    (Position.DECLINE, gettext_lazy("Decline")),
    (Position.ABSTAIN, gettext_lazy("Abstain")),
    (Position.RECUSE, gettext_lazy("Recuse")),
]


@dataclass(frozen=True, slots=True)
class Option:
    """One large option of the vote form."""

    value: str
    label: str
    text: str
    checked: bool

    @property
    def position_code(self) -> str:
        """The shape that is drawn beside it."""
        return self.value


def options(ballot: Ballot, judgement: Judgement, *, seat: str, chosen: str | None, at: datetime) -> list[Option]:
    """Return the four positions for the seat of this code, each with what it means at `at`."""
    return [
        Option(str(value), str(label), meaning(ballot, judgement, seat=seat, position=value, at=at), str(value) == chosen)
        for value, label in CHOICES
    ]


def meaning(ballot: Ballot, judgement: Judgement, *, seat: str, position: Position, at: datetime) -> str:
    """Say what happens if this seat puts this position on record at `at`."""
    if judgement.is_settled or ballot.closes_at is None:
        return _("On record, marked “after the decision”. It is not counted.")
    casts = [*(vote.as_cast() for vote in judgement.counted), Cast(seat, position, at)]
    then = tally.count(casts, ballot.rule, vacant=judgement.vacant)
    view = tally.outlook(then, ballot.rule)
    if view is Outlook.OPEN:
        return _while_open(position, missing=ballot.rule_needed - then.approve)
    settles_at = tally.settles_at(casts, ballot.rule, closes_at=ballot.closes_at, cooling_off=ballot.cooling_off)
    decided = what_was_decided(ballot.question, Outcome.CARRIED if view is Outlook.SECURED else Outcome.DEFEATED)
    comes_to = _("The ballot still comes to: %(it)s.") if view is judgement.outlook else _("With it the ballot comes to: %(it)s.")
    return f"{comes_to % {'it': decided}} {_when(settles_at, ballot, at=at)}"


def _while_open(position: Position, *, missing: int) -> str:
    more = ngettext("%(n)s more approval is then needed.", "%(n)s more approvals are then needed.", missing) % {"n": missing}
    said = {
        Position.APPROVE: _("Counts as an approval."),
        Position.DECLINE: _("Counts against."),
        Position.ABSTAIN: _("On record as abstaining, and not an approval: the number needed stays the same."),
        Position.RECUSE: _("You take no part. It is not an approval, and the number needed stays the same."),
    }[position]
    return f"{said} {more}"


def _when(settles_at: datetime, ballot: Ballot, *, at: datetime) -> str:
    if settles_at <= at:
        return _("It is settled at once, and final.")
    when = moment(settles_at, ballot.time_zone)
    return _("It settles on %(when)s; until then positions may change.") % {"when": when}
