"""The rules are plain Python: each pure module loads in a fresh process without Django."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = [
    "contracts.deadlines",
    "governance.ballots.rounds",
    "governance.ballots.tally",
    "governance.bodies.ladder",
    "governance.followups.obligations",
    "governance.formulas",
    "governance.ledger.merkle",
    "governance.notices.forecast.acts",
    "governance.notices.forecast.deadlines",
    "governance.notices.forecast.duties",
    "governance.notices.forecast.facts",
    "governance.notices.forecast.following",
    "governance.notices.forecast.letters",
    "governance.notices.schedule",
    "governance.public.disclosure",
    "governance.public.pictures.axis",
    "governance.public.pictures.fees",
    "governance.public.pictures.lanes",
]
HEAVY = ("django", "django_fsm", "celery", "kombu")


@pytest.mark.parametrize("module", PURE)
def test_pure_module_loads_without_django(module: str) -> None:
    script = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.split() == []
