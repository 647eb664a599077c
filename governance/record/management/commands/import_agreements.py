"""Import agreements from a spreadsheet: `manage.py import_agreements agreements.xlsx --dry-run`."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts.refusals import Refused
from governance.accounts.models import Role, User
from governance.record.actions import counted, import_sheet
from governance.record.faults import Faulty, Unreadable
from governance.record.progress import Progress
from governance.record.reading import content_of
from governance.record.sheets.limits import LARGEST
from governance.record.sheets.plan import Plan, plan
from governance.record.sheets.reading import read_sheet


class Command(BaseCommand):
    """Reads the file, says what it changes or what is wrong with it, and imports it."""

    help = "Imports agreements from a CSV or XLSX file: everything in it, or nothing. Safe to stop and to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and who imports it."""
        parser.add_argument("file", type=Path, help="the spreadsheet; its columns are described in docs/spreadsheet-format.md")
        parser.add_argument("--dry-run", action="store_true", help="show every difference and every fault; write nothing")
        parser.add_argument("--by", metavar="EMAIL", help="the clerk who imports it; needed where there are several")
        parser.add_argument("--reason", default="", help="why days on record are corrected; needed where some are")

    def handle(self, *args: Any, file: Path, dry_run: bool, by: str | None, reason: str, verbosity: int, **options: Any) -> None:
        """Import it. Exit code 1: it has faults, or is refused; 2: it cannot be read at all."""
        say = self.stdout.write if verbosity else lambda line: None
        moment = timezone.now()

        def tell(progress: Progress) -> None:
            if progress.whole:
                say(f"{progress.done} of {progress.whole} rows")

        try:
            sheet = read_sheet(content_of(file, largest=LARGEST))
            if dry_run:
                self._show(plan(sheet, moment=moment), say)
                return
            done = import_sheet(sheet, by=_clerk(by), at=moment, reason=reason, tell=tell)
        except Unreadable as reason_why:
            raise CommandError(f"Nothing was imported. {reason_why}", returncode=2) from None
        except Refused as refusal:
            raise CommandError(f"Nothing was imported. {refusal}") from None
        except Faulty as faulty:
            self._refuse(file, faulty)
        say(
            f"Entered: {_said(agreements=done.new, parties=done.parties)}. Changed: {_said(agreements=done.changed)}. "
            f"As they were: {_said(agreements=done.unchanged)}."
        )

    def _show(self, drawn: Plan, say: Callable[[str], object]) -> None:
        for slug, name in drawn.parties.items():
            say(f"new party {slug}: {name}")
        for numbered in drawn.new:
            say(f"row {numbered.number}: new agreement {numbered.row.slug}: {numbered.row.title}")
        for item in drawn.changed:
            for change in item.changes:
                say(f"row {item.numbered.number}: {item.row.slug}, {change.column}: “{change.old}” -> “{change.new}”")
        for warning in drawn.warnings:
            say(f"{warning} (a warning)")
        say(f"{drawn.unchanged} unchanged, {len(drawn.changed)} to change, {len(drawn.new)} new.")
        if drawn.needs_a_reason:
            say("Days on record are corrected: --reason is needed.")
        if drawn.faults:
            self._refuse(None, Faulty(drawn.faults))

    def _refuse(self, file: Path | None, faulty: Faulty) -> None:
        for fault in faulty.faults:
            self.stderr.write(str(fault))
        number = len(faulty.faults)
        what = f"{file} has" if file else "the sheet has"
        raise CommandError(f"Nothing was imported: {what} {number} fault{'s' if number > 1 else ''}.")


def _said(**numbers: int) -> str:
    return counted({noun: number for noun, number in numbers.items() if number}) or "nothing"


def _clerk(email: str | None) -> User:
    """Return the clerk with this address; without one, the only clerk there is."""
    clerks = User.objects.filter(role=Role.CLERK, is_active=True)
    found = list(clerks.filter(email__iexact=email) if email else clerks[:2])
    if len(found) == 1:
        return found[0]
    raise CommandError(
        f"Nothing was imported. No clerk has the address {email}."
        if email
        else "Nothing was imported. Say which clerk imports it: --by EMAIL."
    )
