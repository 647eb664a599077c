"""How a ballot stands at an instant: one reading for the acts, the pages, the mails and the API, all from the same tally."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from contracts.deadlines import local_day
from governance.bodies.models import Appointment

from . import tally
from .models import FINAL, SETTLED, Ballot, BallotSeat, State, Vote
from .tally import Outcome, Outlook, Possibility, StillNeeded, Tally


@dataclass(frozen=True, slots=True)
class Judgement:
    """`settled_at` and `outcome` are None while the ballot is open at that instant; both are right with or without a worker.

    `counted` holds the votes on record until it settled, `late` those after; `standing` maps a seat's code to the vote that
    stands for it among the counted ones. `is_settled` is true of reported decisions too, whose `settled_at` nobody recorded.
    """

    seats: tuple[BallotSeat, ...]
    counted: tuple[Vote, ...]
    late: tuple[Vote, ...]
    standing: dict[str, Vote]
    vacant: tuple[str, ...]
    tally: Tally
    outlook: Outlook
    is_settled: bool
    settles_at: datetime | None
    outcome: Outcome | None
    needed: StillNeeded

    @property
    def settled_at(self) -> datetime | None:
        """The instant from which the ballot counts as settled; None while it is open, and for a reported decision."""
        return self.settles_at if self.is_settled else None

    def seat(self, code: str) -> BallotSeat:
        """Return the seat of this code as it was when the ballot opened."""
        return next(seat for seat in self.seats if seat.code == code)

    @property
    def positions(self) -> dict[str, str]:
        """Where each seat stands, by its code, in order: its position, or "silent" or "vacant"."""
        absent = {seat.code: "vacant" if seat.code in self.vacant else "silent" for seat in self.seats}
        return absent | {code: str(vote.position) for code, vote in self.standing.items()}

    @property
    def unspoken(self) -> tuple[BallotSeat, ...]:
        """The seats that have no standing position, in order."""
        return tuple(seat for seat in self.seats if seat.code not in self.standing)


def with_all_that_judging_reads(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """Return the ballots with the rows that `judge` reads: so many queries for all of them, and none for each."""
    votes = Vote.objects.select_related("seat", "appointment").order_by("pk")
    return ballots.select_related("decision").prefetch_related(Prefetch("votes", votes), "seats__seat__appointments")


def judge(ballot: Ballot, *, at: datetime) -> Judgement:
    """Return how `ballot` stands at `at`, from the votes recorded until then.

    Of a ballot whose votes were fetched along, these are judged, without a look at the database.
    """
    seats = tuple(ballot.seats.all())
    votes = [vote for vote in _votes_of(ballot) if vote.cast_at is None or vote.cast_at <= at]
    casts = [vote.as_cast() for vote in votes]
    if ballot.is_reported or ballot.closes_at is None:
        vacant = _vacant_as_written(ballot) or ()
        return _judgement(ballot, seats, votes, len(votes), vacant, settles_at=None, is_settled=ballot.state in FINAL)
    settlement = tally.settle(casts, ballot.rule, closes_at=ballot.closes_at, cooling_off=ballot.cooling_off)
    is_settled = ballot.state not in (State.DRAFT, State.WITHDRAWN) and settlement.at <= at
    written = _vacant_as_written(ballot) if is_settled else None
    # The closing is the first instant of the day after the last; a seat held through that last day is silent, not vacant.
    day = min(local_day(min(at, settlement.at), ballot.time_zone), ballot.last_day)
    vacant = vacant_seats(seats, agreement_id=ballot.agreement_id, on=day) if written is None else written
    return _judgement(ballot, seats, votes, len(settlement.counted), vacant, settles_at=settlement.at, is_settled=is_settled)


def _votes_of(ballot: Ballot) -> Iterable[Vote]:
    if "votes" in getattr(ballot, "_prefetched_objects_cache", {}):
        return sorted(ballot.votes.all(), key=lambda vote: vote.pk)
    return ballot.votes.select_related("seat", "appointment").order_by("pk")


def _vacant_as_written(ballot: Ballot) -> tuple[str, ...] | None:
    """Return the seats that the decision found vacant; None where none is written. A later word about who sat changes nothing."""
    decision = getattr(ballot, "decision", None) if ballot.state in SETTLED else None
    if decision is None:
        return None
    return tuple(row["seat"] for row in decision.positions if row["position"] == "vacant")


def _judgement(
    ballot: Ballot,
    seats: tuple[BallotSeat, ...],
    votes: Sequence[Vote],
    counted: int,
    vacant: Collection[str],
    *,
    settles_at: datetime | None,
    is_settled: bool,
) -> Judgement:
    casts = [vote.as_cast() for vote in votes[:counted]]
    rows = {vote.seat.code: vote for vote in votes[:counted]}
    standing = {code: rows[code] for code in tally.standing(casts)}
    numbers = tally.count(casts, ballot.rule, vacant=vacant)
    withdrawn = ballot.state == State.WITHDRAWN
    return Judgement(
        seats=seats,
        counted=tuple(votes[:counted]),
        late=tuple(votes[counted:]),
        standing=standing,
        vacant=tuple(code for code in vacant if code not in standing),
        tally=numbers,
        outlook=tally.outlook(numbers, ballot.rule),
        is_settled=is_settled,
        settles_at=settles_at,
        outcome=tally.outcome(casts, ballot.rule) if is_settled and not withdrawn else None,
        needed=tally.still_needed(casts, ballot.rule, seats=[seat.code for seat in seats], vacant=vacant),
    )


def vacant_seats(seats: Sequence[BallotSeat], *, agreement_id: int, on: date) -> tuple[str, ...]:
    """Return the codes of the seats for which nobody could speak about the agreement on the local day, in the seats' order."""
    if all(_appointments_are_at_hand(row) for row in seats):
        held = {
            row.seat_id
            for row in seats
            if any(held.is_held_on(on) and held.speaks_about(agreement_id) for held in row.seat.appointments.all())
        }
    else:
        rows = Appointment.objects.held_on(on).speaking_about(agreement_id).filter(seat__in=[seat.seat_id for seat in seats])
        held = set(rows.values_list("seat_id", flat=True))
    return tuple(seat.code for seat in seats if seat.seat_id not in held)


def _appointments_are_at_hand(row: BallotSeat) -> bool:
    return BallotSeat.seat.is_cached(row) and "appointments" in getattr(row.seat, "_prefetched_objects_cache", {})


def what_if(ballot: Ballot, *, at: datetime) -> tuple[Possibility, ...]:
    """Return what each further position would come to at `at`; empty unless the ballot is open then. Nothing is written."""
    judgement = judge(ballot, at=at)
    if ballot.state != State.OPEN or judgement.is_settled or ballot.closes_at is None:
        return ()
    vacant = vacant_seats(judgement.seats, agreement_id=ballot.agreement_id, on=local_day(at, ballot.time_zone))
    return tally.what_if(
        [vote.as_cast() for vote in judgement.counted],
        ballot.rule,
        seats=[seat.code for seat in judgement.seats if seat.code not in vacant],
        closes_at=ballot.closes_at,
        cooling_off=ballot.cooling_off,
        at=at,
    )


def decided_on(ballot: Ballot, judgement: Judgement) -> date:
    """Return the local day of a settled ballot: the one on which it settled, at closing the last of voting, or was reported."""
    if judgement.settled_at is None:
        return ballot.decision.decided_on
    return min(local_day(judgement.settled_at, ballot.time_zone), ballot.last_day)
