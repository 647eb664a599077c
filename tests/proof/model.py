"""The oracle: a ballot as docs/rules/two-of-three.md tells it, written apart from the code under test.

It imports nothing of the application, counts in its own way and goes forward with a clock of its own: a whole number of steps
since the opening. The code plays a record back; this keeps the moment from which secured or foreclosed has stood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

POSITIONS = ("approve", "decline", "abstain", "recuse")
OUTCOMES = {"secured": "carried", "foreclosed": "defeated", "open": "lapsed"}


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds a seat from the day `first` to the day `last`, both included, counted from the day of the opening."""

    person: str
    seat: str
    is_principal: bool = True
    first: int = 0
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Speak:
    """Put a position on record. `slip`: "paper", or what is wrong with the form: "old text", "no reasons"."""

    person: str
    seat: str
    position: str
    slip: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Withdraw a seat's position."""

    person: str
    seat: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The clerk withdraws the ballot."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The worker looks whether something has settled."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes, and nobody looks."""

    steps: int = 1


Act = Speak | TakeBack | Withdraw | Tick | Wait
Standing = tuple[tuple[str, bool] | None, ...]  # for each seat its position and whether a principal spoke it


@dataclass(frozen=True, slots=True)
class State:
    """How a ballot stands. `since`: the step from which secured or foreclosed has stood; `ended`: its outcome, and when.

    `has_reopened` should make no difference at all. It is kept so that the walk meets the states after such a history too,
    where code that forgot to forget would go wrong.
    """

    standing: Standing
    step: int = 0
    since: int | None = None
    has_reopened: bool = False
    ended: tuple[str, int] | None = None
    late: frozenset[str] = frozenset()
    voices: frozenset[tuple[str, str]] = frozenset()
    is_withdrawn: bool = False
    is_written: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What everybody must be shown of a ballot. What is still needed is shown until it has ended."""

    settles: int
    ended: tuple[str, int] | None
    counts: tuple[int, int, int, int, int, int]
    standing: tuple[str | None, ...]
    late: frozenset[str]
    vacant: tuple[str, ...]
    leaning: str
    missing: int
    could_give: tuple[str, ...]
    is_blocked: bool


