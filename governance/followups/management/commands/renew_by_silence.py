"""`manage.py renew_by_silence`: write down what renewed because nobody acted, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.followups import actions


class Command(BaseCommand):
    """Record the renewals by silence."""

    help = "Record every term that began because nobody gave notice in time. Safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Record, naming each term as it is written."""
        for term in actions.renew_by_silence(at=timezone.now()):
            self.stdout.write(f"{term.agreement.slug}: renewed by silence, {term}")
