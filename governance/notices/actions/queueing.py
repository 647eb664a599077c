"""Queueing what is due and not yet queued, and putting it into letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.db.models import Q

from contracts.deadlines import local_day, start_of_day
from contracts.models import Deadline
from governance.ballots.models import Ballot
from governance.bodies.ladder import day_of_post, rungs_of
from governance.bodies.models import Body
from governance.notices import alerts, silent_keepers, sweep, sweep_follow_ups, sweep_followers, sweep_unchecked
from governance.notices.models import Letter, LetterState, Notice, NoticeState, Sweep
from governance.notices.schedule import A_DAY, BODY_FROM, LONGEST_OVERDUE, LOOK_BACK, NEW_FOR, PUBLIC_RUNGS, due, overdue_ladder
from governance.subscribers.actions import forget
from governance.subscribers.models import LIVE, Subscription

from .digesting import queue_digests

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
UNWRITTEN = Q(state=NoticeState.QUEUED, letter__isnull=True)


@transaction.atomic
def queue_due(*, at: datetime) -> Sweep:
    """Queue every notice due at or before `at`, once, and put what is queued into one letter for each address.

    Safe to run at any time, twice, or after any outage: what is due and not yet queued is queued; what was passed by is recorded
    as skipped. Returns the sweep, whose counts say what this one added.
    """
    last = Sweep.objects.order_by("-at").first()
    rungs = []
    earliest = Deadline.objects.filter(superseded_at=None).order_by("on").values_list("on", flat=True).first()
    for zone, ladder in Body.objects.order_by("time_zone", "ladder").values_list("time_zone", "ladder").distinct():
        today = day_of_post(at, zone)
        since = day_of_post(last.at, zone) if last else None
        rungs.append((zone, ladder, today, "before", due(today, since, ladder=rungs_of(ladder))))
        # Rungs that no deadline has come to are left out: they are most of ten years of them where the register is young.
        longest = min(LONGEST_OVERDUE, (today - (earliest or today)).days)
        rungs.append((zone, ladder, today, "after", due(today, since, ladder=overdue_ladder(longest))))
    known_since = last.at if last else LONG_AGO
    sweep.queue_deadlines(rungs, known_since=known_since, body_from=BODY_FROM, at=at)
    sweep_follow_ups.queue_duties(rungs, known_since=known_since, at=at)
    sweep_unchecked.queue_coming_up(rungs, known_since=known_since, at=at)
    sweep_unchecked.queue_entered(_days_of_entry(last, at=at), at=at)
    _queue_acts(since=_look_back(), state=NoticeState.QUEUED, at=at)
    _queue_for_followers(last, at=at)
    queue_digests(last_at=last.at if last else None, at=at)
    _write_letters(at=at)
    added = Notice.objects.filter(queued_at=at)
    return Sweep.objects.create(
        at=at,
        queued=added.filter(state=NoticeState.QUEUED).count(),
        skipped=added.filter(state=NoticeState.SKIPPED).count(),
    )


@contextmanager
def past_is_told(*, at: datetime) -> Iterator[None]:
    """Load a record of the past inside this: what its acts would owe is recorded as skipped, and nobody is mailed about them.

    What acts before it still owe is queued first, so that a load into a living register loses no receipt. One transaction.
    """
    with transaction.atomic():
        _queue_acts(since=_look_back(), state=NoticeState.QUEUED, at=at)
        yield
        _queue_acts(since=LONG_AGO, state=NoticeState.SKIPPED, at=at)


def _look_back() -> datetime:
    last = Sweep.objects.order_by("-at").first()
    return last.at - LOOK_BACK if last else LONG_AGO


def _queue_acts(*, since: datetime, state: NoticeState, at: datetime) -> None:
    new_since = max(since, at - NEW_FOR)
    for zone in _zones():
        day = local_day(at, zone)
        sweep.queue_acts(since=since, zone=zone, day=day, state=state, at=at)
        alerts.queue_alerts(
            since=new_since,
            since_day=local_day(new_since, zone),
            failed_since=at - NEW_FOR,
            a_day_ago=at - A_DAY,
            zone=zone,
            day=day,
            state=state,
            at=at,
        )
        silent_keepers.queue_silent_keepers(since=new_since, zone=zone, day=day, state=state, at=at)
        sweep_followers.queue_followed_decisions(since=since, zone=zone, state=state, at=at)


def _queue_for_followers(last: Sweep | None, *, at: datetime) -> None:
    """Queue confirmation mails and the ends of terms that the public follows, and forget who follows nothing any more."""
    if not Subscription.objects.exists():
        return
    forget(at=at)
    sweep_followers.forget_who_stopped()
    sweep_followers.queue_confirmations(at=at)
    rungs = []
    for zone in _zones():
        today, since = day_of_post(at, zone), day_of_post(last.at, zone) if last else None
        rungs.append((zone, due(today, since, ladder=PUBLIC_RUNGS)))
    sweep_followers.queue_coming_up(rungs, known_since=last.at if last else LONG_AGO, at=at)


def _days_of_entry(last: Sweep | None, *, at: datetime) -> Iterator[tuple[str, date, datetime, datetime]]:
    """Yield for each zone its day of post and the moments between which a date was entered that is now told of."""
    for zone in _zones():
        today = day_of_post(at, zone)
        looked_from = start_of_day(day_of_post(last.at, zone), zone) - LOOK_BACK if last else LONG_AGO
        yield zone, today, looked_from, start_of_day(today, zone)


def _zones() -> list[str]:
    """Return the zones of bodies, and those in which ballots were opened: a body whose zone was corrected has both."""
    ballots, bodies = (rows.order_by().values_list("time_zone", flat=True) for rows in (Ballot.objects, Body.objects))
    return sorted({*ballots.distinct(), *bodies.distinct()})


def _write_letters(*, at: datetime) -> None:
    """Give every queued notice without a letter one, all of an address in the same."""
    waiting = Notice.objects.filter(UNWRITTEN)
    people = waiting.order_by("address").values_list("address", "user_id", "user__language").distinct()
    followers = _languages_of_followers() if any(user_id is None for _address, user_id, _language in people) else {}
    letters = [
        Letter(
            address=address,
            user_id=user_id,
            language=language or followers.get(address, "en"),
            created_at=at,
            due_at=at,
        )
        for address, user_id, language in people
    ]
    if not letters:
        return
    Letter.objects.bulk_create(letters, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute(
            """update notices_notice set letter_id = (
                   select max(l.id) from notices_letter l
                   where l.address = notices_notice.address and coalesce(l.user_id, 0) = coalesce(notices_notice.user_id, 0)
                   and l.state = %s and l.created_at = %s)
               where letter_id is null and state = %s""",
            [LetterState.QUEUED, connection.ops.adapt_datetimefield_value(at), NoticeState.QUEUED],
        )


def _languages_of_followers() -> dict[str, str]:
    """Return the language of each address that follows something: the one it asked for last."""
    asked = Subscription.objects.filter(state__in=LIVE, address__in=Notice.objects.filter(UNWRITTEN, user=None).values("address"))
    return dict(asked.order_by("asked_at").values_list("address", "language"))
