"""Two at once, on a real database file or server: threads with a connection each, and a naive form that must fail.

The naive form is the control: were it to pass, the race would not be one, and the test of the real form would be blind.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contracts.models import Basis
from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.actions import opening
from governance.ballots.models import Ballot, Decision, Question, State, Vote, VoteBasis
from governance.ballots.tally import Position
from governance.bodies.actions import NewSeat, add_seat
from governance.bodies.models import Body, Seat
from governance.ledger.models import Entry
from governance.stewardship import actions as stewardship
from tests.cast import RENEW_2018, Cast, at, check_dates, make_cast, open_ballot

pytestmark = pytest.mark.django_db(transaction=True)
NOON = at("2018-07-10 12:00")
THE_TOP = at("2018-03-04 08:00")
ROUNDS = 8


def race(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at once, each in a thread with a connection of its own; return what each gave or raised."""
    start = threading.Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            answers[place] = act()
        except Refused as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def approve(cast: Cast, ballot: Ballot, code: str, key: str | None = None) -> Vote:
    return ballots.cast_vote(
        ballot_id=ballot.pk,
        seat=cast.seat(code),
        position=Position.APPROVE,
        reasons="",
        text_digest=ballot.text_digest,
        by=cast.holder(code),
        at=NOON,
        key=key,
    )


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_two_seats_approving_at_once_make_one_decision_with_both_votes(round_number: int) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    answers = race(lambda: approve(cast, ballot, "FJD"), lambda: approve(cast, ballot, "DAO"))
    assert all(isinstance(answer, Vote) for answer in answers)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.approve) == ("carried", 2)
    assert cast.agreement.terms.count() == 2
    assert Entry.objects.filter(kind__startswith="decision").count() == 1


def test_the_naive_form_loses_the_second_approval() -> None:
    """The control: count first, then write what follows from the count, without taking the ballot's row."""
    cast = make_cast()
    ballot = open_ballot(cast)
    both_have_counted = threading.Barrier(2)

    def naive(code: str) -> bool:
        approvals = Vote.objects.filter(ballot=ballot, position="approve").count()
        both_have_counted.wait(timeout=10)
        with transaction.atomic():
            seat = cast.seat(code)
            Vote.objects.create(
                ballot=ballot,
                seat=seat,
                number=1,
                position="approve",
                basis=VoteBasis.CAST,
                appointment=seat.appointments.get(),
                cast_by=cast.holder(code),
                cast_at=NOON,
            )
            return approvals + 1 >= ballot.rule_needed

    assert race(lambda: naive("FJD"), lambda: naive("DAO")) == [False, False], "two approvals, and nobody settled it"


def test_without_its_lock_the_real_act_loses_an_approval_where_readers_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second control: the very act, its lock taken away and the overlap forced. SQLite has one writer at a time anyway."""
    cast = make_cast()
    ballot = open_ballot(cast)
    if connection.vendor == "postgresql":
        monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **_: rows)
        for module in ("voting", "settling"):
            meet_in(monkeypatch, f"governance.ballots.actions.{module}.judge")
    race(lambda: approve(cast, ballot, "FJD"), lambda: approve(cast, ballot, "DAO"))
    assert Vote.objects.count() == 2
    assert Decision.objects.exists() == (connection.vendor == "sqlite")


def meet_in(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let two threads meet before this function and after it: neither goes on before both have read."""
    module, attribute = name.rsplit(".", 1)
    real, meeting = getattr(importlib.import_module(module), attribute), threading.Barrier(2)

    def judge_together(*args: object, **options: object) -> object:
        meeting.wait(timeout=10)
        found = real(*args, **options)
        meeting.wait(timeout=10)
        return found

    monkeypatch.setattr(name, judge_together)


def test_one_seat_sending_the_same_form_many_times_makes_one_vote() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    answers = race(*[lambda: approve(cast, ballot, "FJD", key="the form")] * 10)
    assert {answer.pk for answer in answers if isinstance(answer, Vote)} == {Vote.objects.get().pk}
    assert all(isinstance(answer, Vote) for answer in answers)


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_a_vote_racing_the_closing_sweep_is_counted_or_refused_never_both(round_number: int) -> None:
    cast = make_cast()
    ballot = open_ballot(cast, closes_on=date(2018, 7, 10))
    approve(cast, ballot, "FJD")
    closing = at("2018-07-11 00:00")
    answers = race(lambda: approve(cast, ballot, "DAO"), lambda: ballots.settle_ballot(ballot_id=ballot.pk, at=closing))
    decision = Decision.objects.get()
    was_recorded = isinstance(answers[0], Vote)
    assert (decision.approve == 2) == was_recorded
    assert decision.outcome == ("carried" if was_recorded else "lapsed")


