"""The small parts that several pages share, in the shapes that templates/components ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.models import Source


@dataclass(frozen=True, slots=True)
class Status:
    """A state: its code draws the shape, its text is the word."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a statement comes from; `url` is empty for a paper."""

    title: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page; in breadcrumbs the last has no url."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A word and its value, as a list of facts shows them; `label` says how it is known.

    `is_quoted` says that the note is in the language of record.
    """

    word: str
    value: str
    url: str = ""
    note: str = ""
    label: str = ""
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Countdown:
    """Days to something; `number` is written out, urgency is "", "soon" or "over"."""

    number: str
    unit: str
    until: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A duty and what was shown of it; the code of `status` is pending, done, waived or overdue."""

    duty: str
    status: Status
    text: str
    due_on: date
    due_text: str
    done_on: date | None
    evidence: str
    how: tuple[str, ...]  # which office confirmed it, on which channel, and whether a document is on file
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Which part of a long list is shown."""

    number: int
    total: int
    previous_url: str
    next_url: str


def source_lines(sources: Iterable[Source]) -> tuple[SourceLine, ...]:
    """Return the sources as pages show them."""
    return tuple(SourceLine(source.title, source.url, source.key) for source in sources)


def shown_label(*labels: str) -> str:
    """Return the most doubtful of the labels where it must be seen: plain facts need no chip, all else does."""
    return next((label for label in ("illustrative", "disputed", "inferred") if label in labels), "")


def if_illustrative(*labels: str) -> str:
    """Return the chip of what stands on illustrative facts, to be shown beside its name; empty for all else."""
    return "illustrative" if "illustrative" in labels else ""
