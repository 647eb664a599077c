"""The form of a register in a file, as docs/record-format.md describes it for people. Pure.

A value of these models has been judged whole: every reference is known, every day a day. What only the register can know, such
as two terms that share a day, its actions refuse.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .agreements import Agreement
from .entries import Entry
from .foundations import Body, Person, SourceEntry, System
from .references import known, unique
from .values import Line, Slug, SourceKey

AClerk = Annotated[str, known("people", "{} is not among the people of this file."), known("clerks", "{} is not a clerk.")]


class Document(Entry):
    """A whole register. `register` is the version of this form, `clerk` the person who enters it."""

    register_version: Annotated[Literal["1"], Field(alias="register")]
    sources: dict[SourceKey, SourceEntry] = {}
    people: dict[Slug, Person]
    clerk: AClerk
    parties: dict[Slug, Annotated[Line, unique("party named", everywhere=True)]] = {}
    systems: tuple[System, ...] = ()
    bodies: tuple[Body, ...] = ()
    agreements: tuple[Agreement, ...] = ()
