"""The real acts on a ballot, with their tables in memory: every line of them runs, only rows are lists.

A walk of a few hundred thousand acts takes a minute so, and would take an hour on a database. That the lists answer as the
database does is seen in test_walk.py, where a sample of the walk is gone on both.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

from contracts.deadlines import start_of_day
from contracts.models import Agreement, Document, Term
from governance.accounts.models import Role, User
from governance.ballots import judgement as judging
from governance.ballots.actions import opening, settling, voting
from governance.ballots.models import Ballot, BallotSeat, Decision, Question, State, Vote
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Position
from governance.bodies.models import Appointment, Body, Capacity, Seat

from .model import Act, Round, TakeBack, Tick, View, Wait, Withdraw

ZONE = "America/New_York"
OPENED_ON = date(2018, 7, 2)
DIGEST = "d" * 64


class Rows(list[Any]):
    """Rows that answer as a queryset does, as far as the acts on a ballot ask. What they do not know, they raise for."""

    def all(self) -> Rows:
        return self

    def select_related(self, *_names: str) -> Rows:
        return self

    select_for_update = order_by = select_related  # they lie in the order in which they were written

    def filter(self, **facts: Any) -> Rows:
        return Rows(row for row in self if all(_holds(row, name, value) for name, value in facts.items()))

    def exclude(self, **facts: Any) -> Rows:
        return Rows(row for row in self if not all(_holds(row, name, value) for name, value in facts.items()))

    def held_on(self, day: date) -> Rows:
        return Rows(row for row in self if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day))

    def speaking_about(self, agreement_id: int) -> Rows:
        return Rows(row for row in self if row.agreement_id in (None, agreement_id))

    def exists(self) -> bool:
        return bool(self)

    def first(self) -> Any:
        return self[0] if self else None

    def get(self, **facts: Any) -> Any:
        (row,) = self.filter(**facts)
        return row

    def values_list(self, name: str, *, flat: bool) -> list[Any]:
        assert flat
        return [getattr(row, name) for row in self]

    def aggregate(self, **wanted: Any) -> dict[str, Any]:
        """Answer last=Max(name); nulls count for nothing."""
        answers = {}
        for name, expression in wanted.items():
            assert type(expression).__name__ == "Max"
            field = expression.get_source_expressions()[0].name
            answers[name] = max((value for row in self if (value := getattr(row, field)) is not None), default=None)
        return answers


def _holds(row: Any, name: str, value: Any) -> bool:
    if name == "user__is_active":
        return bool(row.user.is_active == value)
    if name.endswith("__in"):
        return getattr(row, f"{name.removesuffix('__in')}_id") in value
    return bool(getattr(row, name) == value)


@dataclass(frozen=True, slots=True)
class Record:
    """All that is written of a ballot: its votes, its state, its decision, and its entries of the ledger."""

    votes: tuple[Vote, ...] = ()
    state: str = State.OPEN
    decisions: tuple[Decision, ...] = ()
    entries: tuple[tuple[str, dict[str, Any]], ...] = ()


class Stage:
    """One round with its people, and the acts on it. `load` a record, `do` an act, and see what is written then."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        agreement = Agreement(pk=1, title="PARS - ICE")
        body = Body(pk=1, time_zone=ZONE)
        term = Term(pk=1, agreement=agreement, starts_on=date(2017, 9, 1), ends_on=date(2018, 8, 31))
        self.clerk = User(pk=1, name="The clerk", role=Role.CLERK)
        self.seats = {code: Seat(pk=n, body=body, code=code, name=code) for n, code in enumerate(round_.seats, 1)}
        people = sorted({row.person for row in round_.holdings} | {"outsider"})
        self.people = {name: User(pk=n, name=name, role=Role.OFFICIAL, is_active=True) for n, name in enumerate(people, 2)}
        self.appointments = Rows(
            Appointment(
                pk=n,
                seat=self.seats[row.seat],
                user=self.people[row.person],
                capacity=Capacity.PRINCIPAL if row.is_principal else Capacity.DELEGATE,
                starts_on=OPENED_ON + timedelta(days=row.first),
                ends_on=None if row.last is None else OPENED_ON + timedelta(days=row.last),
            )
            for n, row in enumerate(round_.holdings, 1)
        )
        self.document = Document(pk=1, agreement=agreement, digest="f" * 64)
        self.opening = start_of_day(OPENED_ON, ZONE)
        self.step = timedelta(hours=24 // round_.day)
        self.ballot = Ballot(
            pk=1,
            slug="pars-ice-2018",
            agreement=agreement,
            body=body,
            term=term,
            question=Question.GIVE_NOTICE,
            proposal=Proposal(starts_on=None, ends_on=term.ends_on).as_json(),
            text_digest=DIGEST,
            rule_seats=len(round_.seats),
            rule_needed=round_.needed,
            time_zone=ZONE,
            cooling_off_hours=None if round_.cooling is None else round_.cooling * 24 // round_.day,
            opened_at=self.opening,
            closes_on=OPENED_ON + timedelta(days=round_.closes // round_.day - 1),
            closes_at=self.at(round_.closes),
            drafted_by=self.clerk,
            drafted_at=self.opening,
        )
        self.ballot.save = lambda **_named: None  # type: ignore[method-assign]
        self.ballot_seats = Rows(
            BallotSeat(pk=n, ballot=self.ballot, seat=seat, code=code, name=code, rank=n)
            for n, (code, seat) in enumerate(self.seats.items(), 1)
        )
        self.votes, self.decisions, self.entries = Rows(), Rows(), list[tuple[str, dict[str, Any]]]()
        self.load(Record())

    def at(self, step: int) -> datetime:
        """Return the instant of a step."""
        return self.opening + step * self.step

    def step_of(self, at: datetime) -> float:
        return (at - self.opening) / self.step

    def load(self, record: Record) -> None:
        """Put the tables as `record` has them."""
        self.votes[:], self.decisions[:], self.entries[:] = record.votes, record.decisions, record.entries
        self.ballot.__dict__["state"] = record.state
        self.ballot._state.fields_cache["decision"] = record.decisions[0] if record.decisions else None
        # Where Django keeps what was read along with a row, and looks before it asks the database.
        self.ballot.__dict__["_prefetched_objects_cache"] = {"votes": self.votes, "seats": self.ballot_seats}

    def record(self) -> Record:
        return Record(tuple(self.votes), self.ballot.state, tuple(self.decisions), tuple(self.entries))

    def do(self, act: Act, step: int, *, key: str | None = None) -> Any:
        """Let somebody act at `step`, through the real action without its transaction; raises what that refuses."""
        if isinstance(act, Wait):
            return None
        if isinstance(act, Tick):
            return _plain(settling.settle_ballot)(ballot_id=1, at=self.at(step))
        if isinstance(act, Withdraw):
            return _plain(opening.withdraw_ballot)(ballot_id=1, because="A mistake.", by=self.clerk, at=self.at(step))
        seat, by, at = self.seats[act.seat], self.people[act.person], self.at(step)
        if isinstance(act, TakeBack):
            return _plain(voting.withdraw_vote)(ballot_id=1, seat=seat, by=by, at=at, key=key)
        reasons = "" if act.slip == "no reasons" or act.position == "approve" else "Reasons."
        given: dict[str, Any] = {"ballot_id": 1, "seat": seat, "position": Position(act.position), "reasons": reasons, "at": at}
        if act.slip == "paper":
            enter = _plain(voting.enter_paper_vote)
            return enter(**given, signed_by=by, document=self.document, by=self.clerk, key=key)
        return _plain(voting.cast_vote)(**given, text_digest="0" * 64 if act.slip == "old text" else DIGEST, by=by, key=key)

    def view(self, step: int) -> View:
        """Return what the code shows of the ballot at `step`."""
        return view_of(judging.judge(self.ballot, at=self.at(step)), self.step_of)

    @contextmanager
    def set(self) -> Iterator[Stage]:
        """Let the acts find their tables here."""
        with pytest.MonkeyPatch.context() as patch:
            ballots = SimpleNamespace(objects=Rows([self.ballot]))
            for module in (voting, settling, opening):
                patch.setattr(module, "Ballot", ballots)
                patch.setattr(module, "ledger", SimpleNamespace(append=self._append))
            patch.setattr(voting, "Vote", SimpleNamespace(objects=_Table(self.votes, Vote)))
            patch.setattr(voting, "Reasons", SimpleNamespace(objects=SimpleNamespace(create=lambda **_named: None)))
            patch.setattr(settling, "Decision", SimpleNamespace(objects=_Table(self.decisions, Decision)))
            patch.setattr(settling, "Agreement", SimpleNamespace(objects=Rows()))  # none ended early
            patch.setattr(settling, "stewardship", MagicMock())  # what a decision does to the register is not walked
            for room in (voting, judging):
                patch.setattr(room, "Appointment", SimpleNamespace(objects=self.appointments))
            yield self

    def _append(self, *, kind: str, facts: dict[str, Any], at: datetime, **_named: Any) -> Any:
        self.entries.append((kind, {**facts, "at": at}))
        return SimpleNamespace(leaf_hash="")


class _Table:
    """A table that rows are added to."""

    def __init__(self, rows: Rows, model: type[Vote | Decision]) -> None:
        self.rows, self.model = rows, model

    def filter(self, **facts: Any) -> Rows:
        return self.rows.filter(**facts)

    def create(self, **facts: Any) -> Vote | Decision:
        row = self.model(pk=len(self.rows) + 1, **facts)
        self.rows.append(row)
        return row


def _plain(action: Any) -> Any:
    """Return the action without its transaction; there is nothing to roll back but what `load` puts right."""
    return inspect.unwrap(action)


def view_of(judgement: judging.Judgement, step_of: Any) -> View:
    """Return a judgement in the words of the oracle."""
    numbers, codes = judgement.tally, [seat.code for seat in judgement.seats]
    ended = None
    if judgement.is_settled and judgement.outcome is not None:
        ended = (str(judgement.outcome), step_of(judgement.settled_at))
    return View(
        settles=step_of(judgement.settles_at),
        ended=ended,
        counts=(numbers.approve, numbers.decline, numbers.abstain, numbers.recuse, numbers.silent, numbers.vacant),
        standing=tuple(judgement.standing[code].position if code in judgement.standing else None for code in codes),
        late=frozenset(vote.seat.code for vote in judgement.late),
        vacant=judgement.vacant,
        leaning=str(judgement.outlook),
        missing=judgement.needed.approvals,
        could_give=() if ended else judgement.needed.seats,
        is_blocked=not ended and judgement.needed.is_blocked_by_vacancy,
    )
