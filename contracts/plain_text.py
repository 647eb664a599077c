"""What may stand in a text that people will read: plain, of bounded length, and looking like what it is."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from .refusals import Refused

# Bidirectional overrides and isolates can make a sentence read differently from what is stored (U+202A-202E, U+2066-2069).
_REORDERING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
LONGEST = 10_000


def plain_text(text: str, *, field: str, longest: int = LONGEST) -> str:
    """Return `text` with normal line ends, NFC, and no white space around it; raises Refused for what must not be stored."""
    clean = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(clean) > longest:
        sentence = _("This text has %(length)s characters; at most %(longest)s fit.")
        raise Refused(sentence % {"length": len(clean), "longest": longest}, field=field)
    if any(character in _REORDERING for character in clean):
        raise Refused(_("This text contains invisible characters that change the reading direction; remove them."), field=field)
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in clean):
        raise Refused(_("This text contains control characters; remove them."), field=field)
    return clean


def one_line(text: str, *, field: str, longest: int = 200) -> str:
    """Return `text` as `plain_text` does, refusing line breaks too."""
    clean = plain_text(text, field=field, longest=longest)
    if "\n" in clean or "\t" in clean:
        raise Refused(_("This text must stand on one line."), field=field)
    return clean
