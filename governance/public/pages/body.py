"""A body: its seats and who holds them, its rule and where that comes from, and how each seat has stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from governance.ballots.models import Decision
from governance.bodies.models import Appointment, Body, Seat
from governance.words import CAPACITY_WORDS, long_day, number_word, place_of

from .decisions import by_day
from .lists import BallotRow, ballot_row
from .parts import SourceLine, source_lines
from .rounds import public_ballots, read_round, unwritten_rounds

LATEST = 20  # ballots shown
POSITIONS = ("approve", "decline", "abstain", "recuse", "silent", "vacant")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a seat, and in what capacity."""

    name: str
    capacity: str
    since: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat today, or one that was abolished, and how often it stood where in the decisions on record."""

    code: str
    name: str
    office: str
    directed_by: str
    holders: tuple[Holder, ...]
    counts: tuple[int, ...]
    ends_on: date | None = None  # the last day of one that was abolished
    until: str = ""


@dataclass(frozen=True, slots=True)
class BodyPage:
    """Public page 6."""

    name: str
    lead: str
    place: str
    reminders: str
    rule_sources: tuple[SourceLine, ...]
    systems: tuple[str, ...]
    seats: tuple[SeatLine, ...]
    former_seats: tuple[SeatLine, ...]
    decisions_counted: int
    ballots: tuple[BallotRow, ...]


def body_page(*, slug: str, at: datetime) -> BodyPage:
    """Return the page of a body as of `at`. Raises Body.DoesNotExist."""
    body = Body.objects.prefetch_related("rule_sources", "systems").get(slug=slug)
    on = local_day(at, body.time_zone)
    held = Appointment.objects.held_on(on).select_related("user", "agreement").order_by("-capacity", "starts_on")
    written = Decision.objects.filter(ballot__body=body).values_list("positions", flat=True)
    unwritten = [round_.judgement.positions for round_ in unwritten_rounds(at=at) if round_.ballot.body_id == body.pk]
    decisions = [{row["seat"]: row["position"] for row in positions} for positions in written] + unwritten
    stood = Counter(pair for positions in decisions for pair in positions.items())
    seats = [_seat(seat, stood) for seat in body.seats.prefetch_related(Prefetch("appointments", queryset=held))]
    return BodyPage(
        name=body.name,
        lead=_lead(body),
        place=place_of(body.time_zone),
        reminders=_reminders(body.rungs),
        rule_sources=source_lines(body.rule_sources.all()),
        systems=tuple(system.name for system in body.systems.all()),
        seats=tuple(seat for seat in seats if seat.ends_on is None),
        former_seats=tuple(seat for seat in seats if seat.ends_on is not None),
        decisions_counted=len(decisions),
        ballots=tuple(
            ballot_row(read_round(ballot, at=at)) for ballot in by_day(public_ballots(at=at).filter(body=body))[:LATEST]
        ),
    )


def _lead(body: Body) -> str:
    values = {"needed": number_word(body.rule_needed), "seats": number_word(body.rule_seats), "name": body.name}
    if body.rule_seats == 1:
        return _("The %(name)s has one seat, which decides alone.") % values
    return _("The %(name)s has %(seats)s seats; %(needed)s of them must approve a renewal.") % values


def _reminders(rungs: Sequence[int]) -> str:
    """Say on which days its people are reminded. The last rung of every ladder is the day itself."""
    if len(rungs) == 1:
        return _("Reminders go out on the day of a deadline.")
    days = ", ".join(str(number) for number in rungs[:-1])
    return _("Reminders go out on the day of a deadline and so many days before it: %(days)s.") % {"days": days}


def _seat(seat: Seat, stood: Counter[tuple[str, str]]) -> SeatLine:
    return SeatLine(
        code=seat.code,
        name=seat.name,
        office=seat.principal_office,
        directed_by=seat.directed_by,
        holders=tuple(_holder(appointment) for appointment in seat.appointments.all()) if seat.ends_on is None else (),
        counts=tuple(stood[seat.code, position] for position in POSITIONS),
        ends_on=seat.ends_on,
        until=_("until %(day)s") % {"day": long_day(seat.ends_on)} if seat.ends_on is not None else "",
    )


def _holder(appointment: Appointment) -> Holder:
    return Holder(appointment.user.name, _capacity(appointment), _since(appointment.starts_on))


def _capacity(appointment: Appointment) -> str:
    capacity = str(CAPACITY_WORDS[appointment.capacity])
    if appointment.agreement is None:
        return capacity
    return _("%(capacity)s for %(agreement)s only") % {"capacity": capacity, "agreement": appointment.agreement.title}


def _since(day: date) -> str:
    return _("since %(day)s") % {"day": long_day(day)}
