"""What the clock brings about: writing down what has settled, and opening the rounds that are due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import actions


@shared_task
def settle_due() -> None:
    """Settle every ballot that is due by now."""
    for _decision in actions.settle_due(at=timezone.now()):
        pass


@shared_task
def open_rounds() -> None:
    """Open every round that is due by now and that nobody has opened."""
    for _ballot in actions.open_rounds(at=timezone.now()):
        pass
