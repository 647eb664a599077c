"""Countersign's own programs as they run in production: environment, commands, processes that end when a test does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "countersign.example"
Environment = dict[str, str]


def production(folder: Path, *, database_url: str, redis_url: str, smtp_port: int) -> Environment:
    """Return what docs/run-with-redis.md says to set. Nothing else comes from outside."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "SECRET_KEY": "services-" + "0123456789abcdef" * 4,
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": f"{redis_url}/0",
        "CACHE_URL": f"{redis_url}/1",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "DEFAULT_FROM_EMAIL": f"Countersign <clerk@{HOST}>",
        "DATA_DIR": str(folder),
        "TRUST_PROXY": "1",
        "COUNTERSIGN_LOCAL": "0",
        "DEBUG": "0",
        # Containers run everything as root, and Celery would say at length that it should not.
        "PYTHONWARNINGS": "ignore:You're running the worker",
    }


def manage(environment: Environment, *words: str) -> str:
    """Run `manage.py` with these words and return what it printed."""
    command = [sys.executable, "manage.py", *words]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


class Program:
    """A running program with its children, in a process group of its own. What it says goes to a file."""

    def __init__(self, name: str, words: list[str], environment: Environment, log: Path) -> None:
        self.name, self.log = name, log
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True
            )

    def kill(self) -> None:
        """Kill it and its children at once."""
        self._signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and after five seconds make it."""
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        self.kill()

    def words(self) -> str:
        """Return what it has said."""
        return self.log.read_text(errors="replace")

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@contextmanager
def running(name: str, words: list[str], environment: Environment) -> Iterator[Program]:
    """Run a program while the block lasts."""
    program = Program(name, words, environment, Path(environment["DATA_DIR"]) / f"{name}.log")
    try:
        yield program
    finally:
        program.stop()


def wait_until(holds: Callable[[], bool], *, seconds: float, otherwise: Callable[[], str] = lambda: "") -> None:
    """Wait until something holds; fail with what `otherwise` says if it does not in time."""
    latest = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < latest, f"not within {seconds} s. {otherwise()}"
        time.sleep(0.05)
