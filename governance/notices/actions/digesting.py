"""Queueing the weekly digest of those who asked for it: on Mondays at the hour of the post, late if that was missed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from governance.accounts.models import User
from governance.bodies.ladder import day_of_post
from governance.notices.models import Notice, NoticeKind, NoticeState
from governance.notices.readers import with_their_zone, zone_found


def queue_digests(*, last_at: datetime | None, at: datetime) -> None:
    """Queue the digest of the week whose Monday's post has gone out by `at` and had not by `last_at`, the sweep before.

    So who asks for it in the middle of a week gets the first one on Monday, and a Monday on which nobody looked is made good by
    the first sweep after it, in that week: the older weeks of a long outage are past.
    """
    readers = with_their_zone(User.objects.filter(weekly_digest=True, is_active=True), at=at)
    owed = []
    for user in readers:
        zone = zone_found(user)
        monday = _monday(day_of_post(at, zone))
        if last_at is None or day_of_post(last_at, zone) < monday:
            owed.append(_notice(user, monday, at))
    Notice.objects.bulk_create(owed, batch_size=500, ignore_conflicts=True)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _notice(user: User, monday: date, at: datetime) -> Notice:
    year, week, _day = monday.isocalendar()
    return Notice(
        kind=NoticeKind.DIGEST,
        occasion=f"week:{year}-W{week:02}",
        address=user.email,
        user=user,
        state=NoticeState.QUEUED,
        queued_at=at,
    )
