"""Celery rings the bell; what is owed stands in the database."""

from __future__ import annotations

import logging
import os
import socket

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from . import actions

_log = logging.getLogger(__name__)


def worker_name() -> str:
    """Return a name for this process that no other one has, to mark the letters it has claimed."""
    return f"{socket.gethostname()}:{os.getpid()}"


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


def ring() -> None:
    """Ask a worker to post now. A silent broker costs only time: the next sweep finds the same things due."""
    try:
        post_now.delay()
    except (OperationalError, OSError):
        _log.warning("The broker does not answer; the next sweep will send what is due.")
