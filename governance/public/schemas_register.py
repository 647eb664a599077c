"""The shapes that the API tells the register, the bodies and the record of acts in. They are stable: others build on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from .pages.asked import FURTHEST, LONGEST, MOST_UNVOTED, Order
from .pages.selection import Wanted
from .schemas import FollowUpOut, PageOut, RuleOut, SourceOut

MOST_PAGES = 100_000
Word = Annotated[str, Field(max_length=LONGEST)]


class Paged(Schema):
    """Which page of a list is asked for."""

    page: int = Field(1, ge=1, le=MOST_PAGES, description="The page, from 1 on; one beyond the last is empty.")
    per_page: int = Field(50, ge=1, le=100, description="How many to a page.")


class AgreementsIn(Paged):
    """What may be asked of the register: the same as on its page."""

    q: Word = Field("", description="Words that begin a word of the title, recipient, system or body.")
    standing: Wanted | None = Field(None, description="How the agreements stand.")
    system: Word = Field("", description="The slug of a data system, or the beginning of a word of its name.")
    recipient: Word = Field("", description="The slug of a recipient, or the beginning of a word of its name.")
    body: Word = Field("", description="The slug of the body that decides, or the beginning of a word of its name.")
    ends_within: int | None = Field(None, ge=0, le=FURTHEST, description="The last day of access is within so many days.")
    unvoted: int = Field(0, ge=0, le=MOST_UNVOTED, description="At least so many terms began without a recorded vote.")
    sort: Order = Field(Order.NEXT, description="By what they are sorted.")


class DecisionsIn(Paged):
    """What may be asked of the decisions."""

    agreement: Word = Field("", description="The slug of an agreement.")
    body: Word = Field("", description="The slug of a body.")


class DeadlinesIn(Paged):
    """What may be asked of the days that bind."""

    agreement: Word = Field("", description="The slug of an agreement.")
    kind: str = Field("", pattern="^(notice_by|ballot_closing|term_end|access_off)?$", description="One of the four clocks.")
    since: date | None = Field(None, description="The first day; today where none is given.")
    until: date | None = Field(None, description="The last day.")


class EntriesIn(Paged):
    """What may be asked of the record of acts."""

    kind: Word = Field("", description="A kind of act, such as vote.cast.")
    subject: Word = Field("", description="What the act is about, such as pars-ice-2018.")


class NamedOut(Schema):
    """Something with a name in the address and one to be read."""

    slug: str = Field(description="Its name in the address.", examples=["ice"])
    name: str = Field(description="Its name.", examples=["U.S. Immigration and Customs Enforcement"])


class DayOut(Schema):
    """A day of one of the four clocks."""

    kind: str = Field(description="notice_by, ballot_closing, term_end or access_off.", examples=["term_end"])
    on: date = Field(description="The day; it counts to its end, on the clock of the body.")
    clause: str = Field(description="The clause that the day rests on; empty where none is cited.")
    checked: bool = Field(description="Whether a second person compared it with the clause.")
    uid: str = Field(description="What it goes by in calendars; the same when the day is corrected.")


class DeadlineOut(DayOut):
    """A day that binds, and the agreement that it binds."""

    agreement: NamedOut = Field(description="The agreement.")
    url: str = Field(description="The page of the agreement.")


class AgreementRowOut(Schema):
    """An agreement in the list; `/agreements/{slug}` tells the rest."""

    slug: str = Field(description="Its name in the address.", examples=["pars-ice"])
    title: str = Field(description="Its title.", examples=["PARS access: U.S. Immigration and Customs Enforcement"])
    recipient: NamedOut = Field(description="Who may read the records.")
    system: NamedOut = Field(description="The data system whose records they are.")
    body: NamedOut | None = Field(description="Who decides; null where nobody does yet.")
    standing: str | None = Field(
        description="upcoming, in force, expired or ended early; null where no term is on record.", examples=["expired"]
    )
    statuses: list[str] = Field(description="The words it stands under, the headline first.", examples=[["expired_unconfirmed"]])
    starts_on: date | None = Field(description="The first day of the term that runs, or ran last.")
    ends_on: date | None = Field(description="The last day of access in that term.")
    default_outcome: str = Field(description="What happens if nobody acts: lapses or renews_by_silence.", examples=["lapses"])
    next_deadline: DayOut | None = Field(description="The next day that binds; null where none is ahead.")
    unvoted_terms: int = Field(description="How many terms began without a vote on record; the first needs none.", examples=[0])
    label: str = Field(description="How it is known: fact, inferred, disputed or illustrative.", examples=["fact"])
    url: str = Field(description="Its page.")


class FeeOut(Schema):
    """What a term cost, or one of the amounts that sources give."""

    amount: str = Field(description="The amount, in decimal digits.", examples=["5565.00"])
    currency: str = Field(description="The currency, as ISO 4217 names it.", examples=["USD"])
    period: str = Field(description="per_year, per_term or one_off.", examples=["per_year"])
    label: str = Field(description="How it is known.", examples=["fact"])


class TermOut(Schema):
    """A term; both its days belong to it."""

    starts_on: date = Field(description="Its first day.")
    starts_precision: str = Field(description="How exactly that is known: day, month or year.", examples=["day"])
    ends_on: date = Field(description="Its last day, which is the last day of access.")
    basis: str = Field(description="Why it ran: signed, decision, by_silence or not_recorded.", examples=["signed"])
    label: str = Field(description="How it is known.", examples=["fact"])
    fees: list[FeeOut] = Field(description="What it cost.")


class ElementsOut(Schema):
    """The fields of the system, by what this agreement does with them today."""

    shared: list[str] = Field(description="What the recipient may read.")
    withheld: list[str] = Field(description="What the recipient may not read.")
    not_held: list[str] = Field(description="What the system does not hold.")
    not_recorded: list[str] = Field(description="Of which it is not recorded.")


class AgreementOut(AgreementRowOut):
    """An agreement with everything that its page says in figures."""

    purpose: str = Field(description="What it is for; empty where that is not recorded.")
    notice_clause: str = Field(description="The clause on notice; empty where none is recorded.")
    terms: list[TermOut] = Field(description="The terms on record, the earliest first.")
    elements: ElementsOut = Field(description="What is shared and withheld.")
    deadlines: list[DayOut] = Field(description="All days that stand, the earliest first.")
    decisions: list[str] = Field(description="The slugs of its decisions and open ballots, the latest first.")
    follow_ups: list[FollowUpOut] = Field(description="What the end of access obliges.")
    sources: list[SourceOut] = Field(description="Where the agreement is known from.")


class AgreementsOut(PageOut):
    """Agreements in the order asked for."""

    results: list[AgreementRowOut] = Field(description="The agreements of this page.")


class DeadlinesOut(PageOut):
    """Days that bind, the earliest first."""

    results: list[DeadlineOut] = Field(description="The days of this page.")


class HolderOut(Schema):
    """Who holds a seat today."""

    name: str = Field(description="The person's name.")
    capacity: str = Field(description="principal or delegate, in words.", examples=["principal"])


class BodySeatOut(Schema):
    """A seat, and how often it stood where in the decisions on record."""

    code: str = Field(description="Its short name.", examples=["PPD"])
    name: str = Field(description="Its name.", examples=["Police Department"])
    office: str = Field(description="The office that holds it.", examples=["Police Commissioner"])
    directed_by: str = Field(description="Who directs its vote; empty where nobody does.", examples=["Mayor"])
    holders: list[HolderOut] = Field(description="Who holds it today; empty where it is vacant.")
    stood: dict[str, int] = Field(
        description="How often it approved, declined, abstained, recused itself, was silent, was vacant."
    )


class FormerSeatOut(Schema):
    """A seat that was abolished, and how often it stood where in the decisions on record."""

    code: str = Field(description="Its short name, which no other seat of the body ever has.", examples=["LAW"])
    name: str = Field(description="Its name.", examples=["Law Department"])
    office: str = Field(description="The office that held it.", examples=["City Solicitor"])
    directed_by: str = Field(description="Who directed its vote; empty where nobody did.", examples=["Mayor"])
    ends_on: date = Field(description="Its last day.")
    stood: dict[str, int] = Field(
        description="How often it approved, declined, abstained, recused itself, was silent, was vacant."
    )


class BodyOut(Schema):
    """A body: its rule and its seats."""

    slug: str = Field(description="Its name in the address.", examples=["pars-subcommittee"])
    name: str = Field(description="Its name.", examples=["PARS subcommittee"])
    time_zone: str = Field(description="The zone in which its days begin and end.", examples=["America/New_York"])
    rule: RuleOut = Field(description="How many of how many must approve.")
    seats: list[BodySeatOut] = Field(description="Its seats, in order.")
    former_seats: list[FormerSeatOut] = Field(description="The seats that it had and that were abolished, in order.")
    systems: list[str] = Field(description="The names of the data systems that it decides for.")
    decisions_counted: int = Field(description="How many decisions are on record.", examples=[2])
    url: str = Field(description="Its page.")


class EntryOut(Schema):
    """An entry of the record of acts."""

    leaf_hash: str = Field(description="The SHA-256 of a zero byte and `body` in UTF-8 (RFC 9162), in hexadecimal.")
    kind: str = Field(description="What was done, in the past tense.", examples=["vote.cast"])
    subject: str = Field(description="What it is about.", examples=["pars-ice-2018"])
    at: datetime = Field(description="When it was done.")
    body: str = Field(description="The canonical text that the digest covers: JSON with sorted keys and no spaces.")
    url: str = Field(description="Its page.")


class EntriesOut(PageOut):
    """Entries in the order in which they were written."""

    results: list[EntryOut] = Field(description="The entries of this page.")


class HeadOut(Schema):
    """How far the record of acts goes."""

    size: int = Field(description="How many entries there are.", examples=[412])
    last: EntryOut | None = Field(description="The entry that was written last; null in an empty record.")
