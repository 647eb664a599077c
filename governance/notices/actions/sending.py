"""Sending letters: claim, write, hand over, note. What goes wrong is retried later or shown to the clerk; nothing is lost.

The states of a letter: queued -> claimed -> handed -> sent. A claim has a lease, so that another worker goes on where one died;
one that died after `handed` may have delivered, which is counted as ambiguous, and the repeat has the same Message-ID. So there
are never more copies of a letter than one and its ambiguous attempts. A batch is written before the first of it goes out, so
that little time passes between two letters: it is then, between the server's yes and its note, that a letter is in doubt.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, When

from governance.notices.courier import Courier, LineLost, Refusal, ServerAway
from governance.notices.letters import as_mail, write
from governance.notices.models import Letter, LetterState

from .handing import Handover
from .holding import is_on_hold

LEASE = timedelta(minutes=5)
BATCH = 100
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
HELD = (LetterState.CLAIMED, LetterState.HANDED)

Clock = Callable[[], datetime]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a run of the post did. `away` says why it ended early, if the server could not be reached or refused us."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    moot: int = 0
    passed_on: int = 0  # another worker's by now
    away: str = ""

    def plus(self, outcome: str) -> Delivery:
        """Return the count with one more `outcome`."""
        return replace(self, **{outcome: getattr(self, outcome) + 1})


def send_due(*, worker: str, clock: Clock, batch: int = BATCH, lease: timedelta = LEASE) -> Delivery:
    """Send every letter that is due, over one connection, until none is left, the post is held or the server is away.

    While the server is away no letter is touched: none loses an attempt, and all go out once it is back.
    """
    done = Delivery()
    with Courier(deadline=total_deadline(lease).total_seconds()) as courier:
        try:
            while not is_on_hold() and is_any_due(at=clock()):
                courier.connect()
                letters = claim(worker=worker, at=clock(), limit=batch, lease=lease)
                if not letters:
                    break  # others were quicker
                for outcome in _send_batch(letters, courier, worker=worker, clock=clock, deadline=total_deadline(lease)):
                    done = done.plus(outcome)
        except ServerAway as reason:
            _log.warning("The mail server takes no letters now: %s", reason)
            done = replace(done, away=str(reason))
    return done


def total_deadline(lease: timedelta) -> timedelta:
    """Return how long a mail may take in all: so much less than its lease that its outcome is noted while the lease runs."""
    return lease * 2 / 5


def is_any_due(*, at: datetime) -> bool:
    """Say whether a letter waits to be sent, or was left behind by a worker that died."""
    return _queued(at).exists() or _abandoned(at).exists()


@transaction.atomic
def claim(*, worker: str, at: datetime, limit: int, lease: timedelta = LEASE) -> list[Letter]:
    """Take up to `limit` letters that are due, or whose worker's lease has run out, until `at` + `lease`."""
    letters = _locked(_abandoned(at), limit)
    letters += _locked(_queued(at), limit - len(letters))
    until = at + lease
    doubt = Case(When(state=LetterState.HANDED, then=1), default=0)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        state=LetterState.CLAIMED, worker=worker, lease_until=until, attempts=F("attempts") + 1, ambiguous=F("ambiguous") + doubt
    )
    for letter in letters:
        letter.ambiguous += letter.state == LetterState.HANDED
        letter.state, letter.worker, letter.lease_until = LetterState.CLAIMED, worker, until
        letter.attempts += 1
    return letters


