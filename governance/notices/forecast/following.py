"""What follows of itself for an agreement when nobody acts: ballots settle, terms run on by silence, rounds open. Pure.

The same as the tasks write down: governance/ballots/actions/settling.py and rounds.py, and governance/followups/actions.py. A
proof in tests/governance/notices/test_forecast.py holds them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from contracts.deadlines import (
    Standing,
    end_of_day,
    local_day,
    next_term,
    notice_by,
    public_holidays,
    standing_of,
    start_of_day,
)
from governance.ballots.rounds import Circumstances, Matter, Plan, address_of, obstacles, plan_of
from governance.ballots.tally import Outcome, Settlement, settle
from governance.bodies.ladder import hour_of_post

from .facts import Agreement, Ballot, Body, Deadline, Term


def follow(agreement: Agreement, *, now: datetime, until: datetime) -> Agreement:
    """Return the agreement with all that comes to be written down of itself from `now` to `until`, each row with its moment."""
    while (step := _next_step(agreement, now)) is not None and step.at <= until:
        agreement = step.taken(agreement)
    return agreement


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be written down at `at`; `taken` writes it. At one moment the workers settle, renew, and then open."""

    at: datetime
    place: tuple[int, datetime, float]
    taken: Callable[[Agreement], Agreement]


def _next_step(agreement: Agreement, now: datetime) -> Step | None:
    """Return the first thing to be written down."""
    steps = [*_settlements(agreement, now), *_renewals(agreement, now), *_openings(agreement, now)]
    return min(steps, key=lambda step: (step.at, step.place), default=None)


# --- Settling ---


def _settlements(agreement: Agreement, now: datetime) -> Iterator[Step]:
    for ballot in agreement.ballots:
        if ballot.is_open and ballot.rule is not None and ballot.closes_at is not None:
            done = settle(ballot.casts, ballot.rule, closes_at=ballot.closes_at, cooling_off=ballot.cooling_off)
            at = max(now, done.at)
            yield Step(at, (0, ballot.closes_at, ballot.order), partial(_settled, ballot=ballot, settlement=done, at=at))


def _settled(agreement: Agreement, *, ballot: Ballot, settlement: Settlement, at: datetime) -> Agreement:
    outcome = settlement.outcome
    done = replace(ballot, is_open=False, outcome=outcome, settled_at=settlement.at, recorded_at=at)
    agreement = replace(agreement, ballots=tuple(done if row is ballot else row for row in agreement.ballots))
    has_carried = outcome is Outcome.CARRIED
    if has_carried and ballot.question == "end_early":
        agreement = replace(agreement, ended_early_on=ballot.proposed_end, ended_early_since=at)
    if has_carried and ballot.asks_to_renew and ballot.proposed_start is not None and ballot.proposed_end is not None:
        agreement = _with_term(agreement, ballot.proposed_start, ballot.proposed_end, is_by_silence=False, at=at)
    effective_on = _effective_on(agreement, ballot, outcome)
    ended = agreement.ended_early_on if ballot.question != "end_early" else None
    if ballot.ends_access_if(outcome) and effective_on is not None and not (ended is not None and ended < effective_on):
        agreement = _with_day(agreement, "access_off", f"term:{ballot.term_starts_on}", effective_on, at)
    return agreement


def _effective_on(agreement: Agreement, ballot: Ballot, outcome: Outcome) -> date | None:
    if ballot.asks_to_renew:
        return next(term.ends_on for term in agreement.terms if term.starts_on == ballot.term_starts_on)
    return ballot.proposed_end if outcome is Outcome.CARRIED else None


# --- Running on by silence ---


def _renewals(agreement: Agreement, now: datetime) -> Iterator[Step]:
    if (at := _runs_on_from(agreement, now)) is not None:
        yield Step(at, (1, now, 0), partial(_renewed, at=at))


def _runs_on_from(agreement: Agreement, now: datetime) -> datetime | None:
    """Return when the last term on record runs on by silence; None where it lapses, or notice was given in time."""
    if not (agreement.renews_by_silence and agreement.year_day and agreement.body and agreement.terms):
        return None
    last = agreement.terms[-1]
    at = max(now, end_of_day(last.ends_on, agreement.body.zone))
    return at if runs_on(agreement, at) else None


