"""What acts and appointments owe: decisions that fall due, invitations and receipts of today, empty seats, new holders. Pure.

The same as the statements of sweep.py, alerts.py and sweep_followers.py ask. Nobody acts, so what is new comes from the calendar:
a ballot closes, an appointment begins or ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from contracts.deadlines import local_day, start_of_day
from governance.notices.schedule import A_DAY, LOOK_BACK, NEW_FOR

from .deadlines import is_ballot_said
from .facts import LONG_AGO, Agreement, Ballot, Body, Facts, Person
from .owed import Owed


def of_ballots(facts: Facts, agreement: Agreement, *, until: datetime) -> Iterator[Owed]:
    """Return the invitations, withdrawals and decisions that the ballots of an agreement owe."""
    for ballot in agreement.ballots:
        if ballot.opened_at is not None and ballot.withdrawn_at is not None:
            yield from _told(facts, agreement, ballot, "withdrawn", ballot.withdrawn_at, until)
        if ballot.opened_at is not None and ballot.withdrawn_at is None and ballot.decision is None:
            yield from _told(facts, agreement, ballot, "invitation", ballot.opened_at, until)
        if ballot.recorded_at is not None and ballot.settled_at is not None:
            yield from _told(facts, agreement, ballot, "decision", ballot.recorded_at, until)
            yield from _followers_told(facts, agreement, ballot, ballot.recorded_at, until)


def _told(facts: Facts, agreement: Agreement, ballot: Ballot, kind: str, done_at: datetime, until: datetime) -> Iterator[Owed]:
    """Return what one act owes to the seats of the ballot; to whoever comes to a seat while sweeps look back at it, too."""
    for at in _looked_at(facts, ballot, done_at, until):
        if kind == "invitation" and ballot.recorded_at is not None and ballot.recorded_at <= at:
            continue
        day = local_day(at, ballot.zone)
        told = {person for seat in ballot.seats for person in facts.seats[seat].holders_on(day, agreement=agreement.id)}
        if kind == "decision":
            told |= {*agreement.keepers, *facts.clerks()}
        for person in active(facts, told):
            yield Owed(
                at=at,
                kind=kind,
                matter=f"decision:{ballot.slug}" if kind == "decision" else f"ballot:{ballot.slug}",
                row=_row_of(ballot, kind),
                rung=0,
                person=person,
                agreement=agreement.id,
                zone=ballot.zone,
                is_said=kind != "invitation" or is_ballot_said(facts, ballot, person, at),
            )


def _row_of(ballot: Ballot, kind: str) -> str:
    if kind != "decision":
        return f"ballot:{ballot.id}" if ballot.id else ""
    return f"decision:{ballot.decision}" if ballot.decision else ""


def _followers_told(facts: Facts, agreement: Agreement, ballot: Ballot, recorded_at: datetime, until: datetime) -> Iterator[Owed]:
    told = {row.address for row in facts.followers if row.agreement in (None, agreement.id) and row.confirmed_at <= recorded_at}
    for at in _looked_at(facts, ballot, recorded_at, until)[:1]:
        for address in sorted(told):
            matter, row = f"decision:{ballot.slug}", _row_of(ballot, "decision")
            yield Owed(at, "followed_decision", matter, row, 0, Person(None, address), agreement.id, ballot.zone)


def _looked_at(facts: Facts, ballot: Ballot, done_at: datetime, until: datetime) -> list[datetime]:
    """Return the sweeps that look at an act: the first after it, and those of the midnights when seats may change after that."""
    first = max(facts.now, done_at)
    midnights = (start_of_day(local_day(first, ballot.zone) + timedelta(days=days), ballot.zone) for days in (1, 2))
    return [at for at in (first, *midnights) if at <= until and done_at >= _look_back(facts, at)]


def _look_back(facts: Facts, at: datetime) -> datetime:
    before = facts.sweep_before(at)
    return before - LOOK_BACK if before is not None else LONG_AGO


def active(facts: Facts, numbers: Iterable[int]) -> list[Person]:
    """Return these people, but for those who have left."""
    return [facts.people[number] for number in sorted(numbers) if facts.people[number].is_active]


def of_receipts(facts: Facts) -> Iterator[Owed]:
    """Return the receipts of votes that no sweep has seen yet."""
    zones = zones_of(facts)
    for row in facts.receipts:
        if row.cast_at >= _look_back(facts, facts.now) and facts.people[row.person].is_active:
            vote, zone = f"vote:{row.vote}", zones.get(row.agreement, "UTC")
            yield Owed(facts.now, "receipt", vote, vote, 0, facts.people[row.person], row.agreement, zone)


def of_seats(facts: Facts, body: Body, *, until: datetime) -> Iterator[Owed]:
    """Return what the seats of a body owe: that nobody holds one, to the clerks, and its inventory to each new holder."""
    for seat in body.seats:
        ends = {start_of_day(row.ends_on + timedelta(days=1), body.zone) for row in seat.appointments if row.ends_on}
        for at in sorted({facts.now} | {moment for moment in ends if facts.now < moment <= until}):
            day = local_day(at, body.zone)
            if seat.stands and not seat.holders_on(day):
                last = max((row.id for row in seat.appointments if row.starts_on <= day), default=0)
                matter = f"seat:{seat.id}:{last}"
                for person in active(facts, facts.clerks()):
                    yield Owed(at, "seat_vacant", matter, matter, 0, person, None, body.zone)
        for row in seat.appointments:
            at = max(facts.now, start_of_day(row.starts_on, body.zone))
            since = max(_look_back(facts, at), at - NEW_FOR)
            is_new = row.made_at >= since or row.starts_on >= local_day(since, body.zone)
            if at <= until and is_new and row.is_held_on(local_day(at, body.zone)):
                matter = f"appointment:{row.id}"
                for person in active(facts, [row.person]):
                    yield Owed(at, "inventory", matter, matter, 0, person, None, body.zone)


def of_undelivered(facts: Facts, *, until: datetime) -> Iterator[Owed]:
    """Return who hears of letters that reached nobody: the other keepers at once, the clerks a day later."""
    zones = zones_of(facts)
    for row in facts.undelivered:
        at_once, a_day_later = facts.now, max(facts.now, row.failed_at + A_DAY)
        clerks = [number for number in facts.clerks() if number != row.person]
        for at, numbers in ((at_once, row.keepers), (a_day_later, clerks)):
            for person in active(facts, numbers) if at <= until else ():
                yield Owed(at, "undelivered", row.row, row.row, 0, person, row.agreement, zones.get(row.agreement, "UTC"))


def of_confirmations(facts: Facts) -> Iterator[Owed]:
    """Return the confirmation mails that nobody has queued yet."""
    zones = zones_of(facts)
    for row in facts.to_confirm:
        if facts.now < row.expires_at:
            matter, zone = f"subscription:{row.id}", zones.get(row.agreement, "UTC")
            person = Person(None, row.address)
            yield Owed(facts.now, "confirm_subscription", matter, matter, row.asks, person, row.agreement, zone)


def zones_of(facts: Facts) -> dict[int | None, str]:
    """Return the zone of the body of each agreement that has one."""
    return {row.id: row.body.zone for row in facts.agreements if row.body is not None}