@dataclass(frozen=True)
class Round:
    """A ballot with its seats, who holds them when, its closing and its cooling-off, both in steps; `day` steps make a day."""

    seats: tuple[str, ...]
    needed: int
    holdings: tuple[Holding, ...]
    closes: int
    cooling: int | None
    day: int = 1

    def first(self) -> State:
        """Return the ballot as it opens."""
        return State(standing=(None,) * len(self.seats))

    def essence(self, state: State) -> State:
        """Return what of a state matters for what may still happen: two that agree in it have the same future.

        Of a person with one seat it does not matter whether they spoke; once it has settled, of a seat only whether it did;
        and once voting is closed or the ballot withdrawn, nothing but what is to be written down.
        """
        if state.is_withdrawn:
            return replace(self.first(), step=state.step, is_withdrawn=True)
        if state.step >= self.closes:
            return replace(self.first(), step=state.step, ended=state.ended, is_written=state.is_written)
        seats_of = {row.person: {other.seat for other in self.holdings if other.person == row.person} for row in self.holdings}
        voices = frozenset((person, seat) for person, seat in state.voices if len(seats_of[person]) > 1)
        standing = state.standing
        if state.ended:
            standing = tuple(vote and ("spoken", True) for vote in standing)
        return replace(state, standing=standing, voices=voices)

    def day_of(self, step: int) -> int:
        return step // self.day

    def holding(self, person: str, seat: str, day: int) -> Holding | None:
        """Return how `person` holds `seat` on that day: as its principal before as a delegate."""
        held = [row for row in self._held_on(day) if (row.person, row.seat) == (person, seat)]
        return next((row for row in held if row.is_principal), held[0] if held else None)

    def _held_on(self, day: int) -> list[Holding]:
        return [row for row in self.holdings if row.first <= day and (row.last is None or day <= row.last)]

    def leaning(self, standing: Standing) -> str:
        """Return what these positions come to, asking who approves, and who could if all that have not declined did."""
        approving = [vote for vote in standing if vote is not None and vote[0] == "approve"]
        not_declining = [vote for vote in standing if vote is None or vote[0] != "decline"]
        if len(approving) >= self.needed:
            return "secured"
        return "foreclosed" if len(not_declining) < self.needed else "open"

    def objections(self, state: State, act: Act) -> frozenset[str]:
        """Return every reason against the act; it is accepted if there is none. Which of several is named is not ruled."""
        if isinstance(act, Withdraw):
            return frozenset({"BallotNotOpen"}) if state.is_withdrawn or state.ended else frozenset()
        if not isinstance(act, Speak | TakeBack):
            return frozenset()
        found = set(self._against_anybody(state, act))
        if any(person == act.person and seat != act.seat for person, seat in state.voices):
            found.add("ActsForAnotherSeat")
        stands = state.standing[self.seats.index(act.seat)]
        if isinstance(act, Speak):
            if act.slip == "old text":
                found.add("TextChanged")
            if act.slip == "no reasons" and act.position != "approve":
                found.add("ReasonsMissing")
            if state.ended and (stands is not None or act.seat in state.late):
                found.add("AlreadySettled")
        elif state.ended:
            found.add("AlreadySettled")
        elif stands is None:
            found.add("NothingToWithdraw")
        holding = self.holding(act.person, act.seat, self.day_of(state.step))
        if not state.ended and stands is not None and stands[1] and holding is not None and not holding.is_principal:
            found.add("PrincipalHasVoted")
        return frozenset(found)

    def _against_anybody(self, state: State, act: Speak | TakeBack) -> list[str]:
        found = []
        if state.is_withdrawn:
            found.append("BallotNotOpen")
        if state.step >= self.closes:
            found.append("BallotClosed")
        if self.holding(act.person, act.seat, self.day_of(state.step)) is None:
            found.append("NotSeated")
        return found

    def after(self, state: State, act: Act) -> State:
        """Return the ballot after an act to which there is no objection."""
        if isinstance(act, Wait):
            return self._settled(replace(state, step=state.step + act.steps))
        if isinstance(act, Tick):
            return replace(state, is_written=state.ended is not None)
        if isinstance(act, Withdraw):
            return replace(self.first(), step=state.step, is_withdrawn=True)
        state = replace(state, voices=state.voices | {(act.person, act.seat)})
        if state.ended:
            return replace(state, late=state.late | {act.seat}, is_written=True)
        place = self.seats.index(act.seat)
        holding = self.holding(act.person, act.seat, self.day_of(state.step))
        assert holding is not None, "or there had been an objection"
        vote = (act.position, holding.is_principal) if isinstance(act, Speak) else None
        standing = (*state.standing[:place], vote, *state.standing[place + 1 :])
        since, has_reopened = state.since, state.has_reopened
        if self.leaning(standing) != self.leaning(state.standing):
            since = None if self.leaning(standing) == "open" else state.step
            has_reopened = has_reopened or since is None
        settled = self._settled(replace(state, standing=standing, since=since, has_reopened=has_reopened))
        return replace(settled, is_written=settled.ended is not None)

    def _settled(self, state: State) -> State:
        if state.is_withdrawn or state.ended:
            return state
        moment = self.settles(state)
        if state.step < moment:
            return state if self.cooling is not None else replace(state, since=None, has_reopened=False)
        return replace(state, ended=(OUTCOMES[self.leaning(state.standing)], moment), since=None, has_reopened=False)

    def settles(self, state: State) -> int:
        """Return the step at which the ballot settles, or settled, if nobody acts any more."""
        if state.ended:
            return state.ended[1]
        if state.since is not None and self.cooling is not None and state.since + self.cooling < self.closes:
            return state.since + self.cooling
        return self.closes

    def view(self, state: State) -> View:
        """Return what is shown of the ballot in this state."""
        moment = state.ended[1] if state.ended else state.step
        # The closing is the first instant of the next day; who held a seat is asked of the last day of voting.
        day = min(self.day_of(moment), self.day_of(self.closes - 1))
        held = {row.seat for row in self._held_on(day)}
        given = dict(zip(self.seats, (vote and vote[0] for vote in state.standing), strict=True))
        positions = list(given.values())
        vacant = tuple(seat for seat in self.seats if given[seat] is None and seat not in held)
        approving = [seat for seat in self.seats if given[seat] == "approve"]
        silent = [seat for seat in self.seats if given[seat] is None and seat in held]
        may_still = [seat for seat in self.seats if seat in held and seat not in approving]
        missing = max(0, self.needed - len(approving))
        return View(
            settles=self.settles(state),
            ended=state.ended,
            counts=(
                *(positions.count(position) for position in POSITIONS),
                len(self.seats) - len([p for p in positions if p]) - len(vacant),
                len(vacant),
            ),
            standing=tuple(positions),
            late=state.late,
            vacant=vacant,
            leaning=self.leaning(state.standing),
            missing=missing,
            could_give=() if not missing or state.ended else tuple(silent if len(silent) >= missing else may_still),
            is_blocked=state.ended is None and len(approving) + len(may_still) < self.needed,
        )
