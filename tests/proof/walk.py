"""The walk: every state that a ballot can reach, and every act in each of them, checked against oracle and invariants.

Breadth first: what is found wrong is wrong after as few acts as can be, and is told with the acts that lead there.
"""

from __future__ import annotations

import gc
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.deadlines import local_day
from contracts.refusals import Refused
from governance.ballots.models import Ballot, Decision, Vote

from .memory import ZONE, Record, Stage
from .model import OUTCOMES, POSITIONS, Act, Holding, Round, Speak, State, TakeBack, Tick, Wait, Withdraw

SEATS = ("FJD", "PPD", "DAO")
KEY = "the form that is sent twice"


class Broken(AssertionError):
    """The code does what the rule does not say; the message tells what was done to get there."""


@dataclass
class Walked:
    """What the walk saw."""

    states: int = 0
    transitions: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        refused = ", ".join(f"{name} {n:,}" for name, n in sorted(self.refused.items()))
        outcomes = ", ".join(f"{name} {n:,}" for name, n in sorted(self.outcomes.items()))
        return (
            f"{self.states:,} states, {self.transitions:,} transitions ({self.accepted:,} accepted)\n"
            f"  of them: {outcomes}\n  refused: {refused}"
        )

    def __iadd__(self, other: Walked) -> Walked:
        self.states += other.states
        self.transitions += other.transitions
        self.accepted += other.accepted
        self.refused += other.refused
        self.outcomes += other.outcomes
        return self


def acts_of(round_: Round, *, quick: bool = False) -> list[Act]:
    """Return every act that anybody may try in any state, the wrong ones too. Quick: one seat at most abstains, one recuses."""
    pairs = [*dict.fromkeys((row.person, row.seat) for row in round_.holdings), ("outsider", "FJD")]
    is_plain = len(pairs) <= 4
    only = {"abstain": () if is_plain else ("DAO",), "recuse": () if is_plain else ("FJD",)}
    speak = [
        Speak(person, seat, position)
        for person, seat in pairs
        for position in POSITIONS
        if not quick or seat in only.get(position, SEATS)
    ]
    back = [TakeBack(person, seat) for person, seat in pairs]
    slips = [
        Speak("judge", "FJD", "approve", "paper"),
        Speak("attorney", "DAO", "decline", "paper"),
        Speak("judge", "FJD", "approve", "old text"),
        Speak("attorney", "DAO", "decline", "no reasons"),
    ]
    return [*speak, *back, *slips, Withdraw(), Tick(), Wait()]


def walk(stage: Stage, acts: Sequence[Act], *, at_most: int | None = None) -> Walked:
    """Go through every reachable state of the stage's round, or `at_most` so many, and try all acts in each. Raises Broken."""
    gc.disable()  # it holds on to much, and finds nothing to collect in it: a third of the time
    try:
        return _walk(stage, acts, at_most)
    finally:
        gc.enable()


def _walk(stage: Stage, acts: Sequence[Act], at_most: int | None) -> Walked:
    round_, walked = stage.round, Walked()
    came_from: dict[State, tuple[State, Act] | None] = {round_.first(): None}
    met, queue = {round_.first()}, deque([(round_.first(), Record())])
    while queue and walked.states != at_most:
        state, record = queue.popleft()
        for act in _worth_trying(round_, state, acts, turn=walked.states):
            try:
                after, written, refusal = _try(stage, state, record, act)
            except Exception as error:
                trail = " -> ".join(map(_say, [*_trail(came_from, state), act]))
                raise Broken(f"{type(error).__name__}: {error}\n  after {trail}\n  in {round_}") from error
            walked.transitions += 1
            if refusal:
                walked.refused[refusal] += 1
            else:
                walked.accepted += 1
            essence = round_.essence(after)
            if essence not in met:
                met.add(essence)
                came_from[after] = state, act
                queue.append((after, written))
        walked.states += 1
        walked.outcomes[state.ended[0] if state.ended else "withdrawn" if state.is_withdrawn else "open"] += 1
    return walked


def _worth_trying(round_: Round, state: State, acts: Sequence[Act], turn: int) -> Iterator[Act]:
    """Yield the acts of a state. Where nobody may speak for a seat, it is tried with one position, in turn, not with all four."""
    for act in acts:
        if isinstance(act, Wait) and state.step > round_.closes:
            continue
        if isinstance(act, Speak) and not act.slip and act.position != POSITIONS[turn % 4] and round_.objections(state, act):
            continue
        yield act


