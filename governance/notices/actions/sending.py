"""Sending letters: claim, write, hand over, note. What goes wrong is retried later or shown to the clerk; nothing is lost.

The states of a letter: queued -> claimed -> handed -> sent. A claim has a lease, so that another worker goes on where one died;
one that died after `handed` may have delivered, which is counted as ambiguous, and the repeat has the same Message-ID.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from governance.notices.courier import Courier, Refusal
from governance.notices.letters import as_mail, write
from governance.notices.models import Letter, LetterState

LEASE = timedelta(minutes=5)
BATCH = 100
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a run of the post did."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    moot: int = 0

    def plus(self, outcome: str) -> Delivery:
        """Return the count with one more `outcome`."""
        counts = {name: getattr(self, name) for name in ("sent", "retried", "dead", "moot")}
        return Delivery(**{**counts, outcome: counts[outcome] + 1})


def send_due(*, worker: str, clock: Clock, batch: int = BATCH) -> Delivery:
    """Send every letter that is due, in batches over one connection each, until none is left or the server is away."""
    done = Delivery()
    while letters := claim(worker=worker, at=clock(), limit=batch):
        with Courier() as courier:
            for letter in letters:
                outcome = _send(letter, courier, worker=worker, clock=clock)
                done = done.plus(outcome)
    return done


@transaction.atomic
def claim(*, worker: str, at: datetime, limit: int) -> list[Letter]:
    """Take up to `limit` letters that are due, or whose worker's lease has run out, for `LEASE` from `at` on."""
    abandoned = Q(state__in=[LetterState.CLAIMED, LetterState.HANDED], lease_until__lt=at)
    due = Letter.objects.filter(Q(state=LetterState.QUEUED, due_at__lte=at) | abandoned).order_by("due_at", "pk")
    skip_locked = connection.features.has_select_for_update_skip_locked
    letters = list(due.select_for_update(skip_locked=skip_locked)[:limit])
    for letter in letters:
        letter.ambiguous += letter.state == LetterState.HANDED
        letter.state, letter.worker, letter.lease_until = LetterState.CLAIMED, worker, at + LEASE
        letter.attempts += 1
    Letter.objects.bulk_update(letters, ["state", "worker", "lease_until", "attempts", "ambiguous"])
    return letters


def _send(letter: Letter, courier: Courier, *, worker: str, clock: Clock) -> str:
    """Bring one claimed letter to the server. Returns "sent", "retried", "dead" or "moot"."""
    if not _is_written(letter, at=clock()):
        return "moot"
    try:
        courier.address(letter.address)
        if not _hand(letter, worker=worker, at=clock()):
            return "retried"  # the lease ran out meanwhile: it is another worker's letter now
        courier.deliver(as_mail(letter))
    except Refusal as refusal:
        return _dead(letter, refusal) if refusal.is_final else _later(letter, refusal, at=clock())
    except (OSError, smtplib.SMTPException) as error:
        courier.hang_up()
        return _later(letter, error, at=clock())
    Letter.objects.filter(pk=letter.pk, worker=worker).update(
        state=LetterState.SENT, sent_at=clock(), lease_until=None, last_error=""
    )
    return "sent"


@transaction.atomic
def _is_written(letter: Letter, *, at: datetime) -> bool:
    """Write the letter if this is its first attempt, and keep what was written; False, and closed, if nothing is left to say."""
    if letter.subject:
        return True
    if write(letter, at=at):
        letter.save(update_fields=["subject", "text", "html", "calendar"])
        return True
    letter.state, letter.lease_until = LetterState.MOOT, None
    letter.save(update_fields=["state", "lease_until"])
    return False


def _hand(letter: Letter, *, worker: str, at: datetime) -> bool:
    """Note that the server is about to get the letter, if it is still this worker's and the lease outlives the sending."""
    still_ours = Letter.objects.filter(pk=letter.pk, worker=worker, state=LetterState.CLAIMED, lease_until__gt=at + LEASE / 2)
    return still_ours.update(state=LetterState.HANDED) == 1


def _later(letter: Letter, error: Exception, *, at: datetime) -> str:
    was_handed = Letter.objects.filter(pk=letter.pk, state=LetterState.HANDED).exists()
    is_doubtful = was_handed and not isinstance(error, Refusal)
    wait = BACK_OFF[min(letter.attempts, len(BACK_OFF)) - 1]
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.QUEUED,
        due_at=at + wait,
        lease_until=None,
        ambiguous=letter.ambiguous + is_doubtful,
        last_error=str(error)[:1000],
    )
    return "retried"


def _dead(letter: Letter, refusal: Refusal) -> str:
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.DEAD, lease_until=None, last_error=str(refusal)[:1000])
    return "dead"
