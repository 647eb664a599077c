"""Who stands in for a principal: named for a time and a scope, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Agreement
from contracts.refusals import Refused
from governance.accounts.models import Role, User
from governance.ledger import actions as ledger

from ..models import Appointment, Capacity, Remit, Seat
from .principals import principal_for_whom


@transaction.atomic
def delegate(
    *,
    seat: Seat,
    user: User,
    starts_on: date,
    ends_on: date | None,
    agreement: Agreement | None = None,
    by: User,
    at: datetime,
) -> Appointment:
    """Name who stands in for the present principal of a seat, from today or later, on all its ballots or on one agreement's.

    Asked by that principal, who says until when, or by the clerk. It never goes beyond the principal's own appointment, and a
    delegate names nobody. What the delegate does is theirs on the record; the principal's own position goes before it.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat.pk)
    today = local_day(at, seat.body.time_zone)
    principal = principal_for_whom(seat, by, today)
    if not by.is_clerk and ends_on is None:
        raise Refused(_("Say until when: the last day on which they stand in for you."), field="ends_on")
    ends_on = ends_on or principal.ends_on
    if starts_on < today:
        raise Refused(_("That day is past. A delegate stands in from today on, or from a later day."), field="starts_on")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The appointment would end before it starts. Choose a later last day."), field="ends_on")
    refuse_beyond_the_principal(principal, ends_on)
    _refuse_as_delegate(seat, principal, user, agreement)
    _refuse_named_twice(seat, user, agreement, starts_on, ends_on)
    appointment = Appointment.objects.create(
        seat=seat,
        user=user,
        capacity=Capacity.DELEGATE,
        starts_on=starts_on,
        ends_on=ends_on,
        made_at=at,
        agreement=agreement,
        named_under=principal,
    )
    facts: dict[str, str | None] = {
        "seat": seat.code,
        "capacity": str(Capacity.DELEGATE),
        "starts_on": str(starts_on),
        "ends_on": str(ends_on) if ends_on else None,
        "agreement": agreement.slug if agreement else None,
    }
    _tell_the_ledger("appointment.made", seat, facts, by=by, at=at)
    return appointment


@transaction.atomic
def revoke(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """Take back a delegate's appointment: from `at` on it gives no voice. What was voted under it stands, and may be replaced.

    Asked by the present principal of the seat, or by the clerk.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body").get(pk=appointment.seat_id)
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("seat__body", "user").get(pk=appointment.pk)
    today = local_day(at, seat.body.time_zone)
    principal_for_whom(seat, by, today)
    if appointment.is_principal:
        raise Refused(_("Only a delegate's appointment is taken back; the clerk ends a principal's."))
    if appointment.revoked_at is not None or (appointment.ends_on is not None and appointment.ends_on < today):
        sentence = _("%(name)s stands in for nobody here any more; nothing is left to take back.")
        raise Refused(sentence % {"name": appointment.user.name})
    take_back(appointment, last_day=today - timedelta(days=1), by=by, at=at)
    return appointment


def take_back(appointment: Appointment, *, last_day: date, by: User, at: datetime) -> None:
    """Let an appointment end with `last_day`, whether it has begun or not; whoever calls it has asked whether `by` may."""
    appointment.ends_on, appointment.revoked_at = last_day, at
    appointment.save(update_fields=["ends_on", "revoked_at"])
    facts: dict[str, str | None] = {
        "seat": appointment.seat.code,
        "starts_on": str(appointment.starts_on),
        "ends_on": str(last_day),
        "agreement": appointment.agreement.slug if appointment.agreement else None,
    }
    _tell_the_ledger("appointment.revoked", appointment.seat, facts, by=by, at=at)


def _tell_the_ledger(kind: str, seat: Seat, facts: Mapping[str, str | None], *, by: User, at: datetime) -> None:
    """Record what a seat did about its delegates: as the seat's act, unless the clerk did it."""
    actor = by.role if by.is_clerk else seat.code
    ledger.append(kind=kind, subject=seat.body.slug, facts=dict(facts), actor=actor, by=by, at=at)


def refuse_beyond_the_principal(principal: Appointment, ends_on: date | None) -> None:
    if principal.ends_on is not None and (ends_on is None or ends_on > principal.ends_on):
        sentence = _("%(name)s holds the seat until %(day)s; a delegate goes no further. Choose that day or an earlier one.")
        raise Refused(sentence % {"name": principal.user.name, "day": date_format(principal.ends_on)}, field="ends_on")


def _refuse_as_delegate(seat: Seat, principal: Appointment, user: User, agreement: Agreement | None) -> None:
    if user.pk == principal.user_id:
        raise Refused(_("%(name)s holds the seat already. Choose somebody else.") % {"name": user.name}, field="user")
    if not user.is_active or user.role != Role.OFFICIAL:
        sentence = _("%(name)s cannot vote here: only an official with an active account can stand in. Choose somebody else.")
        raise Refused(sentence % {"name": user.name}, field="user")
    if agreement is not None and not Remit.objects.filter(body=seat.body_id, system=agreement.system_id).exists():
        sentence = _("The %(body)s does not decide about %(title)s. Choose one of its own agreements.")
        raise Refused(sentence % {"body": seat.body.name, "title": agreement.title}, field="agreement")


def _refuse_named_twice(seat: Seat, user: User, agreement: Agreement | None, starts_on: date, ends_on: date | None) -> None:
    """Refuse what another appointment of the person gives already, on any of these days."""
    begun = Appointment.objects.filter(seat=seat, user=user, starts_on__lte=ends_on or date.max).exclude(ends_on__lt=starts_on)
    given = begun.filter(revoked_at=None).filter(Q(agreement=None) | Q(agreement=agreement)).first()
    if given is not None:
        sentence = _("%(name)s stands in for the %(seat)s in that time already. Take that back first, or choose other days.")
        raise Refused(sentence % {"name": user.name, "seat": seat.name}, field="user")
