"""Who sits where on a day, as the clerk sees it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.deadlines import local_day
from governance.bodies.models import Appointment, Body, Seat
from governance.words import must_approve


@dataclass(frozen=True, slots=True)
class Seating:
    """A seat with its appointments: those of today, those to come, and those that are over."""

    seat: Seat
    now: list[Appointment]
    to_come: list[Appointment]
    over: list[Appointment]

    @property
    def is_vacant(self) -> bool:
        """Whether it is to be filled: nobody holds it today. Who stands in for one agreement alone does not fill it."""
        return self.seat.ends_on is None and all(row.agreement_id is not None for row in self.now)


def seats_of_body(body: Body, *, at: datetime) -> list[Seating]:
    """Return the body's seats in their order, as they are held at `at`, and after them those that were abolished."""
    on = local_day(at, body.time_zone)
    seats = body.seats.prefetch_related("appointments__user", "appointments__agreement")
    return sorted((_seating(seat, on) for seat in seats), key=lambda seating: seating.seat.ends_on is not None)


def seats_of_all(*, at: datetime) -> list[tuple[Body, list[Seating]]]:
    """Return every body with its seats; bodies with an empty seat come first."""
    bodies = Body.objects.prefetch_related("seats__appointments__user", "seats__appointments__agreement", "systems")
    rows = [(body, [_seating(seat, local_day(at, body.time_zone)) for seat in body.seats.all()]) for body in bodies]
    return sorted(rows, key=lambda row: not any(seating.is_vacant for seating in row[1]))


def rule_of(body: Body) -> str:
    """Say by which rule the body decides."""
    return must_approve(needed=body.rule_needed, seats=body.rule_seats)


def _seating(seat: Seat, on: date) -> Seating:
    rows = sorted(seat.appointments.all(), key=lambda row: (not row.is_principal, row.starts_on))
    over = [row for row in rows if row.ends_on is not None and row.ends_on < on]
    to_come = [row for row in rows if row.starts_on > on and row not in over]
    return Seating(seat, [row for row in rows if row not in over and row not in to_come], to_come, over)
