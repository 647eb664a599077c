"""The form of an agreement in a file, with all that is known of it. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ModelWrapValidatorHandler, ValidationInfo, field_validator, model_validator

from .days import Day
from .entries import Labelled, in_order
from .foundations import AParty, APerson, ASystem
from .history import Claims, Event, Statement
from .references import around, fault, unique
from .rounds import AnElement, FollowUp, PeriodName, ReportedDecision, SampleBallot
from .values import ADay, Amount, ARoughDay, Currency, DayOfYear, Jurisdiction, Line, Notice, Prose, Slug


class Fee(Labelled):
    """What is paid in a term."""

    amount: Amount
    currency: Currency = "USD"
    period: PeriodName = "per_year"
    remark: Annotated[str, Field(max_length=0)] = ""


class Term(Labelled):
    """A period of an agreement, both days included; the first may be known to the month or year only."""

    starts_on: ARoughDay
    ends_on: Annotated[ADay, unique("term that ends on")]
    basis: Literal["signed", "decision", "by_silence", "not_recorded"] = "not_recorded"
    fees: tuple[Fee, ...] = ()

    @field_validator("ends_on")
    @classmethod
    def _ends_after_it_starts(cls, day: Day, info: ValidationInfo) -> Day:
        return in_order(day, info, earlier="starts_on", sentence="The term would end before it starts. Choose a later last day.")


class Sharing(Labelled):
    """That an element is shared or withheld; without `since` from when is not recorded."""

    element: AnElement
    sharing: Literal["shared", "withheld"]
    since: Annotated[ARoughDay | None, Field(validate_default=True)] = None

    @field_validator("since")
    @classmethod
    def _once_from_a_day_on(cls, since: Day | None, info: ValidationInfo) -> Day | None:
        element = info.data.get("element")
        if element is not None and not around(info).is_first("sharing", f"{element} {since}", everywhere=False):
            raise fault(f"What holds for “{element}” from that day on stands above already.")
        return since


class Agreement(Labelled):
    """An agreement with all that is known of it. Without terms, its terms are not recorded."""

    slug: Annotated[Slug, unique("agreement", everywhere=True)]
    title: Line
    system: ASystem
    recipient: AParty
    purpose: Prose = ""
    default_outcome: Literal["lapses", "renews_by_silence"] = "lapses"
    default_outcome_clause: Annotated[str, Field(max_length=300)] = ""
    renewal_day: DayOfYear | None = None
    notice: Notice | None = None
    notice_clause: Annotated[str, Field(max_length=300)] = ""
    jurisdiction: Jurisdiction | None = None
    ended_early_on: ADay | None = None
    keepers: Annotated[tuple[APerson, ...], Field(min_length=2)]
    terms: tuple[Term, ...] = ()
    sharings: tuple[Sharing, ...] = ()
    claims: tuple[Claims, ...] = ()
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    decisions: tuple[ReportedDecision, ...] = ()
    ballots: tuple[SampleBallot, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _among_its_own(cls, values: Any, judge: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        with around(info).of_agreement(values if isinstance(values, dict) else {}):
            return judge(values)
