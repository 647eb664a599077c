"""How far the entering of a long sheet has come. It stands in the cache: nothing within a transaction is seen before it ends.

What is told here decides nothing. Where the cache is away or forgets, a page shows no numbers, and all else goes on as it would.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import caches

KEPT_FOR = 60  # seconds without a word after which nobody is taken to be at work


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of the rows that enter or change something are done; `whole` is 0 while they are still being looked for.

    What is done counts only when all of it is.
    """

    done: int
    whole: int


def tell(sheet_id: int, progress: Progress) -> None:
    """Let every process see how far the sheet has come."""
    caches["progress"].set(_told(sheet_id), (progress.done, progress.whole), KEPT_FOR)


def told(sheet_id: int) -> Progress | None:
    """Return how far the sheet has come; None if nobody has said so within KEPT_FOR."""
    found = caches["progress"].get(_told(sheet_id))
    return Progress(*found) if found else None


def ask_to_stop(sheet_id: int) -> None:
    """Ask whoever enters the sheet to stop; see `is_to_stop`."""
    caches["progress"].set(_stop(sheet_id), True, KEPT_FOR)


def is_to_stop(sheet_id: int) -> bool:
    """Tell whether somebody asked for that since the sheet was confirmed."""
    return bool(caches["progress"].get(_stop(sheet_id)))


def forget(sheet_id: int) -> None:
    """Forget what was told and asked: the sheet begins anew, or is done with."""
    caches["progress"].delete(_told(sheet_id))
    caches["progress"].delete(_stop(sheet_id))


def _told(sheet_id: int) -> str:
    return f"sheet:{sheet_id}:progress"


def _stop(sheet_id: int) -> str:
    return f"sheet:{sheet_id}:stop"
