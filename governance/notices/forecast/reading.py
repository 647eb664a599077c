"""Reading the facts of a forecast: so many queries, however large the register, and nothing is written or locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from contracts import models as register
from governance.accounts.models import User
from governance.ballots import models as rounds
from governance.ballots.tally import Outcome, standing
from governance.bodies import models as bodies
from governance.followups.models import FollowUp, FollowUpState
from governance.notices.actions import is_on_hold
from governance.notices.models import Letter, LetterState, Notice, NoticeKind, NoticeState, Sweep
from governance.notices.schedule import LOOK_BACK
from governance.stewardship.models import Keeper
from governance.subscribers.models import Subscription, SubscriptionState

from .facts import (
    LONG_AGO,
    Agreement,
    Appointment,
    Ballot,
    Body,
    Deadline,
    Facts,
    Follower,
    Key,
    Person,
    Receipt,
    Seat,
    Term,
    ToConfirm,
    Undelivered,
    Waiting,
)

# A notice that stands in the way of the same one again is no older than the widest gap between two rungs, a year. What can be
# older is that a seat stands empty: that is told once, however long it lasts.
OLDEST_IN_THE_WAY = timedelta(days=400)
LASTING = (NoticeKind.SEAT_VACANT, NoticeKind.CONFIRM_SUBSCRIPTION)


def read_facts(*, at: datetime) -> Facts:
    """Return what a forecast from `at` on is told."""
    last = Sweep.objects.order_by("-at").first()
    since = last.at - LOOK_BACK if last else LONG_AGO
    seats = _seats()
    found = _bodies(seats)
    bodies_of = {system: body for body, systems in found for system in systems}
    return Facts(
        now=at,
        swept_at=last.at if last else None,
        people={user.pk: _person(user) for user in User.objects.all()},
        bodies=[body for body, _systems in found],
        agreements=list(_agreements(bodies_of)),
        followers=[
            Follower(row.address, row.agreement_id, row.confirmed_at)
            for row in Subscription.objects.filter(state=SubscriptionState.CONFIRMED)
            if row.confirmed_at is not None
        ],
        to_confirm=[
            ToConfirm(row.pk, row.address, row.agreement_id, row.asks, row.expires_at)
            for row in Subscription.objects.filter(state=SubscriptionState.PENDING)
        ],
        receipts=_receipts(since),
        undelivered=_undelivered(since),
        waiting=list(_waiting()),
        queued=_queued(since, at),
        is_on_hold=is_on_hold(),
        seats=seats,
    )


def _person(user: User) -> Person:
    return Person(user.pk, user.email, user.name, is_clerk=user.is_clerk, is_active=user.is_active)


# --- Who decides ---


def _seats() -> dict[int, Seat]:
    rows = bodies.Seat.objects.prefetch_related("appointments")
    return {row.pk: Seat(row.pk, row.name, tuple(map(_appointment, row.appointments.all()))) for row in rows}


def _appointment(row: bodies.Appointment) -> Appointment:
    return Appointment(row.pk, row.seat_id, row.user_id, row.starts_on, row.ends_on, row.made_at)


def _bodies(seats: dict[int, Seat]) -> list[tuple[Body, list[int]]]:
    """Return every body with the systems that it decides about."""
    first: dict[int, int] = {}
    for system, agreement in register.Agreement.objects.order_by("-pk").values_list("system", "pk"):
        first[system] = agreement
    found = []
    for row in bodies.Body.objects.prefetch_related("remits", "seats"):
        systems = [remit.system_id for remit in row.remits.all()]
        under = min((first[system] for system in systems if system in first), default=None)
        its_seats = tuple(seats[seat.pk] for seat in row.seats.all())
        found.append((Body(row.pk, row.name, row.time_zone, row.rungs, its_seats, under), systems))
    return found


# --- What was agreed, and what is being decided ---


def _agreements(bodies_of: dict[int, Body]) -> Iterator[Agreement]:
    current = register.Deadline.objects.filter(superseded_at=None)
    keepers: dict[int, list[int]] = defaultdict(list)
    for agreement, user in Keeper.objects.values_list("agreement", "user"):
        keepers[agreement].append(user)
    rows = register.Agreement.objects.order_by("pk").prefetch_related(
        Prefetch("deadlines", queryset=current),
        Prefetch("terms", queryset=register.Term.objects.order_by("starts_on")),
        Prefetch("terms__follow_ups", queryset=FollowUp.objects.all()),
        Prefetch("ballots", queryset=_ballots_put()),
    )
    for row in rows:
        yield Agreement(
            id=row.pk,
            slug=row.slug,
            title=row.title,
            body=bodies_of.get(row.system_id),
            renews_by_silence=row.renews_by_silence,
            year_day=row.year_day,
            notice_period=row.notice_period,
            jurisdiction=row.jurisdiction,
            ended_early_on=row.ended_early_on,
            keepers=tuple(keepers[row.pk]),
            terms=tuple(_term(term) for term in row.terms.all()),
            deadlines=tuple(
                Deadline(day.pk, day.kind, day.cause, day.revision, day.on, day.entered_at) for day in row.deadlines.all()
            ),
            ballots=tuple(_ballot(ballot) for ballot in row.ballots.all()),
        )


def _term(row: register.Term) -> Term:
    shown = list(row.follow_ups.all())
    letter = next((one.done_on for one in shown if one.duty == "notice_letter"), None)
    closed = frozenset(one.duty for one in shown if one.state != FollowUpState.PENDING)
    return Term(row.starts_on, row.ends_on, row.basis == register.Basis.BY_SILENCE, closed, letter)


def _ballots_put() -> QuerySet[rounds.Ballot]:
    put = rounds.Ballot.objects.filter(Q(is_reported=True) | Q(opened_at__isnull=False)).exclude(state=rounds.State.DRAFT)
    votes = rounds.Vote.objects.select_related("seat", "appointment").order_by("pk").filter(ballot__state=rounds.State.OPEN)
    return put.select_related("term", "decision").prefetch_related("seats", Prefetch("votes", queryset=votes))


def _ballot(row: rounds.Ballot) -> Ballot:
    decision, is_open = getattr(row, "decision", None), row.state == rounds.State.OPEN
    votes = list(row.votes.all())
    casts = tuple(vote.as_cast() for vote in votes)
    speaking = standing(casts)
    return Ballot(
        id=row.pk,
        slug=row.slug,
        term_starts_on=row.term.starts_on,
        question=row.question,
        zone=row.time_zone,
        seats=tuple(seat.seat_id for seat in row.seats.all()),
        is_reported=row.is_reported,
        is_open=is_open,
        opened_at=row.opened_at,
        withdrawn_at=row.withdrawn_at,
        closes_at=row.closes_at,
        rule=row.rule if is_open else None,
        cooling_off=row.cooling_off,
        casts=casts,
        spoken=frozenset(vote.seat_id for vote in votes if vote.seat.code in speaking),
        proposed_start=_day(row.proposal.get("starts_on")),
        proposed_end=_day(row.proposal.get("ends_on")),
        outcome=Outcome(decision.outcome) if decision else None,
        settled_at=decision.settled_at if decision else None,
        recorded_at=decision.recorded_at if decision else None,
        decision=decision.pk if decision else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# --- The post ---


def _receipts(since: datetime) -> list[Receipt]:
    votes = rounds.Vote.objects.filter(cast_by__isnull=False, cast_at__gte=since).values_list(
        "pk", "cast_by", "ballot__agreement", "cast_at"
    )
    return [Receipt(vote, person, agreement, cast_at) for vote, person, agreement, cast_at in votes if person and cast_at]


def _undelivered(since: datetime) -> list[Undelivered]:
    """Return the dead letters that are news, but for those that only told of another one."""
    notices = Notice.objects.exclude(kind=NoticeKind.UNDELIVERED).filter(
        letter__state=LetterState.DEAD, letter__created_at__gte=since, letter__user__isnull=False
    )
    found: dict[int, list[Any]] = {}
    for letter, user, created_at, agreement in notices.values_list(
        "letter", "letter__user", "letter__created_at", "agreement"
    ).order_by("letter", "agreement"):
        found.setdefault(letter, [user, created_at, []])[2].append(agreement)
    keepers: dict[int, list[int]] = defaultdict(list)
    about = {agreement for _user, _at, agreements in found.values() for agreement in agreements}
    for agreement, keeper in Keeper.objects.filter(agreement__in=about).values_list("agreement", "user"):
        keepers[agreement].append(keeper)
    return [
        Undelivered(
            letter,
            user,
            min(agreements),
            tuple({keeper for agreement in agreements for keeper in keepers[agreement] if keeper != user}),
            created_at,
        )
        for letter, (user, created_at, agreements) in found.items()
    ]


def _waiting() -> Iterator[Waiting]:
    """Return the letters on their way, and the queued notices that have no letter yet, by address."""
    queued = Notice.objects.filter(state=NoticeState.QUEUED)
    on_the_way = (LetterState.QUEUED, LetterState.CLAIMED, LetterState.HANDED)
    letters = Letter.objects.filter(state__in=on_the_way).prefetch_related(Prefetch("notices", queryset=queued))
    for letter in letters:
        yield Waiting(
            letter.pk, letter.address, letter.user_id, letter.due_at, bool(letter.subject), _notices(letter.notices.all())
        )
    without: dict[tuple[str, int | None], list[Notice]] = defaultdict(list)
    for notice in queued.filter(letter=None):
        without[notice.address, notice.user_id].append(notice)
    for (address, user), notices in without.items():
        yield Waiting(None, address, user, LONG_AGO, False, _notices(notices))


def _notices(rows: Iterable[Notice]) -> tuple[tuple[str, str, int, int], ...]:
    return tuple((row.kind, row.occasion, row.rung, row.agreement_id) for row in rows)


def _queued(since: datetime, at: datetime) -> frozenset[Key]:
    """Return the keys of the notices that stand in the way of the same ones again."""
    recent = Q(queued_at__gte=min(since, at - OLDEST_IN_THE_WAY)) | Q(kind__in=LASTING)
    rows = Notice.objects.filter(recent).values_list("kind", "occasion", "rung", "address")
    return frozenset(rows.iterator())
