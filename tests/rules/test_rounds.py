"""When a round opens by itself, what it asks, and what keeps it from opening: docs/rules/rounds.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from contracts.deadlines import YearDay
from governance.ballots.rounds import Circumstances, Matter, Obstacle, Plan, address_of, obstacles, plan_of
from governance.bodies.ladder import LADDER

YEARLY = Matter(date(2017, 9, 1), date(2018, 8, 31), year_day=YearDay(8, 31))
EVERGREEN = replace(YEARLY, renews_by_silence=True, notice_by=date(2018, 8, 1))
NOTHING_IN_THE_WAY = Circumstances(
    on=date(2018, 3, 4), has_body=True, filled=3, needed=2, is_unchecked=False, has_draft=False, was_withdrawn=False
)


def test_a_renewal_is_asked_half_a_year_before_the_term_ends_and_may_be_voted_on_to_its_last_day() -> None:
    assert plan_of(YEARLY, ladder=LADDER) == Plan(
        question="renew",
        opens_on=date(2018, 3, 4),
        closes_on=date(2018, 8, 31),
        starts_on=date(2018, 9, 1),
        ends_on=date(2019, 8, 31),
    )


def test_where_silence_renews_notice_is_asked_and_voting_ends_on_the_eve_of_the_notice_by_date() -> None:
    plan = plan_of(EVERGREEN, ladder=LADDER)
    assert plan == Plan("give_notice", date(2018, 2, 2), date(2018, 7, 31), None, date(2018, 8, 31))


def test_without_a_notice_by_date_notice_is_in_time_until_the_last_day_so_voting_ends_on_its_eve() -> None:
    plan = plan_of(replace(EVERGREEN, notice_by=None), ladder=LADDER)
    assert (plan.opens_on, plan.closes_on) == (date(2018, 3, 4), date(2018, 8, 30))


def test_a_ladder_of_the_bodys_own_has_its_own_top() -> None:
    assert plan_of(YEARLY, ladder=(45, 10, 0)).opens_on == date(2018, 7, 17)


def test_no_round_opens_before_its_term_has_begun() -> None:
    quarter = replace(YEARLY, starts_on=date(2018, 6, 1))
    assert plan_of(quarter, ladder=LADDER).opens_on == date(2018, 6, 1)


def test_a_term_that_ended_off_its_day_is_followed_by_a_short_one() -> None:
    plan = plan_of(replace(YEARLY, ends_on=date(2018, 6, 30)), ladder=LADDER)
    assert (plan.starts_on, plan.ends_on) == (date(2018, 7, 1), date(2018, 8, 31))


def test_it_is_due_from_the_hour_of_the_post_on() -> None:
    plan = plan_of(YEARLY, ladder=LADDER)
    assert not plan.is_due(at=datetime(2018, 3, 4, 12, 59, 59, tzinfo=UTC), zone="America/New_York")
    assert plan.is_due(at=datetime(2018, 3, 4, 13, 0, tzinfo=UTC), zone="America/New_York")


def test_with_nothing_in_its_way_it_opens() -> None:
    assert obstacles(plan_of(YEARLY, ladder=LADDER), NOTHING_IN_THE_WAY) == ()


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ({"on": date(2018, 9, 1)}, Obstacle.TOO_LATE),
        ({"has_body": False, "filled": 0, "needed": 0}, Obstacle.NO_BODY),
        ({"filled": 1}, Obstacle.VACANT),
        ({"is_unchecked": True}, Obstacle.UNCHECKED),
        ({"has_draft": True}, Obstacle.DRAFT),
        ({"has_draft": True, "was_withdrawn": True}, Obstacle.DRAFT),
        ({"was_withdrawn": True}, Obstacle.WITHDRAWN),
    ],
)
def test_each_thing_in_its_way_is_named(change: dict[str, object], obstacle: Obstacle) -> None:
    assert obstacles(plan_of(YEARLY, ladder=LADDER), replace(NOTHING_IN_THE_WAY, **change)) == (obstacle,)


def test_how_long_a_renewal_runs_is_never_guessed_and_notice_needs_no_such_day() -> None:
    unknown, evergreen = replace(YEARLY, year_day=None), replace(EVERGREEN, year_day=None)
    assert obstacles(plan_of(unknown, ladder=LADDER), NOTHING_IN_THE_WAY) == (Obstacle.NO_RENEWAL_DAY,)
    assert obstacles(plan_of(evergreen, ladder=LADDER), NOTHING_IN_THE_WAY) == ()


def test_on_the_last_day_to_vote_a_round_still_opens_and_on_the_notice_by_date_no_more() -> None:
    plan = plan_of(EVERGREEN, ladder=LADDER)
    assert obstacles(plan, replace(NOTHING_IN_THE_WAY, on=date(2018, 7, 31))) == ()
    assert obstacles(plan, replace(NOTHING_IN_THE_WAY, on=date(2018, 8, 1))) == (Obstacle.TOO_LATE,)


def test_a_ballot_is_named_by_its_agreement_its_year_and_what_is_free() -> None:
    taken = {"pars-ice-2018", "pars-ice-2018-v2"}
    assert address_of("pars-ice", "renew", date(2018, 8, 31), taken=()) == "pars-ice-2018"
    assert address_of("pars-ice", "renew", date(2018, 8, 31), taken=taken) == "pars-ice-2018-v3"
    assert address_of("pars-ice", "give_notice", date(2018, 8, 31), taken=taken) == "pars-ice-2018-give-notice"
