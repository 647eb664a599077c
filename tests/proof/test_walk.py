"""The rule proved: every state that a 2-of-3 ballot can reach, every act in it, and every fault that was planted, found.

`make test` goes through part of the quick form and looks for one fault of each kind; `make proof` goes through all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from contracts.refusals import Refused

from .faults import FAULTS, planted
from .house import House
from .memory import Stage
from .model import Act, Round, Wait, Withdraw
from .walk import COOLINGS, Broken, Walked, acts_of, plain_round_of, round_of, walk

# Plain seats, for the clock; then seats to which everything happens, over two days, for who may act.
QUICK = (
    plain_round_of(COOLINGS["two steps"], days=3),
    plain_round_of(COOLINGS["at once"], days=2),
    plain_round_of(COOLINGS["only at closing"], days=2),
    round_of(COOLINGS["one step"], days=2),
)
BEGINNING = 250  # states of the last of them, which has most: every refusal is met by then
FULL = {name: round_of(cooling, days=3) for name, cooling in COOLINGS.items()}


# One of each kind, for every run of the suite: they plant faults in the walk's subject, so they test the walk and not the rule.
ONE_OF_EACH = (
    "an abstention is an approval",
    "a vacancy forecloses",
    "a withdrawal stands",
    "a vote at the settling instant counts",
    "a vote at the closing instant is taken",
    "it is settled only when a worker has written so",
    "a change after settling is taken",
    "a delegate overrides the principal",
    "one person speaks for two seats",
    "an ended appointment still speaks",
    "the key of a form is passed over",
    "the votes of a seat are not numbered on",
)


def go(round_: Round, *, quick: bool, at_most: int | None = None) -> Walked:
    with Stage(round_).set() as stage:
        return walk(stage, acts_of(round_, quick=quick), at_most=at_most)


def test_the_quick_walk_finds_nothing_wrong_and_meets_every_outcome_and_every_refusal() -> None:
    walked = go(QUICK[-1], quick=True, at_most=BEGINNING)
    for round_ in QUICK[:-1]:
        walked += go(round_, quick=True)
    assert set(walked.outcomes) == {"open", "withdrawn", "carried", "defeated", "lapsed"}
    assert set(walked.refused) == {
        "ActsForAnotherSeat",
        "AlreadySettled",
        "BallotClosed",
        "BallotNotOpen",
        "NotSeated",
        "NothingToWithdraw",
        "PrincipalHasVoted",
        "ReasonsMissing",
        "TextChanged",
    }


@pytest.mark.slow
@pytest.mark.parametrize("cooling", FULL)
def test_the_full_walk_finds_nothing_wrong(cooling: str) -> None:
    print(f"cooling-off {cooling}: {go(FULL[cooling], quick=False)}")  # noqa: T201  (`make proof` shows what passed)


@pytest.mark.parametrize(
    "fault", [pytest.param(fault, marks=() if fault in ONE_OF_EACH else pytest.mark.slow) for fault in FAULTS]
)
def test_the_walk_finds(fault: str) -> None:
    with planted(FAULTS[fault]), pytest.raises(Broken) as found:
        go_until_it_breaks()
    assert not isinstance(found.value.__cause__, AttributeError | NameError), "the fault itself is wrong, or the stage"


def go_until_it_breaks() -> None:
    for at_most in (10, 40, 200, None):  # most faults show near the beginning
        for round_ in QUICK:
            go(round_, quick=True, at_most=at_most)


@pytest.mark.django_db
@pytest.mark.parametrize("cooling", COOLINGS)
def test_the_database_answers_as_the_tables_in_memory_do(cooling: str) -> None:
    """A sample of the walk, gone on both: else the walk would prove something about lists."""
    round_ = round_of(COOLINGS[cooling], days=3)
    trail = sample(round_, Random(cooling))
    with Stage(round_).set() as stage:
        in_memory = list(answers(stage, trail))
    assert list(answers(House(round_), trail)) == in_memory


def sample(round_: Round, chance: Random) -> list[tuple[Act, int]]:
    """Return acts with their steps: most of them in order, and time passes slowly."""
    state, trail, acts = round_.first(), list[tuple[Act, int]](), acts_of(round_)
    while len(trail) < 60:
        fitting = [act for act in acts if not round_.objections(state, act) and not isinstance(act, Withdraw)]
        act = Wait() if len(trail) % 15 == 14 else chance.choice(fitting if chance.random() < 0.6 else acts)
        if isinstance(act, Wait) and len(trail) % 15 != 14:
            continue
        trail.append((act, state.step))
        state = state if round_.objections(state, act) else round_.after(state, act)
    return trail


def answers(player: Stage | House, trail: list[tuple[Act, int]]) -> Iterator[object]:
    """Yield what each act is answered, what is shown then, and what is written."""
    for act, step in trail:
        try:
            player.do(act, step)
            answer = "accepted"
        except Refused as refusal:
            answer = type(refusal).__name__
        entries = player.entries if isinstance(player, Stage) else player.entries()
        facts = [(kind, said.get("seat"), said.get("position"), said.get("number")) for kind, said in entries]
        votes = [(vote.seat.code, vote.number, vote.position, vote.basis, vote.cast_at) for vote in player.votes]
        decided = [(row.outcome, row.settled_at, row.recorded_at, row.approve, row.vacant) for row in player.decisions]
        yield answer, player.view(step), votes, decided, [fact for fact in facts if fact[0] != "ballot.opened"]
