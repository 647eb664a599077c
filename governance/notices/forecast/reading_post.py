"""Reading how the post stands for a forecast: votes and letters that call for a letter, what waits, what is queued already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import F, Prefetch, Q

from governance.accounts.models import Role
from governance.ballots import models as rounds
from governance.notices.models import Bounce, Letter, LetterState, Notice, NoticeKind, NoticeState
from governance.notices.schedule import LOOKED_AT_FOR, NEW_FOR
from governance.notices.silent_keepers import acted_since
from governance.stewardship.models import Keeper

from .facts import LONG_AGO, Key, Receipt, Unanswered, Undelivered, Waiting
from .silence import KINDS, duty_of

# A notice that stands in the way of the same one again is no older than the widest gap between two rungs, a year. What can be
# older is that a seat stands empty: that is told once, however long it lasts.
OLDEST_IN_THE_WAY = timedelta(days=400)
LASTING = (NoticeKind.SEAT_VACANT, NoticeKind.CONFIRM_SUBSCRIPTION)


def kept_by_agreement(keepers: Iterable[Keeper]) -> dict[int, list[int]]:
    """Return the keepers of each agreement."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in keepers:
        found[row.agreement_id].append(row.user_id)
    return found


def receipts(since: datetime) -> list[Receipt]:
    """Return the votes since `since`, of which those who cast them are told."""
    votes = rounds.Vote.objects.filter(cast_by__isnull=False, cast_at__gte=since).values_list(
        "pk", "cast_by", "ballot__agreement", "cast_at"
    )
    return [Receipt(vote, person, agreement, cast_at) for vote, person, agreement, cast_at in votes if person and cast_at]


def undelivered(keepers: list[Keeper], at: datetime) -> list[Undelivered]:
    """Return the letters that failed, or came back, and are news; but for those that only told of another one."""
    failed: dict[int, tuple[str, datetime]] = {}
    dead = Letter.objects.filter(state=LetterState.DEAD, created_at__gte=at - NEW_FOR)
    for letter, again, created_at in dead.values_list("pk", "sent_again", "created_at"):
        failed[letter] = _sending(letter, again), created_at
    back = Bounce.objects.filter(at__gte=at - NEW_FOR, letter__state=LetterState.SENT, sent_again=F("letter__sent_again"))
    for returned, again, said_at in back.order_by("-at").values_list("letter", "sent_again", "at"):
        if returned is not None:
            failed[returned] = _sending(returned, again), said_at
    about: dict[int, tuple[int, list[int]]] = {}
    notices = Notice.objects.exclude(kind=NoticeKind.UNDELIVERED).filter(_has_failed(at), letter__user__isnull=False)
    for told_in, user, agreement in notices.values_list("letter", "letter__user", "agreement").distinct():
        if told_in is not None and user is not None:
            _user, agreements = about.setdefault(told_in, (user, []))
            agreements.extend([agreement] if agreement else [])
    kept_by = kept_by_agreement(keepers)
    return [
        Undelivered(
            row=failed[letter][0],
            person=user,
            agreement=min(agreements, default=None),
            keepers=tuple({keeper for agreement in agreements for keeper in kept_by[agreement] if keeper != user}),
            failed_at=failed[letter][1],
        )
        for letter, (user, agreements) in about.items()
        if letter in failed
    ]


def _sending(letter: int, again: int) -> str:
    return f"letter:{letter}:{again}" if again else f"letter:{letter}"


def _has_failed(at: datetime) -> Q:
    """Return the condition that the notice's letter failed lately; which sending came back is looked at afterwards."""
    return Q(letter__state=LetterState.DEAD, letter__created_at__gte=at - NEW_FOR) | Q(
        letter__in=Bounce.objects.filter(at__gte=at - NEW_FOR, letter__isnull=False).values("letter")
    )


def unanswered(keepers: list[Keeper], at: datetime) -> Iterator[Unanswered]:
    """Return what keepers were written of late, since when they have neither signed in nor acted. Clerks are never silent."""
    since = at - LOOKED_AT_FOR
    acted, kept = acted_since(since), {(row.agreement_id, row.user_id) for row in keepers}
    told = Notice.objects.filter(
        state=NoticeState.QUEUED, kind__in=KINDS, letter__state=LetterState.SENT, letter__sent_at__gte=since, user__is_active=True
    ).exclude(user__role=Role.CLERK)
    for agreement, kind, occasion, rung, user, sent_at, due_at, signed_in in told.values_list(
        "agreement", "kind", "occasion", "rung", "user", "letter__sent_at", "letter__due_at", "user__last_login"
    ):
        if agreement is None or user is None or sent_at is None or due_at is None or (agreement, user) not in kept:
            continue
        if all(moment is None or moment < sent_at for moment in (signed_in, acted.get(user))):
            yield Unanswered(agreement, occasion, user, sent_at, due_at, rung, duty_of(kind, occasion))


def waiting() -> Iterator[Waiting]:
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


def _notices(rows: Iterable[Notice]) -> tuple[tuple[str, str, int, int | None], ...]:
    return tuple((row.kind, row.occasion, row.rung, row.agreement_id) for row in rows)


def queued(since: datetime, at: datetime) -> frozenset[Key]:
    """Return the keys of the notices that stand in the way of the same ones again."""
    recent = Q(queued_at__gte=min(since, at - OLDEST_IN_THE_WAY)) | Q(kind__in=LASTING)
    rows = Notice.objects.filter(recent).values_list("kind", "occasion", "rung", "address")
    return frozenset(rows.iterator())
