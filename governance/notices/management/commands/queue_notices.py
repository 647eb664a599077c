"""`manage.py queue_notices`: look for what is due and queue it, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.notices import actions


class Command(BaseCommand):
    """Queue what is due by now."""

    help = "Queue every notice that is due by now. Safe to run at any time, also beside the workers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue, and say how much."""
        sweep = actions.queue_due(at=timezone.now())
        self.stdout.write(f"Queued {sweep.queued} notices; recorded {sweep.skipped} as skipped.")
