"""A bell that is rung from a thread of its own: whoever rings it waits for nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Bell:
    """Does `answer` soon after each ring, one at a time, with at least `pause` seconds between. Rings meanwhile become one.

    `answer` deals with its own failures: what it raises ends the thread, and the next ring begins another.
    """

    def __init__(self, answer: Callable[[], None], *, pause: float = 0) -> None:
        self._answer, self._pause = answer, pause
        self._is_wanted = threading.Event()
        self._ringer: threading.Thread | None = None
        self._lock = threading.Lock()

    def ring(self) -> None:
        """Ask for an answer, without waiting for it."""
        self._is_wanted.set()
        with self._lock:
            if self._ringer is None or not self._ringer.is_alive():  # the first ring, or the first since a fork
                self._ringer = threading.Thread(target=self._keep_answering, name="bell", daemon=True)
                self._ringer.start()

    def _keep_answering(self) -> None:
        while self._is_wanted.wait():
            self._is_wanted.clear()
            self._answer()
            if self._pause:
                threading.Event().wait(self._pause)
