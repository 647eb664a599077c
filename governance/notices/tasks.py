"""Celery rings the bell; what is owed stands in the database."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading

from celery import shared_task
from django.utils import timezone

from . import actions

_log = logging.getLogger(__name__)


def worker_name() -> str:
    """Return a name that nobody else has, to mark the letters claimed under it. Containers share host names and process ids."""
    return f"{socket.gethostname()[:64]}:{os.getpid()}:{secrets.token_hex(4)}"


@shared_task
def queue_notices() -> None:
    """Queue what is due by now."""
    actions.queue_due(at=timezone.now())


@shared_task
def send_letters() -> None:
    """Send what is queued."""
    actions.send_due(worker=worker_name(), clock=timezone.now)


@shared_task
def post_now() -> None:
    """Queue and send at once: after an act whose receipt somebody waits for."""
    queue_notices()
    send_letters()


class _Bell:
    """Rings from a thread of its own: a broker that is dead or hangs costs whoever acts no time. Rings meanwhile become one."""

    def __init__(self) -> None:
        self._is_wanted = threading.Event()
        self._ringer: threading.Thread | None = None
        self._lock = threading.Lock()

    def ring(self) -> None:
        self._is_wanted.set()
        with self._lock:
            if self._ringer is None or not self._ringer.is_alive():  # the first ring, or the first since a fork
                self._ringer = threading.Thread(target=self._keep_ringing, name="bell", daemon=True)
                self._ringer.start()

    def _keep_ringing(self) -> None:
        while self._is_wanted.wait():
            self._is_wanted.clear()
            try:
                post_now.apply_async(retry=False)
            except Exception as reason:  # a full or read-only Redis raises other errors than a dead one
                _log.warning("The broker takes no message (%s); the next sweep will send what is due.", reason)


_bell = _Bell()


def ring() -> None:
    """Ask a worker to post now, without waiting for the broker. If it is away, the next sweep finds the same things due."""
    _bell.ring()
