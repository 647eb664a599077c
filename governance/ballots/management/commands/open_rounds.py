"""`manage.py open_rounds`: open the rounds that are due, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.ballots import actions


class Command(BaseCommand):
    """Open what is due."""

    help = "Open every round whose time has come and that nobody has opened. Safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Open, naming each ballot as it is opened."""
        for ballot in actions.open_rounds(at=timezone.now()):
            self.stdout.write(f"{ballot.slug}: open until {ballot.closes_on}")
