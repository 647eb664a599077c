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

from tests.migrated import migrated_sqlite
from tests.services.postgresql import running_postgresql
from tests.services.programs import ROOT, production
from tests.services.sink import running_sink

# Of each letter of the batch: the copies that the server took, and the ambiguous attempts on record. One is in doubt, never two.
CLEAR, IN_DOUBT, TWICE = (1, 0), (1, 1), (2, 1)
EXPECTED = {
    "claiming, before the commit": [CLEAR, CLEAR, CLEAR],
    "claimed": [CLEAR, CLEAR, CLEAR],
    "addressed": [CLEAR, CLEAR, CLEAR],
    "handing it over, before the commit": [CLEAR, CLEAR, CLEAR],
    "handed, before DATA": [IN_DOUBT, CLEAR, CLEAR],
    "half of the content is out": [IN_DOUBT, CLEAR, CLEAR],
    "the server has said 250": [TWICE, CLEAR, CLEAR],
    "the next one is addressed": [TWICE, CLEAR, CLEAR],
    "marking it sent and handing over the next, before the commit": [TWICE, CLEAR, CLEAR],
    "marked sent and the next one handed over": [CLEAR, IN_DOUBT, CLEAR],
    "marking the last one sent, before the commit": [CLEAR, CLEAR, TWICE],
    "sent": [CLEAR, CLEAR, CLEAR],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give each run a database of each kind, migrated."""
    if request.param == "sqlite":
        migrated_sqlite(tmp_path / "exits.sqlite3")
        yield f"sqlite:///{tmp_path / 'exits.sqlite3'}"
        return
    with running_postgresql() as url:
        yield url


def test_a_sender_may_end_anywhere(database_url: str, tmp_path: Path) -> None:
    with running_sink() as sink:
        given = production(tmp_path, database_url=database_url, redis_url="redis://127.0.0.1:1", smtp_port=sink.port)
        command = [sys.executable, "-m", "tests.services.chaos.exits"]
        given["DJANGO_SETTINGS_MODULE"] = "governance.settings"
        run = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=300)
        assert run.returncode == 0, run.stderr
        trials, copies = json.loads(run.stdout), sink.copies()
    real = {trial["point"]: trial["letters"] for trial in trials if trial["form"] == "lease_and_handed"}
    found = {
        point: [(copies[letter["message_id"]], letter["ambiguous"]) for letter in letters] for point, letters in real.items()
    }
    assert found == EXPECTED
    assert {letter["state"] for letters in real.values() for letter in letters} == {"sent"}
    naive = {trial["form"]: trial["letters"] for trial in trials if trial["form"] != "lease_and_handed"}
    the_controls_fail(naive, copies)


def the_controls_fail(naive: dict[str, list[dict[str, Any]]], copies: Counter[str]) -> None:
    """The same exits tell the naive orders apart: one repeats a letter with no doubt on record, the other loses the batch."""
    repeated = naive["mark_at_the_end"][0]
    assert (copies[repeated["message_id"]], repeated["ambiguous"]) == (2, 0)
    assert [copies[letter["message_id"]] for letter in naive["mark_first"]] == [0, 0, 0]
    assert {letter["state"] for letter in naive["mark_first"]} == {"sent"}
