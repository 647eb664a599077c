"""My seats: what somebody speaks for, as what, until when, and who stands in for them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from governance.accounts.models import User
from governance.bodies.models import Appointment, Capacity, Seat
from governance.words import CAPACITY_WORDS


@dataclass(frozen=True, slots=True)
class MySeats:
    """The seats this person speaks for today or will, and those they spoke for once."""

    held: list[dict[str, Any]]
    over: list[dict[str, Any]]


def my_seats(user: User, *, at: datetime) -> MySeats:
    """Return this person's appointments as they stand at `at`, those of today first."""
    held, over = [], []
    for row in _with_what_is_told(user.appointments.all()).order_by("starts_on", "pk"):
        on = local_day(at, row.seat.body.time_zone)
        if row.ends_on is not None and row.ends_on < on:
            over.append(_told(row, on))
        else:
            held.append(_told(row, on) | {"delegates": _delegates(row, on)})
    return MySeats(sorted(held, key=lambda row: row["is_to_come"]), over[::-1])


def _with_what_is_told(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    told = rows.select_related("seat__body", "agreement", "named_under__user", "user")
    return told.prefetch_related("seat__appointments__user", "seat__appointments__agreement")


def _told(row: Appointment, on: date) -> dict[str, Any]:
    return {
        "appointment": row,
        "seat": row.seat,
        "body": row.seat.body,
        "capacity": CAPACITY_WORDS[row.capacity],
        "is_principal": row.is_principal,
        "is_to_come": row.starts_on > on,
        "scope": scope_text(row),
        "when": when_text(row),
        "stands_in_for": "" if row.is_principal else _principal_of(row, on),
        "delegates": [],
    }


def scope_text(row: Appointment) -> str:
    """Say on what the person speaks."""
    if row.agreement is None:
        return _("all ballots of the seat")
    return _("the ballots on %(agreement)s only") % {"agreement": row.agreement.title}


def when_text(row: Appointment) -> str:
    """Say from when and until when; of what was taken back, that it was."""
    days = {"starts": date_format(row.starts_on), "ends": date_format(row.ends_on) if row.ends_on else ""}
    if row.revoked_at is not None:
        day = date_format(local_day(row.revoked_at, row.seat.body.time_zone))
        return _("from %(starts)s, taken back on %(day)s") % (days | {"day": day})
    if row.ends_on is None:
        return _("from %(starts)s on, without an end") % days
    return _("from %(starts)s to %(ends)s") % days


def _principal_of(row: Appointment, on: date) -> str:
    if row.named_under is not None:
        return row.named_under.user.name
    held = [other for other in row.seat.appointments.all() if other.is_principal and other.is_held_on(on)]
    return held[0].user.name if held else ""


def _delegates(row: Appointment, on: date) -> list[dict[str, Any]]:
    """Return who stands in on this seat today or later, for its principal to see."""
    if not row.is_principal:
        return []
    others = [other for other in row.seat.appointments.all() if other.capacity == Capacity.DELEGATE]
    current = [other for other in others if other.revoked_at is None and (other.ends_on is None or other.ends_on >= on)]
    return [_delegate(other, row.seat, on) for other in sorted(current, key=lambda other: (other.starts_on, other.pk))]


def _delegate(row: Appointment, seat: Seat, on: date) -> dict[str, Any]:
    row.seat = seat
    return {
        "appointment": row,
        "name": row.user.name,
        "scope": scope_text(row),
        "when": when_text(row),
        "state": _("to come") if row.starts_on > on else _("stands in now"),
    }