def _try(stage: Stage, state: State, before: Record, act: Act) -> tuple[State, Record, str]:
    """Do one act in one state, check all there is to check, and return what it led to."""
    stage.load(before)
    objections = stage.round.objections(state, act)
    try:
        answer = stage.do(act, state.step, key=KEY)
    except Refused as refusal:
        name = type(refusal).__name__
        assert name in objections, f"refused with {name}, and the rule objects {sorted(objections)}"
        assert stage.record() == before, "a refusal left a trace"
        return state, before, name
    assert not objections, f"accepted, and the rule objects: {sorted(objections)}"
    after = stage.round.after(state, act)
    written = stage.record()
    seen, expected = stage.view(after.step), stage.round.view(after)
    if after.is_withdrawn:
        assert (written.state, written.votes, seen.ended) == ("withdrawn", before.votes, None), (
            "a withdrawn ballot has an outcome"
        )
    else:
        assert seen == expected, f"{seen}\n  is not {expected}"
    check(stage, before, written, after, act)
    if isinstance(act, Speak | TakeBack):
        _send_again(stage, state, written, act, answer)
        if isinstance(act, TakeBack) or act.position in ("approve", "recuse"):
            _arrive_late(stage, state, before, written, act)
        written = _used(written)
    elif isinstance(act, Tick):
        stage.do(act, state.step + 1)
        assert after.step + 1 < stage.round.closes or after.ended is None or stage.record() == written, "a second tick wrote"
    return after, written, ""


def _send_again(stage: Stage, state: State, written: Record, act: Speak | TakeBack, answer: Vote) -> None:
    again = stage.do(act, state.step + 1, key=KEY)
    assert again is answer, "the same form sent twice is not one vote"
    assert stage.record() == written, "the same form sent twice wrote something"


def _arrive_late(stage: Stage, state: State, before: Record, written: Record, act: Speak | TakeBack) -> None:
    """An act whose clock was read before the last one was written takes its place behind that one."""
    if not before.votes or before.votes[-1].cast_at != stage.at(state.step):
        return
    stage.load(before)
    stage.do(act, state.step - 1)
    assert stage.votes[-1].cast_at == stage.at(state.step), "an act reached back before what was written"
    assert len(stage.votes) == len(written.votes)


def _used(written: Record) -> Record:
    """Let the next form have the walk's one key again."""
    written.votes[-1].key = None
    return written


# --- The invariants, on what is written. They know nothing of the oracle. ---


def check(stage: Stage, before: Record, written: Record, after: State, act: Act) -> None:
    """Check what must hold of every record, and of every step from one to the next."""
    ballot = stage.ballot
    _check_votes(stage, written.votes)
    assert written.votes[: len(before.votes)] == before.votes, "a vote changed or went"
    assert len(written.decisions) <= 1, "decided twice"
    settled = [facts for kind, facts in written.entries if kind == "decision.settled"]
    assert len(settled) == len(written.decisions), "the ledger and the decision do not agree"
    assert after.is_written == bool(written.decisions), "what is settled is written by the next act, and nothing else is"
    late = [number for number, (_, facts) in enumerate(written.entries) if facts.get("after_the_decision")]
    decided = [number for number, (kind, _) in enumerate(written.entries) if kind == "decision.settled"]
    assert min(late, default=9**9) > max(decided, default=0), "a late position stands before the decision in the ledger"
    if before.decisions:
        assert (written.state, written.decisions[0]) == (before.state, before.decisions[0]), "a settled ballot changed"
    elif written.decisions:
        assert after.ended is not None
        assert written.decisions[0].settled_at == stage.at(after.ended[1]), "the decision has another instant than the rule"
        check_decision(ballot, written.decisions[0], written.votes)
        assert replay(written.entries, ballot) == written.decisions[0].outcome, "replaying the ledger gives another outcome"
        assert written.state == written.decisions[0].outcome
    if isinstance(act, Wait):
        assert written == before, "time alone wrote something"


def _check_votes(stage: Stage, votes: Sequence[Vote]) -> None:
    ballot, seat_of, numbers = stage.ballot, dict[int | None, int](), Counter[int]()
    last: datetime = ballot.opened_at or stage.opening
    for vote in votes:
        assert seat_of.setdefault(vote.cast_by_id, vote.seat_id) == vote.seat_id, "one person in two seats"
        numbers[vote.seat_id] += 1
        assert vote.number == numbers[vote.seat_id], "the votes of a seat are not numbered in order"
        assert vote.cast_at is not None
        assert last <= vote.cast_at < stage.at(stage.round.closes), "a vote out of time"
        last = vote.cast_at
        assert vote.text_digest == ballot.text_digest, "a vote on another text"
        appointment, day = vote.appointment, local_day(vote.cast_at, ZONE)
        assert appointment is not None
        assert (appointment.user_id, appointment.seat_id) == (vote.cast_by_id, vote.seat_id), "a vote without appointment"
        assert appointment.starts_on <= day, "a vote before the appointment"
        assert appointment.ends_on is None or day <= appointment.ends_on, "a vote after the appointment"
        if vote.basis == "paper":
            assert vote.document is not None, "a paper vote without its paper"
            assert vote.entered_by is not None, "a paper vote that nobody entered"


