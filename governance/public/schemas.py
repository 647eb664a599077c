"""The shapes that the API tells ballots in, and what it says when it cannot answer. They are stable: others build on them."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field


class RuleOut(Schema):
    """`needed` of `seats` must approve."""

    seats: int = Field(description="All seats, whether they speak or not.", examples=[3])
    needed: int = Field(description="How many of them must approve; always more than half.", examples=[2])


class TallyOut(Schema):
    """How many seats stand where, as counted; the six add up to the seats of the rule."""

    approve: int = Field(description="Seats that approve: only these count towards `needed`.", examples=[0])
    decline: int = Field(description="Seats that decline.", examples=[2])
    abstain: int = Field(description="Seats that said they take no side.", examples=[1])
    recuse: int = Field(description="Seats that said they must not decide.", examples=[0])
    silent: int = Field(description="Seats of which no position is on record.", examples=[0])
    vacant: int = Field(description="Seats that nobody held.", examples=[0])


class SeatOut(Schema):
    """A seat as it was when the ballot opened."""

    code: str = Field(description="Its short name within the body.", examples=["DAO"])
    name: str = Field(description="Its name.", examples=["District Attorney's Office"])


class SourceOut(Schema):
    """Where a fact comes from."""

    key: str = Field(description="Its name in this register.", examples=["INQ180727"])
    title: str = Field(description="What it is.", examples=["The Inquirer, 27 July 2018"])
    url: str = Field(description="Where it is; empty for a paper.", examples=["https://example.org/article"])


class PositionOut(Schema):
    """One act on record, in order."""

    seat: SeatOut = Field(description="The seat that spoke.")
    position: str = Field(description="approve, decline, abstain, recuse or withdrawn.", examples=["decline"])
    reasons: str = Field(
        description="Its reasons in full; empty where none were given.", examples=["Residents must be able to trust the courts."]
    )
    basis: str = Field(description="cast here, on paper, or reported by a source.", examples=["cast"])
    cast_at: datetime | None = Field(description="When it was cast; null where it is only reported.")
    reported_on: date | None = Field(description="The day on which a source reported it; null where it was cast.")
    counted: bool = Field(description="True of the one that stands for its seat, not of late and replaced ones.")
    sources: list[SourceOut] = Field(description="Where a reported position is known from.")


class FollowUpOut(Schema):
    """What the decision obliges."""

    duty: str = Field(description="notice_letter, access_off or certificate.", examples=["access_off"])
    due_on: date = Field(description="The day by which it is to be shown.")
    state: str = Field(description="pending, done, waived or overdue.", examples=["overdue"])
    done_on: date | None = Field(description="The day on which it was done.")


class DecisionOut(Schema):
    """A ballot and its decision. `outcome` and `settled_at` are null while it is open."""

    slug: str = Field(description="Its name in the address.", examples=["pars-ice-2018"])
    agreement: str = Field(description="The slug of the agreement it is about.", examples=["pars-ice"])
    question: str = Field(description="renew, amend, end_early or give_notice.", examples=["renew"])
    outcome: str | None = Field(
        description="carried, defeated, lapsed or withdrawn; null while it is open.", examples=["defeated"]
    )
    rule: RuleOut = Field(description="The rule that was copied onto the ballot when it opened.")
    tally: TallyOut = Field(description="The count, as of this moment or as settled.")
    positions: list[PositionOut] = Field(description="Every act on record, in order.")
    opened_at: datetime | None = Field(description="When it opened; null for a reported decision.")
    closes_at: datetime | None = Field(description="The first instant at which nobody may vote any more.")
    settled_at: datetime | None = Field(
        description="The instant from which it counts as settled, also where no worker wrote it down yet."
    )
    reported_on: date | None = Field(description="The day on which a source reported the decision.")
    effective_on: date | None = Field(description="The first day of the new term, or the last day of access.")
    text_digest: str | None = Field(description="The SHA-256 of the exact text voted on, in hexadecimal.")
    still_needed: str = Field(description="In a sentence, what is still needed, or how it came out.")
    follow_ups: list[FollowUpOut] = Field(description="What it obliges, where access is to end.")


class DecisionRowOut(Schema):
    """A ballot in the list; `/decisions/{slug}` tells the rest."""

    slug: str = Field(description="Its name in the address.", examples=["pars-ice-2018"])
    agreement: str = Field(description="The slug of the agreement it is about.", examples=["pars-ice"])
    body: str = Field(description="The slug of the body that decides.", examples=["pars-subcommittee"])
    question: str = Field(description="renew, amend, end_early or give_notice.", examples=["renew"])
    outcome: str | None = Field(
        description="carried, defeated, lapsed or withdrawn; null while it is open.", examples=["defeated"]
    )
    opened_at: datetime | None = Field(description="When it opened; null for a reported decision.")
    closes_at: datetime | None = Field(description="The first instant at which nobody may vote any more.")
    settled_at: datetime | None = Field(description="The instant from which it counts as settled.")
    reported_on: date | None = Field(description="The day on which a source reported the decision.")
    url: str = Field(description="Its page.", examples=["https://example.org/decisions/pars-ice-2018/"])


class Missing(Schema):
    """What was looked for is not there."""

    detail: str = Field(description="In a sentence, what is not there.", examples=["There is no decision of this name."])


class Fault(Schema):
    """One thing in the address that could not be understood."""

    field: str = Field(description="The name of the parameter.", examples=["ends_within"])
    message: str = Field(description="What it must be.", examples=["Input should be less than or equal to 3660"])


class Misunderstood(Schema):
    """The address asks for something that there cannot be."""

    detail: str = Field(description="In a sentence, what was wrong.", examples=["The address could not be understood."])
    faults: list[Fault] = Field(description="Each parameter that was wrong.")


class PageOut(Schema):
    """Which part of a list this is."""

    count: int = Field(description="How many there are in all.", examples=[1])
    page: int = Field(description="The number of this page, from 1 on.", examples=[1])
    pages: int = Field(description="How many pages there are; at least 1.", examples=[1])
    next: str | None = Field(description="The address of the next page; null on the last.")
    previous: str | None = Field(description="The address of the page before; null on the first.")


class DecisionsOut(PageOut):
    """Ballots, the latest first."""

    results: list[DecisionRowOut] = Field(description="The ballots of this page.")
