"""The pinned requirement files hold what the short ones name, with hashes and without naming any registry."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["requirements", "requirements-pdf", "requirements-dev"])
def test_what_is_asked_for_is_pinned(name: str) -> None:
    asked = re.findall(r"^[A-Za-z][\w.-]*", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
    assert {_canonical(package) for package in asked} <= set(_pinned(name))


@pytest.mark.parametrize("name", ["requirements", "requirements-pdf", "requirements-dev"])
def test_every_pin_has_a_hash_and_no_line_names_a_registry(name: str) -> None:
    lines = (ROOT / f"{name}.txt").read_text().splitlines()
    for line, following in pairwise(lines):
        assert not line.startswith("-")
        assert "://" not in line
        if re.match(r"[a-z]", line):
            assert following.strip().startswith("--hash=sha256:")


def test_development_has_the_versions_of_production() -> None:
    development = _pinned("requirements-dev")
    assert _pinned("requirements").items() <= development.items()
    assert _pinned("requirements-pdf").items() <= development.items()


def test_each_dependency_says_what_it_is_for() -> None:
    for name in ("requirements", "requirements-pdf", "requirements-dev"):
        lines = (ROOT / f"{name}.in").read_text().splitlines()
        explained = False
        for line in lines:
            explained = line.startswith(("#", "-")) or (explained and bool(line))
            assert explained or not line, f"{line} comes without the line that says what it is for"


def _pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][\w.-]*)(?:\[\w+\])?==(\S+)", (ROOT / f"{name}.txt").read_text(), re.MULTILINE))


def _canonical(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()
