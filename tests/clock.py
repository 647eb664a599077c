"""A wall clock that a test holds in its hand, and what happens elsewhere meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from governance.public import eras


class Clock:
    """What every page and every era reads as the time."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def goes_on(self, seconds: float = 1) -> None:
        self.now += timedelta(seconds=seconds)


def a_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    clock = Clock(now)
    monkeypatch.setattr(eras, "time", SimpleNamespace(time=lambda: clock.now.timestamp()))
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


def elsewhere(act: Callable[[], object]) -> None:
    """Do something over a connection of its own, as another process does, and wait until it is done."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive()
