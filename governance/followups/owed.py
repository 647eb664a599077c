"""What an agreement still owes on a day: the obligations of its end, each beside what was shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.deadlines import Standing, local_day
from contracts.models import Agreement, Term
from governance.ballots.tally import Outcome
from governance.bodies.models import zone_of

from .models import FollowUp, FollowUpState
from .obligations import Duty, obligations
from .silence import notice_due, outcomes, runs_on


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty on a day: when it is due, what was shown, and whether it is overdue."""

    duty: Duty
    due_on: date
    follow_up: FollowUp | None
    is_overdue: bool

    @property
    def is_closed(self) -> bool:
        """Whether it was shown to be done, or waived."""
        return self.follow_up is not None and self.follow_up.state != FollowUpState.PENDING


def owed(agreement: Agreement, *, at: datetime) -> tuple[Owed, ...]:
    """Return what the end of `agreement` obliges, as it stands at `at`, with or without a worker. Empty while access goes on."""
    on = local_day(at, zone_of(agreement))
    ending = _ending(agreement, on, at)
    if ending is None:
        return ()
    term, ends_on, decided_on = ending
    rows = {row.duty: row for row in term.follow_ups.all()}
    due = obligations(access_ends_on=ends_on, notice_by=notice_due(term), decided_on=decided_on)
    return tuple(_owed(item.duty, item.due_on, rows.get(item.duty), on) for item in due)


def _owed(duty: Duty, due_on: date, row: FollowUp | None, on: date) -> Owed:
    closed = row is not None and row.state != FollowUpState.PENDING
    return Owed(duty, due_on, row, is_overdue=not closed and on > due_on)


def access_is_confirmed_off(agreement: Agreement, *, at: datetime) -> bool:
    """Say whether the end of access was confirmed, or need not be; meaningful after the end."""
    return all(item.is_closed for item in owed(agreement, at=at) if item.duty is Duty.ACCESS_OFF)


def _ending(agreement: Agreement, on: date, at: datetime) -> tuple[Term, date, date | None] | None:
    """Return the last term, its last day of access and the day it was decided, if access has ended or is decided to end."""
    term = agreement.terms.order_by("starts_on").last()
    if term is None or runs_on(agreement, term, at=at):
        return None
    settled = outcomes(term, at=at)
    if any(ballot.asks_to_renew and outcome is Outcome.CARRIED for ballot, outcome, _day in settled):
        return None
    ends_on = min(filter(None, (term.ends_on, agreement.ended_early_on)))
    decided_on = next((day for ballot, outcome, day in settled if ballot.ends_access_if(outcome)), None)
    has_ended = agreement.standing(on) in (Standing.EXPIRED, Standing.ENDED_EARLY)
    return (term, ends_on, decided_on) if has_ended or decided_on is not None else None
