"""Entering, by the clock, the long sheets that a clerk has confirmed."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import actions


@shared_task
def enter_sheets() -> None:
    """Enter every sheet that waits."""
    actions.enter_waiting(at=timezone.now())
