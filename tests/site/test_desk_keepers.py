"""What waits for who keeps agreements: dates that nobody has checked and duties that are overdue, by day among the ballots."""

from __future__ import annotations

import pytest

from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, check_dates, make_cast, open_ballot

from .test_desk_stage import Clock, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db


def kept_by_the_judge(**facts: object) -> Cast:
    cast = make_cast(**facts)
    given = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    stewardship.name_keepers(agreement=cast.agreement, users=[cast.judge, cast.second_clerk], **given)
    return cast


def test_a_keeper_with_a_seat_sees_ballots_and_dates_by_day(clock: Clock) -> None:
    cast = kept_by_the_judge()
    open_ballot(cast)
    page = text_of(sign_in(cast.judge).get("/desk/"))
    assert "1 ballot waits for your position. 1 thing is to be seen to in the agreements you keep." in page
    assert "Is this date right? PARS - ICE: term ends, 31 August 2018" in page
    assert "If nothing is done: Reminders go by a day that no second person has compared with its clause." in page
    assert "Shall PARS - ICE be renewed" in page
    assert "Is this date right?" not in text_of(sign_in(cast.attorney).get("/desk/"))


def test_a_date_that_was_checked_waits_no_more_and_then_nothing_does(clock: Clock) -> None:
    cast = kept_by_the_judge(renewal_month=8, renewal_day=31)
    check_dates(cast)
    page = text_of(sign_in(cast.judge).get("/desk/"))
    assert "Nothing waits for you. The next day that matters is 31 August 2018: PARS - ICE, term ends." in page


def test_what_is_overdue_comes_first_and_says_what_it_means(clock: Clock) -> None:
    cast = kept_by_the_judge()
    clock.set("2018-10-15 10:00")
    page = text_of(sign_in(cast.judge).get("/desk/"))
    assert "PARS - ICE: Access confirmed off" in page
    assert "overdue for" in page
    assert "the public page says “access not confirmed off”" in page
    assert "See that it is done, and tell the clerk, who records it with its evidence." in page
    assert "No ballot waits for your position." in page


def test_the_clerk_is_led_to_the_page_that_does_it(clock: Clock) -> None:
    cast = kept_by_the_judge()
    deadline = cast.agreement.deadlines.get(kind="term_end")
    page = sign_in(cast.second_clerk).get("/desk/").content.decode()
    assert f"/desk/agreements/pars-ice/days/{deadline.pk}/check/" in page
    clock.set("2018-10-15 10:00")
    assert "/desk/agreements/pars-ice/access-off/" in sign_in(cast.second_clerk).get("/desk/").content.decode()


def test_a_duty_that_stands_in_the_clerks_table_is_not_said_again_below_it(clock: Clock) -> None:
    cast = kept_by_the_judge()
    clock.set("2018-10-15 10:00")
    page = text_of(sign_in(cast.second_clerk).get("/desk/"))
    assert page.count("Access was to end on 31 August 2018, 45 days ago.") == 1
    assert "PARS - ICE: Access confirmed off" not in page
    assert "PARS - ICE: Certificate of disposition received" in page
