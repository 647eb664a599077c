"""What a reader asks the register for, as it stands in the address: the same for the page, its CSV and the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from .selection import Wanted

Word = TypeVar("Word", bound=StrEnum)
LONGEST = 100  # characters of a word asked for
FURTHEST = 3660  # days that one may look ahead
MOST_UNVOTED = 100


class Order(StrEnum):
    """By what the register is sorted; the value stands in the address."""

    NEXT = "next"
    ENDS = "ends"
    TITLE = "title"
    RECIPIENT = "recipient"
    UNVOTED = "unvoted"


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters and the order. Empty text, None and 0 ask for nothing.

    `system`, `recipient` and `body` are the name in the address, or the beginning of a word of the name; `ends_within` is in
    days; `unvoted` is the least number of terms without a recorded vote.
    """

    q: str = ""
    standing: Wanted | None = None
    system: str = ""
    recipient: str = ""
    body: str = ""
    ends_within: int | None = None
    unvoted: int = 0
    sort: Order = Order.NEXT

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set; the order is none."""
        return replace(self, sort=Order.NEXT) != Asked()

    def address(self, **changes: object) -> str:
        """Return the query of the address, as one of its own shape asked the same; what is not asked for is left out."""
        return urlencode(replace(self, **changes).words())  # type: ignore[arg-type]

    def words(self) -> dict[str, str]:
        """Return what stands in the address, by name."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in said.items() if value != getattr(Asked(), name)}


def as_asked(given: Mapping[str, str]) -> Asked:
    """Read what an address asks for; what is asked wrongly counts as not asked."""
    return Asked(
        q=plain(given.get("q", "")),
        standing=_one_of(Wanted, given.get("standing", "")),
        system=plain(given.get("system", "")),
        recipient=plain(given.get("recipient", "")),
        body=plain(given.get("body", "")),
        ends_within=_number(given.get("ends_within", ""), most=FURTHEST),
        unvoted=_number(given.get("unvoted", ""), most=MOST_UNVOTED) or 0,
        sort=_one_of(Order, given.get("sort", "")) or Order.NEXT,
    )


def plain(text: str) -> str:
    """Return the words with one space between them, so many as a search needs; no database is asked for a NUL."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST].strip()


def _number(text: str, *, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= most else None


def _one_of(words: type[Word], text: str) -> Word | None:
    return next((word for word in words if word.value == text), None)
