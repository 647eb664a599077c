"""Founding bodies, filling seats and ending appointments: the only code that changes who decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import known_zone
from contracts.models import DataSystem, Source
from contracts.plain_text import one_line
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ledger import actions as ledger

from .ladder import LADDER, NotALadder, as_text
from .models import Appointment, Body, Capacity, Remit, Seat


@dataclass(frozen=True, slots=True)
class NewSeat:
    """A seat to be founded with its body."""

    code: str
    name: str
    principal_office: str = ""
    directed_by: str = ""


@the_clerks
@transaction.atomic
def found_body(
    *,
    slug: str,
    name: str,
    time_zone: str,
    needed: int,
    seats: Sequence[NewSeat],
    systems: Iterable[DataSystem],
    cooling_off_hours: int | None = 0,
    ladder: Sequence[int] = LADDER,
    rule_sources: Iterable[Source] = (),
    by: User,
    at: datetime,
) -> Body:
    """Found a body with its seats and rule: `needed` of the seats must approve, more than half of them and at most all.

    `ladder` gives the days before a deadline on which its people are reminded, falling to 0.
    """
    _refuse_rule(needed, len(seats))
    if not known_zone(time_zone):
        raise Refused(_("%(zone)s is not a time zone.") % {"zone": time_zone}, field="time_zone")
    for values, what in ((tuple(seat.name for seat in seats), "seats"), (tuple(seat.code for seat in seats), "seats")):
        if len({value.casefold() for value in values}) < len(values):
            raise Refused(_("Two seats of one body cannot have the same name."), field=what)
    body = Body.objects.create(
        slug=slug,
        name=one_line(name, field="name"),
        time_zone=time_zone,
        rule_seats=len(seats),
        rule_needed=needed,
        cooling_off_hours=cooling_off_hours,
        ladder=_ladder(ladder),
    )
    body.rule_sources.set(rule_sources)
    Seat.objects.bulk_create(Seat(body=body, rank=rank, **_plain(seat)) for rank, seat in enumerate(seats))
    Remit.objects.bulk_create(Remit(body=body, system=system) for system in systems)
    rule = {"seats": len(seats), "needed": needed}
    facts = {"name": body.name, "zone": time_zone, "rule": rule, "ladder": body.ladder}
    ledger.append(kind="body.founded", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return body


@the_clerks
@transaction.atomic
def change_ladder(*, body: Body, ladder: Sequence[int], by: User, at: datetime) -> Body:
    """Let the body be reminded on other days before its deadlines.

    What was sent stays sent. A rung of the new ladder that a deadline has reached, and on which nobody was told, is due at once.
    Raises Refused if the rungs make no ladder, or are those on record.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    before, body.ladder = body.ladder, _ladder(ladder)
    if body.ladder == before:
        raise Refused(_("This is the ladder on record."), field="ladder")
    body.save(update_fields=["ladder"])
    facts = {"ladder": body.ladder, "before": before}
    ledger.append(kind="body.ladder_changed", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return body


def _ladder(rungs: Sequence[int]) -> str:
    try:
        return as_text(rungs)
    except NotALadder as reason:
        raise Refused(str(reason), field="ladder") from reason


def _refuse_rule(needed: int, seats: int) -> None:
    if not 1 <= needed <= seats:
        raise Refused(_("The rule needs at least one and at most all of the %(n)s seats.") % {"n": seats}, field="needed")
    if 2 * needed <= seats:
        sentence = _("%(k)s of %(n)s is not more than half of the seats.")
        raise Refused(sentence % {"k": needed, "n": seats}, field="needed")


def _plain(seat: NewSeat) -> dict[str, str]:
    fields = ("code", "name", "principal_office", "directed_by")
    return {field: one_line(getattr(seat, field), field="seats") for field in fields}


@the_clerks
@transaction.atomic
def appoint(
    *, seat: Seat, user: User, capacity: Capacity, starts_on: date, ends_on: date | None = None, by: User, at: datetime
) -> Appointment:
    """Appoint a person to a seat from `starts_on` on, both ends inclusive. A seat has one principal at a time."""
    Seat.objects.select_for_update().get(pk=seat.pk)
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The appointment would end before it starts."), field="ends_on")
    principal = _principals(seat, starts_on, ends_on).first()
    if capacity == Capacity.PRINCIPAL and principal is not None:
        sentence = _("%(name)s holds the seat of the %(seat)s in that time; end that appointment first.")
        raise Refused(sentence % {"name": principal.user.name, "seat": seat.name}, field="starts_on")
    appointment = Appointment.objects.create(
        seat=seat, user=user, capacity=capacity, starts_on=starts_on, ends_on=ends_on, made_at=at
    )
    facts = {
        "seat": seat.code,
        "capacity": str(capacity),
        "starts_on": str(starts_on),
        "ends_on": ends_on and str(ends_on),
    }
    ledger.append(kind="appointment.made", subject=seat.body.slug, facts=facts, actor=by.role, by=by, at=at)
    return appointment


def _principals(seat: Seat, starts_on: date, ends_on: date | None) -> QuerySet[Appointment]:
    """Return who holds the seat as principal on any day of these; without an end they go on. The caller holds the seat's row."""
    begun = Appointment.objects.filter(seat=seat, capacity=Capacity.PRINCIPAL, starts_on__lte=ends_on or date.max)
    return begun.exclude(ends_on__lt=starts_on).select_related("user")


@the_clerks
@transaction.atomic
def end_appointment(*, appointment: Appointment, ends_on: date, by: User, at: datetime) -> Appointment:
    """Set the last day of an appointment, or move it. A vote cast while it was valid stands.

    Raises Refused if a principal would still hold the seat when the next one begins.
    """
    seat = Seat.objects.select_for_update().get(pk=appointment.seat_id)
    appointment = Appointment.objects.select_for_update().select_related("seat__body").get(pk=appointment.pk)
    if ends_on < appointment.starts_on:
        raise Refused(_("The appointment would end before it starts."), field="ends_on")
    other = _principals(seat, appointment.starts_on, ends_on).exclude(pk=appointment.pk).first()
    if appointment.is_principal and other is not None:
        sentence = _("%(name)s holds the seat of the %(seat)s from %(day)s on; this appointment ends before that day.")
        values = {"name": other.user.name, "seat": seat.name, "day": date_format(other.starts_on)}
        raise Refused(sentence % values, field="ends_on")
    appointment.ends_on = ends_on
    appointment.save(update_fields=["ends_on"])
    facts = {"seat": appointment.seat.code, "capacity": appointment.capacity, "ends_on": str(ends_on)}
    ledger.append(kind="appointment.ended", subject=appointment.seat.body.slug, facts=facts, actor=by.role, by=by, at=at)
    return appointment
