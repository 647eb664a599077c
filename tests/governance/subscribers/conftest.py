"""A visitor who follows by e-mail, and the post that goes out at a moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from governance.notices.actions import queue_due, send_due
from tests.conftest import PostOffice, plain_text_of

READER = "resident.quill@example.net"
ALL, PARS_ICE = "/follow/", "/agreements/pars-ice/follow/"


@dataclass
class Visitor:
    """Somebody at a browser without an account, and the mailbox they read, at moments that the test sets."""

    clock: pytest.MonkeyPatch
    post_office: PostOffice
    client: Client = field(default_factory=Client)

    def at(self, when: datetime) -> Visitor:
        self.clock.setattr("django.utils.timezone.now", lambda: when)
        return self

    def asks(self, path: str, address: str = READER, **typed: str) -> Any:
        return self.client.post(path, {"address": address, "language": "en", **typed})

    def post_goes_out(self, when: datetime) -> None:
        queue_due(at=when)
        send_due(worker="w1", clock=lambda: when)

    def mails(self, address: str = READER) -> list[EmailMessage]:
        return self.post_office.to(address)

    def follows(self, path: str, when: datetime, address: str = READER, **typed: str) -> None:
        """Ask, and press the button of the page that the mail leads to."""
        self.at(when).asks(path, address, **typed)
        self.post_goes_out(when)
        assert self.client.post(link_in(self.mails(address)[-1], "confirm")).status_code == 200


def link_in(mail: EmailMessage, what: str) -> str:
    """Return the path of the link in a mail that is there to "confirm" or to "end"."""
    (path,) = set(re.findall(rf"https://countersign\.example((?:/es)?/follow/{what}/\S+)", plain_text_of(mail)))
    return str(path)


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch, post_office: PostOffice) -> Visitor:
    return Visitor(monkeypatch, post_office)
