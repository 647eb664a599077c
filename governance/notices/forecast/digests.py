"""The weekly digests: on Mondays at the hour of the post, where the day of their reader begins. Pure.

The same as actions/digesting.py asks, with the reader's zone as readers.py finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from governance.bodies.ladder import day_of_post, hour_of_post

from .facts import Appointment, Facts, Person
from .owed import Owed

Held = Sequence[tuple[Appointment, str]]


def of_digests(facts: Facts, *, until: datetime) -> Iterator[Owed]:
    """Return the digests of those who ask for one, until `until`."""
    held = _held(facts)
    for number, person in facts.people.items():
        if not (person.wants_digest and person.is_active):
            continue
        its = held.get(number, ())
        for at in _moments(person, its, facts.now, until):
            zone = _zone(person, its, at)
            monday, before = _monday(day_of_post(at, zone)), facts.sweep_before(at)
            if before is None or day_of_post(before, zone) < monday:
                year, week, _day = monday.isocalendar()
                occasion = f"week:{year}-W{week:02}"
                yield Owed(at, "digest", occasion, occasion, 0, person, None, zone)


def _held(facts: Facts) -> Mapping[int, Held]:
    """Return the appointments of each person, the first made in front, with the zone of the body."""
    zones = {seat.id: body.zone for body in facts.bodies for seat in body.seats}
    found: dict[int, list[tuple[Appointment, str]]] = {}
    for seat in facts.seats.values():
        for row in seat.appointments:
            found.setdefault(row.person, []).append((row, zones[seat.id]))
    return {person: sorted(rows, key=lambda row: row[0].id) for person, rows in found.items()}


def _moments(person: Person, held: Held, now: datetime, until: datetime) -> list[datetime]:
    """Return the Mondays' hours of the post in every zone in which the person's days may begin."""
    moments = {now}
    for zone in {person.zone, *(zone for _row, zone in held)}:
        monday = _monday(day_of_post(now, zone))
        while (at := hour_of_post(monday, zone)) <= until:
            moments.add(max(now, at))
            monday += timedelta(days=7)
    return sorted(moments)


def _zone(person: Person, held: Held, at: datetime) -> str:
    on = at.astimezone(UTC).date()
    return next((zone for row, zone in held if row.is_held_on(on)), person.zone)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
