"""Take the mails of a trial run and keep them as files."""

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from governance.local.ports import LOOPBACK
from governance.local.sink import Sink


class Command(BaseCommand):
    """Listens on the loopback address until it is told to end."""

    help = "Takes every mail sent to this computer's port and keeps it in DATA_DIR/mail. Nothing is sent further."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port."""
        parser.add_argument("--port", type=int, default=settings.COUNTERSIGN_SMTP_PORT)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Listen until SIGTERM or SIGINT."""
        told_to_end = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told_to_end.set())
        listener = Controller(Sink(Path(settings.DATA_DIR) / "mail"), hostname=LOOPBACK, port=port)
        try:
            listener.start()
        except OSError as reason:
            raise CommandError(f"Port {port} cannot be listened on: {reason.strerror}.") from reason
        told_to_end.wait()
        listener.stop()