def runs_on(agreement: Agreement, at: datetime) -> bool:
    """Say whether at `at` the agreement has renewed itself by silence past the last of its terms."""
    terms = agreement.terms_at(at)
    if not agreement.renews_by_silence or agreement.ended_early_at(at) is not None or not terms:
        return False
    on, last = _day(agreement, at), terms[-1]
    return standing_of(on, [(term.starts_on, term.ends_on) for term in terms]) is Standing.EXPIRED and not (
        _notice_has_carried(agreement, last, at) and _is_in_time(agreement, last, at)
    )


def _notice_has_carried(agreement: Agreement, term: Term, at: datetime) -> bool:
    return any(
        ballot.question == "give_notice"
        and ballot.outcome is Outcome.CARRIED
        and ballot.is_settled_by(at)
        and ballot.term_starts_on == term.starts_on
        for ballot in agreement.ballots
    )


def _is_in_time(agreement: Agreement, term: Term, at: datetime) -> bool:
    days = (
        row.on
        for row in agreement.deadlines
        if row.kind == "notice_by" and row.cause == f"term:{term.starts_on}" and (row.until is None or row.until > at)
    )
    return term.letter_on is not None and term.letter_on <= next(days, term.ends_on)


def _renewed(agreement: Agreement, *, at: datetime) -> Agreement:
    assert agreement.year_day is not None, "only what has a renewal day runs on"
    starts_on, ends_on = next_term(ends_on=agreement.terms[-1].ends_on, renewal=agreement.year_day)
    return _with_term(agreement, starts_on, ends_on, is_by_silence=True, at=at)


# --- Opening a round ---


def _openings(agreement: Agreement, now: datetime) -> Iterator[Step]:
    plan = _plan(agreement)
    if plan is not None and (at := _opens_at(agreement, plan, now)) is not None:
        yield Step(at, (2, now, 0), partial(_opened, plan=plan, at=at))


def _plan(agreement: Agreement) -> Plan | None:
    """Return the round about the last term's end; None where one was held, or nothing is left to be decided."""
    body, last = agreement.body, agreement.terms[-1] if agreement.terms else None
    if body is None or last is None or agreement.ended_early_on is not None:
        return None
    asked = (row for row in agreement.ballots if row.is_about_the_end and row.term_starts_on == last.starts_on)
    if any(row.withdrawn_at is None for row in asked):
        return None
    notice_by = next((row.on for row in _days_of(agreement, last) if row.kind == "notice_by"), None)
    matter = Matter(last.starts_on, last.ends_on, agreement.renews_by_silence, notice_by, agreement.year_day)
    return plan_of(matter, ladder=body.rungs)


def _days_of(agreement: Agreement, term: Term) -> list[Deadline]:
    """Return the current days that hang on the term."""
    return [row for row in agreement.deadlines if row.cause == f"term:{term.starts_on}" and row.until is None]


def _opens_at(agreement: Agreement, plan: Plan, now: datetime) -> datetime | None:
    """Return when the round opens: when it is due, or as soon after that as enough seats are held. None where it never does."""
    body, last = agreement.body, agreement.terms[-1]
    assert body is not None, "a plan has a body"
    due_at = max(now, hour_of_post(plan.opens_on, body.zone), last.since or now)
    begins = {start_of_day(row.starts_on, body.zone) for seat in body.standing for row in seat.appointments}
    moments = (due_at, *sorted(at for at in begins if at > due_at))
    return next((at for at in moments if not obstacles(plan, _circumstances(agreement, body, last, at))), None)


def _circumstances(agreement: Agreement, body: Body, last: Term, at: datetime) -> Circumstances:
    on = local_day(at, body.zone)
    kinds = ("term_end", "notice_by") if agreement.renews_by_silence else ("term_end",)
    days = (row for row in _days_of(agreement, last) if row.kind in kinds)
    return Circumstances(
        on=on,
        has_body=True,
        filled=sum(bool(seat.holders_on(on, agreement=agreement.id)) for seat in body.standing),
        needed=body.rule.needed,
        is_unchecked=any(row.entered_by is not None and not row.is_checked for row in days),
        has_draft=_was_begun(agreement, last),
        was_withdrawn=any(row.is_about_the_end and row.term_starts_on == last.starts_on for row in agreement.ballots),
    )


