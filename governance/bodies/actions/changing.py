"""What of a body changes later: its rule, its ladder, its name and systems, its seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import DataSystem, Source
from contracts.plain_text import one_line
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ledger import actions as ledger

from ..models import Body, Remit, Seat
from .founding import NewSeat, as_a_ladder, plain_seat, refuse_double_seat, refuse_rule, refuse_zone


@the_clerks
@transaction.atomic
def change_ladder(*, body: Body, ladder: Sequence[int], by: User, at: datetime) -> Body:
    """Let the body be reminded on other days before its deadlines.

    What was sent stays sent. A rung of the new ladder that a deadline has reached, and on which nobody was told, is due at once.
    Raises Refused if the rungs make no ladder, or are those on record.
    """
    body = Body.objects.held().get(pk=body.pk)
    before, body.ladder = body.ladder, as_a_ladder(ladder)
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
    body = Body.objects.held().get(pk=body.pk)
    before, cited = rule_of(body), set(rule_sources)
    refuse_rule(needed, body.rule_seats)
    body.rule_needed, body.cooling_off_hours = needed, cooling_off_hours
    if rule_of(body) == before and cited == set(body.rule_sources.all()):
        raise Refused(_("This is the rule on record. Change something, or leave it as it is."), field="needed")
    body.save(update_fields=["rule_needed", "cooling_off_hours"])
    body.rule_sources.set(cited)
    facts = rule_of(body) | {"before": before}
    ledger.append(kind="body.rule_changed", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return body


def rule_of(body: Body) -> dict[str, Any]:
    """Return the rule on record, as the ledger says it."""
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
    body = Body.objects.held().get(pk=body.pk)
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
def correct_time_zone(*, body: Body, time_zone: str, by: User, at: datetime) -> Body:
    """Correct the zone in which the body's days begin and end. Ballots that were opened keep the one they were opened in.

    What is reckoned when it is read (who holds a seat today, what a reminder is due on, when a round opens) follows at once.
    """
    refuse_zone(time_zone)
    body = Body.objects.held().get(pk=body.pk)
    if time_zone == body.time_zone:
        raise Refused(_("This is the time zone on record. Enter another, or leave it as it is."), field="time_zone")
    before, body.time_zone = body.time_zone, time_zone
    body.save(update_fields=["time_zone"])
    facts = {"zone": body.time_zone, "before": before}
    ledger.append(kind="body.zone_corrected", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return body


@the_clerks
@transaction.atomic
def add_seat(*, body: Body, seat: NewSeat, needed: int, by: User, at: datetime) -> Seat:
    """Add a seat, and say how many of all of them must approve from the next ballot on. An open ballot keeps the seats it has."""
    body = Body.objects.held().get(pk=body.pk)
    before = rule_of(body)
    refuse_rule(needed, body.rule_seats + 1)
    said = plain_seat(seat)
    refuse_double_seat(body, said["code"], said["name"])
    row = Seat.objects.create(body=body, rank=body.rule_seats, **said)
    body.rule_seats, body.rule_needed = body.rule_seats + 1, needed
    body.save(update_fields=["rule_seats", "rule_needed"])
    facts = {"seat": row.code, "name": row.name, **rule_of(body), "before": before}
    ledger.append(kind="seat.added", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return row


@the_clerks
@transaction.atomic
def correct_seat(*, seat: Seat, name: str, principal_office: str, directed_by: str, by: User, at: datetime) -> Seat:
    """Correct how a seat is called, which office votes and who directs its vote. Ballots keep the words they were opened with."""
    body = Body.objects.held().get(pk=seat.body_id)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    before = {"name": seat.name, "principal_office": seat.principal_office, "directed_by": seat.directed_by}
    now = plain_seat(NewSeat(seat.code, name, principal_office, directed_by))
    refuse_double_seat(body, now["code"], now["name"], but=seat)
    if now == before | {"code": seat.code}:
        raise Refused(_("This is what the register says already. Change something, or leave it as it is."))
    for field in before:
        setattr(seat, field, now[field])
    seat.save(update_fields=list(before))
    facts = {"seat": seat.code, **{field: now[field] for field in before}, "before": before}
    ledger.append(kind="seat.corrected", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return seat
