"""The seats of a ballot: where each stands, in what capacity it spoke and when, and what it had said before."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot, BallotSeat, Vote, VoteBasis
from governance.words import CAPACITY_WORDS, POSITION_WORDS, long_day, moment, position_text

from .parts import SourceLine, source_lines


@dataclass(frozen=True, slots=True)
class Spoken:
    """One position that does not count, and why not."""

    text: str
    reasons: str
    why_not: str


@dataclass(frozen=True, slots=True)
class SeatCard:
    """A seat and its position. `uncounted` holds what it said before and took back or replaced, and what it said too late."""

    code: str
    name: str
    position_code: str
    position_text: str
    note: str
    reasons: str
    cast_text: str
    directed_text: str
    sources: tuple[SourceLine, ...]
    uncounted: tuple[Spoken, ...]


def seat_cards(ballot: Ballot, judgement: Judgement) -> tuple[SeatCard, ...]:
    """Return the seats as they were when the ballot opened, in their order."""
    rows = {vote.pk: vote for vote in ballot.votes.all()}  # with reasons, people and sources, fetched once for all
    return tuple(_card(ballot, judgement, seat, rows) for seat in judgement.seats)


def _card(ballot: Ballot, judgement: Judgement, seat: BallotSeat, rows: dict[int, Vote]) -> SeatCard:
    standing = judgement.standing.get(seat.code)
    vote = rows[standing.pk] if standing is not None else None
    code = vote.position if vote is not None else "vacant" if seat.code in judgement.vacant else "silent"
    return SeatCard(
        code=seat.code,
        name=seat.name,
        position_code=code,
        position_text=position_text(code, is_settled=judgement.outcome is not None),
        note=str(vote.get_basis_display()) if vote is not None and vote.basis != VoteBasis.CAST else "",
        reasons=reasons_of(vote) if vote is not None else "",
        cast_text=cast_text(vote, ballot.time_zone) if vote is not None else "",
        directed_text=_("Its vote is directed by the %(who)s.") % {"who": seat.directed_by} if seat.directed_by else "",
        sources=source_lines(vote.sources.all()) if vote is not None else (),
        uncounted=tuple(_uncounted(ballot, judgement, seat, rows)),
    )


def reasons_of(vote: Vote) -> str:
    """Return the public reasons of a position; empty where none were given, or where they had to be erased."""
    reasons = getattr(vote, "reasons", None)
    return reasons.text if reasons is not None else ""


def cast_text(vote: Vote, zone: str) -> str:
    """Say by whom, in what capacity and when a position came on record. A reported one was never cast here."""
    if vote.cast_at is None:
        return _("Reported on %(day)s") % {"day": long_day(vote.reported_on)} if vote.reported_on else ""
    when = moment(vote.cast_at, zone)
    if vote.appointment is None:
        return _("Entered by the clerk on %(when)s") % {"when": when}
    values = {"name": vote.appointment.user.name, "capacity": CAPACITY_WORDS[vote.appointment.capacity], "when": when}
    if vote.basis == VoteBasis.PAPER:
        return _("Signed on paper by %(name)s as %(capacity)s, entered by the clerk on %(when)s") % values
    return _("Cast by %(name)s as %(capacity)s on %(when)s") % values


def _uncounted(ballot: Ballot, judgement: Judgement, seat: BallotSeat, rows: dict[int, Vote]) -> list[Spoken]:
    standing, late = judgement.standing.get(seat.code), {vote.pk for vote in judgement.late}
    said = []
    for vote in (*judgement.counted, *judgement.late):
        if vote.seat.code == seat.code and vote != standing:
            values = {"position": POSITION_WORDS[vote.position], "cast": cast_text(rows[vote.pk], ballot.time_zone)}
            text = _("%(position)s. %(cast)s.") % values
            said.append(Spoken(text, reasons_of(rows[vote.pk]), _why_not(vote, is_late=vote.pk in late)))
    return said


def _why_not(vote: Vote, *, is_late: bool) -> str:
    if is_late:
        return _("after the decision, not counted")
    return "" if vote.position == "withdrawn" else _("earlier on record, no longer counted")
