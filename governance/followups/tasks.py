"""Writing down, by the clock, what renewed by silence."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import actions


@shared_task
def renew_by_silence() -> None:
    """Record every term that began because nobody gave notice in time."""
    for _term in actions.renew_by_silence(at=timezone.now()):
        pass
