"""How long an answer stays true: until anything is written to the database, or the clock turns. Reads only.

The database itself says whether anything was written, so that nothing shown can be forgotten here: docs/adr/0018-kept-answers.md.
"""

from __future__ import annotations

import sqlite3
import time
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from django.db import connection

from governance.ballots.judgement import judge, with_all_that_judging_reads
from governance.ballots.models import Ballot, State

MINUTE = 60  # seconds; days and closings turn with a minute everywhere


@dataclass(frozen=True, slots=True)
class Era:
    """What this process knew in the wall-clock `second` in which it asked the database; `since` is when it first knew that.

    In two eras of the same name every page says the same.
    """

    second: int
    since: int
    version: str
    turn: tuple[int, int]

    @property
    def is_settled(self) -> bool:
        """Whether it has stood for longer than the second in which it began.

        In that first second the clock of another machine, on which the last act was done, may still be ahead of ours.
        """
        return self.second > self.since

    @property
    def name(self) -> tuple[str, tuple[int, int], bool]:
        """What is the same as long as every answer is."""
        return self.version, self.turn, self.is_settled


class Eras:
    """Asks the database at most once a second, for all threads of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: Era | None = None
        self._settlings: list[float] = []
        self._watcher: tuple[str, sqlite3.Connection] | None = None

    def now(self) -> Era:
        """Return the era of this second: whatever was committed before the second began is in it."""
        last = self._last
        if last is not None and last.second == int(time.time()):
            return last
        with self._lock:
            second = int(time.time())  # before the database is asked
            if self._last is None or self._last.second != second:
                self._last = self._asked(self._last, second)
            return self._last

    def _asked(self, last: Era | None, second: int) -> Era:
        version = self._version()
        if last is None or last.version != version:
            self._settlings = settlings(after=second)
        turn = (second // MINUTE, bisect_right(self._settlings, second))
        is_same = last is not None and (last.version, last.turn) == (version, turn) and last.second <= second
        return Era(second, last.since if last is not None and is_same else second, version, turn)

    def _version(self) -> str:
        """Return a word that is another one after every commit, and never comes again."""
        if connection.vendor == "sqlite":
            return str(self._watching().execute("pragma data_version").fetchone()[0])
        with connection.cursor() as cursor:
            # Which transactions a query sees: those that have ended, and no other. Two equal snapshots see the same rows.
            cursor.execute("select pg_current_snapshot()::text")
            return str(cursor.fetchone()[0])

    def _watching(self) -> sqlite3.Connection:
        """Return a connection that never writes: SQLite tells each one of the commits of the others."""
        file = str(connection.settings_dict["NAME"])
        if self._watcher is None or self._watcher[0] != file:
            self._watcher = file, sqlite3.connect(file, check_same_thread=False)  # one thread at a time, under the lock
        return self._watcher[1]


def settlings(*, after: int) -> list[float]:
    """Return the instants, in order, at which ballots will settle that need not do so with a full minute, if nobody acts."""
    # Judged a minute ahead, so that no vote is left out that came in this second, or by a clock that is ahead of ours.
    at = datetime.fromtimestamp(after + MINUTE, UTC)
    cooling = with_all_that_judging_reads(Ballot.objects.filter(state=State.OPEN, cooling_off_hours__gt=0))
    found = [judge(ballot, at=at).settles_at for ballot in cooling]
    return sorted(moment.timestamp() for moment in found if moment is not None and moment.timestamp() > after)
