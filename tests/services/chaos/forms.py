"""The ways to send that are put to the test: the real one, and the two naive orders that it must be told apart from.

The naive ones are the controls. Were they to pass, the test would be blind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from governance.notices.actions import sending
from governance.notices.courier import Courier, LineLost, Refusal, ServerAway
from governance.notices.letters import as_mail, write
from governance.notices.models import Letter, LetterState
from governance.notices.tasks import worker_name

# As in production, but a hundred times shorter, so that a run that is left behind is taken up within seconds.
LEASE = timedelta(seconds=3)
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (0.3, 0.6, 1, 2))
BATCH = 25
DEADLINE = 1.0  # seconds that a naive form gives a mail


def lease_and_handed(batch: int = BATCH, lease: timedelta = LEASE) -> None:
    """Send as Countersign does."""
    sending.BACK_OFF = BACK_OFF
    sending.send_due(worker=worker_name(), clock=timezone.now, batch=batch, lease=lease)


def mark_at_the_end(batch: int = BATCH, deadline: float = DEADLINE) -> None:
    """Send a batch, and mark all of it in the transaction that has locked it."""
    with transaction.atomic():
        letters = _locked(batch)
        taken = _deliver(letters, deadline)
        Letter.objects.filter(pk__in=taken).update(state=LetterState.SENT, sent_at=timezone.now())


def mark_first(batch: int = BATCH, deadline: float = DEADLINE) -> None:
    """Mark a batch as sent, then send it; what is refused is unmarked."""
    with transaction.atomic():
        letters = _locked(batch)
        keys = [letter.pk for letter in letters]
        Letter.objects.filter(pk__in=keys).update(state=LetterState.SENT, sent_at=timezone.now())
    taken = _deliver(letters, deadline)
    Letter.objects.filter(pk__in=set(keys) - set(taken)).update(state=LetterState.QUEUED, sent_at=None)


FORMS: dict[str, Callable[..., None]] = {form.__name__: form for form in (lease_and_handed, mark_at_the_end, mark_first)}


def _locked(batch: int) -> list[Letter]:
    skip_locked = connection.features.has_select_for_update_skip_locked
    due = Letter.objects.filter(state=LetterState.QUEUED).select_for_update(skip_locked=skip_locked)
    return list(due.order_by("pk")[:batch])


def _deliver(letters: list[Letter], deadline: float) -> list[int]:
    taken = []
    with Courier(deadline=deadline) as courier:
        for letter in letters:
            if not letter.subject:
                write(letter, at=timezone.now())
                letter.save(update_fields=["subject", "text", "html", "calendar"])
            try:
                courier.address(letter.address)
                courier.deliver(as_mail(letter))
            except (Refusal, LineLost):
                continue
            except ServerAway:
                break
            taken.append(letter.pk)
    return taken
