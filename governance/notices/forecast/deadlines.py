"""What deadlines owe, rung by rung, and what it takes for a letter to say it. Pure; the same as the statement of sweep.py asks.

A sweep asks "due and not yet queued". So each deadline is looked at whenever it reaches a rung, and also whenever something about
it changes: then whoever is concerned from now on is told on the rung on which it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from contracts.deadlines import local_day
from governance.bodies.ladder import day_of_post, hour_of_post
from governance.notices.schedule import AFTERWARDS, BODY_FROM, LONGEST_OVERDUE, PUBLIC_RUNGS, overdue_ladder, rung_at

from .facts import Agreement, Ballot, Body, Deadline, Facts, Person, Term
from .following import changes_of, has_come_to_an_end
from .owed import Owed, matter_of, row_of

OVERDUE = overdue_ladder(LONGEST_OVERDUE)


def of_deadlines(facts: Facts, agreement: Agreement, *, until: datetime) -> Iterator[Owed]:
    """Return what the deadlines of an agreement owe to the people of its body until `until`, also what nobody will be told."""
    body = agreement.body
    if body is None:
        return
    changes = {facts.now} | changes_of(agreement) | _when_seats_change(body)
    for deadline in agreement.deadlines:
        moments = changes | {hour_of_post(deadline.on - timedelta(days=days), body.zone) for days in (*body.rungs, *OVERDUE)}
        for at in in_reach(moments, facts, deadline, until):
            yield from _owed_at(facts, agreement, body, deadline, at)


def _when_seats_change(body: Body) -> set[datetime]:
    return {hour_of_post(row.starts_on, body.zone) for seat in body.seats for row in seat.appointments}


def in_reach(moments: Iterable[datetime], facts: Facts, deadline: Deadline, until: datetime) -> list[datetime]:
    """Return the moments of the forecast at which the deadline is the current one, in order."""
    first = max(facts.now, deadline.entered_at)
    return sorted(at for at in moments if first <= at <= until and (deadline.until is None or at < deadline.until))


def _owed_at(facts: Facts, agreement: Agreement, body: Body, deadline: Deadline, at: datetime) -> Iterator[Owed]:
    """Return what a sweep at `at` would queue about one deadline."""
    today = day_of_post(at, body.zone)
    left = (deadline.on - today).days
    rung = rung_at(left, body.rungs if left >= 0 else OVERDUE)
    if rung is None or (rung < 0 and deadline.on < deadline.entered_at.astimezone(UTC).date() + timedelta(days=rung)):
        return
    if agreement.ended_early_at(at) is not None:
        return
    ballot = _ballot_of(agreement, deadline)
    kind = _kind(agreement, deadline, ballot, rung, at)
    if kind is None:
        return
    for number in _addressed(facts, agreement, body, deadline, ballot, rung=rung, today=today, at=at):
        person = facts.people[number]
        if person.is_active:
            yield Owed(
                at=at,
                kind=kind,
                matter=matter_of(agreement, deadline),
                row=row_of(deadline),
                rung=rung,
                person=person,
                agreement=agreement.id,
                zone=body.zone,
                day=deadline.on,
                is_said=is_said(facts, kind, agreement, deadline, person, at),
            )


def _kind(agreement: Agreement, deadline: Deadline, ballot: Ballot | None, rung: int, at: datetime) -> str | None:
    """Return as what the deadline is told on this rung; None where it is not, or no more."""
    term = term_of(agreement, deadline)
    later = later_terms(agreement, deadline, at)
    if rung >= 0:
        if deadline.kind == "ballot_closing":
            return "ballot_closing" if ballot is not None and not ballot.is_settled_by(at) else None
        if later or deadline.kind == "access_off" or (deadline.kind == "notice_by" and has_closed(term, "notice_letter")):
            return None
        return deadline.kind
    if deadline.kind != "term_end" or has_closed(term, "access_off") or not all(row.is_by_silence for row in later):
        return None
    if later:
        return "no_round" if rung >= min(AFTERWARDS) else None
    return None if rounds_about(agreement, deadline) else "no_round"


def _addressed(
    facts: Facts,
    agreement: Agreement,
    body: Body,
    deadline: Deadline,
    ballot: Ballot | None,
    *,
    rung: int,
    today: date,
    at: datetime,
) -> set[int]:
    told = set(facts.clerks())
    if ballot is not None:
        silent = (facts.seats[seat] for seat in ballot.seats if seat not in ballot.spoken)
        return told.union(*(seat.holders_on(today, agreement=agreement.id) for seat in silent))
    told |= set(agreement.keepers)
    if rung <= BODY_FROM and not any(row.is_settled_by(at) for row in rounds_about(agreement, deadline)):
        told |= {person for seat in body.seats for person in seat.holders_on(today, agreement=agreement.id)}
    return told


def term_of(agreement: Agreement, deadline: Deadline) -> Term | None:
    """Return the term that the deadline hangs on."""
    return next((term for term in agreement.terms if deadline.cause == f"term:{term.starts_on}"), None)


def _ballot_of(agreement: Agreement, deadline: Deadline) -> Ballot | None:
    """Return the ballot whose closing the deadline is, if it was open when the forecast began."""
    if deadline.kind != "ballot_closing":
        return None
    held = (row for row in agreement.ballots if deadline.cause == f"ballot:{row.slug}" and row.rule is not None)
    return next((row for row in held if row.decision is None and row.withdrawn_at is None), None)


def rounds_about(agreement: Agreement, deadline: Deadline) -> list[Ballot]:
    """Return the ballots that were put to the body about the end of the deadline's own term."""
    return [row for row in agreement.ballots if row.is_about_the_end and deadline.cause == f"term:{row.term_starts_on}"]


