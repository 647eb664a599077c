"""Story 5: no round was held before the term ended."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import check_dates, make_cast
from tests.site.test_desk_stage import text_of

from .stage import RED, Town, rungs, said_to, subjects

pytestmark = pytest.mark.django_db
LADDER = {180, 120, 90, 60, 30, 14, 7, 3, 1, 0}


def test_the_clerk_was_warned_on_every_rung_and_an_alert_says_after_the_end_that_no_round_was_held(town: Town) -> None:
    cast = make_cast()
    check_dates(cast)
    town.posts_daily(date(2018, 3, 3), date(2018, 8, 31))
    for user in (cast.clerk, cast.second_clerk):
        assert rungs(user, "term_end") == LADDER
        assert len(town.office.to(user.email)) == len(LADDER)
    for user in (cast.judge, cast.commissioner, cast.attorney):
        assert rungs(user, "term_end") == {30, 14, 7, 3, 1, 0}
    warned = said_to(town, cast.clerk)
    assert warned.count("No ballot has been opened about this term yet.") == len(LADDER)
    assert "If nobody acts, the agreement ends and access must be switched off." in warned
    assert warned.count("A vote about it cannot open by itself:") == len(LADDER)
    assert warned.count("- How long a renewal runs is not on record. Enter the day on which terms end.") == len(LADDER)

    town.posts_daily(date(2018, 9, 1), date(2018, 9, 15))
    assert said_to(town, cast.clerk).count("The term ended on 31 August 2018 and no ballot was ever opened about it.") == 3
    assert rungs(cast.clerk, "no_round") == {-1, -7, -14}


def test_had_nothing_been_in_its_way_a_round_would_have_opened_itself_and_everybody_been_asked(town: Town) -> None:
    cast = make_cast(renewal_month=8, renewal_day=31)
    check_dates(cast)
    assert "The next vote A vote opens by itself on 4 March 2018, unless the clerk opens it before." in town.agreement(
        "2018-03-03 12:00"
    )
    town.posts_daily(date(2018, 3, 3), date(2018, 3, 5))
    decision = town.decision("2018-03-05 12:00")
    assert "Opened 4 March 2018, 08:00, New York time by the rule itself, as nobody had opened it before" in decision
    assert "2 more approvals are needed" in decision
    for user in (cast.judge, cast.commissioner, cast.attorney):
        assert [subject.startswith("Vote by 31 August: PARS - ICE") for subject in subjects(town.office.to(user.email))] == [True]
    assert "opens by itself" not in town.agreement("2018-03-05 12:00")


def test_the_page_says_so_from_the_first_instant_after_the_end(town: Town) -> None:
    make_cast()
    before, after = town.agreement("2018-08-31 23:59:59.999999"), town.agreement("2018-09-01 00:00")
    assert "No round was held" not in before
    assert "Comes up for renewal: today is the last day" in before
    assert "No round was held No vote on what was to follow was opened before the term ended on 31 August 2018." in after
    assert RED in town.html("/agreements/pars-ice/")
    assert "No round was held" in town.reads("/agreements/")
    assert "No ballot about this agreement is on record." in after


def test_the_clerks_desk_says_so_in_red_with_the_one_thing_to_do_next(town: Town) -> None:
    cast = make_cast()
    desk = text_of(town.desk(cast.clerk, "2018-08-15 09:00").get("/desk/"))
    assert "No ballot yet: 16 days left" in desk
    desk = text_of(town.desk(cast.clerk, "2018-09-01 00:00").get("/desk/"))
    assert "1 agreement cannot wait." in desk
    assert "No round was held." in desk
    assert "Confirm access off" in desk
