"""The broker for one machine: messages are files, each either whole or not there.

kombu's own filesystem transport writes in place, and one half-written file ends the worker. This one writes aside and
renames. After SIGKILL it may lose a message, which is harmless: what is owed stands in the database, and the next bell
rings within the minute. It answers to `filesystem://`, by the alias in settings.py.
"""

import os
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from kombu.transport import filesystem
from kombu.transport.virtual import base
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

KEPT_FOR = 3600.0  # seconds that a message stays to be looked at after it was taken
SWEPT_EVERY = 600.0


class Channel(filesystem.Channel):
    """A channel whose messages and bindings survive a writer that is killed half-way."""

    _last_sweep: ClassVar[float] = 0.0

    def __init__(self, connection: base.Transport, **options: Any) -> None:
        super().__init__(connection, **options)
        for folder in (self.data_folder_in, self.data_folder_out, self.processed_folder, self.control_folder):
            Path(folder).mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, payload: Any, **options: Any) -> None:  # type: ignore[override]
        """Put the message onto the queue: it appears complete, under a name that sorts by time."""
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        aside = os.path.join(self.data_folder_out, f".{name}.tmp")  # `_get` wants "<x>.<queue>.msg": never picks it up
        with open(aside, "wb") as file:
            file.write(str_to_bytes(dumps(payload)))
            file.flush()
            os.fsync(file.fileno())
        os.rename(aside, os.path.join(self.data_folder_out, name))

    def _get(self, queue: str) -> Any:  # type: ignore[override]
        """Take the oldest message of the queue, and now and then clear away what was taken long ago."""
        if time.monotonic() - Channel._last_sweep > SWEPT_EVERY:
            Channel._last_sweep = time.monotonic()
            sweep(self.processed_folder, self.data_folder_in)
        return super()._get(queue)

    def get_table(self, exchange: str) -> Any:
        """Return the bindings of the exchange; a file cut short by a crash counts as none."""
        try:
            return super().get_table(exchange)
        except ValueError:
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        try:
            super()._queue_bind(exchange, routing_key, pattern, queue)
        except ValueError:  # cut short by a crash: written anew
            self._exchange_file(exchange).unlink(missing_ok=True)
            super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    """The transport with that channel."""

    Channel = Channel


def sweep(taken: str | Path, waiting: str | Path, *, older_than: float = KEPT_FOR) -> int:
    """Remove messages taken, halves left by a killed writer and answers nobody fetched, all older than so many seconds.

    Returns how many files went. A message that still waits for a worker is never touched.
    """
    finished = [*_files(taken, "*.msg"), *_files(waiting, ".*.tmp"), *_files(waiting, "*.reply.celery.pidbox.msg")]
    latest = time.time() - older_than
    gone = 0
    for file in finished:
        with suppress(FileNotFoundError):  # another process sweeps too
            # The change time, not the modification time: a rename moves the former, and here it means "taken at".
            if file.stat().st_ctime <= latest:
                file.unlink()
                gone += 1
    return gone


def _files(folder: str | Path, pattern: str) -> Iterable[Path]:
    return list(Path(folder).glob(pattern))
