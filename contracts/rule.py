"""Who acts where no person does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TheRule:
    """The rule as an actor, beside people: it carries out what was decided, or what silence brings, and asks in time.

    `cause` names what it followed: `decision:<slug>`, `silence:<last day of the term that ran out>`, or, where it asks the
    body by itself, `round:<last day of the term that runs out>`.
    """

    cause: str
    role: str = "rule"

    @classmethod
    def after_decision(cls, slug: str) -> TheRule:
        """Return the rule as it follows a decision."""
        return cls(f"decision:{slug}")

    @classmethod
    def after_silence(cls, ended_on: date) -> TheRule:
        """Return the rule as it follows a term that nobody ended in time."""
        return cls(f"silence:{ended_on.isoformat()}")

    @classmethod
    def ahead_of(cls, ends_on: date) -> TheRule:
        """Return the rule as it opens the round about the end of a term."""
        return cls(f"round:{ends_on.isoformat()}")
