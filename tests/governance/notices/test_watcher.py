"""The watcher outside: told after each round of the post that worked, and never in its way. With real HTTP servers."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from governance.notices import actions, watcher
from governance.notices.bell import Bell
from governance.notices.models import Hold, Letter, Sweep
from governance.notices.tasks import post_now, send_letters
from governance.notices.watcher import Watcher
from tests.cast import make_cast
from tests.conftest import PostOffice, free_port

pytestmark = pytest.mark.django_db


@dataclass
class Outside:
    """A service that watches: what it was asked, and what it answers."""

    port: int = field(default_factory=free_port)
    asked: list[str] = field(default_factory=list)
    answers: int = 200
    is_asked: threading.Event = field(default_factory=threading.Event)

    def was_asked(self) -> bool:
        """Wait for a question, shortly."""
        heard = self.is_asked.wait(3)
        self.is_asked.clear()
        return heard

    def was_left_alone(self) -> bool:
        return not self.is_asked.wait(0.4)


@pytest.fixture
def outside(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    service = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(self.path)
            self.send_response(service.answers)
            self.end_headers()
            service.is_asked.set()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", service.port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.HEARTBEAT_URL = f"http://127.0.0.1:{service.port}/ping/3f2a?from=countersign"
    monkeypatch.setattr(watcher, "_bell", Bell(Watcher().ask))
    yield service
    server.shutdown()
    server.server_close()


def test_a_round_that_worked_is_told_and_each_one_again(outside: Outside, post_office: PostOffice) -> None:
    make_cast()
    for _round in range(2):
        post_now()
        assert outside.was_asked()
    assert outside.asked == ["/ping/3f2a?from=countersign"] * 2


def test_a_round_that_raised_is_not_told(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    Sweep.objects.create(at=timezone.now())

    def broken(**_: Any) -> None:
        raise RuntimeError("no post today")

    monkeypatch.setattr(actions, "send_due", broken)
    with pytest.raises(RuntimeError, match="no post today"):
        send_letters()
    assert outside.was_left_alone()


def test_nothing_is_told_while_nobody_sweeps_or_letters_wait(outside: Outside) -> None:
    now = timezone.now()
    send_letters()
    assert outside.was_left_alone()
    Sweep.objects.create(at=now)
    Letter.objects.create(address="a@example.org", created_at=now, due_at=now - timedelta(hours=1))  # and no server takes it
    send_letters()
    assert outside.was_left_alone()


def test_a_hold_is_told_as_well_for_a_day_and_then_no_more(outside: Outside) -> None:
    now = timezone.now()
    Sweep.objects.create(at=now)
    Hold.objects.create(because="Restored.", held_at=now - timedelta(hours=1))
    send_letters()
    assert outside.was_asked()
    Hold.objects.update(held_at=now - timedelta(days=2))
    send_letters()
    assert outside.was_left_alone()


def test_a_server_that_hangs_holds_no_letter(post_office: PostOffice, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.now().date()
    make_cast(term=(today - timedelta(days=300), today + timedelta(days=30)))
    monkeypatch.setattr(watcher, "_bell", Bell(Watcher().ask))
    with socket.create_server(("127.0.0.1", 0)) as hanging:  # takes the call and never says a word
        settings.HEARTBEAT_URL = f"http://127.0.0.1:{hanging.getsockname()[1]}/ping"
        began = time.monotonic()
        for _round in range(3):
            actions.queue_due(at=timezone.now())
            send_letters()
        assert time.monotonic() - began < watcher.PATIENCE - 1
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_a_failure_is_logged_once_and_so_is_its_end(outside: Outside, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="governance")
    told = Watcher()
    for answers in (200, 500, 404, 500, 204, 200):
        outside.answers = answers
        told.ask()
    said = [record.getMessage() for record in caplog.records if record.name == "governance.notices.watcher"]
    assert said == [
        "The watcher at 127.0.0.1 cannot be told that the post works: it answers 500.",
        "The watcher at 127.0.0.1 answers again.",
    ]
    assert "3f2a" not in caplog.text


def test_a_watcher_that_is_away_or_speaks_nonsense_raises_nothing(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    for url in (f"http://127.0.0.1:{free_port()}/", f"https://127.0.0.1:{free_port()}/x", "https://no-such-host.invalid/x"):
        settings.HEARTBEAT_URL = url
        Watcher().ask()
    assert caplog.text.count("cannot be told") == 3


def test_without_the_setting_nobody_is_asked(outside: Outside, settings: Any) -> None:
    settings.HEARTBEAT_URL = ""
    Sweep.objects.create(at=timezone.now())
    send_letters()
    assert outside.was_left_alone()


def test_the_command_tells_it_too(outside: Outside, post_office: PostOffice) -> None:
    make_cast()
    call_command("queue_notices")
    call_command("send_notices")
    assert outside.was_asked()


def test_many_rings_are_few_questions() -> None:
    asked: list[float] = []
    bell = Bell(lambda: asked.append(time.monotonic()), pause=0.3)
    for _ring in range(20):
        bell.ring()
        time.sleep(0.01)
    time.sleep(0.6)
    assert len(asked) == 2
