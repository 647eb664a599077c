"""A system check: transactions run as the locking of ballots needs them to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@register(Tags.database)
def transactions_can_be_trusted(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[Error]:
    """Refuse SQLite without IMMEDIATE (a racing vote fails at once) and PostgreSQL above READ COMMITTED (a vote is missed)."""
    return [error for alias in databases or () for error in transaction_faults(connections[alias])]


def transaction_faults(connection: BaseDatabaseWrapper) -> list[Error]:
    """Return what is wrong with how this connection begins its transactions."""
    if connection.vendor == "sqlite":
        mode = connection.settings_dict["OPTIONS"].get("transaction_mode")
        if mode != "IMMEDIATE":
            return [Error("SQLite must begin its transactions IMMEDIATE.", id="ballots.E001")]
        return []
    with connection.cursor() as cursor:
        cursor.execute("show transaction isolation level")
        (level,) = cursor.fetchone()
    if level != "read committed":
        sentence = f"PostgreSQL must run at READ COMMITTED, not {level.upper()}: the snapshot would predate the ballot's lock."
        return [Error(sentence, id="ballots.E002")]
    return []
