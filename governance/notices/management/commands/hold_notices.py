"""`manage.py hold_notices`: hold the post after a restore, look at what waits, and release it."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from contracts.refusals import Refused
from governance.notices import actions
from governance.notices.models import Letter, LetterState


class Command(BaseCommand):
    """Hold or release the post."""

    help = "Hold the post (before the workers start on a restored backup), or release it with --release."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the reason, or how to release."""
        parser.add_argument("--because", default="A backup was restored.", help="why, for the clerk who asks")
        parser.add_argument(
            "--accident-at",
            metavar="MOMENT",
            help="queue at once, held, what was due by then: the old machine sent it, and this one has yet to (ISO 8601, UTC)",
        )
        parser.add_argument("--release", action="store_true", help="let the letters go again")
        parser.add_argument(
            "--discard-before",
            metavar="MOMENT",
            help="with --release: close letters due by then instead of sending them (ISO 8601, UTC)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold or release, and say what waits."""
        try:
            if options["release"]:
                closed = actions.release(discard_before=_moment(options["discard_before"]), at=timezone.now())
                self.stdout.write(f"The post goes again; {closed} letters were closed.")
            else:
                self._hold(options["because"], accident_at=_moment(options["accident_at"]))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        waiting = Letter.objects.filter(state__in=[LetterState.QUEUED, LetterState.CLAIMED, LetterState.HANDED]).count()
        self.stdout.write(f"{waiting} letters wait.")

    @transaction.atomic
    def _hold(self, because: str, *, accident_at: datetime | None) -> None:
        actions.hold(because=because, at=timezone.now())
        if accident_at is not None:
            if accident_at > timezone.now():
                raise CommandError(f"{accident_at:%Y-%m-%d %H:%M} UTC has not come yet.")
            # Queued later, the same notices would be in letters of a later moment, beside those that are new.
            actions.queue_due(at=accident_at)
        self.stdout.write("The post is on hold. To let it go again: manage.py hold_notices --release")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a moment like 2026-11-22T12:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
