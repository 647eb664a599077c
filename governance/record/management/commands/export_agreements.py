"""Export agreements as a spreadsheet: `manage.py export_agreements agreements.xlsx`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.record.sheets.exporting import export_agreements, template
from governance.record.sheets.files import Kind


class Command(BaseCommand):
    """Writes the file that its name asks for."""

    help = "Writes every agreement with its current term into a CSV or XLSX file, as import_agreements reads it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="where to write; the name ends in .csv or .xlsx")
        parser.add_argument("--template", action="store_true", help="an empty sheet with one example instead")

    def handle(self, *args: Any, file: Path, verbosity: int, **options: Any) -> None:
        """Write it."""
        try:
            kind = Kind(file.suffix.lower().removeprefix("."))
        except ValueError:
            raise CommandError("The name of the file must end in .csv or .xlsx.") from None
        content = template(kind) if options["template"] else export_agreements(kind, at=timezone.now())
        try:
            file.write_bytes(content)
        except OSError as reason:
            raise CommandError(f"{file} cannot be written: {reason.strerror}.") from None
        if verbosity:
            self.stdout.write(f"Wrote {file}.")
