"""Run the whole of Countersign on this computer: `make run`."""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from contracts.models import Agreement
from governance.local import ports
from governance.local.supervisor import Program, Supervisor

SAMPLE = "sample/register.yaml"


class Command(BaseCommand):
    """Prepares the database, the files and the sample; then keeps web, worker and mail sink running."""

    help = "Runs web, worker and a mail sink on this computer, with the sample register. Ctrl-C stops everything."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C."""
        try:
            self._run()
        except KeyboardInterrupt:  # while still preparing; afterwards the supervisor takes it
            self._say("")
        self._say("Stopped.")

    def _run(self) -> None:
        port = settings.PORT
        if not ports.is_free(port):
            raise CommandError(
                f"Port {port} is taken by another program. Choose another: PORT={ports.next_free(port + 1)} make run"
            )
        self._prepare()
        mail_port = ports.next_free(settings.COUNTERSIGN_SMTP_PORT, but={port})
        connections.close_all()
        supervisor = Supervisor(
            _programs(port, mail_port),
            folder=settings.BASE_DIR,
            environment=os.environ | {"COUNTERSIGN_LOCAL": "1", "COUNTERSIGN_SMTP_PORT": str(mail_port)},
            say=self._say,
        )
        with self._step("Starting the web server, the worker and the mail sink", ends=False):
            supervisor.run(when_started=lambda: self._greet(port))

    def _prepare(self) -> None:
        with self._step("Preparing the database"):
            call_command("migrate", verbosity=0, interactive=False)
        with self._step("Collecting the static files"):
            call_command("collectstatic", verbosity=0, interactive=False)
        if not Agreement.objects.exists():
            with self._step(f"Loading the sample register from {SAMPLE}"):
                call_command("load_record", str(settings.BASE_DIR / SAMPLE), verbosity=0)
        if "local_sign_ins" in get_commands():
            call_command("local_sign_ins", stdout=self.stdout)

    def _greet(self, port: int) -> None:
        """Wait until the web answers, then say where."""
        here = f"http://localhost:{port}"
        while not _answers(f"http://{ports.LOOPBACK}:{port}/healthz"):
            time.sleep(0.1)
        self._say(
            "\nCountersign is running.\n\n"
            f"  The public site   {here}/\n"
            f"  The desk          {here}/desk/\n"
            f"  Mail it sent      {here}/local/mail/\n"
            f"  Their phones      {here}/local/sign-ins/   (codes for signing in)\n\n"
            f"Ctrl-C stops it. What you enter stays in {settings.DATA_DIR}."
        )

    @contextmanager
    def _step(self, what: str, *, ends: bool = True) -> Iterator[None]:
        began = time.monotonic()
        self._say(f"{what} ...")
        yield
        if ends:
            self._say(f"  done in {time.monotonic() - began:.1f} s")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _programs(port: int, mail_port: int) -> list[Program]:
    python = sys.executable
    return [
        Program(
            "web server",
            [
                *(python, "-m", "gunicorn", "governance.wsgi:application"),
                *("--bind", f"{ports.LOOPBACK}:{port}"),
                *("--workers", "1", "--worker-class", "gthread", "--threads", "4"),
                *("--graceful-timeout", "3", "--log-level", "warning", "--no-control-socket"),
            ],
        ),
        Program(
            "worker",
            [
                # Containers run everything as root, and Celery would say at length that it should not.
                *(python, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet"),
                *("-A", "governance", "worker", "-B", "-P", "threads", "-c", "2", "-n", "countersign@localhost"),
                *("-l", "WARNING", "--without-gossip", "--without-mingle"),
            ],
        ),
        Program("mail sink", [python, "manage.py", "local_mail_sink", "--port", str(mail_port)]),
    ]


def _answers(address: str) -> bool:
    """Say whether a web server answers there, whatever it says."""
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=2)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
