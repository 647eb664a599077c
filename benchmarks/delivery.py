"""Delivery: letters that wait, against smtplib over one kept connection, and against a connection for each mail."""

from __future__ import annotations

import os
import re
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from benchmarks import databases
from benchmarks.databases import one
from benchmarks.rounds import Way, compare, say
from governance.notices.actions import send_due
from governance.notices.letters import as_mail
from governance.notices.models import Letter
from governance.notices.tasks import worker_name
from tests.conftest import free_port

# About as much as a real letter says.
TEXT = "Please put your position on record by 31 August 2018, end of day, New York time.\n" * 20
HTML = "<p>Please put your position on record by 31 August 2018, end of day, New York time.</p>\n" * 60


def measure(number: int, *, rounds: int) -> None:
    """Measure so many letters, all written and due."""
    with running_sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        say(f"\nSink: {sink.name}")
        waiting: list[Letter] = []
        mails: list[tuple[str, bytes]] = []

        def fresh() -> None:
            databases.fresh("round", copy_of=databases.MIGRATED)
            waiting[:] = _write(number)
            mails[:] = [(letter.address, as_mail(letter)) for letter in waiting]
            databases.run("analyze")
            sink.begin()

        def all_were_taken() -> None:
            sink.expect(number)

        def all_were_taken_and_noted() -> None:
            sink.expect(number)
            sent = one("select count(*) from notices_letter where state = 'sent' and attempts = 1 and ambiguous = 0")
            if sent != number:
                raise SystemExit(f"{sent} of {number} letters were noted as sent at the first attempt.")

        def bare() -> None:
            with smtplib.SMTP("127.0.0.1", sink.port, local_hostname="localhost") as server:
                for address, mail in mails:
                    server.sendmail("clerk@countersign.example", [address], mail)

        def bare_but_built() -> None:
            with smtplib.SMTP("127.0.0.1", sink.port, local_hostname="localhost") as server:
                for letter in waiting:
                    server.sendmail("clerk@countersign.example", [letter.address], as_mail(letter))

        built = "smtplib that builds each mail"
        ways = [
            Way("smtplib", bare, fresh, all_were_taken),
            Way(built, bare_but_built, fresh, all_were_taken),
            Way("Countersign", lambda: send_due(worker=worker_name(), clock=timezone.now), fresh, all_were_taken_and_noted),
            Way("a connection for each mail", _one_by_one, fresh, all_were_taken),
        ]
        measured = compare(f"{number} letters", ways, rounds=rounds, unit="mails", number=number)
        say(f"  Countersign: {measured.ratio('Countersign', built)}")
        say(f"  a connection for each mail: {measured.ratio('a connection for each mail', 'Countersign')}")
        databases.drop("round")


def _one_by_one() -> None:
    """Send as many a site does: Django's mail for each row, over a connection of its own, and the row marked after it."""
    for letter in Letter.objects.filter(state="queued").order_by("pk"):
        mail = EmailMultiAlternatives(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.address])
        mail.attach_alternative(letter.html, "text/html")
        mail.send()
        letter.state, letter.sent_at = "sent", timezone.now()
        letter.save(update_fields=["state", "sent_at"])


def _write(number: int) -> list[Letter]:
    now = timezone.now()
    return Letter.objects.bulk_create(
        Letter(address=f"r{n}@example.org", subject=f"Letter {n}", text=TEXT, html=HTML, created_at=now, due_at=now)
        for n in range(number)
    )


@dataclass
class CountingSink:
    """A mail server in a process of its own that counts what it takes."""

    name: str
    port: int
    said: Path
    pattern: re.Pattern[str]
    already: int = field(default=0)

    def begin(self) -> None:
        """Count from here."""
        self.already = self._count()

    def expect(self, number: int) -> None:
        """End the run unless exactly so many mails were taken."""
        for _ in range(100):
            if self._count() - self.already >= number:
                break
            time.sleep(0.02)
        if (taken := self._count() - self.already) != number:
            raise SystemExit(f"The sink took {taken} mails instead of {number}.")

    def _count(self) -> int:
        found = self.pattern.findall(self.said.read_text(errors="replace"))
        return int(found[-1]) if found else 0


@contextmanager
def running_sink() -> Iterator[CountingSink]:
    """Run Postfix's smtp-sink if it is installed, since no sink in Python keeps up; else a plain one of our own."""
    port = free_port()
    program = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        if program:
            sink = CountingSink("smtp-sink of Postfix", port, said, re.compile(r"mesg=(\d+)"))
            as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
            command = [program, "-c", *as_nobody, f"127.0.0.1:{port}", "128"]
        else:
            sink = CountingSink("one in Python (Debian's postfix has a faster one)", port, said, re.compile(r"mesg=(\d+)"))
            command = [sys.executable, "-m", "benchmarks.plain_sink", str(port)]
        with said.open("wb") as output:
            server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
            try:
                _wait_for(port)
                yield sink
            finally:
                server.terminate()
                server.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", port, timeout=2):
            return
        time.sleep(0.05)
    raise SystemExit("The sink does not answer.")