def has_closed(term: Term | None, duty: str) -> bool:
    """Say whether this duty after the term was met or waived."""
    return term is not None and duty in term.closed


# --- What a letter says ---


def is_said(facts: Facts, kind: str, agreement: Agreement, deadline: Deadline, person: Person, at: datetime) -> bool:
    """Say whether a letter written at `at` still tells of the deadline: the same as term_wording.py and wording.py judge."""
    if deadline.until is not None and deadline.until <= at:
        return False
    if kind == "ballot_closing":
        ballot = _ballot_of(agreement, deadline)
        return ballot is not None and is_ballot_said(facts, ballot, person, at)
    later = later_terms(agreement, deadline, at)
    if kind == "term_end":
        return not later
    if kind == "notice_by":
        return not later and not _is_closed_now(agreement, "notice_letter", at)
    if kind == "no_round" and later:
        return later[0].is_by_silence
    return not _is_closed_now(agreement, "access_off", at)


def is_ballot_said(facts: Facts, ballot: Ballot, person: Person, at: datetime) -> bool:
    """Say whether a letter to `person` still asks for a position: the ballot is open, and a seat they answer for is silent."""
    if not ballot.is_open and (ballot.recorded_at is None or ballot.recorded_at <= at):
        return False
    day = local_day(at, ballot.zone)
    own = {seat for seat in ballot.seats if person.id in facts.seats[seat].holders_on(day, agreement=ballot.agreement)}
    return not (own or set(ballot.seats)) <= ballot.spoken and (bool(own) or person.is_clerk)


def _is_closed_now(agreement: Agreement, duty: str, at: datetime) -> bool:
    terms = agreement.terms_at(at)
    return bool(terms) and duty in terms[-1].closed and has_come_to_an_end(agreement, at)


# --- To who follows the agreement ---


def of_followed_deadlines(facts: Facts, agreement: Agreement, *, until: datetime) -> Iterator[Owed]:
    """Return what the ends of an agreement's terms owe to those who follow it."""
    followers = [row for row in facts.followers if row.agreement in (None, agreement.id)]
    body = agreement.body
    if body is None or not followers:
        return
    for deadline in agreement.deadlines:
        moments = {facts.now} | changes_of(agreement)
        moments |= {hour_of_post(deadline.on - timedelta(days=days), body.zone) for days in PUBLIC_RUNGS}
        for at in in_reach(moments, facts, deadline, until) if deadline.kind == "term_end" else ():
            rung = rung_at((deadline.on - day_of_post(at, body.zone)).days, PUBLIC_RUNGS)
            if rung is None or agreement.ended_early_at(at) is not None or later_terms(agreement, deadline, at):
                continue
            reached_on = deadline.on - timedelta(days=rung)
            told = {row.address for row in followers if reached_on > row.confirmed_at.astimezone(UTC).date()}
            for address in sorted(told):
                yield Owed(
                    at=at,
                    kind="followed_comes_up",
                    matter=matter_of(agreement, deadline),
                    row=row_of(deadline),
                    rung=rung,
                    person=Person(None, address),
                    agreement=agreement.id,
                    zone=body.zone,
                    day=deadline.on,
                    is_said=is_said_to_followers(agreement, deadline, at),
                )


def is_said_to_followers(agreement: Agreement, deadline: Deadline, at: datetime) -> bool:
    """Say whether a letter written at `at` still tells a follower that the term is about to end: nothing is decided yet."""
    zone = agreement.body.zone if agreement.body else "UTC"
    on = local_day(at, zone)
    is_past = on > deadline.on or (deadline.until is not None and deadline.until <= at)
    if is_past or agreement.ended_early_at(at) is not None or later_terms(agreement, deadline, at):
        return False
    begun = [term for term in agreement.terms_at(at) if term.starts_on <= deadline.on]
    put = [row for row in agreement.ballots if begun and row.term_starts_on == begun[-1].starts_on and row.is_put_by(at)]
    last = max(put, key=lambda row: row.order, default=None)
    return last is None or not last.is_settled_by(at)


def later_terms(agreement: Agreement, deadline: Deadline, at: datetime) -> list[Term]:
    """Return the terms on record at `at` that begin after the deadline: they settle what it is about."""
    return [row for row in agreement.terms_at(at) if row.starts_on > deadline.on]
