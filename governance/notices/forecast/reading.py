"""Reading the facts of a forecast: so many queries, however large the register, and nothing is written or locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from contracts import models as register
from governance.accounts.models import User
from governance.ballots import models as rounds
from governance.ballots.tally import DecisionRule, Outcome, standing
from governance.bodies import models as bodies
from governance.followups.models import FollowUp, FollowUpState
from governance.notices.actions import is_on_hold
from governance.notices.models import Sweep
from governance.notices.schedule import LOOK_BACK
from governance.stewardship.models import Keeper
from governance.subscribers.models import Subscription, SubscriptionState

from . import reading_post
from .facts import (
    LONG_AGO,
    Agreement,
    Appointment,
    Ballot,
    Body,
    Deadline,
    Facts,
    Follower,
    Person,
    Seat,
    Term,
    ToConfirm,
)


def read_facts(*, at: datetime) -> Facts:
    """Return what a forecast from `at` on is told."""
    last = Sweep.objects.order_by("-at").first()
    keepers = list(Keeper.objects.order_by("pk"))
    since = last.at - LOOK_BACK if last else LONG_AGO
    seats = _seats()
    found = _bodies(seats)
    bodies_of = {system: body for body, systems in found for system in systems}
    agreements = list(_agreements(bodies_of, keepers))
    return Facts(
        now=at,
        swept_at=last.at if last else None,
        people=_people([body for body, _systems in found], agreements, keepers),
        bodies=[body for body, _systems in found],
        agreements=agreements,
        followers=[
            Follower(row.address, row.agreement_id, row.confirmed_at)
            for row in Subscription.objects.filter(state=SubscriptionState.CONFIRMED)
            if row.confirmed_at is not None
        ],
        to_confirm=[
            ToConfirm(row.pk, row.address, row.agreement_id, row.asks, row.expires_at)
            for row in Subscription.objects.filter(state=SubscriptionState.PENDING)
        ],
        receipts=reading_post.receipts(since),
        undelivered=reading_post.undelivered(keepers, at),
        unanswered=list(reading_post.unanswered(keepers, at)),
        waiting=list(reading_post.waiting()),
        queued=reading_post.queued(since, at),
        is_on_hold=is_on_hold(),
        seats=seats,
    )


def _people(found: list[Body], agreements: list[Agreement], keepers: list[Keeper]) -> dict[int, Person]:
    """Return everybody, with the zone of who holds no seat: of the first agreement that they keep, else of the first body."""
    of_all = min(found, key=lambda body: body.id).zone if found else "UTC"
    decided_by = {agreement.id: agreement.body for agreement in agreements}
    zones: dict[int, str] = {}
    for row in keepers:
        if (body := decided_by[row.agreement_id]) is not None:
            zones.setdefault(row.user_id, body.zone)
    return {
        user.pk: Person(
            user.pk,
            user.email,
            user.name,
            is_clerk=user.is_clerk,
            is_active=user.is_active,
            wants_digest=user.weekly_digest,
            zone=zones.get(user.pk, of_all),
        )
        for user in User.objects.all()
    }


# --- Who decides ---


def _seats() -> dict[int, Seat]:
    rows = bodies.Seat.objects.prefetch_related("appointments")
    return {row.pk: Seat(row.pk, row.name, tuple(map(_appointment, row.appointments.all())), row.ends_on is None) for row in rows}


def _appointment(row: bodies.Appointment) -> Appointment:
    return Appointment(row.pk, row.seat_id, row.user_id, row.starts_on, row.ends_on, row.made_at, row.agreement_id)


def _bodies(seats: dict[int, Seat]) -> list[tuple[Body, list[int]]]:
    """Return every body with the systems that it decides about."""
    found = []
    for row in bodies.Body.objects.prefetch_related("remits", "seats"):
        systems = [remit.system_id for remit in row.remits.all()]
        its_seats = tuple(seats[seat.pk] for seat in row.seats.all())
        rule, cooling_off = DecisionRule(seats=row.rule_seats, needed=row.rule_needed), row.cooling_off
        found.append((Body(row.pk, row.name, row.time_zone, row.rungs, its_seats, rule, cooling_off), systems))
    return found


# --- What was agreed, and what is being decided ---


def _agreements(bodies_of: dict[int, Body], keepers: list[Keeper]) -> Iterator[Agreement]:
    current = register.Deadline.objects.filter(superseded_at=None)
    kept_by, drafts = reading_post.kept_by_agreement(keepers), _drafts()
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
            keepers=tuple(kept_by[row.pk]),
            terms=tuple(_term(term) for term in row.terms.all()),
            deadlines=tuple(map(_deadline, row.deadlines.all())),
            ballots=tuple(_ballot(ballot) for ballot in row.ballots.all()),
            drafts=tuple(drafts[row.pk]),
        )


def _deadline(row: register.Deadline) -> Deadline:
    return Deadline(
        id=row.pk,
        kind=row.kind,
        cause=row.cause,
        revision=row.revision,
        on=row.on,
        entered_at=row.entered_at,
        entered_by=row.entered_by_id,
        is_checked=row.checked_at is not None,
    )


def _term(row: register.Term) -> Term:
    shown = list(row.follow_ups.all())
    letter = next((one.done_on for one in shown if one.duty == "notice_letter"), None)
    closed = frozenset(one.duty for one in shown if one.state != FollowUpState.PENDING)
    return Term(row.starts_on, row.ends_on, row.basis == register.Basis.BY_SILENCE, closed, letter)


def _drafts() -> dict[int, list[tuple[str, date, str]]]:
    """Return what was never put, by its agreement."""
    found: dict[int, list[tuple[str, date, str]]] = defaultdict(list)
    unput = rounds.Ballot.objects.filter(is_reported=False, opened_at=None)
    for agreement, slug, starts_on, question in unput.values_list("agreement", "slug", "term__starts_on", "question"):
        found[agreement].append((slug, starts_on, question))
    return found


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
        agreement=row.agreement_id,
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
        reported_on=decision.reported_on if decision else None,
        recorded_at=decision.recorded_at if decision else None,
        decision=decision.pk if decision else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
