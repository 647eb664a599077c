"""The suite's database tests once more, on a real PostgreSQL: guards, constraints, races, notices and journeys."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.postgresql import running_postgresql

ROOT = Path(__file__).resolve().parent.parent.parent
AGAIN = [
    "tests/habits/test_guards.py",
    "tests/contracts",
    "tests/governance/accounts",
    "tests/governance/ballots",
    "tests/governance/bodies",
    "tests/governance/followups",
    "tests/governance/notices",
    "tests/governance/public",
    "tests/governance/subscribers",
    "tests/journeys",
    "tests/services/test_mail_servers.py",
    "tests/services/test_races.py",
    "tests/site/test_deadlines.py",
    "tests/site/test_kept_answers.py",
    "tests/site/test_register_filters.py",
    "tests/services/test_sent_at_once.py",
    "tests/site/test_hostile_texts.py::test_a_hostile_text_in_any_field_is_taken_as_text_or_refused_in_words[NUL]",
    "tests/site/test_hostile_texts.py::test_a_hostile_text_in_any_question_of_any_page_is_no_error",
]


@pytest.mark.skipif(os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="this run is on PostgreSQL itself")
def test_guards_races_rules_and_journeys_hold_on_postgresql() -> None:
    with running_postgresql() as url:
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *AGAIN]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        run = subprocess.run(command, cwd=ROOT, env=environment | {"DATABASE_URL": url}, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]
