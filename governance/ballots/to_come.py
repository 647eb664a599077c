"""The round to come about an agreement as of an instant, read from the register and the bodies. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline, DeadlineKind, Term, term_cause
from governance.bodies.ladder import LADDER
from governance.bodies.models import Appointment, Body, Seat

from .as_it_is import matter_of
from .models import ABOUT_THE_END, Ballot, State
from .rounds import NAMED_FROM, Circumstances, Obstacle, Plan, obstacles, plan_of


@dataclass(frozen=True, slots=True)
class RoundToCome:
    """The round about the end of an agreement's last term, which nobody has opened, and what keeps it from opening by itself.

    `on` is the local day, `filled` for how many seats somebody could speak, `unchecked` are the dates to be checked, `ballot` the
    draft, or else what was withdrawn last.
    """

    agreement: Agreement
    term: Term
    body: Body | None
    on: date
    plan: Plan
    obstacles: tuple[Obstacle, ...]
    filled: int
    unchecked: tuple[Deadline, ...]
    ballot: Ballot | None

    @property
    def zone(self) -> str:
        """The zone of the body; UTC where none decides."""
        return self.body.time_zone if self.body is not None else "UTC"

    @property
    def is_to_be_named(self) -> bool:
        """Whether something is in its way, and its time is so near that it is said."""
        return bool(self.obstacles) and self.on >= self.plan.opens_on - timedelta(days=NAMED_FROM)

    def is_due(self, *, at: datetime) -> bool:
        """Say whether its time to open has come."""
        return self.plan.is_due(at=at, zone=self.zone)


def with_all_that_rounds_read(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Return the agreements with the rows that `round_to_come` reads: so many queries for all of them, and none for each."""
    rows = agreements.select_related("system__remit__body").prefetch_related("terms", "deadlines", bodies_with_seats())
    return rows.prefetch_related(Prefetch("ballots", Ballot.objects.select_related("term")))


def bodies_with_seats() -> Prefetch[str]:
    """Return how agreements fetch the seats of their bodies along, and who holds them."""
    return Prefetch("system__remit__body__seats", Seat.objects.prefetch_related("appointments"))


def round_to_come(agreement: Agreement, *, at: datetime) -> RoundToCome | None:
    """Return the round that is to come; None where one was held, is open or reported, or nothing is left to be decided."""
    terms = sorted(agreement.terms.all(), key=lambda term: term.starts_on)
    if not terms or agreement.ended_early_on is not None:
        return None
    term, body = terms[-1], _body_of(agreement)
    on = local_day(at, body.time_zone if body is not None else "UTC")
    asked = [ballot for ballot in agreement.ballots.all() if ballot.term_id == term.pk and ballot.question in ABOUT_THE_END]
    if on > term.ends_on or any(ballot.state not in (State.DRAFT, State.WITHDRAWN) for ballot in asked):
        return None
    plan = plan_of(matter_of(agreement, term), ladder=body.rungs if body is not None else LADDER)
    drafts = [ballot for ballot in asked if ballot.state == State.DRAFT]
    unchecked, filled = _unchecked(agreement, term), _filled(body, agreement, on) if body is not None else 0
    found = Circumstances(
        on=on,
        has_body=body is not None,
        filled=filled,
        needed=body.rule_needed if body is not None else 0,
        is_unchecked=bool(unchecked),
        has_draft=bool(drafts),
        was_withdrawn=len(drafts) < len(asked),
    )
    last = max(drafts or asked, key=lambda ballot: ballot.pk, default=None)
    return RoundToCome(agreement, term, body, on, plan, obstacles(plan, found), filled, unchecked, last)


def _body_of(agreement: Agreement) -> Body | None:
    remit = getattr(agreement.system, "remit", None)
    return remit.body if remit is not None else None


def _unchecked(agreement: Agreement, term: Term) -> tuple[Deadline, ...]:
    """Return the days of the round that a person entered and no second one checked; what the rule computed needs no such look."""
    kinds = {DeadlineKind.TERM_END} | ({DeadlineKind.NOTICE_BY} if agreement.renews_by_silence else set())
    rows = (row for row in agreement.deadlines.all() if row.superseded_at is None and row.cause == term_cause(term.starts_on))
    return tuple(row for row in rows if row.kind in kinds and row.entered_by_id is not None and row.checked_by_id is None)


def _filled(body: Body, agreement: Agreement, on: date) -> int:
    """Return for how many of the seats that stand somebody could speak about the agreement on a local day."""
    standing = (seat for seat in body.seats.all() if seat.ends_on is None)
    return sum(any(_speaks(row, agreement, on) for row in seat.appointments.all()) for seat in standing)


def _speaks(row: Appointment, agreement: Agreement, on: date) -> bool:
    return row.is_held_on(on) and row.speaks_about(agreement.pk)
