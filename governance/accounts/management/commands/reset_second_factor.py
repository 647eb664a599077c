"""Help the last administrator who lost phone, passkey and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts.refusals import Refused
from governance.accounts.actions import reset_second_factor
from governance.accounts.models import User


class Command(BaseCommand):
    """Forgets a person's second factors. For whoever holds the server: at the desk an administrator does it for others."""

    help = "Forgets a person's second factors and ends their sessions; the next sign-in leads to setting up new ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address and the reason."""
        parser.add_argument("email")
        parser.add_argument("--because", required=True, help="why; it is kept with the account")

    def handle(self, *args: Any, email: str, because: str, **options: Any) -> None:
        """Reset, or say why not."""
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has an account with the address {email}.")
        try:
            reset_second_factor(person=person, because=because, by=None, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person.name} sets up a new second factor at the next sign-in.")
