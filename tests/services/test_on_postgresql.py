"""What the database decides, once more on a real PostgreSQL: what it refuses, who waits for whom, what its SQL finds.

Each run of the suite asks what could come out otherwise there than on SQLite. The rest asks rules that no database knows; it is
repeated in the long form, of which CONTRIBUTING.md has the command.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.postgresql import running_postgresql

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTILE = "tests/site/test_hostile_texts.py"
DECIDED_THERE = {
    "who waits for whom": [
        "tests/services/test_races.py",
        "tests/services/test_sent_at_once.py",
        "tests/governance/record/sheets/test_at_once.py",
        "tests/governance/subscribers/test_at_once.py",
    ],
    "triggers, constraints, unique keys": [
        "tests/habits/test_guards.py",
        "tests/contracts/test_register.py",
        "tests/governance/bodies/test_appointments.py",
        "tests/governance/ballots/test_voting.py",
    ],
    "the statements of the sweeps, with their reckoning of days": [
        "tests/governance/bodies/test_ladder.py",
        "tests/governance/followups/test_silence.py",
        "tests/governance/notices/test_alerts.py",
        "tests/governance/notices/test_delegates.py",
        "tests/governance/notices/test_follow_up_letters.py",
        "tests/governance/notices/test_jumps.py",
        "tests/governance/notices/test_many_bodies.py",
        "tests/governance/notices/test_queueing.py",
        "tests/governance/notices/test_silent_keepers.py",
        "tests/governance/notices/test_term_letters.py",
        "tests/governance/notices/test_unchecked.py",
        "tests/governance/subscribers/test_being_told.py",
        "tests/governance/subscribers/test_ending.py",
    ],
    "how a kept answer is known to be true still": ["tests/governance/public/test_eras.py", "tests/site/test_kept_answers.py"],
    "claims that others skip": ["tests/governance/notices/test_sending.py"],
    "searches, filters and the order of rows": ["tests/site/test_deadlines.py", "tests/site/test_register_filters.py"],
    "texts that it does not take": [
        f"{HOSTILE}::test_a_hostile_text_in_all_fields_of_a_form_is_taken_as_text_or_refused_in_words[NUL]",
        f"{HOSTILE}::test_a_hostile_text_in_any_question_of_any_page_is_no_error[NUL]",
    ],
    "a whole story": ["tests/journeys/test_2018_played_live.py"],
}
EVERYTHING = [
    "tests/habits/test_guards.py",
    "tests/contracts",
    "tests/governance",
    "tests/journeys",
    "tests/services/test_mail_servers.py",
    "tests/services/test_races.py",
    "tests/services/test_sent_at_once.py",
    "tests/site",
]

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="this run is on PostgreSQL itself"
)


def test_what_the_database_decides_comes_out_the_same_on_postgresql() -> None:
    run_on_postgresql(*[test for tests in DECIDED_THERE.values() for test in tests])


@pytest.mark.slow  # some minutes, of which most ask what no database decides
def test_everything_comes_out_the_same_on_postgresql() -> None:
    run_on_postgresql(*EVERYTHING, workers=2)


def run_on_postgresql(*tests: str, workers: int = 0) -> None:
    with running_postgresql() as url:
        command = [sys.executable, "-m", "pytest", "-q", "-n", f"{workers}", "-p", "no:cacheprovider", *tests]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        run = subprocess.run(command, cwd=ROOT, env=environment | {"DATABASE_URL": url}, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]
