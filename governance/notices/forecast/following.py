"""What follows of itself for an agreement when nobody acts: ballots settle, terms run on by silence, new days are stored. Pure.

The same as the tasks write down: governance/ballots/actions/settling.py and governance/followups/actions.py. A proof in
tests/governance/notices/test_forecast.py holds them together.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from contracts.deadlines import Standing, end_of_day, local_day, next_term, notice_by, public_holidays, standing_of
from governance.ballots.tally import Outcome, Settlement, settle

from .facts import Agreement, Ballot, Deadline, Term


def follow(agreement: Agreement, *, now: datetime, until: datetime) -> Agreement:
    """Return the agreement with all that comes to be written down of itself from `now` to `until`, each row with its moment."""
    while (step := _next_step(agreement, now)) is not None and step[0] <= until:
        at, ballot, settlement = step
        agreement = _renewed(agreement, at) if settlement is None else _settled(agreement, ballot, settlement, at)
    return agreement


Step = tuple[datetime, Ballot | None, Settlement | None]


def _next_step(agreement: Agreement, now: datetime) -> Step | None:
    """Return the first thing to be written down; at one moment what settles comes before what renews by silence."""
    steps: list[tuple[datetime, int, datetime, int, Ballot | None, Settlement | None]] = []
    for ballot in agreement.ballots:
        if ballot.is_open and ballot.rule is not None and ballot.closes_at is not None:
            done = settle(ballot.casts, ballot.rule, closes_at=ballot.closes_at, cooling_off=ballot.cooling_off)
            steps.append((max(now, done.at), 0, ballot.closes_at, ballot.id, ballot, done))
    if (runs_on_from := _runs_on_from(agreement, now)) is not None:
        steps.append((runs_on_from, 1, now, 0, None, None))
    if not steps:
        return None
    at, _rank, _closes_at, _id, ballot_or_none, settlement = min(steps, key=lambda step: step[:4])
    return at, ballot_or_none, settlement


# --- Settling ---


def _settled(agreement: Agreement, ballot: Ballot | None, settlement: Settlement, at: datetime) -> Agreement:
    assert ballot is not None, "what settles is a ballot"
    outcome = settlement.outcome
    done = replace(ballot, is_open=False, outcome=outcome, settled_at=settlement.at, recorded_at=at)
    agreement = replace(agreement, ballots=tuple(done if row is ballot else row for row in agreement.ballots))
    has_carried = outcome is Outcome.CARRIED
    if has_carried and ballot.question == "end_early":
        agreement = replace(agreement, ended_early_on=ballot.proposed_end, ended_early_since=at)
    if has_carried and ballot.asks_to_renew and ballot.proposed_start is not None and ballot.proposed_end is not None:
        agreement = _with_term(agreement, ballot.proposed_start, ballot.proposed_end, is_by_silence=False, at=at)
    effective_on = _effective_on(agreement, ballot, outcome)
    if ballot.ends_access_if(outcome) and effective_on is not None:
        agreement = _with_day(agreement, "access_off", f"term:{ballot.term_starts_on}", effective_on, at)
    return agreement


def _effective_on(agreement: Agreement, ballot: Ballot, outcome: Outcome) -> date | None:
    if ballot.asks_to_renew:
        return next(term.ends_on for term in agreement.terms if term.starts_on == ballot.term_starts_on)
    return ballot.proposed_end if outcome is Outcome.CARRIED else None


# --- Running on by silence ---


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


def _renewed(agreement: Agreement, at: datetime) -> Agreement:
    assert agreement.year_day is not None, "only what has a renewal day runs on"
    starts_on, ends_on = next_term(ends_on=agreement.terms[-1].ends_on, renewal=agreement.year_day)
    return _with_term(agreement, starts_on, ends_on, is_by_silence=True, at=at)


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
    return {at for at in moments if at is not None}
