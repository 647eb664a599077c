"""Story 11: what is settled is final, whoever asks and however."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django_fsm import TransitionNotAllowed

from governance.accounts.models import Role
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Decision, Vote
from governance.ballots.refusals import AlreadySettled, BallotNotOpen
from tests.cast import Cast, at, make_cast, make_user, open_ballot
from tests.cast import vote as cast_for
from tests.site.test_desk_stage import text_of
from tests.traces import every_row, refused

from .stage import PARS_2018, Town, on_record

pytestmark = pytest.mark.django_db


def carried_on_11_july(town: Town) -> tuple[Cast, Ballot]:
    cast = make_cast()
    ballot = open_ballot(cast)
    cast_for(cast, ballot, "FJD", "approve", at("2018-07-10 10:00"))
    cast_for(cast, ballot, "PPD", "approve", town.clock.set("2018-07-11 10:00"))
    ballot.refresh_from_db()
    return cast, ballot


def test_the_action_refuses_a_change_a_withdrawal_and_an_edit(town: Town) -> None:
    cast, ballot = carried_on_11_july(town)
    later = at("2018-07-12 10:00")
    with refused(AlreadySettled, match="settled and final"):
        cast_for(cast, ballot, "FJD", "decline", later)
    with refused(AlreadySettled, match="to end early"):
        ballots.withdraw_vote(ballot_id=ballot.pk, seat=cast.seat("PPD"), by=cast.commissioner, at=later)
    with refused(BallotNotOpen, match="what was decided is final"):
        ballots.withdraw_ballot(ballot_id=ballot.pk, because="We think again.", by=cast.clerk, at=later)
    with refused(BallotNotOpen, match="Only a draft can be opened"):
        ballots.open_ballot(ballot_id=ballot.pk, by=cast.clerk, at=later)


def test_the_forms_refuse_the_same(town: Town) -> None:
    cast, _ballot = carried_on_11_july(town)
    assert "settled and final" in town.cannot_vote(cast.judge, "decline", "2018-07-12 10:00")
    assert "settled and final" in town.cannot_withdraw(cast.commissioner, "2018-07-12 10:00")
    clerk = town.desk(cast.clerk)
    before = every_row()
    again = clerk.post(f"/desk/ballots/{PARS_2018}/withdraw-ballot/", {"because": "We think again."})
    assert "what was decided is final" in text_of(again)
    assert every_row() == before
    page = text_of(town.desk(cast.judge).get(f"/desk/ballots/{PARS_2018}/"))
    assert "This ballot is settled, and what was counted cannot change." in page


def test_the_admin_shows_it_to_administrators_and_edits_nothing(town: Town) -> None:
    cast, ballot = carried_on_11_july(town)
    clerk, administrator = town.desk(cast.clerk), town.desk(make_user("The administrator", Role.ADMINISTRATOR))
    before = every_row()
    for path in (f"/admin/ballots/ballot/{ballot.pk}/", f"/admin/ballots/vote/{ballot.votes.earliest('pk').pk}/"):
        assert clerk.get(f"{path}change/", follow=True).status_code == 403
        assert administrator.get(f"{path}change/").status_code == 200
        for act in ("change", "delete"):
            assert administrator.post(f"{path}{act}/", {"state": "open", "position": "decline", "post": "yes"}).status_code == 403
    assert every_row() == before


def _save_another_position() -> None:
    vote = Vote.objects.first()
    assert vote is not None
    vote.position = "decline"
    vote.save()


def test_the_orm_cannot_change_it(town: Town) -> None:
    carried_on_11_july(town)
    acts: tuple[Callable[[], object], ...] = (
        lambda: Vote.objects.all().delete(),
        lambda: Vote.objects.update(position="decline"),
        _save_another_position,
        lambda: Decision.objects.update(outcome="defeated"),
        lambda: Decision.objects.get().delete(),
        lambda: Ballot.objects.update(state="open"),
        lambda: Ballot.objects.update(text="Another text."),
    )
    before = every_row()
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
        assert every_row() == before


def test_the_state_cannot_be_assigned_or_moved_on(town: Town) -> None:
    _cast, ballot = carried_on_11_july(town)
    with pytest.raises(AttributeError):
        ballot.state = "open"
    for move in (ballot.defeat, ballot.lapse, ballot.carry):
        with pytest.raises(TransitionNotAllowed):
            move()


RAW_SQL = (
    "update ballots_vote set position = 'decline'",
    "delete from ballots_vote",
    "update ballots_decision set outcome = 'defeated'",
    "delete from ballots_decision",
    "update ballots_ballot set state = 'open'",
    "update ballots_ballot set closes_at = '2030-01-01 00:00:00+00:00'",
    "delete from ballots_ballot",
    "update ledger_entry set kind = 'vote.lost'",
    "delete from ledger_entry",
)


def test_raw_sql_cannot_change_it(town: Town) -> None:
    carried_on_11_july(town)
    before = every_row()
    for sql in RAW_SQL:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert every_row() == before, sql


def test_only_the_silent_seat_may_add_one_late_position_and_only_one(town: Town) -> None:
    cast, ballot = carried_on_11_july(town)
    town.votes(cast.attorney, "decline", "2018-07-12 10:00")
    assert "settled and final" in town.cannot_vote(cast.attorney, "approve", "2018-07-12 11:00")
    assert "settled and final" in town.cannot_withdraw(cast.attorney, "2018-07-12 11:00")
    assert (town.answer()["outcome"], town.counts()) == ("carried", {"approve": 2, "silent": 1})
    with refused(AlreadySettled):
        cast_for(cast, ballot, "DAO", "approve", at("2018-07-13 10:00"))
    assert on_record() == [("FJD", "approve"), ("PPD", "approve"), ("DAO", "decline")]


# --- With 72 hours of cooling-off, and nobody there to write it down ---


def secured_with_cooling_off(town: Town) -> Cast:
    cast = make_cast(cooling_off_hours=72)
    ballot = open_ballot(cast)
    cast_for(cast, ballot, "FJD", "approve", at("2018-07-10 10:00"))
    cast_for(cast, ballot, "PPD", "approve", town.clock.set("2018-07-11 10:00"))
    return cast


def test_a_withdrawal_at_hour_73_is_refused_though_no_worker_ever_ran(town: Town) -> None:
    cast = secured_with_cooling_off(town)
    assert "settled and final" in town.cannot_withdraw(cast.commissioner, "2018-07-14 11:00")
    assert "settled and final" in town.cannot_vote(cast.judge, "decline", "2018-07-14 11:00")
    assert not Decision.objects.exists()
    assert Ballot.objects.get().state == "open"
    assert (town.answer()["outcome"], town.answer()["settled_at"]) == ("carried", "2018-07-14T14:00:00Z")


def test_at_the_72nd_hour_it_is_settled_and_a_microsecond_before_it_is_not(town: Town) -> None:
    cast = secured_with_cooling_off(town)
    assert "settled and final" in town.cannot_withdraw(cast.commissioner, "2018-07-14 10:00")
    assert "has been taken back" in town.withdraws(cast.commissioner, "2018-07-14 09:59:59.999999").read()
    assert town.counts() == {"approve": 1, "silent": 2}


def test_a_late_position_settles_what_was_due_in_the_same_act(town: Town) -> None:
    cast = secured_with_cooling_off(town)
    town.votes(cast.attorney, "decline", "2018-07-14 11:00")
    decision = Decision.objects.get()
    assert (decision.settled_at, decision.recorded_at) == (at("2018-07-14 10:00"), at("2018-07-14 11:00"))
    assert (decision.approve, decision.decline, decision.silent) == (2, 0, 1)
    assert on_record()[-1] == ("DAO", "decline")


def test_the_form_that_settled_it_may_come_twice_but_never_with_another_position(town: Town) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    town.votes(cast.judge, "approve", "2018-07-10 10:00")
    town.votes(cast.commissioner, "approve", "2018-07-11 10:00")
    key = Vote.objects.get(seat__code="PPD").key
    assert key is not None
    client = town.desk(cast.commissioner, "2018-07-12 10:00")
    fields = {"position": "decline", "reasons": "Other reasons.", "text_digest": ballot.text_digest}
    client.post(f"/desk/ballots/{PARS_2018}/vote/confirm/", {**fields, "key": uuid.UUID(key)})
    assert on_record() == [("FJD", "approve"), ("PPD", "approve")]
    assert town.answer()["outcome"] == "carried"
