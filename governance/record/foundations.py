"""The form of what agreements stand on, in a file: sources, people, systems and bodies. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ModelWrapValidatorHandler, ValidationInfo, field_validator, model_validator

from governance.ballots.tally import DecisionRule
from governance.bodies.ladder import LADDER

from .entries import Cited, Entry, Labelled
from .references import around, fault, known, unique
from .rounds import ASeat
from .values import ADay, Address, CoolingOff, Email, Ladder, Line, Prose, SeatCode, Slug, Truth, Whole, Zone

AParty = Annotated[str, known("parties", "{} is not among the parties of this file.")]
APerson = Annotated[str, known("people", "{} is not among the people of this file.")]
ASystem = Annotated[str, known("systems", "{} is not among the systems of this file.")]


class SourceEntry(Entry):
    """A document or page; `url` is left out where it has no address."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    url: Address | None = None


class Person(Entry):
    """Somebody who signs in. Administrators are made by `createsuperuser`, never by a file."""

    name: Line
    email: Annotated[Email, unique("e-mail address", everywhere=True)]
    role: Literal["official", "clerk", "auditor"] = "official"


class Element(Labelled):
    """A kind of field in a system."""

    name: Annotated[str, Field(min_length=1, max_length=120), unique("element")]
    sensitivity: Literal["ordinary", "sensitive", "protected"] = "ordinary"
    is_held: Truth = True


class System(Labelled):
    """A data system with its elements."""

    slug: Annotated[Slug, unique("system", everywhere=True)]
    name: Line
    acronym: Annotated[str, Field(max_length=20)] = ""
    purpose: Prose = ""
    holds: Line = ""
    in_use_since: Whole | None = None
    stewards: Annotated[tuple[AParty, ...], Field(min_length=1)]
    elements: tuple[Element, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _elements_of_its_own(cls, values: Any, judge: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        with around(info).within():
            return judge(values)


class Seat(Entry):
    """One voice of a body."""

    code: Annotated[SeatCode, unique("seat")]
    name: Annotated[Line, unique("seat named")]
    principal_office: Line = ""
    directed_by: Line = ""


class Appointment(Labelled):
    """Who holds a seat, and from when."""

    seat: ASeat
    person: APerson
    capacity: Literal["principal", "delegate"] = "principal"
    starts_on: ADay
    ends_on: ADay | None = None


class Body(Entry):
    """Who decides for some systems, and by which rule."""

    slug: Annotated[Slug, unique("body", everywhere=True)]
    name: Line
    time_zone: Zone
    systems: tuple[Annotated[ASystem, unique("body for the system", everywhere=True)], ...] = ()
    seats: Annotated[tuple[Seat, ...], Field(min_length=1)]
    needed: Whole
    settles: CoolingOff = 0
    ladder: Ladder = LADDER
    rule_sources: tuple[Cited, ...] = ()
    appointments: tuple[Appointment, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _seats_of_its_own(cls, values: Any, judge: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        with around(info).of_body(values if isinstance(values, dict) else {}):
            return judge(values)

    @field_validator("needed")
    @classmethod
    def _is_a_majority_of_seats(cls, needed: int, info: ValidationInfo) -> int:
        if "seats" in info.data:
            try:
                DecisionRule(seats=len(info.data["seats"]), needed=needed)
            except ValueError as reason:
                raise fault(str(reason)) from None
        return needed