def check_decision(ballot: Ballot, decision: Decision, votes: Sequence[Vote]) -> None:
    """Check that a decision says what its own counted positions come to, and counts no vote that is not in time."""
    counted = {row["seat"]: row for row in decision.positions}
    by_pk = {vote.pk: vote for vote in votes}
    kinds = Counter(str(row["position"]) for row in counted.values())
    tally = (decision.approve, decision.decline, decision.abstain, decision.recuse, decision.silent, decision.vacant)
    words = ("approve", "decline", "abstain", "recuse", "silent", "vacant")
    assert tally == tuple(kinds[word] for word in words), "the counts are not those of the positions"
    assert sum(tally) == ballot.rule_seats == len(counted), "a seat is missing, or counted twice"
    assert (decision.outcome == "carried") == (decision.approve >= ballot.rule_needed), "carried without enough approvals"
    beyond = decision.decline > ballot.rule_seats - ballot.rule_needed
    assert (decision.outcome == "defeated") == beyond, "defeated while it could still carry"
    assert ballot.closes_at is not None
    assert decision.settled_at is not None
    assert decision.settled_at <= ballot.closes_at, "settled after the closing"
    assert decision.outcome != "lapsed" or decision.settled_at == ballot.closes_at, "lapsed before the closing"
    for row in counted.values():
        if row["vote"] is not None:
            vote = by_pk[row["vote"]]
            assert (vote.seat.code, vote.position) == (row["seat"], row["position"])
            assert vote.cast_at is not None
            assert vote.cast_at <= decision.settled_at, "a late vote was counted"


def replay(entries: Sequence[tuple[str, dict[str, Any]]], ballot: Ballot) -> str:
    """Compute the outcome from the ledger alone: who approved last, before the decision; nothing else is asked."""
    approving, declining = set[str](), set[str]()
    for kind, facts in entries:
        if kind in ("vote.cast", "vote.withdrawn") and not facts["after_the_decision"]:
            approving.discard(facts["seat"])
            declining.discard(facts["seat"])
            if facts["position"] == "approve":
                approving.add(facts["seat"])
            elif facts["position"] == "decline":
                declining.add(facts["seat"])
        elif kind == "decision.settled":
            n, k = facts["rule"]["seats"], facts["rule"]["needed"]
            assert (n, k) == (ballot.rule_seats, ballot.rule_needed)
            break
    lean = "secured" if len(approving) >= k else "foreclosed" if n - len(declining) < k else "open"
    return OUTCOMES[lean]


# --- The rounds that are walked ---

COOLINGS = {"at once": 0, "one step": 1, "two steps": 2, "only at closing": None}


def round_of(cooling: int | None, days: int, *, day: int = 1) -> Round:
    """Return a ballot in which all that can happen to a seat happens to one of its three; `day` steps make a day.

    FJD is handed on after the first day, and has a delegate who is PPD's too. PPD is held to the last day of voting and no
    longer. DAO stands vacant on the last day and is filled again on the day after.
    """
    holdings = (
        Holding("judge", "FJD", last=0),
        Holding("next judge", "FJD", first=1),
        Holding("deputy", "FJD", is_principal=False),
        Holding("deputy", "PPD", is_principal=False, last=days - 1),
        Holding("commissioner", "PPD", last=days - 1),
        Holding("attorney", "DAO", last=days - 2),
        Holding("next attorney", "DAO", first=days),
    )
    return Round(SEATS, needed=2, holdings=holdings, closes=days * day, cooling=cooling, day=day)


def plain_round_of(cooling: int | None, days: int) -> Round:
    """Return a ballot of three seats that are held by one person each, all the time."""
    people = {"judge": "FJD", "commissioner": "PPD", "attorney": "DAO"}
    holdings = tuple(Holding(person, seat) for person, seat in people.items())
    return Round(SEATS, needed=2, holdings=holdings, closes=days, cooling=cooling)


def _say(act: Act) -> str:
    match act:
        case Speak(person, seat, position, slip):
            return f"{person} for {seat}: {position}{f' ({slip})' if slip else ''}"
        case TakeBack(person, seat):
            return f"{person} takes {seat}'s position back"
    return type(act).__name__.lower()


def _trail(came_from: dict[State, tuple[State, Act] | None], state: State) -> list[Act]:
    acts: list[Act] = []
    while (step := came_from[state]) is not None:
        state, act = step
        acts.append(act)
    return acts[::-1]
