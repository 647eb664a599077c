"""Every row of the database, so that a refusal can be seen to leave no trace; and how a test leaves none itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from contracts.refusals import Refused

ROOMS = ("contracts", "accounts", "ledger", "bodies", "stewardship", "ballots", "followups", "subscribers", "notices", "record")

Rows = dict[str, list[dict[str, Any]]]


def every_row() -> Rows:
    """Return the whole database, to compare before and after."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


@contextmanager
def refused(error: type[Refused], match: str | None = None) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Expect a refusal with this sentence that leaves every row of the database as it was."""
    before = every_row()
    with pytest.raises(error, match=match) as refusal:
        yield refusal
    assert every_row() == before


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
