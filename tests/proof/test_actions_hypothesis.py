"""Any acts in any order, through the real actions on the database, against the oracle: what no walk over chosen rounds meets.

Appointments begin and end on the way, steps are six hours, and forms come twice. A refusal leaves the database byte for byte, and
so many of the runs must come to a decision that the rule is really put to the test.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.refusals import Refused
from governance.ballots.models import Ballot, Decision
from tests.traces import every_row, undone

from .faults import FAULTS, planted
from .house import House
from .model import POSITIONS, Act, Holding, Speak, State, TakeBack, Tick, Wait, Withdraw
from .walk import SEATS, check_decision, replay, round_of

pytestmark = pytest.mark.django_db
DAYS, DAY = 4, 4  # voting lasts four days of four steps
COOLINGS = (0, 1, 6, None)  # in steps
# One of each kind that random runs can be trusted to meet; the walk finds them all.
SOME_FAULTS = (
    "an abstention is an approval",
    "the decision has the worker's time",
    "a change after settling is taken",
    "one person speaks for two seats",
    "the key of a form is passed over",
    "an ended appointment still speaks",
)


@dataclass(frozen=True, slots=True)
class Leave:
    """One of the appointments ends today."""

    number: int


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody stands in for a seat from today on."""

    person: str
    seat: str


@dataclass(frozen=True, slots=True)
class Again:
    """The last form is sent again, or its key is used for another seat."""

    seat: str | None = None


Move = Act | Leave | Join | Again

PAIRS = [
    ("judge", "FJD"),
    ("next judge", "FJD"),
    ("deputy", "FJD"),
    ("deputy", "PPD"),
    ("commissioner", "PPD"),
    ("attorney", "DAO"),
    ("outsider", "DAO"),
]


said = st.tuples(
    st.sampled_from(PAIRS), st.sampled_from(POSITIONS), st.sampled_from(["", "", "", "paper", "old text", "no reasons"])
)
speak = said.map(lambda words: Speak(*words[0], *words[1:]))
anything: st.SearchStrategy[Move] = st.one_of(
    speak,
    speak,
    st.builds(Wait, st.integers(1, 5)),
    st.sampled_from([TakeBack(*pair) for pair in PAIRS]),
    st.sampled_from([Tick(), Again(), *(Again(seat) for seat in SEATS)]),
    st.sampled_from(
        [
            *(Leave(number) for number in range(7)),
            *(Join(person, seat) for person in ("outsider", "commissioner") for seat in SEATS),
        ]
    ),
)


@st.composite
def sequences(draw: st.DrawFn) -> list[Move]:
    """Draw a run: anything at all, and in between the three seats speak, often of one mind; else few runs came to a decision."""
    mind = draw(st.sampled_from(["approve", "decline", "abstain"]))
    speakers = draw(st.permutations([("judge", "FJD"), ("commissioner", "PPD"), ("attorney", "DAO")]))
    sequence: list[Move] = []
    for person, seat in speakers:
        sequence += draw(st.lists(anything, max_size=4))
        sequence.append(Speak(person, seat, draw(st.sampled_from([mind, mind, *POSITIONS]))))
    sequence += draw(st.lists(anything, min_size=2, max_size=8))
    return sequence + draw(st.sampled_from([[], [], [Wait(6), Tick()], [Wait(DAYS * DAY), Tick()], [Withdraw(), Tick()]]))


