"""What is left of English in a Spanish page or letter: messages of the catalogue, and small words of sentences nobody wrapped."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from contracts.models import Agreement, Party
from governance.accounts.models import User
from governance.bodies.models import Body, Seat
from scripts import words

# What the register holds in English, and the tests say in the name of somebody.
OF_THE_RECORD = (
    "U.S. Immigration and Customs Enforcement",
    "Preliminary Arraignment Reporting System",
    "Reasons of the seat.",
    "The text must change.",
    "Arrest data for officers on trains and in stations.",  # the example of a column
    "The Inquirer, 27 July 2018",
)
_SMALL = re.compile(r"\b(?:the|of|and|is|was|are|by|for|with|not|has|have|this|that|from|your|you|its|it|to)\b", re.I)
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|<[^>]+>")


@cache
def _english() -> tuple[str, ...]:
    """Return the parts of three words and more of every English message, between its values."""
    parts = set()
    for message in words.messages(words.catalogue()):
        spanish = " ".join(words.forms(message.string))
        for english in words.forms(message.id):
            for part in _PLACEHOLDER.split(english):
                told = " ".join(part.split())
                if len(told.split()) >= 3 and told not in spanish:
                    parts.add(told)
    return tuple(sorted(parts))


def read_aloud(html: str) -> str:
    """Return the words of a page, also those of labels and titles; what says that it is English is left out."""
    html = re.sub(r"<(pre|span|a|p|dl)\b[^>]*\blang=\"en\".*?</\1>", " ", html, flags=re.S)
    html = re.sub(
        r"<(style|script)\b.*?</\1>|<input type=\"hidden\"[^>]*>|<textarea[^>]*\bhidden\b.*?</textarea>", " ", html, flags=re.S
    )
    said = re.findall(r"\b(?:aria-label|title|alt|content|placeholder)=\"([^\"]*)\"", html)
    return " ".join(unescape(" · ".join([re.sub(r"<[^>]+>", " ", html), *said])).split())


def english_left_in(text: str) -> list[str]:
    """Return what of `text` is English, apart from the names of the record."""
    return left_after_names(text, {*OF_THE_RECORD, *_names()})


def left_after_names(text: str, names: set[str]) -> list[str]:
    """Return what is English in `text` once the names are taken out."""
    text = " ".join(text.split())
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "…")
    left = [part for part in _english() if part in text]
    around = [
        text[max(0, found.start() - 30) : found.end() + 30]
        for found in _SMALL.finditer(re.sub(r"https?://\S+|/[\w/-]+|\S+@\S+", "", text))
    ]
    return left + around


def _names() -> set[str]:
    named = {str(name) for model in (Party, Body, Seat, User) for name in model.objects.values_list("name", flat=True)}
    held = Seat.objects.values_list("principal_office", "directed_by")
    titles = Agreement.objects.values_list("title", flat=True)
    return {name for name in (*named, *titles, *(name for row in held for name in row)) if name}
