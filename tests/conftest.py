"""What every test may ask for: a mail server that really listens, and tables that a transactional test can leave empty."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection, connections

from contracts.guards import create_statements, drop_statements, guards_of
from tests.migrated import migrated_sqlite

LONGEST = (
    "test_on_postgresql",
    "test_canary",
    "test_roles",
    "test_walk",
    "test_sent_at_once",
    "test_hostile_texts",
    "test_main_job",
    "chaos",
    "services/browser",
    "test_supervisor",
    "test_actions_hypothesis",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that the other worker does all the rest meanwhile."""
    items.sort(key=lambda item: next((rank for rank, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST)))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> Iterator[bool]:
    """Begin with a copy of a migrated file. On PostgreSQL the server that test_on_postgresql.py starts copies of itself."""
    if connection.vendor != "sqlite":
        yield False
        return
    file = Path(connection.settings_dict["TEST"]["NAME"])
    migrated_sqlite(file)
    yield True
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()


# What every migrated database holds, and no test changes. Flushed, it would be made anew after every transactional test.
AS_MIGRATED = ("django_content_type", "auth_permission")


@pytest.fixture(scope="session", autouse=True)
def flush_may_empty_guarded_tables(django_db_setup: None) -> Iterator[None]:
    """Lift the guards around the flush that ends a transactional test. Nothing in the application can do this."""
    with pytest.MonkeyPatch.context() as patch:
        for connection in connections.all():
            stock = type(connection.ops).sql_flush

            def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
                vendor = self.connection.vendor
                tables = [table for table in tables if table not in AS_MIGRATED]
                guards = [guard for table in tables for guard in guards_of(table)]
                emptied = _deleted_from(tables) if vendor == "postgresql" else stock(self, style, tables, **options)  # noqa: B023
                return [
                    *(sql for guard in guards for sql in drop_statements(guard, vendor)),
                    *emptied,
                    *(sql for guard in guards for sql in create_statements(guard, vendor)),
                ]

            sql_flush.stock = stock  # type: ignore[attr-defined]
            patch.setattr(type(connection.ops), "sql_flush", sql_flush)
        patch.setattr("django.core.management.commands.flush.emit_post_migrate_signal", lambda *_words, **_options: None)
        yield


def _deleted_from(tables: list[str]) -> list[str]:
    """Return the SQL that empties the few rows of a test: to truncate so many tables takes PostgreSQL three times as long."""
    return [*(f'delete from "{table}"' for table in tables), "set constraints all immediate"]


@pytest.fixture(scope="session", autouse=True)
def no_pdf_unless_a_test_asks() -> Iterator[None]:
    """Let pages be the same on machines with and without pango."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("governance.public.pdf.can_be_made", lambda: False)
        yield


@dataclass
class PostOffice:
    """A mail server and what it took. `answers` maps an address to the SMTP answer that its RCPT gets."""

    mails: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails that went to `address`."""
        return [mail for mail in self.mails if mail["To"] == address]


def plain_text_of(mail: EmailMessage) -> str:
    """Return the plain text part of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    """Run a mail server on a free port and let the settings point to it."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    yield office
    controller.stop()
