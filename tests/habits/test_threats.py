"""The page that names a test for each threat names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", (ROOT / "docs" / "threats.md").read_text())


def test_every_test_that_is_named_against_a_threat_exists() -> None:
    assert len(NAMED) > 25
    for file, test in NAMED:
        assert (ROOT / file).is_file(), file
        assert f"def {test}(" in (ROOT / file).read_text() or not test, f"{file}::{test}"


def test_every_threat_names_a_test() -> None:
    rows = re.findall(r"^\| (?!threat)(.+?) \|.*\| (.+?) \|$", (ROOT / "docs" / "threats.md").read_text(), re.MULTILINE)
    assert len(rows) > 20
    assert [threat for threat, tests in rows if "`tests/" not in tests] == []
