"""Writing down, by the clock, what has settled."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import actions


@shared_task
def settle_due() -> None:
    """Settle every ballot that is due by now."""
    for _decision in actions.settle_due(at=timezone.now()):
        pass
