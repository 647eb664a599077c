"""What holds whatever the order, however often the worker comes by, and for ever once a ballot is settled."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations, product

import pytest
from django.db import DatabaseError, connection, transaction

from governance.ballots import actions as ballots
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Decision, Vote
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.traces import every_row

pytestmark = pytest.mark.django_db
NOON, CLOSED = at("2018-07-10 12:00"), at("2018-09-01 00:00")
SEATS = ("FJD", "PPD", "DAO")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cast_waiting_for_the_closing() -> Cast:
    return make_cast(cooling_off_hours=None)


@pytest.mark.parametrize("apart", [timedelta(0), MINUTE], ids=["at the same instant", "a minute apart"])
@pytest.mark.parametrize(
    ("positions", "outcome"),
    [
        (("approve", "approve", "decline"), "carried"),
        (("decline", "abstain", "decline"), "defeated"),
        (("approve", "decline", "recuse"), "lapsed"),
    ],
)
def test_the_order_of_votes_before_settling_never_matters(
    cast_waiting_for_the_closing: Cast, positions: tuple[str, ...], outcome: str, apart: timedelta
) -> None:
    cast, results = cast_waiting_for_the_closing, set()
    for order in permutations(range(3)):
        with transaction.atomic():
            ballot = open_ballot(cast)
            for place, seat in enumerate(order):
                vote(cast, ballot, SEATS[seat], positions[seat], NOON + place * apart)
            decision = ballots.settle_ballot(ballot_id=ballot.pk, at=CLOSED)
            assert decision is not None
            said = tuple((row["seat"], row["position"]) for row in decision.positions)
            results.add((decision.outcome, decision.settled_at, said))
            transaction.set_rollback(True)
    assert [result[0] for result in results] == [outcome]


def test_what_a_seat_said_before_it_changed_its_mind_does_not_matter(cast_waiting_for_the_closing: Cast) -> None:
    cast, results = cast_waiting_for_the_closing, set()
    for first, second in product(("approve", "decline", "abstain", "recuse"), repeat=2):
        with transaction.atomic():
            ballot = open_ballot(cast)
            for minute, position in enumerate((first, second, "approve")):
                vote(cast, ballot, "FJD", position, NOON + minute * MINUTE)
            vote(cast, ballot, "DAO", "approve", NOON)
            results.add(judge(ballot, at=CLOSED).tally)
            transaction.set_rollback(True)
    assert len(results) == 1


POSITION = {"carried": "approve", "defeated": "decline", "lapsed": "recuse"}


def two_say(cast: Cast, ballot: Ballot, position: str) -> None:
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, position, NOON)


@pytest.mark.parametrize("outcome", POSITION)
def test_ticks_are_idempotent_and_make_exactly_one_decision(outcome: str) -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast)
    two_say(cast, ballot, POSITION[outcome])
    for tick in (NOON, NOON + 23 * 60 * MINUTE):
        assert list(ballots.settle_due(at=tick)) == []
    (decision,) = ballots.settle_due(at=CLOSED)
    assert decision.outcome == outcome
    before = every_row()
    for tick in (NOON, CLOSED, CLOSED + MINUTE, at("2019-09-01 00:00")):
        assert list(ballots.settle_due(at=tick)) == []
        assert ballots.settle_ballot(ballot_id=ballot.pk, at=tick) is None
    assert every_row() == before
    assert Decision.objects.count() == 1


def test_when_the_worker_comes_by_makes_no_difference_but_to_when_it_was_written_down() -> None:
    cast, results = make_cast(cooling_off_hours=24), set()
    for minutes_late in (0, 1, 60, 9 * 24 * 60):
        with transaction.atomic():
            ballot = open_ballot(cast)
            two_say(cast, ballot, "approve")
            decision = ballots.settle_ballot(ballot_id=ballot.pk, at=NOON + (24 * 60 + minutes_late) * MINUTE)
            assert decision is not None
            results.add((decision.outcome, decision.settled_at, decision.effective_on, decision.approve, decision.silent))
            transaction.set_rollback(True)
    assert {result[1] for result in results} == {NOON + timedelta(hours=24)}
    assert len(results) == 1


@pytest.mark.parametrize("outcome", POSITION)
@pytest.mark.parametrize("model", [Ballot, Decision, Vote])
def test_no_column_of_what_is_settled_can_be_changed_not_even_around_the_actions(
    outcome: str, model: type[Ballot | Decision | Vote]
) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "PPD", "abstain", NOON)
    two_say(cast, ballot, POSITION[outcome])
    ballots.settle_ballot(ballot_id=ballot.pk, at=CLOSED)
    before = every_row()
    table = connection.ops.quote_name(model._meta.db_table)
    for field in model._meta.concrete_fields:
        # Not even by what it is: so it is the guard that refuses, and not some constraint on the value.
        column = connection.ops.quote_name(field.column)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = {column}")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    assert every_row() == before
