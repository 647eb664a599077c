"""Who holds a seat, from which day to which."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ledger import actions as ledger

from ..models import Appointment, Capacity, Seat
from .delegating import refuse_beyond_the_principal, take_back
from .principals import principals


@the_clerks
@transaction.atomic
def appoint(
    *, seat: Seat, user: User, capacity: Capacity, starts_on: date, ends_on: date | None = None, by: User, at: datetime
) -> Appointment:
    """Appoint a person to a seat from `starts_on` on, both ends inclusive. A seat has one principal at a time.

    Raises Refused for a seat that was abolished.
    """
    refuse_abolished(Seat.objects.select_for_update().get(pk=seat.pk))
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The appointment would end before it starts. Choose a later last day."), field="ends_on")
    principal = principals(seat, starts_on, ends_on).first()
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


@the_clerks
@transaction.atomic
def end_appointment(*, appointment: Appointment, ends_on: date, by: User, at: datetime) -> Appointment:
    """Set the last day of an appointment, or move it. A vote cast while it was valid stands.

    The delegates whom a principal named go no further than the principal: theirs ends on that day too. Raises Refused if a
    principal would still hold the seat when the next one begins, or a named delegate would stand in for somebody who has left.
    """
    seat = Seat.objects.select_for_update().get(pk=appointment.seat_id)
    # The lock is on the appointment alone: PostgreSQL locks no row that a left join may not find.
    held = Appointment.objects.select_for_update(of=("self",)).select_related("seat__body", "named_under__user")
    appointment = held.get(pk=appointment.pk)
    if appointment.revoked_at is not None:
        raise Refused(_("This appointment was taken back. To let the person speak again, appoint them anew."))
    if ends_on < appointment.starts_on:
        raise Refused(_("The appointment would end before it starts. Choose a later last day."), field="ends_on")
    if seat.ends_on is not None and ends_on > seat.ends_on:
        refuse_abolished(seat, field="ends_on")
    if appointment.named_under is not None:
        refuse_beyond_the_principal(appointment.named_under, ends_on)
    other = principals(seat, appointment.starts_on, ends_on).exclude(pk=appointment.pk).first()
    if appointment.is_principal and other is not None:
        sentence = _("%(name)s holds the seat of the %(seat)s from %(day)s on; this appointment ends before that day.")
        values = {"name": other.user.name, "seat": seat.name, "day": date_format(other.starts_on)}
        raise Refused(sentence % values, field="ends_on")
    appointment.ends_on = ends_on
    appointment.save(update_fields=["ends_on"])
    record_end(appointment, by=by, at=at)
    _end_delegates_of(appointment, by=by, at=at)
    return appointment


def refuse_abolished(seat: Seat, *, field: str = "") -> None:
    if seat.ends_on is not None:
        sentence = _("The seat of the %(seat)s was abolished; its last day was %(day)s. Nobody holds it after that.")
        raise Refused(sentence % {"seat": seat.name, "day": date_format(seat.ends_on)}, field=field)


def record_end(appointment: Appointment, *, by: User, at: datetime) -> None:
    facts = {"seat": appointment.seat.code, "capacity": appointment.capacity, "ends_on": str(appointment.ends_on)}
    ledger.append(kind="appointment.ended", subject=appointment.seat.body.slug, facts=facts, actor=by.role, by=by, at=at)


def _end_delegates_of(principal: Appointment, *, by: User, at: datetime) -> None:
    """End with a principal's appointment those of the delegates they named; one that has yet to begin then never does."""
    assert principal.ends_on is not None
    beyond = Appointment.objects.select_for_update(of=("self",)).filter(named_under=principal, revoked_at=None)
    for delegation in beyond.exclude(ends_on__lte=principal.ends_on).select_related("seat__body"):
        if delegation.starts_on > principal.ends_on:
            take_back(delegation, last_day=principal.ends_on, by=by, at=at)
        else:
            delegation.ends_on = principal.ends_on
            delegation.save(update_fields=["ends_on"])
            record_end(delegation, by=by, at=at)
