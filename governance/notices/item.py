"""One occasion as a letter says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from governance.languages import address_now

from .calendar import Entry


@dataclass(frozen=True, slots=True)
class Item:
    """`first` says what to do and by when; `facts` and `agreement` are whole lines, an empty one parts them; `link` is absolute.

    Where a letter carries many of its kind they stand in a list, in the order of `on`, each by its `line`, or else its subject.
    """

    subject: str
    first: str
    facts: tuple[str, ...]
    link: str
    link_text: str
    agreement: tuple[str, ...]
    why: str
    event: Entry | None = None
    line: str = ""
    on: date = date.max


def link_to(path: str) -> str:
    """Return where the page at this English address is found in the language in force.

    It comes from SITE_URL, never from a request, and carries no secret.
    """
    return settings.SITE_URL + address_now(path)
