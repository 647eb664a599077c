"""`python -m benchmarks sweep delivery --rounds 5 --sizes 1000 10000 100000`, or `make bench`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.rounds import say, say_where
from tests.services.postgresql import running_postgresql
from tests.services.programs import Environment, production

ROWS = ("sweep", "delivery", "public")


def main() -> None:
    """Start a PostgreSQL of our own, migrated, and measure the rows that were asked for."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("rows", nargs="*", default=["sweep", "delivery"], choices=ROWS)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="deadlines, for the sweep")
    asked.add_argument("--letters", type=int, default=1_000, help="for the delivery")
    given = asked.parse_args()
    # A run that is ended leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended by SIGTERM."))
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder, running_postgresql() as url:
        environment = production(Path(folder), database_url=url, redis_url="redis://127.0.0.1:1", smtp_port=1)
        os.environ.update(environment, DJANGO_SETTINGS_MODULE="governance.settings")
        _measure(given, environment, Path(folder))


def _measure(given: Any, environment: Environment, folder: Path) -> None:
    import django
    from django.db import connection

    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        version = cursor.fetchone()[0]
    say_where(f"PostgreSQL {version.split()[0]}, fsync off", f"Django {django.__version__}")
    if "sweep" in given.rows:
        from benchmarks import sweep

        for size in given.sizes:
            sweep.measure(size, rounds=given.rounds)
    if "delivery" in given.rows:
        from benchmarks import delivery

        delivery.measure(given.letters, rounds=given.rounds)
    if "public" in given.rows:
        from benchmarks import public

        public.measure(environment, folder, rounds=given.rounds)
    say("\nEvery result was checked in its round.")


if __name__ == "__main__":
    main()
