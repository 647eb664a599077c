"""What a forecast is told of the register, the bodies and the post, as they stand now. Pure: plain rows, no queries.

Rows that come to be while the forecast runs (a term by silence, its deadlines, a decision) are of the same kinds: `since` says
from which moment on, and None that they are on record already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from contracts.deadlines import NoticePeriod, YearDay
from governance.ballots.tally import Cast, DecisionRule, Outcome

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)  # between two sweeps, when the workers run as they should

Key = tuple[str, str, int, str]  # kind, occasion, rung and address of a notice: what is queued once


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address. A follower has no `id` and no name."""

    id: int | None
    address: str
    name: str = ""
    is_clerk: bool = False
    is_active: bool = True
    wants_digest: bool = False
    zone: str = "UTC"  # where their days begin while they hold no seat


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person holds a seat, both days included; a delegate perhaps for one `agreement` only."""

    id: int
    seat: int
    person: int
    starts_on: date
    ends_on: date | None
    made_at: datetime
    agreement: int | None = None

    def is_held_on(self, day: date) -> bool:
        """Say whether it is in force on a local day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat with everybody who ever held it, or will. One that was abolished stands no more."""

    id: int
    name: str
    appointments: tuple[Appointment, ...]
    stands: bool = True

    def holders_on(self, day: date, *, agreement: int | None = None) -> list[int]:
        """Return the people who hold it on a local day: for whatever it decides, and those who stand in for this agreement."""
        held = [row for row in self.appointments if row.is_held_on(day)]
        return [row.person for row in held if row.agreement is None or row.agreement == agreement]


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides, and by which rule."""

    id: int
    name: str
    zone: str
    rungs: tuple[int, ...]
    seats: tuple[Seat, ...]
    rule: DecisionRule
    cooling_off: timedelta | None

    @property
    def standing(self) -> tuple[Seat, ...]:
        """The seats that the next ballot is put to."""
        return tuple(seat for seat in self.seats if seat.stands)


