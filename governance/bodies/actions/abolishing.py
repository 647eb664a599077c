"""A seat that a body has no more."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.plain_text import one_line
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ledger import actions as ledger

from ..models import Appointment, Body, Seat
from .appointing import record_end
from .changing import rule_of
from .delegating import take_back
from .founding import refuse_rule


@the_clerks
@transaction.atomic
def abolish_seat(*, seat: Seat, ends_on: date, needed: int, because: str, by: User, at: datetime) -> Seat:
    """Abolish a seat, and say how many of those that stay must approve from the next ballot on. Open ballots keep it.

    `ends_on` is its last day, today or an earlier one; its appointments end on that day, and those that begin later never do.
    Raises Refused for the last seat of a body, and for what is no majority of those that stay. The reason is public.
    """
    because = one_line(because, field="because", longest=500)
    if not because:
        raise Refused(_("Say why, for the public record."), field="because")
    body = Body.objects.held().get(pk=seat.body_id)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat.pk)
    _refuse(seat, body, ends_on, at=at)
    refuse_rule(needed, body.rule_seats - 1)
    before = rule_of(body)
    body.rule_seats, body.rule_needed = body.rule_seats - 1, needed
    body.save(update_fields=["rule_seats", "rule_needed"])
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    facts = {
        "seat": seat.code,
        "name": seat.name,
        "ends_on": str(ends_on),
        "because": because,
        **rule_of(body),
        "before": before,
    }
    ledger.append(kind="seat.abolished", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    _end_its_appointments(seat, ends_on, by=by, at=at)
    return seat


def _refuse(seat: Seat, body: Body, ends_on: date, *, at: datetime) -> None:
    values = {"seat": seat.name, "body": body.name, "day": date_format(ends_on)}
    if seat.ends_on is not None:
        sentence = _("The seat of the %(seat)s was abolished already; its last day was %(day)s.")
        raise Refused(sentence % {**values, "day": date_format(seat.ends_on)})
    if ends_on > local_day(at, body.time_zone):
        sentence = _(
            "%(day)s is yet to come. A seat is abolished on its last day or after it; until then it is one of those that decide."
        )
        raise Refused(sentence % values, field="ends_on")
    if body.rule_seats == 1:
        sentence = _("This is the last seat of the %(body)s, and somebody has to decide. Add another seat first.")
        raise Refused(sentence % values)


def _end_its_appointments(seat: Seat, ends_on: date, *, by: User, at: datetime) -> None:
    """End whatever appointments go beyond the seat's last day; one that has yet to begin then never does."""
    held = Appointment.objects.select_for_update(of=("self",)).filter(seat=seat, revoked_at=None).select_related("seat__body")
    for appointment in held.exclude(ends_on__lte=ends_on):
        if appointment.starts_on > ends_on:
            take_back(appointment, last_day=ends_on, by=by, at=at)
        else:
            appointment.ends_on = ends_on
            appointment.save(update_fields=["ends_on"])
            record_end(appointment, by=by, at=at)
