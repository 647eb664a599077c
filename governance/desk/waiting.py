"""What waits for somebody at the desk: ballots to vote on, what they owe as keeper, and what they did lately. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline
from governance.accounts.models import User
from governance.ballots.judgement import Judgement, judge, with_all_that_judging_reads
from governance.ballots.models import Ballot, State, Vote
from governance.ballots.sentences import closing, still_needed
from governance.bodies.models import Appointment, Body
from governance.words import POSITION_WORDS, moment

from .days import days_to_come
from .drafts import ballots_with_drafts
from .guards import voices, why_not_now
from .keeping import duties_of_keeper
from .standings import Standpoint
from .words import SOON, ballot_status, countdown, if_nothing_more, question_of

LATELY = 10


@dataclass(frozen=True, slots=True)
class OnMyDesk:
    """What waits for this person by day, nearest first; the ballots only to know; and what they did lately.

    `to_vote` and `to_see_to` count the cards; `unshown` the dates to check for which there is no card.
    """

    cards: list[dict[str, Any]]
    to_vote: int
    to_see_to: int
    unshown: int
    to_know: list[dict[str, Any]]
    lately: list[dict[str, Any]]
    next_day: str

    def apart_from(self, points: Iterable[Standpoint]) -> list[dict[str, Any]]:
        """Return the cards that lead elsewhere than these rows of the table: what stands in a row is not said again."""
        led_to = {point.action_url for point in points}
        return [card for card in self.cards if card["url"] not in led_to]


def on_my_desk(user: User, *, at: datetime) -> OnMyDesk:
    """Return what the desk shows this person at `at`."""
    cards, to_know, begun = [], [], ballots_with_drafts(user, at=at)
    for ballot in _open_ballots():
        judgement = judge(ballot, at=at)
        if judgement.is_settled:
            continue
        if _waits_for(user, ballot, judgement, at=at):
            cards.append(_card(ballot, judgement, has_draft=ballot.pk in begun, at=at))
        else:
            to_know.append(_row(ballot, judgement))
    duties, unshown = duties_of_keeper(user, at=at)
    by_day = sorted([*cards, *duties], key=lambda card: (card["on"], not card["urgent"]))
    next_day = "" if by_day else _next_day(user, at=at)
    return OnMyDesk(by_day, len(cards), len(duties) + unshown, unshown, to_know, _lately(user), next_day)


def _open_ballots() -> list[Ballot]:
    rows = Ballot.objects.filter(state=State.OPEN).select_related("agreement", "body", "term")
    return list(with_all_that_judging_reads(rows).order_by("closes_at", "pk"))


def _waits_for(user: User, ballot: Ballot, judgement: Judgement, *, at: datetime) -> bool:
    own = voices(user, ballot, at=at)
    spoken = any(voice.seat.code in judgement.standing for voice in own)
    return bool(own) and not spoken and not why_not_now(ballot, judgement, own, at=at)


def _card(ballot: Ballot, judgement: Judgement, *, has_draft: bool, at: datetime) -> dict[str, Any]:
    left = countdown(ballot, at=at)
    return {
        "on": ballot.closes_on,
        "day_text": closing(ballot),
        "question": question_of(ballot),
        "url": reverse("desk:ballot", args=[ballot.slug]),
        "countdown": left | {"until": ""},
        "still_needed": still_needed(ballot, judgement, by_when=False),
        "if_nothing": if_nothing_more(ballot, judgement),
        "action_text": _("Go on with your draft") if has_draft else _("Read and vote"),
        "urgent": left["number"] <= SOON,
    }


def _row(ballot: Ballot, judgement: Judgement) -> dict[str, Any]:
    return {
        "question": question_of(ballot),
        "url": reverse("desk:ballot", args=[ballot.slug]),
        "status": ballot_status(ballot, judgement),
        "text": still_needed(ballot, judgement),
    }


def _lately(user: User) -> list[dict[str, Any]]:
    votes = Vote.objects.filter(cast_by=user).select_related("ballot__agreement", "seat").order_by("-cast_at", "-pk")[:LATELY]
    return [
        {
            "question": question_of(vote.ballot),
            "position": POSITION_WORDS[vote.position],
            "seat": vote.seat.name,
            "when": moment(vote.cast_at, vote.ballot.time_zone) if vote.cast_at else "",
            "url": reverse("desk:receipt", args=[vote.leaf_hash]),
        }
        for vote in votes
    ]


def _spoken_about(user: User, bodies: list[Body], today: date | None) -> QuerySet[Agreement]:
    """Return what these bodies decide about; for who stands in for single agreements alone, those."""
    rows = Agreement.objects.filter(system__remit__body__in=bodies)
    held = Appointment.objects.held_on(today).filter(user=user) if today is not None else Appointment.objects.none()
    scopes = set(held.values_list("agreement", flat=True))
    return rows.filter(pk__in=scopes) if scopes and None not in scopes else rows


def _next_day(user: User, *, at: datetime) -> str:
    """Say when something next comes up for the bodies this person sits in; for who sits in none, for any body."""
    bodies = list(Body.objects.filter(seats__appointments__user=user).distinct() or Body.objects.all())
    today = max((local_day(at, body.time_zone) for body in bodies), default=None)
    about = _spoken_about(user, bodies, today)
    days = Deadline.objects.filter(agreement__in=about, superseded_at=None, on__gte=today or date.max)
    coming = next(iter(days_to_come(days.select_related("agreement").order_by("on"), at=at)), None)
    if coming is None:
        return _("No later day is on record.")
    sentence = _("The next day that matters is %(day)s: %(agreement)s, %(kind)s.")
    kind = coming.get_kind_display()
    return sentence % {"day": date_format(coming.on), "agreement": coming.agreement.title, "kind": kind}
