"""Telling somebody outside that the post works. When they hear nothing for a while, they call: a dead man's switch.

It must never delay or fail the post: the address is asked from a thread of its own, and what goes wrong is only logged.
"""

from __future__ import annotations

import logging
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from .bell import Bell
from .pulse import read_pulse

PATIENCE = 5  # seconds, for each operation; who drips longer holds up nobody but itself
PAUSE = 45  # seconds; the watchers that are to be had take a call a minute
_log = logging.getLogger(__name__)


class Watcher:
    """Whom `HEARTBEAT_URL` names, and whether they answered last."""

    def __init__(self) -> None:
        self._answers: bool | None = None

    def ask(self) -> None:
        """Ask the address once. That it stopped answering, and that it answers again, is logged once each."""
        parts = urlsplit(settings.HEARTBEAT_URL)
        try:
            status = _get(parts)
        except (OSError, HTTPException) as error:
            self._note(False, parts, str(error) or type(error).__name__)
        else:
            self._note(200 <= status < 300, parts, f"it answers {status}")

    def _note(self, answers: bool, parts: SplitResult, reason: str) -> None:
        if answers and self._answers is False:
            _log.info("The watcher at %s answers again.", parts.hostname)
        elif not answers and self._answers is not False:
            # The host alone: whoever knows the whole address can say that all is well.
            _log.warning("The watcher at %s cannot be told that the post works: %s.", parts.hostname, reason)
        self._answers = answers


def _get(parts: SplitResult) -> int:
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request(
            "GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers={"Connection": "close"}
        )
        return connection.getresponse().status
    finally:
        connection.close()


watcher = Watcher()
_bell = Bell(watcher.ask, pause=PAUSE)


def is_to_be_told(*, at: datetime) -> bool:
    """Say whether somebody wants to hear of the post, and all is well with it at `at`."""
    return bool(settings.HEARTBEAT_URL) and read_pulse(at=at).is_well


def tell(*, at: datetime) -> None:
    """Let the watcher know, soon, that a round of the post has worked, if all is well at `at`."""
    if is_to_be_told(at=at):
        _bell.ring()
