"""What every journey starts with: a clock that stands where the story says, and a town that acts and reads at that instant."""

from __future__ import annotations

import pytest

from tests.conftest import PostOffice

from .stage import Clock, Town


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock that pages read."""
    return Clock(monkeypatch)


@pytest.fixture
def town(clock: Clock, post_office: PostOffice) -> Town:
    """Give the story its pages, its desk and its post."""
    return Town(clock, post_office)
