"""What may stand in a text that people will read: plain, of bounded length, and looking like what it is."""

from __future__ import annotations

import unicodedata

from django.utils.text import slugify
from django.utils.translation import gettext as _

from .refusals import Refused

# Bidirectional overrides and isolates can make a sentence read differently from what is stored (U+202A-202E, U+2066-2069).
_REORDERING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
# What pages and word processors leave in a copied text, and nobody sees or misses: soft hyphen, zero-width space, joiner, mark.
_LITTER = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
# Zero-width (non-)joiners shape words in some scripts; every other invisible, unassigned or private character is refused.
_SHAPING = {"\u200c", "\u200d"}
_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANK_LETTERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}
LONGEST = 10_000


def plain_text(text: str, *, field: str, longest: int = LONGEST) -> str:
    """Return `text` with normal line ends, NFC, and no white space around it; raises Refused for what must not be stored.

    A text in which nothing can be seen is returned as empty.
    """
    clean = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_LITTER).strip()
    if len(clean) > longest:
        sentence = _("This text has %(length)s characters; at most %(longest)s fit.")
        raise Refused(sentence % {"length": len(clean), "longest": longest}, field=field)
    if any(character in _REORDERING for character in clean):
        raise Refused(_("This text contains invisible characters that change the reading direction; remove them."), field=field)
    if any(_is_refused(character) for character in clean):
        raise Refused(_("This text contains control characters or invisible ones; remove them."), field=field)
    return clean if any(unicodedata.category(character)[0] in "LNPS" for character in clean) else ""


def _is_refused(character: str) -> bool:
    if character in _BLANK_LETTERS:
        return True
    return unicodedata.category(character) in _REFUSED and character not in _SHAPING and character not in "\n\t"


def one_line(text: str, *, field: str, longest: int = 200) -> str:
    """Return `text` as `plain_text` does, refusing line breaks too."""
    clean = plain_text(text, field=field, longest=longest)
    if "\n" in clean or "\t" in clean:
        raise Refused(_("This text must stand on one line."), field=field)
    return clean


def tag_name(text: str, *, field: str, longest: int = 40) -> str:
    """Return a tag as it is kept, in lower-case letters, figures and hyphens; "" where nothing is written."""
    clean = one_line(text, field=field, longest=longest).lower()
    if slugify(clean) != clean:
        sentence = _("%(tag)s is not a tag: use lower-case letters, figures and hyphens.")
        raise Refused(sentence % {"tag": clean}, field=field)
    return clean
