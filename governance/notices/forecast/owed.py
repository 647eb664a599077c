"""One notice that will be owed to one person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .facts import Agreement, Deadline, Key, Person


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice as a sweep at `at` will queue it.

    `matter` names what causes it in words that hold before there is a row ("deadline:pars-ice:term_end:term:2017-09-01:1"), `row`
    is the occasion as the database has it, "" where the row is yet to come. `day` is the day that it is about, if there is one.
    `is_said`: its letter will carry it; otherwise it will have become moot, since a sweep asks less than a letter does.
    """

    at: datetime
    kind: str
    matter: str
    row: str
    rung: int
    person: Person
    agreement: int | None
    zone: str
    day: date | None = None
    is_said: bool = True

    @property
    def identity(self) -> Key:
        """What is queued once."""
        return self.kind, self.matter, self.rung, self.person.address

    @property
    def key(self) -> Key:
        """The key of the row, where its occasion has one."""
        return self.kind, self.row, self.rung, self.person.address


def matter_of(agreement: Agreement, deadline: Deadline) -> str:
    """Name a deadline as the cause of a notice, in words that hold before it is a row."""
    return f"deadline:{agreement.slug}:{deadline.kind}:{deadline.cause}:{deadline.revision}"


def row_of(deadline: Deadline, what: str = "") -> str:
    """Return the occasion that the deadline is, or `what` of it; "" while it is no row."""
    return f"deadline:{deadline.id}{what}" if deadline.id else ""
