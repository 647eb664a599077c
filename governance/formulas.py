"""What spreadsheet programs would compute, and the apostrophe that keeps them from it. Pure."""

from __future__ import annotations

import re

# What spreadsheet programs take for the beginning of a formula, also in the wide forms of East Asian keyboards.
_BEGINS_A_FORMULA = "=+-@\t\r＝＋－＠"
_A_NEGATIVE_NUMBER = re.compile(r"-[0-9.,]+")


def looks_like_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet program would compute this text; a negative number is not one."""
    return text.startswith(tuple(_BEGINS_A_FORMULA)) and not _A_NEGATIVE_NUMBER.fullmatch(text)


def guarded(text: str) -> str:
    """Return the text as it is written into a cell: an apostrophe in front of what would be computed."""
    return f"'{text}" if _needs_a_guard(text) else text


def unguarded(text: str) -> str:
    """Return the text without the apostrophe that `guarded` put in front of it."""
    return text[1:] if text.startswith("'") and _needs_a_guard(text[1:]) else text


def _needs_a_guard(text: str) -> bool:
    """Tell whether an apostrophe goes in front; also of what begins with one already, so that each is taken off again."""
    return text.lstrip("'").startswith(tuple(_BEGINS_A_FORMULA))
