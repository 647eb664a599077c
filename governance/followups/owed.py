"""What an agreement still owes on a day: the obligations of its end, each beside what was shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from contracts.models import Agreement, Basis, Term
from governance.ballots.models import Ballot, State

from .as_of import AsOf, as_of
from .models import FollowUp, FollowUpState
from .obligations import Duty, obligations


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
    return owed_by(as_of(agreement, at=at))


def owed_by(now: AsOf) -> tuple[Owed, ...]:
    """Return what the end of an agreement obliges, as it was read. Empty while access goes on."""
    if now.end is None:
        return ()
    ends_on, decided_on = now.end
    due = obligations(access_ends_on=ends_on, notice_by=now.notice_due_on, decided_on=decided_on)
    return tuple(_owed(item.duty, item.due_on, now.follow_ups.get(item.duty), now.on) for item in due)


def may_owe(agreements: QuerySet[Agreement], *, on: date) -> QuerySet[Agreement]:
    """Keep the agreements whose access has ended by `on`, or may end by a decision, and of which not everything is shown yet.

    A first sieve by the database, which keeps whatever `owed` would find something of; `owed` is then asked of each.
    """
    terms = Term.objects.filter(agreement=OuterRef("pk"))
    to_come = terms.filter(ends_on__gte=on)
    settled = Ballot.objects.filter(agreement=OuterRef("pk")).exclude(state__in=[State.DRAFT, State.WITHDRAWN])
    shown = FollowUp.objects.filter(term__agreement=OuterRef("pk"), state__in=[FollowUpState.DONE, FollowUpState.WAIVED])
    has_ended = Exists(terms) & ~Exists(to_come) | Q(ended_early_on__lt=on)
    no_letter = Exists(shown.filter(duty=Duty.NOTICE_LETTER)) | ~Exists(settled)
    rest = Exists(shown.filter(duty=Duty.ACCESS_OFF)) & Exists(shown.filter(duty=Duty.CERTIFICATE))
    return agreements.filter(has_ended | Exists(settled.filter(term__ends_on__gte=on))).exclude(rest & no_letter)


def late_letter(now: AsOf) -> tuple[Term, Owed] | None:
    """Return the term whose notice letter can still be entered though silence renewed it, and that duty; None where none can.

    Had the letter been delivered in time, the renewal was never due; only its entry would be late.
    """
    if not now.renews_by_silence:
        return None
    for number, term in enumerate(reversed(now.terms)):
        is_renewed = number > 0 or now.runs_on
        if is_renewed and now.notice_decided_in(term) is not None:
            row = next((row for row in term.follow_ups.all() if row.duty == Duty.NOTICE_LETTER), None)
            letter = _owed(Duty.NOTICE_LETTER, now.notice_due_in(term), row, now.on)
            return None if letter.is_closed else (term, letter)
        if term.basis != Basis.BY_SILENCE:
            return None
    return None


def _owed(duty: Duty, due_on: date, row: FollowUp | None, on: date) -> Owed:
    closed = row is not None and row.state != FollowUpState.PENDING
    return Owed(duty, due_on, row, is_overdue=not closed and on > due_on)
