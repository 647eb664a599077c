"""A body with its seats, its rule and its ladder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.deadlines import known_zone
from contracts.models import DataSystem, Source
from contracts.plain_text import one_line
from contracts.refusals import Refused
from contracts.saying import said_at
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ledger import actions as ledger

from ..ladder import LADDER, as_text
from ..models import Body, Remit, Seat


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
    refuse_rule(needed, len(seats))
    refuse_zone(time_zone)
    for what in ("code", "name"):
        values = [getattr(seat, what).casefold() for seat in seats]
        if doubled := [getattr(seat, what) for seat in seats if values.count(getattr(seat, what).casefold()) > 1]:
            raise Refused(_twice(what, doubled[-1]), field="seats")
    body = Body.objects.create(
        slug=slug,
        name=one_line(name, field="name"),
        time_zone=time_zone,
        rule_seats=len(seats),
        rule_needed=needed,
        cooling_off_hours=cooling_off_hours,
        ladder=as_a_ladder(ladder),
    )
    body.rule_sources.set(rule_sources)
    Seat.objects.bulk_create(Seat(body=body, rank=rank, **plain_seat(seat, among="seats")) for rank, seat in enumerate(seats))
    Remit.objects.bulk_create(Remit(body=body, system=system) for system in systems)
    rule = {"seats": len(seats), "needed": needed}
    facts = {"name": body.name, "zone": time_zone, "rule": rule, "ladder": body.ladder}
    ledger.append(kind="body.founded", subject=body.slug, facts=facts, actor=by.role, by=by, at=at)
    return body


def refuse_zone(name: str) -> None:
    if not known_zone(name):
        raise Refused(_("%(zone)s is not a time zone. Write it like America/New_York.") % {"zone": name}, field="time_zone")


def refuse_double_seat(body: Body, code: str, name: str, *, but: Seat | None = None) -> None:
    others = body.seats.exclude(pk=but.pk) if but else body.seats.all()
    if not name:
        raise Refused(_("A seat needs a name."), field="name")
    for field, value in (("code", code), ("name", name)):
        if others.standing().filter(**{f"{field}__iexact": value}).exists():
            raise Refused(_twice(field, value), field=field)
    former = others.filter(code__iexact=code).first()
    if former is not None:
        sentence = _("The record calls a former seat %(code)s, that of the %(seat)s. Choose another code.")
        raise Refused(sentence % {"code": former.code, "seat": former.name}, field="code")


def _twice(what: str, value: str) -> str:
    if what == "code":
        return _("Two seats of one body cannot have the same code: %(code)s. Choose another one.") % {"code": value}
    return _("Two seats of one body cannot have the same name: %(name)s. Choose another one.") % {"name": value}


def as_a_ladder(rungs: Sequence[int]) -> str:
    with said_at("ladder"):
        return as_text(rungs)


def refuse_rule(needed: int, seats: int) -> None:
    if not 1 <= needed <= seats:
        raise Refused(_("The rule needs at least one and at most all of the %(n)s seats.") % {"n": seats}, field="needed")
    if 2 * needed <= seats:
        sentence = _("%(k)s of %(n)s is not more than half of the seats.")
        raise Refused(sentence % {"k": needed, "n": seats}, field="needed")


def plain_seat(seat: NewSeat, *, among: str = "") -> dict[str, str]:
    """Return the words of a seat; what may not stand in one is refused at its field, or at the one where all seats are typed."""
    fields = ("code", "name", "principal_office", "directed_by")
    return {field: one_line(getattr(seat, field), field=among or field) for field in fields}