class Run:
    """One run of acts, in the house and in the oracle."""

    def __init__(self, house: House) -> None:
        self.house, self.round, self.state = house, house.round, house.round.first()
        self.keys = 0
        self.last: tuple[Speak | TakeBack, str, Any] | None = None
        self.rows: dict[str, Any] | None = None  # every row, as long as nothing has changed
        self.settled: dict[str, Any] | None = None

    def move(self, move: Move) -> None:
        if isinstance(move, Again):
            self.send_again(move)
        elif isinstance(move, Leave):
            self.leave(move.number)
        elif isinstance(move, Join):
            self.join(move)
        else:
            self.act(move)
        seen = self.house.view(self.state.step)
        assert seen.ended is None if self.state.is_withdrawn else seen == self.round.view(self.state)
        self.look_at_the_decision()

    def act(self, act: Act) -> None:
        objections = self.round.objections(self.state, act)
        before = self.every_row() if objections else {}
        self.keys += 1
        try:
            answer, refusal = self.house.do(act, self.state.step, key=str(self.keys)), ""
        except Refused as refused:
            answer, refusal = None, type(refused).__name__
        assert refusal in objections or not (refusal or objections), (act, refusal, objections)
        if refusal:
            assert every_row() == before, "a refusal left a trace"
            return
        if isinstance(act, Speak | TakeBack):
            self.last = act, str(self.keys), answer
        self.state = self.round.after(self.state, act)
        self.rows = None

    def send_again(self, again: Again) -> None:
        if self.last is None:
            return
        act, key, answer = self.last
        before = self.every_row()
        if again.seat in (None, act.seat):
            assert self.house.do(act, self.state.step, key=key) == answer
        else:
            with pytest.raises(Refused):
                self.house.do(replace(act, seat=again.seat), self.state.step, key=key)
        assert every_row() == before

    def leave(self, number: int) -> None:
        today = self.round.day_of(self.state.step)
        row = self.round.holdings[number % len(self.round.holdings)]
        if row.first > today or (row.last is not None and row.last <= today):
            return
        self.house.unseat(row, today)
        self.hold(*(replace(other, last=today) if other is row else other for other in self.round.holdings))

    def join(self, join: Join) -> None:
        row = Holding(join.person, join.seat, is_principal=False, first=self.round.day_of(self.state.step))
        if self.round.holding(join.person, join.seat, row.first) is None and self.state.ended is None:
            self.house.seat(row)
            self.hold(*self.round.holdings, row)

    def hold(self, *holdings: Holding) -> None:
        self.round, self.rows = replace(self.round, holdings=holdings), None

    def every_row(self) -> dict[str, Any]:
        if self.rows is None:
            self.rows = every_row()
        return self.rows

    def look_at_the_decision(self) -> None:
        """What is settled is written once, as the rule says, by the next act, and never changes in any column."""
        written = Decision.objects.filter(ballot=self.house.ballot_id).values()
        assert len(written) == self.state.is_written
        if not written:
            return
        settled = {"decision": written[0], "ballot": Ballot.objects.values().get(pk=self.house.ballot_id)}
        if self.settled is None:
            self.settled, ballot = settled, self.house.ballot
            (decision,) = self.house.decisions
            assert self.state.ended is not None
            expected = (self.state.ended[0], self.house.at(self.state.ended[1]))
            assert (decision.outcome, decision.settled_at) == expected
            check_decision(ballot, decision, self.house.votes)
            assert replay(self.house.entries(), ballot) == decision.outcome
        assert settled == self.settled, "a settled ballot changed"


def run_many(examples: int, **how: Any) -> Counter[str]:
    """Go through so many runs; return how many ended in which outcome."""
    ends = Counter[str]()
    for cooling in COOLINGS:
        with undone():
            run_in(House(round_of(cooling, DAYS, day=DAY)), ends, max_examples=examples // len(COOLINGS), **how)
    return ends


def run_in(house: House, ends: Counter[str], **how: Any) -> None:
    @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), **how)
    @given(sequence=sequences())
    def runs(sequence: list[Move]) -> None:
        with undone():
            run = Run(house)
            for move in sequence:
                run.move(move)
        state: State = run.state
        ends[state.ended[0] if state.ended else "withdrawn" if state.is_withdrawn else "open"] += 1

    runs()


def assert_enough_settled(ends: Counter[str]) -> None:
    settled = ends["carried"] + ends["defeated"] + ends["lapsed"]
    assert settled / ends.total() >= 0.2, ends
    assert min(ends["carried"], ends["defeated"], ends["lapsed"]) > 0, ends


def test_any_acts_come_to_what_the_rule_says() -> None:
    assert_enough_settled(run_many(80, derandomize=True))


@pytest.mark.slow
@pytest.mark.parametrize("fault", SOME_FAULTS)
def test_the_runs_find(fault: str) -> None:
    with planted(FAULTS[fault]), pytest.raises((AssertionError, IntegrityError, Refused)):
        run_many(400, derandomize=True, phases=[Phase.generate])  # only that it is found, not by how little


@pytest.mark.slow
def test_any_acts_come_to_what_the_rule_says_in_a_thousand_runs() -> None:
    ends = run_many(1_000)
    print(f"{ends.total():,} runs on the database: {dict(ends)}")  # noqa: T201  (`make proof` shows what passed)
    assert_enough_settled(ends)
