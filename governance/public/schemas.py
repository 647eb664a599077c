"""The shapes that the API answers in. They are stable: others build on them."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema


class RuleOut(Schema):
    """`needed` of `seats` must approve."""

    seats: int
    needed: int


class TallyOut(Schema):
    """How many seats stand where, as counted; the six add up to the seats of the rule."""

    approve: int
    decline: int
    abstain: int
    recuse: int
    silent: int
    vacant: int


class SeatOut(Schema):
    """A seat as it was when the ballot opened."""

    code: str
    name: str


class SourceOut(Schema):
    """Where a fact comes from; `url` is empty for a paper."""

    key: str
    title: str
    url: str


class PositionOut(Schema):
    """One act on record, in order. `counted` is true of the one that stands for its seat, not of late and replaced ones."""

    seat: SeatOut
    position: str
    reasons: str
    basis: str
    cast_at: datetime | None
    reported_on: date | None
    counted: bool
    sources: list[SourceOut]


class FollowUpOut(Schema):
    """What the decision obliges: pending, done, waived or overdue."""

    duty: str
    due_on: date
    state: str
    done_on: date | None


class DecisionOut(Schema):
    """A ballot and its decision. `outcome` and `settled_at` are null while it is open."""

    slug: str
    agreement: str
    question: str
    outcome: str | None
    rule: RuleOut
    tally: TallyOut
    positions: list[PositionOut]
    opened_at: datetime | None
    closes_at: datetime | None
    settled_at: datetime | None
    reported_on: date | None
    effective_on: date | None
    text_digest: str | None
    still_needed: str
    follow_ups: list[FollowUpOut]


class Missing(Schema):
    """What was looked for is not there."""

    detail: str
