"""Founding bodies, filling seats, naming delegates and ending appointments: the only code that changes who decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import known_zone, local_day
from contracts.models import Agreement, DataSystem, Source
from contracts.plain_text import one_line
from contracts.refusals import Refused
from governance.accounts.models import Role, User
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
        raise Refused(_("%(zone)s is not a time zone. Write it like America/New_York.") % {"zone": time_zone}, field="time_zone")
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
    Seat.objects.bulk_create(Seat(body=body, rank=rank, **_plain(seat, among="seats")) for rank, seat in enumerate(seats))
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


@the_clerks
@transaction.atomic
def change_rule(
    *, body: Body, needed: int, cooling_off_hours: int | None, rule_sources: Iterable[Source] = (), by: User, at: datetime
) -> Body:
    """Let the body decide by another rule from its next ballot on; those that are open or settled keep theirs.

    `cooling_off_hours` is None where a ballot settles only at its closing. Raises Refused for what is no majority of the seats,
    and where nothing would change.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    before, cited = _rule_of(body), set(rule_sources)
    _refuse_rule(needed, body.rule_seats)
    body.rule_needed, body.cooling_off_hours = needed, cooling_off_hours
    if _rule_of(body) == before and cited == set(body.rule_sources.all()):
        raise Refused(_("This is the rule on record. Change something, or leave it as it is."), field="needed")
    body.save(update_fields=["rule_needed", "cooling_off_hours"])
    body.rule_sources.set(cited)
    facts = _rule_of(body) | {"before": before}
    ledger.append(kind="body.rule_changed", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return body


def _rule_of(body: Body) -> dict[str, Any]:
    return {
        "rule": {"seats": body.rule_seats, "needed": body.rule_needed},
        "cooling_off_hours": body.cooling_off_hours,
    }


@the_clerks
@transaction.atomic
def correct_body(*, body: Body, name: str, systems: Iterable[DataSystem], by: User, at: datetime) -> Body:
    """Correct the body's name, and say anew which systems it decides about. A system has one body: it leaves the one it had.

    A system is given to a body and never taken from the last one: raises Refused where one of its own is left out.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    name, given = one_line(name, field="name", longest=200), list(systems)
    if Body.objects.filter(name__iexact=name).exclude(pk=body.pk).exists():
        raise Refused(_("Another body has this name."), field="name")
    has = {system.pk for system in body.systems.all()}
    left_out = body.systems.exclude(pk__in=[system.pk for system in given]).first()
    if left_out is not None:
        sentence = _("Somebody has to decide about %(system)s. Give it to another body, on that body's page.")
        raise Refused(sentence % {"system": left_out}, field="systems")
    new = [system for system in given if system.pk not in has]
    if name == body.name and not new:
        raise Refused(_("This is what the register says already. Change something, or leave it as it is."))
    before, body.name = body.name, name
    body.save(update_fields=["name"])
    for system in new:
        Remit.objects.update_or_create(system=system, defaults={"body": body})
    facts = {"name": body.name, "before": before, "now_decides_about": [system.slug for system in new]}
    ledger.append(kind="body.corrected", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return body


@the_clerks
@transaction.atomic
def add_seat(*, body: Body, seat: NewSeat, needed: int, by: User, at: datetime) -> Seat:
    """Add a seat, and say how many of all of them must approve from the next ballot on. An open ballot keeps the seats it has."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    before = _rule_of(body)
    _refuse_rule(needed, body.rule_seats + 1)
    said = _plain(seat)
    _refuse_double_seat(body, said["code"], said["name"])
    row = Seat.objects.create(body=body, rank=body.rule_seats, **said)
    body.rule_seats, body.rule_needed = body.rule_seats + 1, needed
    body.save(update_fields=["rule_seats", "rule_needed"])
    facts = {"seat": row.code, "name": row.name, **_rule_of(body), "before": before}
    ledger.append(kind="seat.added", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return row


@the_clerks
@transaction.atomic
def correct_seat(*, seat: Seat, name: str, principal_office: str, directed_by: str, by: User, at: datetime) -> Seat:
    """Correct how a seat is called, which office votes and who directs its vote. Ballots keep the words they were opened with."""
    seat = Seat.objects.select_for_update().select_related("body").get(pk=seat.pk)
    before = {"name": seat.name, "principal_office": seat.principal_office, "directed_by": seat.directed_by}
    now = _plain(NewSeat(seat.code, name, principal_office, directed_by))
    _refuse_double_seat(seat.body, now["code"], now["name"], but=seat)
    if now == before | {"code": seat.code}:
        raise Refused(_("This is what the register says already. Change something, or leave it as it is."))
    for field in before:
        setattr(seat, field, now[field])
    seat.save(update_fields=list(before))
    facts = {"seat": seat.code, **{field: now[field] for field in before}, "before": before}
    ledger.append(kind="seat.corrected", subject=seat.body.slug, facts=facts, actor=by.role, by=by, at=at)
    return seat


def _refuse_double_seat(body: Body, code: str, name: str, *, but: Seat | None = None) -> None:
    others = body.seats.exclude(pk=but.pk) if but else body.seats.all()
    if not name:
        raise Refused(_("A seat needs a name."), field="name")
    for field, value in (("code", code), ("name", name)):
        if others.filter(**{f"{field}__iexact": value}).exists():
            raise Refused(_("Two seats of one body cannot have the same name."), field=field)


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


def _plain(seat: NewSeat, *, among: str = "") -> dict[str, str]:
    """Return the words of a seat; what may not stand in one is refused at its field, or at the one where all seats are typed."""
    fields = ("code", "name", "principal_office", "directed_by")
    return {field: one_line(getattr(seat, field), field=among or field) for field in fields}


@the_clerks
@transaction.atomic
def appoint(
    *, seat: Seat, user: User, capacity: Capacity, starts_on: date, ends_on: date | None = None, by: User, at: datetime
) -> Appointment:
    """Appoint a person to a seat from `starts_on` on, both ends inclusive. A seat has one principal at a time."""
    Seat.objects.select_for_update().get(pk=seat.pk)
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The appointment would end before it starts. Choose a later last day."), field="ends_on")
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
    if appointment.named_under is not None:
        _refuse_beyond_the_principal(appointment.named_under, ends_on)
    other = _principals(seat, appointment.starts_on, ends_on).exclude(pk=appointment.pk).first()
    if appointment.is_principal and other is not None:
        sentence = _("%(name)s holds the seat of the %(seat)s from %(day)s on; this appointment ends before that day.")
        values = {"name": other.user.name, "seat": seat.name, "day": date_format(other.starts_on)}
        raise Refused(sentence % values, field="ends_on")
    appointment.ends_on = ends_on
    appointment.save(update_fields=["ends_on"])
    _record_end(appointment, by=by, at=at)
    _end_delegates_of(appointment, by=by, at=at)
    return appointment


def _record_end(appointment: Appointment, *, by: User, at: datetime) -> None:
    facts = {"seat": appointment.seat.code, "capacity": appointment.capacity, "ends_on": str(appointment.ends_on)}
    ledger.append(kind="appointment.ended", subject=appointment.seat.body.slug, facts=facts, actor=by.role, by=by, at=at)


def _end_delegates_of(principal: Appointment, *, by: User, at: datetime) -> None:
    """End with a principal's appointment those of the delegates they named; one that has yet to begin then never does."""
    assert principal.ends_on is not None
    beyond = Appointment.objects.select_for_update(of=("self",)).filter(named_under=principal, revoked_at=None)
    for delegation in beyond.exclude(ends_on__lte=principal.ends_on).select_related("seat__body"):
        if delegation.starts_on > principal.ends_on:
            _take_back(delegation, last_day=principal.ends_on, by=by, at=at)
        else:
            delegation.ends_on = principal.ends_on
            delegation.save(update_fields=["ends_on"])
            _record_end(delegation, by=by, at=at)


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
    principal = _principal_for_whom(seat, by, today)
    if not by.is_clerk and ends_on is None:
        raise Refused(_("Say until when: the last day on which they stand in for you."), field="ends_on")
    ends_on = ends_on or principal.ends_on
    if starts_on < today:
        raise Refused(_("That day is past. A delegate stands in from today on, or from a later day."), field="starts_on")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The appointment would end before it starts. Choose a later last day."), field="ends_on")
    _refuse_beyond_the_principal(principal, ends_on)
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
    _principal_for_whom(seat, by, today)
    if appointment.is_principal:
        raise Refused(_("Only a delegate's appointment is taken back; the clerk ends a principal's."))
    if appointment.revoked_at is not None or (appointment.ends_on is not None and appointment.ends_on < today):
        sentence = _("%(name)s stands in for nobody here any more; nothing is left to take back.")
        raise Refused(sentence % {"name": appointment.user.name})
    _take_back(appointment, last_day=today - timedelta(days=1), by=by, at=at)
    return appointment


def _take_back(delegation: Appointment, *, last_day: date, by: User, at: datetime) -> None:
    delegation.ends_on, delegation.revoked_at = last_day, at
    delegation.save(update_fields=["ends_on", "revoked_at"])
    facts: dict[str, str | None] = {
        "seat": delegation.seat.code,
        "starts_on": str(delegation.starts_on),
        "ends_on": str(last_day),
        "agreement": delegation.agreement.slug if delegation.agreement else None,
    }
    _tell_the_ledger("appointment.revoked", delegation.seat, facts, by=by, at=at)


def _tell_the_ledger(kind: str, seat: Seat, facts: Mapping[str, str | None], *, by: User, at: datetime) -> None:
    """Record what a seat did about its delegates: as the seat's act, unless the clerk did it."""
    actor = by.role if by.is_clerk else seat.code
    ledger.append(kind=kind, subject=seat.body.slug, facts=dict(facts), actor=actor, by=by, at=at)


def _principal_for_whom(seat: Seat, by: User, today: date) -> Appointment:
    """Return the present principal's appointment if `by` may name the seat's delegates; the caller holds the seat's row."""
    values = {"seat": seat.name, "day": date_format(today)}
    principal = _principals(seat, today, today).first()
    if by.is_clerk and principal is None:
        sentence = _("The seat of the %(seat)s has no principal on %(day)s for whom to stand in. Appoint one first.")
        raise Refused(sentence % values)
    if principal is None or not (by.is_clerk or (principal.user_id == by.pk and by.is_active)):
        sentence = _(
            "Only the principal of the %(seat)s on %(day)s, or the clerk, says who stands in for them. A delegate cannot. "
            "If the seat should be yours, ask the clerk to enter the appointment."
        )
        raise Refused(sentence % values)
    return principal


def _refuse_beyond_the_principal(principal: Appointment, ends_on: date | None) -> None:
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
