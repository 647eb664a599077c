"""What every test in a browser starts with: one Chromium for all of them, and a clock that stands where the story says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import PostOffice
from tests.journeys.stage import Clock, Town

from .stage import FLAGS, Windows, chromium_or_skip


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start the browser, once for all stories. Playwright runs a loop in this thread, of which Django would be afraid."""
    path = chromium_or_skip()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the clock that pages read stand at an hour of July 2018, until the story sets it."""
    clock = Clock(monkeypatch)
    clock.set("2018-07-10 10:00")
    return clock


@pytest.fixture
def town(clock: Clock, post_office: PostOffice) -> Town:
    """Give the story its clock and its post."""
    return Town(clock, post_office)


@pytest.fixture
def windows(chromium: Browser, live_server: Any, clock: Clock) -> Iterator[Windows]:
    """Let people open windows of the browser onto a server of the application."""
    cache.clear()
    with Windows(chromium, live_server.url) as windows:
        yield windows
