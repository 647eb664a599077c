"""Story 4: a round is held and nobody votes."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast, make_cast
from tests.conftest import plain_text_of

from .stage import PARS_2018, Town, rungs, said_to, subjects

pytestmark = pytest.mark.django_db


def round_of_2018(town: Town) -> Cast:
    cast = make_cast()
    town.opens(cast.clerk, "2018-07-02 09:00")
    return cast


def test_it_lapses_with_three_silent_seats(town: Town) -> None:
    round_of_2018(town)
    town.settles("2018-09-01 00:01")
    told = town.answer("2018-09-01 08:01")
    assert (told["outcome"], told["settled_at"], told["positions"]) == ("lapsed", "2018-09-01T04:00:00Z", [])
    assert town.counts() == {"silent": 3}
    page = town.decision()
    assert "Not renewed. None of the three entities approved; two approvals were needed." in page
    assert page.count("Silent: no position on record") >= 3
    assert "0 approve + 0 decline + 3 silent = 3 seats. 0 of the 2 approvals needed." in page


def test_all_three_were_reminded_on_every_rung(town: Town) -> None:
    cast = round_of_2018(town)
    town.posts("2018-07-02 09:01")
    town.posts_daily(date(2018, 7, 3), date(2018, 8, 31))
    for user in (cast.judge, cast.commissioner, cast.attorney, cast.clerk):
        assert rungs(user, "ballot_closing") == {60, 30, 14, 7, 3, 1, 0}
        assert rungs(user, "ballot_closing", "skipped") == set()
    days = [mail["Date"].datetime.date() for mail in town.office.to(cast.judge.email)]
    assert days == [date(2018, 7, 2), date(2018, 8, 1), *(date(2018, 8, day) for day in (17, 24, 28, 30, 31))]
    about = subjects(town.office.to(cast.judge.email))
    assert about[0].startswith("Vote by 31 August: PARS - ICE")
    assert about[-2].startswith("No vote yet, 1 day left: PARS - ICE")
    assert about[-1].startswith("No vote yet, last day: PARS - ICE")


def test_nothing_that_is_said_anywhere_calls_silence_an_abstention(town: Town) -> None:
    cast = round_of_2018(town)
    for day in (date(2018, 7, 2), date(2018, 8, 17), date(2018, 8, 31), date(2018, 9, 1)):
        town.posts_daily(day, day)
    mails = "".join(said_to(town, user) for user in (cast.judge, cast.commissioner, cast.attorney, cast.clerk))
    assert "0 approve, 0 decline, 0 abstain, 0 recuse, 3 silent, 0 vacant." in mails
    for said in (mails, town.decision(), town.agreement(), town.reads("/"), town.reads("/decisions/"), str(town.answer())):
        assert "abstained" not in said.lower()


def test_on_the_first_of_september_everybody_is_told_that_it_was_not_renewed(town: Town) -> None:
    cast = round_of_2018(town)
    town.posts("2018-08-31 08:00")
    town.settles("2018-09-01 00:00")
    told = town.posts("2018-09-01 08:00")
    everybody = (cast.judge, cast.commissioner, cast.attorney, cast.clerk, cast.second_clerk)
    assert sorted(mail["To"] for mail in told) == sorted(user.email for user in everybody)
    assert all("Not renewed. Nothing more is asked of you in this vote." in plain_text_of(mail) for mail in told)
    assert "Expired: access not confirmed off" in town.agreement("2018-09-01 08:01")
    assert f"/decisions/{PARS_2018}/" in said_to(town, cast.judge)
