"""What dates that nobody has checked owe to the clerks: the day after their entry, then on each rung. Pure.

The same as the statements of sweep_unchecked.py ask, and as unchecked_wording.py judges when a letter is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from contracts.deadlines import local_day, start_of_day
from governance.bodies.ladder import FARTHEST, day_of_post, hour_of_post
from governance.notices.schedule import LOOK_BACK, rung_at

from .deadlines import in_reach, later_terms
from .facts import LONG_AGO, Agreement, Body, Deadline, Facts, Person
from .owed import Owed, matter_of, row_of

KIND, CHECKABLE, ENTERED = "date_unchecked", ("term_end", "notice_by"), ":entered"


def of_unchecked(facts: Facts, agreement: Agreement, *, until: datetime) -> Iterator[Owed]:
    """Return what the agreement's unchecked dates owe until `until`."""
    body = agreement.body
    for deadline in agreement.deadlines if body is not None else ():
        if body is None or deadline.is_checked or deadline.kind not in CHECKABLE:
            continue
        coming_up = list(_coming_up(facts, agreement, body, deadline, until))
        told_from = min((notice.at for notice in coming_up), default=None)
        yield from coming_up
        for notice in _entered(facts, agreement, body, deadline, until):
            if (told_from is None or told_from > notice.at) and not _has_been_told(facts, deadline, notice.person):
                yield notice


def _coming_up(facts: Facts, agreement: Agreement, body: Body, deadline: Deadline, until: datetime) -> Iterator[Owed]:
    """Return the rungs; one that was reached by the day of the first letter has nothing to add to it."""
    moments = {facts.now} | {hour_of_post(deadline.on - timedelta(days=days), body.zone) for days in body.rungs}
    first_on = deadline.entered_at.astimezone(UTC).date() + timedelta(days=1)
    for at in in_reach(moments, facts, deadline, until):
        rung = rung_at((deadline.on - day_of_post(at, body.zone)).days, body.rungs)
        if rung is not None and deadline.on - timedelta(days=rung) > first_on:
            yield from _owed(facts, agreement, body, deadline, at, rung=rung)


def _entered(facts: Facts, agreement: Agreement, body: Body, deadline: Deadline, until: datetime) -> Iterator[Owed]:
    """Return what its entry owes: at the first sweep that looks at that day."""
    next_day = local_day(deadline.entered_at, body.zone) + timedelta(days=1)
    moments = {facts.now, hour_of_post(next_day, body.zone)}
    for at in in_reach(moments, facts, deadline, until):
        today, before = day_of_post(at, body.zone), facts.sweep_before(at)
        looked_from = start_of_day(day_of_post(before, body.zone), body.zone) - LOOK_BACK if before else LONG_AGO
        if looked_from <= deadline.entered_at < start_of_day(today, body.zone) and deadline.on >= today:
            yield from _owed(facts, agreement, body, deadline, at, what=ENTERED)


def _has_been_told(facts: Facts, deadline: Deadline, person: Person) -> bool:
    """Say whether a rung of it is on record already, of whichever ladder; then there is nothing new in the entry."""
    keys = ((KIND, row_of(deadline), rung, person.address) for rung in range(FARTHEST + 1))
    return deadline.id is not None and any(key in facts.queued for key in keys)


def _owed(
    facts: Facts, agreement: Agreement, body: Body, deadline: Deadline, at: datetime, *, rung: int = 0, what: str = ""
) -> Iterator[Owed]:
    if agreement.ended_early_at(at) is not None or later_terms(agreement, deadline, at):
        return
    for number in facts.clerks():
        person = facts.people[number]
        if person.is_active:
            yield Owed(
                at=at,
                kind=KIND,
                matter=matter_of(agreement, deadline) + what,
                row=row_of(deadline, what),
                rung=rung,
                person=person,
                agreement=agreement.id,
                zone=body.zone,
                day=deadline.on,
                is_said=is_unchecked_said(agreement, deadline, person, at),  # not to who entered it
            )


def is_unchecked_said(agreement: Agreement, deadline: Deadline, person: Person, at: datetime) -> bool:
    """Say whether a letter written at `at` still asks for the check."""
    if deadline.is_checked or (deadline.until is not None and deadline.until <= at) or not person.is_clerk:
        return False
    if agreement.ended_early_at(at) is not None or later_terms(agreement, deadline, at) or person.id == deadline.entered_by:
        return False
    return deadline.on >= _today(agreement, at)


def _today(agreement: Agreement, at: datetime) -> date:
    return local_day(at, agreement.body.zone if agreement.body else "UTC")
