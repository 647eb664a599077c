"""What letters that wait already will say when they go out: all if they are written, else what is still to be said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from contracts.deadlines import local_day
from governance.followups.obligations import Duty

from . import duties
from .deadlines import is_ballot_said, is_said, is_said_to_followers
from .facts import Agreement, Ballot, Deadline, Facts, Person, Waiting
from .owed import Owed, matter_of
from .silence import is_about, is_silent_still
from .unchecked import is_unchecked_said

HANG_ON_A_DAY = ("deadline", *Duty)  # what an occasion begins with whose key is a deadline's


def said_by(facts: Facts, agreements: Mapping[int, Agreement], letter: Waiting, at: datetime) -> Iterator[Owed]:
    """Return what a letter that waits will say if it goes out at `at`; `agreements` are those of the facts by their numbers."""
    person = facts.people[letter.person] if letter.person else Person(None, letter.address)
    for kind, row, rung, number in letter.notices:
        agreement = agreements.get(number) if number else None
        deadline, ballot = _named(agreement, row)
        if letter.is_written or _is_still_said(facts, kind, agreement, deadline, ballot, row, person, at):
            matter = _matter(agreement, deadline, ballot, row)
            zone = agreement.body.zone if agreement and agreement.body else "UTC"
            yield Owed(at, kind, matter, row, rung, person, number, zone, deadline.on if deadline else None)


def _named(agreement: Agreement | None, row: str) -> tuple[Deadline | None, Ballot | None]:
    what, number = row.split(":")[:2]
    if agreement is None:
        return None, None
    deadline = next((day for day in agreement.deadlines if what in HANG_ON_A_DAY and str(day.id) == number), None)
    ballot = next(
        (put for put in agreement.ballots if number == str({"ballot": put.id, "decision": put.decision}.get(what))), None
    )
    return deadline, ballot


def _matter(agreement: Agreement | None, deadline: Deadline | None, ballot: Ballot | None, row: str) -> str:
    if agreement is not None and deadline is not None and (what := row.partition(":")[0]) in set(Duty):
        return duties.matter(agreement, deadline, Duty(what))
    if agreement is not None and deadline is not None:
        return matter_of(agreement, deadline) + row.removeprefix(f"deadline:{deadline.id}")
    return f"{row.partition(':')[0]}:{ballot.slug}" if ballot is not None else row


def _is_still_said(
    facts: Facts,
    kind: str,
    agreement: Agreement | None,
    deadline: Deadline | None,
    ballot: Ballot | None,
    row: str,
    person: Person,
    at: datetime,
) -> bool:
    if kind in ("digest", "seat_vacant", "inventory"):
        return _is_still_so(facts, kind, row, person, at)
    if agreement is not None and kind == "follow_up":
        return deadline is not None and duties.is_duty_said(agreement, deadline, Duty(row.partition(":")[0]), at)
    if agreement is None or not row.startswith("deadline:"):
        return kind != "invitation" or (ballot is not None and is_ballot_said(facts, ballot, person, at))
    if deadline is None:
        return False
    if kind == "date_unchecked":
        return is_unchecked_said(agreement, deadline, person, at)
    if kind == "silent_keeper":
        keeper = int(row.split(":")[3])
        written = [letter for letter in facts.unanswered if letter.person == keeper and is_about(letter, deadline)]
        return is_silent_still(agreement, deadline, written, at)
    if kind == "followed_comes_up":
        return is_said_to_followers(agreement, deadline, at)
    return is_said(facts, kind, agreement, deadline, person, at)


def _is_still_so(facts: Facts, kind: str, row: str, person: Person, at: datetime) -> bool:
    """Say whether the digest is still wanted, the seat still empty, the appointment still in force."""
    if kind == "digest":
        return person.wants_digest
    zones = {seat.id: body.zone for body in facts.bodies for seat in body.seats}
    number = int(row.split(":")[1])
    if kind == "seat_vacant":
        return facts.seats[number].stands and not facts.seats[number].holders_on(local_day(at, zones[number]))
    held = (place for seat in facts.seats.values() for place in seat.appointments if place.id == number)
    return any(place.is_held_on(local_day(at, zones[place.seat])) for place in held)