def test_ten_votes_on_five_ballots_at_once_make_five_decisions() -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    open_ballots = []
    for number in range(5):
        recipient = stewardship.add_party(slug=f"p{number}", name=f"Police {number}", **say)
        agreement = stewardship.enter_agreement(
            slug=f"pars-{number}", title=f"PARS {number}", system=cast.agreement.system, recipient=recipient, **say
        )
        stewardship.begin_term(
            agreement=agreement, starts_on=date(2017, 9, 1), ends_on=date(2018, 8, 31), basis=Basis.SIGNED, **say
        )
        draft = ballots.draft_ballot(
            agreement=agreement, question=Question.RENEW, proposal=RENEW_2018, closes_on=date(2018, 8, 31), **say
        )
        open_ballots.append(ballots.open_ballot(ballot_id=draft.pk, **say))
    acts = [(lambda ballot=ballot, code=code: approve(cast, ballot, code)) for ballot in open_ballots for code in ("FJD", "DAO")]
    assert all(isinstance(answer, Vote) for answer in race(*acts))
    assert Decision.objects.filter(outcome="carried").count() == 5


def while_it_opens(cast: Cast, change: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Open a ballot, and try to change its body once its rule is read; return what each gave or raised."""
    say = {"by": cast.clerk, "at": NOON}
    draft = ballots.draft_ballot(
        agreement=cast.agreement, question=Question.RENEW, proposal=RENEW_2018, closes_on=date(2018, 8, 31), **say
    )
    rule_is_read, changed, real = threading.Event(), threading.Event(), opening.copy_seats

    def copy_seats_slowly(ballot: Ballot) -> None:
        rule_is_read.set()
        changed.wait(timeout=1)  # where nothing held the body, it would be another by now
        real(ballot)

    def change_it() -> object:
        rule_is_read.wait(timeout=10)
        done = change()
        changed.set()
        return done

    monkeypatch.setattr(opening, "copy_seats", copy_seats_slowly)
    return race(lambda: ballots.open_ballot(ballot_id=draft.pk, **say), change_it)


@pytest.mark.parametrize("stay", [4, 2])
def test_a_seat_added_or_abolished_while_a_ballot_opens_is_on_it_with_its_rule_or_not_at_all(
    stay: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": NOON}

    def change() -> Seat:
        if stay == 4:
            return add_seat(body=cast.body, seat=NewSeat("SOL", "City Solicitor"), needed=3, **say)
        return ballots.abolish_seat(seat=cast.seat("PPD"), ends_on=date(2018, 7, 9), needed=2, because="The charter.", **say)

    while_it_opens(cast, change, monkeypatch)
    opened = Ballot.objects.get()
    assert opened.state == State.OPEN
    assert cast.body.seats.standing().count() == stay
    assert opened.seats.count() == opened.rule_seats


def test_a_zone_corrected_while_a_ballot_opens_is_refused_or_is_the_one_in_which_it_closes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = make_cast()

    def correct() -> Body:
        return ballots.correct_time_zone(body=cast.body, time_zone="America/Chicago", by=cast.clerk, at=NOON)

    _opened, refusal = while_it_opens(cast, correct, monkeypatch)
    assert isinstance(refusal, Refused)
    cast.body.refresh_from_db()
    assert Ballot.objects.get().time_zone == cast.body.time_zone == "America/New_York"


def rounds_at_the_top() -> list[str]:
    return [ballot.slug for ballot in ballots.open_rounds(at=THE_TOP)]


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_two_workers_and_the_clerk_opening_one_round_at_once_make_one_ballot(round_number: int) -> None:
    cast = make_cast(renewal_month=8, renewal_day=31)
    check_dates(cast)

    def clerk() -> str:
        with transaction.atomic():  # as the desk's form does both
            return open_ballot(cast, opened_at=THE_TOP).slug

    answers = race(rounds_at_the_top, clerk, rounds_at_the_top)
    ballot = Ballot.objects.get()
    by_the_clerk = ballot.drafted_by == cast.clerk
    assert Entry.objects.filter(kind="ballot.opened").count() == 1
    assert [answers[0], answers[2]].count(["pars-ice-2018"]) == (0 if by_the_clerk else 1)
    assert isinstance(answers[1], str if by_the_clerk else Refused)


def test_without_taking_the_agreement_two_workers_clash_where_readers_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the very act, its rows not taken and the overlap forced. SQLite has one writer at a time anyway."""
    check_dates(make_cast(renewal_month=8, renewal_day=31))
    clashes: list[str] = []

    def worker() -> None:
        try:
            rounds_at_the_top()
        except IntegrityError as clash:
            clashes.append(str(clash))

    if connection.vendor == "postgresql":
        monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **_: rows)
        meet_in(monkeypatch, "governance.ballots.actions.opening.address_of")
    race(worker, worker)
    assert Ballot.objects.count() == 1
    assert len(clashes) == (1 if connection.vendor == "postgresql" else 0)


def test_two_sweeps_at_once_queue_each_notice_once(post_office: object) -> None:
    from governance.notices.actions import queue_due, send_due
    from governance.notices.models import Letter, Notice

    check_dates(make_cast())
    moment = at("2018-08-24 12:00")
    race(lambda: queue_due(at=moment), lambda: queue_due(at=moment))
    keys = list(Notice.objects.values_list("kind", "occasion", "rung", "address"))
    assert len(keys) == len(set(keys)) == 5
    race(*[lambda name=name: send_due(worker=name, clock=lambda: moment) for name in ("w1", "w2", "w3")])
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert timezone.now() > moment
