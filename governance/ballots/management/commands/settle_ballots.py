"""`manage.py settle_ballots`: write down what has settled, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.ballots import actions


class Command(BaseCommand):
    """Settle what is due."""

    help = "Write the decision of every ballot that has settled by now. Safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle, naming each decision as it is written."""
        for decision in actions.settle_due(at=timezone.now()):
            self.stdout.write(f"{decision.ballot.slug}: {decision.outcome}")