@dataclass(frozen=True, slots=True)
class Term:
    """A term, and what was shown or waived after it: `closed` names the duties, `letter_on` the day of the notice letter."""

    starts_on: date
    ends_on: date
    is_by_silence: bool
    closed: frozenset[str] = frozenset()
    letter_on: date | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A current day of one clock; replaced from `until` on, if that is known. One that is yet to be entered has no `id`."""

    id: int | None
    kind: str
    cause: str
    revision: int
    on: date
    entered_at: datetime
    until: datetime | None = None
    entered_by: int | None = None  # None: the rule computed it
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot that was put to its body, or a reported decision. One that is yet to open by itself has no `id`.

    `recorded_at` is when its decision was, or will be, written down; `decision` the row of one that is on record.
    """

    id: int | None
    slug: str
    term_starts_on: date
    question: str
    zone: str
    seats: tuple[int, ...]
    agreement: int = 0
    is_reported: bool = False
    is_open: bool = False
    opened_at: datetime | None = None
    withdrawn_at: datetime | None = None
    closes_at: datetime | None = None
    rule: DecisionRule | None = None
    cooling_off: timedelta | None = None
    casts: tuple[Cast, ...] = ()
    spoken: frozenset[int] = frozenset()  # the seats whose position stands
    proposed_start: date | None = None
    proposed_end: date | None = None
    outcome: Outcome | None = None
    settled_at: datetime | None = None
    reported_on: date | None = None
    recorded_at: datetime | None = None
    decision: int | None = None

    @property
    def order(self) -> float:
        """Where it stands among the ballots of its agreement: those on record as they came, and then those to come."""
        return float("inf") if self.id is None else self.id

    @property
    def is_about_the_end(self) -> bool:
        """Whether it is about how the end of its term is met."""
        return self.question != "end_early"

    @property
    def asks_to_renew(self) -> bool:
        """Whether carrying it begins a new term."""
        return self.question in ("renew", "amend")

    def ends_access_if(self, outcome: Outcome) -> bool:
        """Say whether this outcome means that access is to end."""
        return (outcome is Outcome.CARRIED) is not self.asks_to_renew

    def is_put_by(self, at: datetime) -> bool:
        """Say whether at `at` it is before its body, was decided, or is reported: not withdrawn, and not yet to come."""
        return self.withdrawn_at is None and (self.opened_at is None or self.opened_at <= at)

    def is_settled_by(self, at: datetime) -> bool:
        """Say whether its outcome is on record at `at`."""
        return self.outcome is not None and (self.recorded_at is None or self.recorded_at <= at)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement of a body, with what hangs on it. Terms are in order, deadlines are the current ones.

    `drafts` has the drafts of ballots and those that were withdrawn unopened: (address, first day of the term, question).
    """

    id: int
    slug: str
    title: str
    body: Body | None
    renews_by_silence: bool
    year_day: YearDay | None
    notice_period: NoticePeriod | None
    jurisdiction: str
    ended_early_on: date | None
    keepers: tuple[int, ...]
    terms: tuple[Term, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    drafts: tuple[tuple[str, date, str], ...] = ()
    ended_early_since: datetime | None = None

    def terms_at(self, at: datetime) -> list[Term]:
        """Return the terms on record at `at`, the earliest first."""
        return [term for term in self.terms if term.since is None or term.since <= at]

    def ended_early_at(self, at: datetime) -> date | None:
        """Return the last day of access, if an early end is on record at `at`."""
        return self.ended_early_on if self.ended_early_since is None or self.ended_early_since <= at else None


@dataclass(frozen=True, slots=True)
class Follower:
    """A confirmed subscription; one without an agreement follows all."""

    address: str
    agreement: int | None
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A subscription whose address has not been confirmed yet."""

    id: int
    address: str
    agreement: int | None
    asks: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A vote of which its caster is told."""

    vote: int
    person: int
    agreement: int
    cast_at: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A letter that failed or came back: whom it did not reach, what it was about, and the other keepers who hear of it.

    `row` is the occasion: the letter, and which sending of it.
    """

    row: str
    person: int
    agreement: int | None
    keepers: tuple[int, ...]
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A letter about a deadline that a keeper got and has not come to the desk since.

    `row` is its occasion: the deadline, or the `duty` that is reckoned from it; `rung` the rung on which it was told.
    """

    agreement: int
    row: str
    person: int
    sent_at: datetime
    due_at: datetime
    rung: int
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter on its way, with the notices in it; None as its number: notices that have none yet.

    `is_written`: it goes out as it is, whatever has become moot since.
    """

    letter: int | None
    address: str
    person: int | None
    due_at: datetime
    is_written: bool
    notices: tuple[tuple[str, str, int, int | None], ...]  # kind, occasion, rung, agreement


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a forecast is told. `swept_at` is the last sweep's moment; `queued` the keys of the notices on record."""

    now: datetime
    swept_at: datetime | None
    people: Mapping[int, Person]
    bodies: Sequence[Body]
    agreements: Sequence[Agreement]
    followers: Sequence[Follower] = ()
    to_confirm: Sequence[ToConfirm] = ()
    receipts: Sequence[Receipt] = ()
    undelivered: Sequence[Undelivered] = ()
    unanswered: Sequence[Unanswered] = ()
    waiting: Sequence[Waiting] = ()
    queued: frozenset[Key] = frozenset()
    is_on_hold: bool = False
    seats: Mapping[int, Seat] = field(default_factory=dict)

    def clerks(self) -> list[int]:
        """Return everybody who keeps the register."""
        return [number for number, person in self.people.items() if person.is_clerk]

    def sweep_before(self, at: datetime) -> datetime | None:
        """Return when the sweep before the one at `at` was: the last on record, and from then on a minute earlier."""
        return self.swept_at if at <= self.now else max(self.now, at - A_MINUTE)