def _queued(at: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(state=LetterState.QUEUED, due_at__lte=at).order_by("due_at", "pk")


def _abandoned(at: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(state__in=HELD, lease_until__lt=at).order_by("due_at", "pk")


def _locked(letters: QuerySet[Letter], limit: int) -> list[Letter]:
    """Lock the first letters that no other worker is taking just now."""
    skip_locked = connection.features.has_select_for_update_skip_locked
    return list(letters.select_for_update(skip_locked=skip_locked)[:limit])


def _send_batch(letters: list[Letter], courier: Courier, *, worker: str, clock: Clock, deadline: timedelta) -> Iterator[str]:
    """Send what was claimed. Whatever is not begun, for want of time or of a server, goes back as if never claimed."""
    waiting, written = deque(letters), deque[Letter]()
    handover = Handover(worker, deadline)
    try:
        while waiting and _has_time(waiting[0], clock(), deadline):
            closed = _written(waiting[0], worker=worker, clock=clock)
            letter = waiting.popleft()
            if closed:
                yield closed
            else:
                written.append(letter)
        while written and _has_time(written[0], clock(), deadline):
            outcome = _send(written[0], courier, handover, clock=clock)
            written.popleft()
            yield outcome
    finally:
        try:
            handover.note()
        finally:
            _release([*written, *waiting], worker=worker)


def _has_time(letter: Letter, at: datetime, deadline: timedelta) -> bool:
    assert letter.lease_until is not None
    return at + deadline < letter.lease_until


def _written(letter: Letter, *, worker: str, clock: Clock) -> str:
    """See that the letter is written. Returns the name of the outcome in Delivery if it is not to be sent."""
    try:
        return "" if letter.subject else _write(letter, worker=worker, at=clock())
    except Exception as fault:
        return _unwritten(letter, fault, worker=worker, at=clock())


def _send(letter: Letter, courier: Courier, handover: Handover, *, clock: Clock) -> str:
    """Bring one written letter to the server, and return the name of the outcome in Delivery. Raises ServerAway."""
    worker = handover.worker
    try:
        mail = as_mail(letter)
        courier.address(letter.address)
        if not handover.hand(letter, at=clock()):
            return "passed_on"
        courier.deliver(mail)
    except ServerAway:
        raise
    except Refusal as refusal:
        if refusal.is_final:
            return _dead(letter, refusal, worker=worker)
        return _later(letter, refusal, worker=worker, at=clock())
    except LineLost as lost:
        return _later(letter, lost, worker=worker, at=clock(), is_doubtful=lost.is_doubtful)
    except Exception as fault:
        return _unwritten(letter, fault, worker=worker, at=clock())
    handover.took(letter, at=clock())
    return "sent"


@transaction.atomic
def _write(letter: Letter, *, worker: str, at: datetime) -> str:
    """Write the letter and keep what was written. Returns the outcome if it need not be sent: it is moot, or another worker's."""
    if not write(letter, at=at):
        return "moot" if _ours(letter, worker).update(state=LetterState.MOOT, lease_until=None) else "passed_on"
    written = {name: getattr(letter, name) for name in ("subject", "text", "html", "unsubscribe_url", "calendar")}
    return "" if _ours(letter, worker).update(**written) else "passed_on"


def _unwritten(letter: Letter, fault: Exception, *, worker: str, at: datetime) -> str:
    """Put a letter off that cannot be written: it must not hold up all others."""
    _log.exception("Letter %s could not be written.", letter.message_id)
    return _later(letter, fault, worker=worker, at=at)


def _later(letter: Letter, error: Exception, *, worker: str, at: datetime, is_doubtful: bool = False) -> str:
    wait = BACK_OFF[min(letter.attempts, len(BACK_OFF)) - 1]
    changes = {"state": LetterState.QUEUED, "due_at": at + wait, "ambiguous": F("ambiguous") + int(is_doubtful)}
    is_ours = _ours(letter, worker, *HELD).update(**changes, lease_until=None, last_error=_words(error))
    return "retried" if is_ours else "passed_on"


def _dead(letter: Letter, refusal: Refusal, *, worker: str) -> str:
    is_ours = _ours(letter, worker, *HELD).update(state=LetterState.DEAD, lease_until=None, last_error=_words(refusal))
    return "dead" if is_ours else "passed_on"


def _release(letters: Sequence[Letter], *, worker: str) -> None:
    """Put letters back that were claimed and never begun; the claim does not count as an attempt."""
    if letters:
        claimed = Letter.objects.filter(pk__in=[letter.pk for letter in letters], worker=worker, state=LetterState.CLAIMED)
        claimed.update(state=LetterState.QUEUED, lease_until=None, attempts=F("attempts") - 1)


def _ours(letter: Letter, worker: str, *states: LetterState) -> QuerySet[Letter]:
    """Return the letter's row, if this worker still holds it."""
    return Letter.objects.filter(pk=letter.pk, worker=worker, state__in=states or (LetterState.CLAIMED,))


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:1000].replace("\0", "")
