"""What the pages for readers of the code point to is there: files, headings, commands and targets of make."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
TARGET = re.compile(r"`make ([a-z]+)")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_to_a_file_and_to_a_heading_that_are_there(page: Path) -> None:
    for path, heading in LINK.findall(page.read_text()):
        leads_to = (page.parent / path) if path else page
        assert leads_to.exists(), path
        assert not heading or heading in _headings(leads_to), f"{path}#{heading}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_and_every_target_of_make_that_is_named_exists(page: Path) -> None:
    assert set(COMMAND.findall(page.read_text())) <= set(get_commands())
    assert set(TARGET.findall(page.read_text())) <= _targets()


def test_the_pages_do_point_somewhere() -> None:
    words = "".join(page.read_text() for page in PAGES)
    assert len(LINK.findall(words)) > 40
    assert len(COMMAND.findall(words)) > 20
    assert len(TARGET.findall(words)) > 20


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), {ROOT / "README.md"}
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for path, _ in LINK.findall(page.read_text()) if page.suffix == ".md" else ():
            leads_to = (page.parent / path).resolve()
            if leads_to.is_dir():
                reached |= set(leads_to.glob("*.md"))
            elif leads_to not in reached:
                waiting.add(leads_to)
    assert [_name(page) for page in PAGES if page not in reached] == []


def _headings(page: Path) -> set[str]:
    """Return the anchors of a page, as they are made of its headings."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
