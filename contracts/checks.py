"""System checks: the database in use still refuses what it must."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import connections

from .guards import guarded_tables, missing_guards


@register(Tags.database)
def guards_stand(app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any) -> list[Error]:
    """Report each trigger that is missing from a migrated database; `migrate` puts them back."""
    errors = []
    for alias in databases or ():
        connection = connections[alias]
        if not guarded_tables() <= set(connection.introspection.table_names()):
            continue  # not migrated yet: migrate says so itself, and installs the guards when it ends
        errors += [
            Error(
                f"The database lets history be rewritten: the trigger {name} is missing.",
                hint="Run manage.py migrate.",
                id="contracts.E001",
            )
            for name in missing_guards(connection)
        ]
    return errors
