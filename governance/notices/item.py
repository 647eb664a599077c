"""One occasion as a letter says it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from .calendar import Entry


@dataclass(frozen=True, slots=True)
class Item:
    """`first` says what to do and by when; `facts` and `agreement` are whole lines; `link` is absolute.

    `line` is what stands in a list where a letter carries many of its kind; without one the subject stands there.
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


def link_to(path: str) -> str:
    """Return the address of a page of ours. It comes from SITE_URL, never from a request, and carries no secret."""
    return settings.SITE_URL + path
