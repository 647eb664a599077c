"""Story 6: second thoughts, with a cooling-off of 72 hours and without one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from governance.ballots.models import Decision
from tests.cast import Cast, make_cast, open_ballot
from tests.site.test_desk_stage import text_of

from .stage import PARS_2018, Town, on_record

pytestmark = pytest.mark.django_db


def secured_on_11_july(town: Town, cooling_off_hours: int) -> Cast:
    cast = make_cast(cooling_off_hours=cooling_off_hours)
    open_ballot(cast)
    town.votes(cast.judge, "approve", "2018-07-10 10:00")
    town.votes(cast.attorney, "approve", "2018-07-11 10:00")
    return cast


def test_enough_approvals_secure_it_and_the_page_says_that_positions_may_still_change(town: Town) -> None:
    secured_on_11_july(town, 72)
    page = town.decision("2018-07-12 09:00")
    assert "Enough approvals are on record. Positions may still change until the ballot settles." in page
    assert (town.answer()["outcome"], town.counts()) == (None, {"approve": 2, "silent": 1})
    assert not Decision.objects.exists()


def test_a_withdrawal_after_twenty_hours_opens_it_again_with_all_three_acts_on_record(town: Town) -> None:
    cast = secured_on_11_july(town, 72)
    assert "has been taken back" in town.withdraws(cast.attorney, "2018-07-12 06:00").read()
    assert on_record() == [("FJD", "approve"), ("DAO", "approve"), ("DAO", "withdrawn")]
    page = town.decision()
    assert "1 more approval is needed, from the Police Department or the District Attorney's Office" in page
    assert "Took its position back" in page
    assert town.counts() == {"approve": 1, "silent": 2}
    # 72 hours after it was secured first nothing settles: that outlook did not stand.
    assert town.answer("2018-07-14 10:00")["outcome"] is None
    assert town.settles("2018-07-14 10:00") == []


def test_approved_again_it_carries_72_hours_after_that_without_any_worker(town: Town) -> None:
    cast = secured_on_11_july(town, 72)
    town.withdraws(cast.attorney, "2018-07-12 06:00")
    town.votes(cast.attorney, "approve", "2018-07-13 12:00")
    assert town.answer("2018-07-16 11:59:59.999999")["outcome"] is None
    told = town.answer("2018-07-16 12:00")
    assert (told["outcome"], told["settled_at"]) == ("carried", "2018-07-16T16:00:00Z")
    assert [row["position"] for row in told["positions"]] == ["approve", "approve", "withdrawn", "approve"]
    assert [row["counted"] for row in told["positions"]] == [True, False, False, True]
    assert "Renewed, until 31 August 2019" in town.decision()
    assert "Renewed until 31 August 2019" in town.agreement()
    assert not Decision.objects.exists()
    (decision,) = town.settles("2018-07-20 09:00")
    assert decision.settled_at == datetime(2018, 7, 16, 16, 0, tzinfo=UTC)


def test_a_third_approval_does_not_start_the_wait_anew(town: Town) -> None:
    cast = secured_on_11_july(town, 72)
    town.votes(cast.commissioner, "approve", "2018-07-13 10:00")
    assert town.answer("2018-07-14 10:00")["settled_at"] == "2018-07-14T14:00:00Z"
    assert town.counts() == {"approve": 3}


def test_secured_within_the_last_72_hours_it_carries_at_closing(town: Town) -> None:
    cast = make_cast(cooling_off_hours=72)
    open_ballot(cast)
    town.votes(cast.judge, "approve", "2018-08-30 10:00")
    town.votes(cast.attorney, "approve", "2018-08-31 23:00")
    assert town.answer("2018-08-31 23:59:59.999999")["outcome"] is None
    told = town.answer("2018-09-01 00:00")
    assert (told["outcome"], told["settled_at"]) == ("carried", "2018-09-01T04:00:00Z")
    assert "It runs until 31 August 2019." in town.agreement()


def test_without_cooling_off_the_second_approval_settles_and_a_withdrawal_is_refused_with_the_way_to_reverse_it(
    town: Town,
) -> None:
    cast = secured_on_11_july(town, 0)
    assert town.answer()["settled_at"] == "2018-07-11T14:00:00Z"
    refusal = town.cannot_withdraw(cast.attorney, "2018-07-11 10:00")
    assert "This ballot is settled and final." in refusal
    assert "To reverse it the clerk opens a new ballot, for example to end early" in refusal
    assert on_record() == [("FJD", "approve"), ("DAO", "approve")]


def test_it_is_reversed_by_a_ballot_to_end_early_with_its_own_votes(town: Town) -> None:
    cast = secured_on_11_july(town, 0)
    early = town.opens(
        cast.clerk, "2018-07-20 09:00", question="end_early", closes_on="2018-08-10", starts_on="", ends_on="2018-08-15"
    )
    assert early.slug == "pars-ice-2018-end-early"
    town.votes(cast.judge, "approve", "2018-07-21 10:00", on=early.slug)
    town.votes(cast.attorney, "approve", "2018-07-22 10:00", on=early.slug)
    assert "Ended early, on 15 August 2018." in town.decision(of=early.slug)
    assert "Ended early" in town.agreement("2018-08-16 00:00")
    assert "Renewed, until 31 August 2019" in town.decision(of=PARS_2018)
    desk = text_of(town.desk(cast.judge).get(f"/desk/ballots/{PARS_2018}/"))
    assert "Shall PARS - ICE end early, on 15 August 2018?" in desk
