"""The shared cache: Redis, and while that is away the database. It counts who asks how often, so it must always answer.

Without it nobody could be let in while Redis is down, or everybody could guess passwords without end. The counts begin anew when
it changes from one to the other, so that an outage gives at most as many attempts again. docs/adr/0008-sign-in-outlives-redis.md.
"""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

SPARE_TABLE = "accounts_sparecacheentry"
PATIENCE = 1.0  # seconds for each word with Redis
PAUSE = 10.0  # seconds until an absent Redis is asked again, so that not every request waits for one that hangs
SPARE_ENTRIES = 100_000  # far above what the limits by address let anybody write, so that no count is pushed out

_log = logging.getLogger(__name__)


class RedisOrDatabase(BaseCache):
    """Asks Redis, and the table `SPARE_TABLE` whenever that does not answer. Never raises for an absent Redis."""

    _away_until: ClassVar[float] = 0.0  # of the whole process: Django makes one cache for each thread

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        self._redis = RedisCache(server, {**params, "OPTIONS": {**params.get("OPTIONS", {}), **patience}})
        self._spare = self._in_its_place({**params, "OPTIONS": {"MAX_ENTRIES": SPARE_ENTRIES}})

    def _in_its_place(self, params: dict[str, Any]) -> BaseCache:
        return DatabaseCache(SPARE_TABLE, params)

    def _ask(self, what: str, *args: Any, **named: Any) -> Any:
        if monotonic() >= RedisOrDatabase._away_until:
            try:
                return getattr(self._redis, what)(*args, **named)
            except RedisError as reason:
                RedisOrDatabase._away_until = monotonic() + PAUSE
                _log.warning("Redis does not answer; it is done without for the next %d seconds: %s", PAUSE, reason)
        return getattr(self._spare, what)(*args, **named)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set the key if it is not there; say whether it was set."""
        return bool(self._ask("add", key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default`."""
        return self._ask("get", key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Set the key."""
        self._ask("set", key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let the key live on; say whether it was there."""
        return bool(self._ask("touch", key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget the key; say whether it was there."""
        return bool(self._ask("delete", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number and return the sum; raises ValueError if the key is not there."""
        return int(self._ask("incr", key, delta, version))

    def clear(self) -> None:
        """Forget everything."""
        self._ask("clear")


class RedisOrMemory(RedisOrDatabase):
    """Asks Redis, and the memory of this process whenever that does not answer: for what is not worth a write to the register.

    A limit then holds for each process on its own.
    """

    def _in_its_place(self, params: dict[str, Any]) -> BaseCache:
        return LocMemCache("countersign-spare", params)