def _was_begun(agreement: Agreement, term: Term) -> bool:
    """Say whether a ballot about the term's end was drafted and never opened: nobody opens it now, or takes back that it was."""
    return any(starts_on == term.starts_on and question != "end_early" for _name, starts_on, question in agreement.drafts)


def _opened(agreement: Agreement, *, plan: Plan, at: datetime) -> Agreement:
    body, last = agreement.body, agreement.terms[-1]
    assert body is not None, "a plan has a body"
    taken = {row.slug for row in agreement.ballots} | {name for name, _starts_on, _question in agreement.drafts}
    slug = address_of(agreement.slug, plan.question, last.ends_on, taken=taken)
    ballot = Ballot(
        id=None,
        slug=slug,
        term_starts_on=last.starts_on,
        question=plan.question,
        zone=body.zone,
        seats=tuple(seat.id for seat in body.standing),
        agreement=agreement.id,
        is_open=True,
        opened_at=at,
        closes_at=end_of_day(plan.closes_on, body.zone),
        rule=body.rule,
        cooling_off=body.cooling_off,
        proposed_start=plan.starts_on,
        proposed_end=plan.ends_on,
    )
    agreement = replace(agreement, ballots=(*agreement.ballots, ballot))
    return _with_day(agreement, "ballot_closing", f"ballot:{slug}", plan.closes_on, at)


# --- What the register stores ---


def _with_term(agreement: Agreement, starts_on: date, ends_on: date, *, is_by_silence: bool, at: datetime) -> Agreement:
    """Begin a term and store the days that follow from it, unless the register would refuse it."""
    if ends_on < starts_on or any(term.starts_on <= ends_on and starts_on <= term.ends_on for term in agreement.terms):
        return agreement
    term, cause = Term(starts_on, ends_on, is_by_silence, since=at), f"term:{starts_on}"
    terms = tuple(sorted((*agreement.terms, term), key=lambda row: row.starts_on))
    agreement = _with_day(replace(agreement, terms=terms), "term_end", cause, ends_on, at)
    if agreement.notice_period is None:
        return agreement
    years = (ends_on.year - 2, ends_on.year - 1, ends_on.year)
    holidays = public_holidays(agreement.jurisdiction, years) if agreement.jurisdiction else frozenset[date]()
    due_on = notice_by(term_ends_on=ends_on, notice=agreement.notice_period, holidays=holidays)
    return _with_day(agreement, "notice_by", cause, due_on, at)


def _with_day(agreement: Agreement, kind: str, cause: str, on: date, at: datetime) -> Agreement:
    """Enter a day; the one that stood for the same matter is replaced from then on."""
    stood = [row for row in agreement.deadlines if (row.kind, row.cause) == (kind, cause)]
    revision = max((row.revision for row in stood), default=0) + 1
    kept = (replace(row, until=at) if row in stood and row.until is None else row for row in agreement.deadlines)
    return replace(agreement, deadlines=(*kept, Deadline(None, kind, cause, revision, on, entered_at=at)))


# --- How it stands ---


def has_come_to_an_end(agreement: Agreement, at: datetime) -> bool:
    """Say whether duties follow at `at`: access has ended, or it is decided that it will."""
    terms = agreement.terms_at(at)
    if not terms or runs_on(agreement, at):
        return False
    spans = [(term.starts_on, term.ends_on) for term in terms]
    standing = standing_of(_day(agreement, at), spans, ended_early_on=agreement.ended_early_at(at))
    return standing in (Standing.EXPIRED, Standing.ENDED_EARLY) or any(
        _decides_to_end(ballot, terms[-1]) for ballot in agreement.ballots if ballot.is_settled_by(at)
    )


def _decides_to_end(ballot: Ballot, last: Term) -> bool:
    assert ballot.outcome is not None, "it is settled"
    if ballot.question == "end_early":
        return ballot.outcome is Outcome.CARRIED
    return ballot.term_starts_on == last.starts_on and ballot.ends_access_if(ballot.outcome)


def _day(agreement: Agreement, at: datetime) -> date:
    return local_day(at, agreement.body.zone if agreement.body else "UTC")


def changes_of(agreement: Agreement) -> set[datetime]:
    """Return the moments at which something is written down of itself."""
    moments = {term.since for term in agreement.terms} | {row.recorded_at for row in agreement.ballots if row.decision is None}
    moments |= {row.opened_at for row in agreement.ballots if row.id is None}
    return {at for at in moments if at is not None}
