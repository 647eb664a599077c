"""A sender that ends abruptly at each point of sending: the next one goes on, and only real doubt is repeated."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services.postgresql import running_postgresql
from tests.services.programs import ROOT, manage, production
from tests.services.sink import running_sink

# Of the letter that met the exit: the copies that the server took, and the ambiguous attempts on record.
EXPECTED = {
    "claiming, before the commit": (1, 0),
    "claimed": (1, 0),
    "addressed": (1, 0),
    "handed, before DATA": (1, 1),
    "half of the content is out": (1, 1),
    "the server has said 250": (2, 1),
    "marking it sent, before the commit": (2, 1),
    "sent": (1, 0),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give each run a database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'exits.sqlite3'}"
        return
    with running_postgresql() as url:
        yield url


def test_a_sender_may_end_anywhere(database_url: str, tmp_path: Path) -> None:
    with running_sink() as sink:
        given = production(tmp_path, database_url=database_url, redis_url="redis://127.0.0.1:1", smtp_port=sink.port)
        manage(given, "migrate", "-v", "0")
        command = [sys.executable, "-m", "tests.services.chaos.exits"]
        given["DJANGO_SETTINGS_MODULE"] = "governance.settings"
        run = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=300)
        assert run.returncode == 0, run.stderr
        trials, copies = json.loads(run.stdout), sink.copies()
    real = {trial["point"]: trial["letters"] for trial in trials if trial["form"] == "lease_and_handed"}
    assert {point: (copies[first["message_id"]], first["ambiguous"]) for point, (first, *_) in real.items()} == EXPECTED
    for first, *others in real.values():
        assert [(copies[letter["message_id"]], letter["ambiguous"]) for letter in others] == [(1, 0), (1, 0)]
        assert {letter["state"] for letter in (first, *others)} == {"sent"}
    naive = {trial["form"]: trial["letters"] for trial in trials if trial["form"] != "lease_and_handed"}
    the_controls_fail(naive, copies)


def the_controls_fail(naive: dict[str, list[dict[str, Any]]], copies: Counter[str]) -> None:
    """The same exits tell the naive orders apart: one repeats a letter with no doubt on record, the other loses the batch."""
    repeated = naive["mark_at_the_end"][0]
    assert (copies[repeated["message_id"]], repeated["ambiguous"]) == (2, 0)
    assert [copies[letter["message_id"]] for letter in naive["mark_first"]] == [0, 0, 0]
    assert {letter["state"] for letter in naive["mark_first"]} == {"sent"}
