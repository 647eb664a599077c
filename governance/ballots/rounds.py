"""The round to come about the end of a term: what is asked, when it opens by itself, and what keeps it from opening. Pure.

In prose, with worked cases: docs/rules/rounds.md. The desk, the public page, the task that opens rounds and the forecast ask it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from contracts.deadlines import NoSuchDay, YearDay, next_term
from governance.bodies.ladder import hour_of_post

NAMED_FROM = 30  # days before it is due to open: while there is time to remove what is in its way
_A_DAY = timedelta(days=1)
_TAILS = {"end_early": "-end-early", "give_notice": "-give-notice"}


class Obstacle(StrEnum):
    """What keeps a round from opening by itself."""

    TOO_LATE = "too_late"  # the last day to vote is past
    NO_BODY = "no_body"  # nobody decides about the system
    NO_RENEWAL_DAY = "no_renewal_day"  # how long a renewal runs is not on record
    UNCHECKED = "unchecked"  # the round would rest on one person's reading of a date
    VACANT = "vacant"  # so many seats are empty that it could not carry
    DRAFT = "draft"  # the clerk has begun it
    WITHDRAWN = "withdrawn"  # the clerk took it back


@dataclass(frozen=True, slots=True)
class Matter:
    """What the register says about the end of a term. Without a `notice_by` notice is in time until the last day."""

    starts_on: date
    ends_on: date
    renews_by_silence: bool = False
    notice_by: date | None = None
    year_day: YearDay | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The round as it opens by itself: from the hour of the post of `opens_on` on, to be voted on through `closes_on`.

    `starts_on` and `ends_on` are the days proposed; `ends_on` is None where the register does not say how long a renewal runs.
    """

    question: str
    opens_on: date
    closes_on: date
    starts_on: date | None
    ends_on: date | None

    def is_due(self, *, at: datetime, zone: str) -> bool:
        """Say whether its time to open has come."""
        return at >= hour_of_post(self.opens_on, zone)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that decides whether a round can open on a local day `on`."""

    on: date
    has_body: bool
    filled: int  # seats for which somebody could speak
    needed: int
    is_unchecked: bool
    has_draft: bool
    was_withdrawn: bool


def plan_of(matter: Matter, *, ladder: Sequence[int]) -> Plan:
    """Return the round about the end of a term: it opens at the top of the ladder before the day to act by, within the term.

    Where silence renews, that day is the notice-by date, and voting ends on the eve of it: the letter can still be delivered.
    """
    act_by = (matter.notice_by if matter.renews_by_silence else None) or matter.ends_on
    opens_on = max(matter.starts_on, act_by - timedelta(days=max(ladder)))
    if matter.renews_by_silence:
        return Plan("give_notice", opens_on, act_by - _A_DAY, None, matter.ends_on)
    starts_on, ends_on = _next_term(matter)
    return Plan("renew", opens_on, act_by, starts_on, ends_on)


def _next_term(matter: Matter) -> tuple[date | None, date | None]:
    if matter.year_day is None:
        return matter.ends_on + _A_DAY if matter.ends_on < date.max else None, None
    try:
        return next_term(ends_on=matter.ends_on, renewal=matter.year_day)
    except NoSuchDay:
        return None, None


def obstacles(plan: Plan, found: Circumstances) -> tuple[Obstacle, ...]:
    """Return what keeps the round from opening, what nothing can be done about first; empty where it opens when it is due."""
    in_the_way = {
        Obstacle.TOO_LATE: found.on > plan.closes_on,
        Obstacle.NO_BODY: not found.has_body,
        Obstacle.NO_RENEWAL_DAY: plan.ends_on is None,
        Obstacle.UNCHECKED: found.is_unchecked,
        Obstacle.VACANT: found.has_body and found.filled < found.needed,
        Obstacle.DRAFT: found.has_draft,
        Obstacle.WITHDRAWN: found.was_withdrawn and not found.has_draft,
    }
    return tuple(obstacle for obstacle, is_there in in_the_way.items() if is_there)


def address_of(agreement: str, question: str, ends_on: date, *, taken: Collection[str]) -> str:
    """Return the first free address for a ballot about a term: pars-ice-2018, pars-ice-2018-v2, pars-ice-2018-give-notice."""
    stem = f"{agreement}-{ends_on.year}{_TAILS.get(question, '')}"
    versions = (stem if number == 1 else f"{stem}-v{number}" for number in range(1, len(taken) + 2))
    return next(address for address in versions if address not in taken)
