"""The form of what a body was asked, in a file: reported decisions, illustrative ballots, and what followed. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ModelWrapValidatorHandler, ValidationInfo, field_validator, model_validator

from .days import Day, read_day
from .entries import Cited, Entry, Labelled, in_order
from .references import around, known, unique
from .values import ADay, AMoment, Amount, Currency, Line, Prose, Slug

PositionName = Literal["approve", "decline", "abstain", "recuse"]
QuestionName = Literal["renew", "amend", "end_early", "give_notice"]
PeriodName = Literal["per_year", "per_term", "one_off"]
DutyName = Literal["notice_letter", "access_off", "certificate"]
ASeat = Annotated[str, known("seats", "{} is not a seat of the body that decides here.")]
AnElement = Annotated[Line, known("elements", "{} is not an element of this agreement's system.")]
ATerm = Annotated[str, known("terms", "No term of this agreement ends on {}."), AfterValidator(lambda day: str(read_day(day)))]
NoBallot = "{} is not a sample person (an address that ends in .invalid); nobody else's vote is loaded."


class ProposedFee(Entry):
    """What is to be paid."""

    amount: Amount
    currency: Currency = "USD"
    period: PeriodName = "per_year"


class Proposal(Entry):
    """What is put to the body. For "renew" and "amend" it begins on the day after the term."""

    starts_on: ADay | None = None
    ends_on: ADay
    fee: ProposedFee | None = None
    shared: tuple[AnElement, ...] = ()
    withheld: tuple[AnElement, ...] = ()
    conditions: tuple[Prose, ...] = ()

    @field_validator("ends_on")
    @classmethod
    def _ends_after_it_starts(cls, day: Day, info: ValidationInfo) -> Day:
        return in_order(day, info, earlier="starts_on", sentence="The term would end before it starts. Choose a later last day.")


class Position(Entry):
    """What sources report of a seat."""

    seat: Annotated[ASeat, unique("position of the seat")]
    position: PositionName
    reasons: Prose = ""
    sources: Annotated[tuple[Cited, ...], Field(min_length=1)]


class Round(Labelled):
    """What reported decisions and ballots share: a question about a term."""

    term: ATerm
    question: QuestionName
    proposal: Proposal

    @model_validator(mode="wrap")
    @classmethod
    def _seats_speak_once(cls, values: Any, judge: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        with around(info).within():
            return judge(values)


class ReportedDecision(Round):
    """A decision taken elsewhere or before the register. Its outcome is not written here: the tally computes it."""

    slug: Annotated[Slug, unique("decision", everywhere=True)]
    positions: tuple[Position, ...]
    reported_on: ADay
    effective_on: ADay | None = None
    new_term: ATerm | None = None


class SampleVote(Entry):
    """A position of a sample person, as if cast at that moment."""

    seat: ASeat
    person: Annotated[str, known("people", "{} is not among the people of this file."), known("sample people", NoBallot)]
    position: PositionName
    reasons: Prose = ""
    at: AMoment


class SampleBallot(Round):
    """A ballot made up to show how one works. Real ones are opened and cast here, and never loaded."""

    label: Literal["illustrative"]
    opens_at: AMoment
    closes_on: ADay
    votes: tuple[SampleVote, ...] = ()


class FollowUp(Labelled):
    """How it is known that a duty after a term was met."""

    term: ATerm
    duty: DutyName
    done_on: ADay
    evidence: Prose
