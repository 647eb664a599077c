"""Handing letters over one after another: that the server took one is noted by the statement that hands over the next.

So a letter costs one commit, and a crash between two statements leaves one letter of the worker in doubt, never two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from governance.notices.models import Letter, LetterState

# By hand, since it is asked for every letter: one statement, so that it happens as a whole or not at all on both databases.
_NOTE_AND_HAND = """
update notices_letter set
    state = case id when %(next)s then 'handed' else 'sent' end,
    sent_at = case id when %(next)s then sent_at else %(taken_at)s end,
    lease_until = case id when %(next)s then lease_until end,
    last_error = case id when %(next)s then last_error else '' end
where id in (%(next)s, %(taken)s)
and case id when %(next)s then state = 'claimed' and worker = %(worker)s and lease_until > %(over_by)s
            else state <> 'sent' and address = %(address)s end
returning id
"""


@dataclass
class Handover:
    """What one worker hands over on one connection, and what of it the server took last."""

    worker: str
    deadline: timedelta
    taken: Letter | None = None
    taken_at: datetime | None = None

    def hand(self, letter: Letter, *, at: datetime) -> bool:
        """Note that the server is about to get the letter, if it is still this worker's and the lease outlives the sending.

        Notes as well that the letter before was sent, if it was taken.
        """
        values: dict[str, Any] = {
            "next": letter.pk,
            "taken": self.taken.pk if self.taken else None,
            "address": self.taken.address if self.taken else "",
            "taken_at": _moment(self.taken_at or at),
            "worker": self.worker,
            "over_by": _moment(at + self.deadline),
        }
        with connection.cursor() as cursor:
            cursor.execute(_NOTE_AND_HAND, values)
            changed = [key for (key,) in cursor.fetchall()]
        self.taken = None
        return letter.pk in changed

    def took(self, letter: Letter, *, at: datetime) -> None:
        """Keep in mind that the server took the letter that was handed over."""
        self.taken, self.taken_at = letter, at

    def note(self) -> None:
        """Note that the last letter was sent: true whoever holds it by now, and then it need not go out again."""
        taken, self.taken = self.taken, None
        if taken is not None:
            row = Letter.objects.filter(pk=taken.pk, address=taken.address).exclude(state=LetterState.SENT)
            row.update(state=LetterState.SENT, sent_at=self.taken_at, lease_until=None, last_error="")


def _moment(at: datetime) -> Any:
    """Return the moment as the database's own column holds it: SQLite keeps it as text in UTC."""
    return connection.ops.adapt_datetimefield_value(at)
