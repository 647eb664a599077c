"""Load a register from a file: `manage.py load_record sample/register.yaml`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.record.actions import Loaded, NotLoaded, counted, load
from governance.record.faults import Faulty, Unreadable
from governance.record.reading import read, text_of


class Command(BaseCommand):
    """Reads the file, loads it, and says what was written or what is wrong."""

    help = "Loads a register from a YAML or JSON file: everything in it, or nothing. Safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the register; its form is described in docs/record-format.md")

    def handle(self, *args: Any, file: Path, verbosity: int, **options: Any) -> None:
        """Load it, or name every fault and end with exit code 1."""
        say = self.stdout.write if verbosity else lambda line: None
        try:
            reading = read(text_of(file))
            try:
                loaded = load(reading.document, at=timezone.now(), say=say)
            except NotLoaded as refused:
                raise reading.placed(refused.faults) from None
        except Unreadable as reason:
            raise CommandError(f"Nothing was loaded. {reason}") from None
        except Faulty as faulty:
            for fault in faulty.faults:
                self.stderr.write(str(fault))
            number = len(faulty.faults)
            raise CommandError(f"Nothing was loaded: {file} has {number} fault{'s' if number > 1 else ''}.") from None
        say(_summary(loaded))


def _summary(loaded: Loaded) -> str:
    return f"Added: {counted(loaded.added) or 'nothing'}. Kept as it was: {counted(loaded.kept) or 'nothing'}."
