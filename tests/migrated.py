"""Databases to begin with, migrated once: a file for SQLite, a folder for PostgreSQL. Who needs one copies it.

To migrate takes eight seconds of a processor, and some seven databases of a run of the suite need it. What is made is kept in
var/test for the next run, under the digest of what migrates; so a changed or further migration makes it anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.programs import ROOT, manage, production

KEPT_IN = ROOT / "var" / "test" / "migrated"


def migrated(kind: str, make: Callable[[Path], None]) -> Path:
    """Return the file or folder of this kind; `make` is called with where to make it, by the first one that asks."""
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    kept = KEPT_IN / f"{kind}-{_digest()}"
    with _alone(KEPT_IN / f"{kind}.lock"):
        if not kept.exists():
            for old in KEPT_IN.glob(f"{kind}-*"):
                _remove(old)
            begun = KEPT_IN / f"{kind}-begun"
            make(begun)
            begun.rename(kept)
    return kept


def migrate(database_url: str, folder: Path) -> None:
    """Migrate a database as production does, in a process of its own."""
    manage(production(folder, database_url=database_url, redis_url="redis://127.0.0.1:1", smtp_port=1), "migrate", "-v", "0")


def migrated_sqlite(copy: Path) -> None:
    """Put a migrated database file there, in the place of whatever is there."""
    for old in (copy, copy.with_name(f"{copy.name}-wal"), copy.with_name(f"{copy.name}-shm")):
        old.unlink(missing_ok=True)
    shutil.copyfile(migrated("sqlite", lambda made: migrate(f"sqlite:///{made}", made.parent)), copy)


def _digest() -> str:
    """Return the digest of every migration of ours, and of the versions of everybody else's."""
    said = hashlib.sha256((ROOT / "requirements-dev.txt").read_bytes())
    for place in ("contracts", "governance"):
        for file in sorted((ROOT / place).rglob("migrations/*.py")):
            said.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return said.hexdigest()[:16]


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _remove(place: Path) -> None:
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
