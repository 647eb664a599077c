"""Holding the post after a restore: a backup knows nothing of the letters sent since, and would send them again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from contracts.plain_text import one_line
from contracts.refusals import Refused
from governance.notices.models import Hold, Letter, LetterState

_CLOSED = "Closed unsent when the post was released."
_CLOSED_IN_DOUBT = "Closed when the post was released: it was being handed over, and nobody knows whether it arrived."


def is_on_hold() -> bool:
    """Say whether letters wait because somebody holds the post."""
    return Hold.objects.filter(released_at=None).exists()


@transaction.atomic
def hold(*, because: str, at: datetime) -> Hold:
    """Hold the post: notices are queued as ever, no letter is sent. Raises Refused if it is held already."""
    if is_on_hold():
        raise Refused(_("The post is on hold already."))
    return Hold.objects.create(because=one_line(because, field="because", longest=300), held_at=at)


@transaction.atomic
def release(*, discard_before: datetime | None = None, at: datetime) -> int:
    """Let the post go again; raises Refused if it is not held. Returns how many letters due by `discard_before` were closed.

    Closed is also what a worker held when the backup was taken. If it was being handed over then, nobody knows whether it
    arrived, and the letter says so. A worker that sends one of them at this very moment still notes it as sent.
    """
    if not is_on_hold():
        raise Refused(_("The post is not on hold."))
    Hold.objects.filter(released_at=None).update(released_at=at)
    if discard_before is None:
        return 0
    before = Letter.objects.filter(due_at__lte=discard_before)
    closed = before.filter(state=LetterState.HANDED).update(
        state=LetterState.MOOT, lease_until=None, ambiguous=F("ambiguous") + 1, last_error=_CLOSED_IN_DOUBT
    )
    waiting = before.filter(state__in=[LetterState.QUEUED, LetterState.CLAIMED])
    return closed + waiting.update(state=LetterState.MOOT, lease_until=None, last_error=_CLOSED)
