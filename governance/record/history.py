"""The form of what happened, what was said and what is disputed, in a file. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from .entries import Cited, Entry, Labelled
from .references import fault, unique
from .values import ARoughDay, Line, Prose, Truth

EventName = Literal[
    "context",
    "agreement_signed",
    "policy_change",
    "date_correction",
    "compliance_query",
    "recipient_response",
    "compliance_meeting",
    "notice_sent",
    "public_announcement",
    "public_explanation",
    "renewal",
    "suspension",
    "ended",
    "expiry",
]
StatementName = Literal["intent", "reported_position", "advisory_resolution", "comment"]


class Dated(Labelled):
    """Something with a day, known to the day, the month or the year."""

    on: ARoughDay
    actor: Line = ""
    kind: str
    text: Prose


class Event(Dated):
    """What happened."""

    kind: EventName


class Statement(Dated):
    """What somebody said. Never counted."""

    kind: StatementName


class Claim(Entry):
    """One value that sources give."""

    value: Annotated[str, Field(min_length=1, max_length=300)]
    chosen: Truth = False
    sources: Annotated[tuple[Cited, ...], Field(min_length=1)]


class Claims(Entry):
    """The values that sources give for a disputed fact; exactly one is chosen to be reckoned with."""

    field: Annotated[str, Field(min_length=1, max_length=60), unique("disputed field")]
    values: tuple[Claim, ...]

    @field_validator("values")
    @classmethod
    def _one_is_chosen(cls, values: tuple[Claim, ...]) -> tuple[Claim, ...]:
        if sum(claim.chosen for claim in values) != 1:
            raise fault("Exactly one of the values is the chosen one.")
        return values
