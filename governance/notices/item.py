"""One occasion as a letter says it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from governance.languages import address_now

from .calendar import Entry


@dataclass(frozen=True, slots=True)
class Item:
    """`first` says what to do and by when; `facts` and `agreement` are whole lines; `link` is absolute."""

    subject: str
    first: str
    facts: tuple[str, ...]
    link: str
    link_text: str
    agreement: tuple[str, ...]
    why: str
    event: Entry | None = None


def link_to(path: str) -> str:
    """Return where the page at this English address is found in the language in force.

    It comes from SITE_URL, never from a request, and carries no secret.
    """
    return settings.SITE_URL + address_now(path)
