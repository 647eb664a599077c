"""Celery rings the bell; what is owed stands in the database."""

from __future__ import annotations

import logging
import os
import secrets
import socket

from celery import shared_task
from django.utils import timezone

from . import actions, watcher
from .bell import Bell

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
    """Send what is queued, and let whoever watches know that this worked."""
    actions.send_due(worker=worker_name(), clock=timezone.now)
    watcher.tell(at=timezone.now())


@shared_task
def post_now() -> None:
    """Queue and send at once: after an act whose receipt somebody waits for."""
    queue_notices()
    send_letters()


def _ask_a_worker() -> None:
    try:
        post_now.apply_async(retry=False)
    except Exception as reason:  # a full or read-only Redis raises other errors than a dead one
        _log.warning("The broker takes no message (%s); the next sweep will send what is due.", reason)


_bell = Bell(_ask_a_worker)  # a broker that is dead or hangs costs whoever acts no time


def ring() -> None:
    """Ask a worker to post now, without waiting for the broker. If it is away, the next sweep finds the same things due."""
    _bell.ring()
