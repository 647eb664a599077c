"""What ends of access oblige, rung by rung. Pure; the same as the statement of sweep_follow_ups.py asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contracts.deadlines import local_day
from governance.ballots.tally import Outcome
from governance.bodies.ladder import day_of_post, hour_of_post
from governance.followups.obligations import DAYS_AFTER_THE_END, Duty, obligations
from governance.notices.schedule import LONGEST_OVERDUE, overdue_ladder, rung_at

from .facts import Agreement, Ballot, Body, Deadline, Facts
from .following import changes_of, has_come_to_an_end
from .owed import Owed

OVERDUE = overdue_ladder(LONGEST_OVERDUE)


@dataclass(frozen=True, slots=True)
class Ending:
    """The row of the last day of access, the ballot by which access is to end, and the local day on which that was decided."""

    deadline: Deadline
    ballot: Ballot | None
    decided_on: date | None


def of_duties(facts: Facts, agreement: Agreement, *, until: datetime) -> Iterator[Owed]:
    """Return what the end of an agreement's access obliges, to the clerks and the keepers, until `until`."""
    body = agreement.body
    if body is None:
        return
    for at in sorted(_moments(agreement, body) | {facts.now}):
        if facts.now <= at <= until:
            yield from _owed_at(facts, agreement, body, at)


def _moments(agreement: Agreement, body: Body) -> set[datetime]:
    """Return when a duty may reach a rung, or come to be owed: also at the first post after an end that nobody decided."""
    rungs = (*body.rungs, *OVERDUE)
    days = {row.on for row in agreement.deadlines if row.kind in ("term_end", "access_off", "notice_by")}
    reached = {day + after - timedelta(days=rung) for day in days for after in DAYS_AFTER_THE_END.values() for rung in rungs}
    reached |= {day + timedelta(days=1) for day in days}
    return changes_of(agreement) | {hour_of_post(day, body.zone) for day in reached}


def _owed_at(facts: Facts, agreement: Agreement, body: Body, at: datetime) -> Iterator[Owed]:
    today = day_of_post(at, body.zone)
    ending = _ending(agreement, body, at)
    if ending is None or (ending.ballot is None and ending.deadline.on >= today):
        return
    for duty, deadline, due_on in _duties(agreement, ending, at):
        left = (due_on - today).days
        rung = rung_at(left, body.rungs if left >= 0 else OVERDUE)
        if rung is None or _is_closed(agreement, ending, duty, at):
            continue
        # What was over by the time its day was entered is the past.
        if rung < 0 and due_on < deadline.entered_at.astimezone(UTC).date() + timedelta(days=rung):
            continue
        for number in set(facts.clerks()) | set(agreement.keepers):
            person = facts.people[number]
            if person.is_active:
                yield Owed(
                    at=at,
                    kind="follow_up",
                    matter=matter(agreement, deadline, duty),
                    row=f"{duty}:{deadline.id}" if deadline.id else "",
                    rung=rung,
                    person=person,
                    agreement=agreement.id,
                    zone=body.zone,
                    day=due_on,
                    is_said=is_duty_said(agreement, deadline, duty, at),
                )


def matter(agreement: Agreement, deadline: Deadline, duty: Duty) -> str:
    """Name what causes a reminder of this duty in words that hold before there is a row."""
    return f"{duty}:{agreement.slug}:{deadline.kind}:{deadline.cause}:{deadline.revision}"


def _current(agreement: Agreement, at: datetime) -> list[Deadline]:
    return [row for row in agreement.deadlines if row.entered_at <= at and (row.until is None or at < row.until)]


def _ending(agreement: Agreement, body: Body, at: datetime) -> Ending | None:
    """Return how access comes to its end at `at`; None while silence renews it, or a later term follows."""
    early, terms = agreement.ended_early_at(at), agreement.terms_at(at)
    for row in _current(agreement, at):
        if early is not None:
            is_it = row.kind == "access_off" and row.on == early
        else:
            is_it = row.kind == "term_end" and not any(term.starts_on > row.on for term in terms)
        if not is_it:
            continue
        ballot = _ends_access(agreement, row, at, is_early=early is not None)
        if early is None and agreement.renews_by_silence and ballot is None:
            return None
        return Ending(row, ballot, _decided_on(ballot, body) if ballot is not None else None)
    return None


def _ends_access(agreement: Agreement, deadline: Deadline, at: datetime, *, is_early: bool) -> Ballot | None:
    """Return the ballot by which access is to end: an early end, else the latest round about the last term that ends it."""
    found = [
        row
        for row in agreement.ballots
        if row.is_settled_by(at)
        and row.outcome is not None
        and (
            row.question == "end_early" and row.outcome is Outcome.CARRIED
            if is_early
            else row.is_about_the_end and deadline.cause == f"term:{row.term_starts_on}" and row.ends_access_if(row.outcome)
        )
    ]
    return max(found, key=lambda row: row.order, default=None)


def _decided_on(ballot: Ballot, body: Body) -> date | None:
    if ballot.settled_at is None:
        return ballot.reported_on
    on = local_day(ballot.settled_at, ballot.zone or body.zone)
    is_at_closing = ballot.closes_at is not None and ballot.settled_at >= ballot.closes_at
    return on - timedelta(days=1) if is_at_closing else on


def _duties(agreement: Agreement, ending: Ending, at: datetime) -> Iterator[tuple[Duty, Deadline, date]]:
    """Return each duty with the row that its day is reckoned from, and its day."""
    cause, early = ending.deadline.cause, agreement.ended_early_at(at)
    by_clause = next((row for row in _current(agreement, at) if row.kind == "notice_by" and row.cause == cause), None)
    due = obligations(
        access_ends_on=ending.deadline.on, notice_by=by_clause.on if by_clause else None, decided_on=ending.decided_on
    )
    was_held = any(row.is_about_the_end and cause == f"term:{row.term_starts_on}" for row in agreement.ballots)
    for item in due:
        if item.duty is Duty.ACCESS_OFF and early is None and not was_held:
            continue
        hangs_on_clause = item.duty is Duty.NOTICE_LETTER and by_clause is not None and item.due_on == by_clause.on
        yield item.duty, by_clause if hangs_on_clause and by_clause else ending.deadline, item.due_on


def _is_closed(agreement: Agreement, ending: Ending, duty: Duty, at: datetime) -> bool:
    starts_on = ending.deadline.cause.removeprefix("term:")
    return any(str(duty) in term.closed for term in agreement.terms_at(at) if str(term.starts_on) >= starts_on)


def is_duty_said(agreement: Agreement, deadline: Deadline, duty: Duty, at: datetime) -> bool:
    """Say whether a letter written at `at` still tells of the duty: the same as follow_up_wording.py judges."""
    terms = agreement.terms_at(at)
    if (deadline.until is not None and deadline.until <= at) or not terms or not has_come_to_an_end(agreement, at):
        return False
    body = agreement.body
    ending = _ending(agreement, body, at) if body is not None else None
    is_decided = ending is not None and ending.ballot is not None
    return str(duty) not in terms[-1].closed and (duty is not Duty.NOTICE_LETTER or is_decided)
