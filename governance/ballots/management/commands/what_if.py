"""`manage.py what_if SLUG`: what each remaining position would do to an open ballot. Nothing is written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.ballots.judgement import judge, what_if
from governance.ballots.models import Ballot
from governance.ballots.sentences import still_needed


class Command(BaseCommand):
    """Say what each position would come to."""

    help = "Show what each remaining position would do to the outlook of an open ballot. Nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the ballot's slug."""
        parser.add_argument("slug", help="the ballot, for example pars-amtrak-2027")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the standing sentence and a line for each possibility."""
        ballot = Ballot.objects.filter(slug=options["slug"]).first()
        if ballot is None:
            raise CommandError(f"No ballot is called {options['slug']}.")
        at = timezone.now()
        self.stdout.write(still_needed(ballot, judge(ballot, at=at)))
        for row in what_if(ballot, at=at):
            self.stdout.write(f"{row.seat:12} {row.position:8} -> {row.outlook:10} settles {row.settles_at:%Y-%m-%d %H:%M} UTC")
