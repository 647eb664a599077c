"""`manage.py send_notices`: send the letters that wait, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.notices import actions
from governance.notices.tasks import worker_name
from governance.notices.watcher import is_to_be_told, watcher


class Command(BaseCommand):
    """Send what is queued."""

    help = "Send every letter that is due by now. Safe to run at any time, also beside the workers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how much."""
        done = actions.send_due(worker=worker_name(), clock=timezone.now)
        self.stdout.write(
            f"Sent {done.sent} letters; {done.retried} will be tried again, {done.dead} failed for good, {done.moot} were moot."
        )
        # Here and not in a thread, which would end with the process. The letters are out.
        if is_to_be_told(at=timezone.now()):
            watcher.ask()
