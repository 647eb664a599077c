"""Story 3: one approves, one declines, one abstains; and its evergreen twin, where the question is whether to give notice."""

from __future__ import annotations

import pytest

from tests.cast import Cast, make_cast, open_ballot
from tests.site.test_desk_stage import text_of

from .stage import RED, Town

pytestmark = pytest.mark.django_db
EVERGREEN = {
    "default_outcome": "renews_by_silence",
    "renewal_month": 8,
    "renewal_day": 31,
    "notice_count": 30,
    "notice_unit": "days",
    "notice_clause": "section 9",
}
STOP = "pars-ice-2018-give-notice"
STOP_FORM = {"question": "give_notice", "closes_on": "2018-07-31", "ends_on": "2018-08-31"}


def one_of_each(town: Town, cast: Cast, on: str = "pars-ice-2018") -> None:
    town.votes(cast.judge, "abstain", "2018-07-10 10:00", on=on)
    town.votes(cast.commissioner, "approve", "2018-07-11 10:00", on=on)
    town.votes(cast.attorney, "decline", "2018-07-12 10:00", on=on)


def test_it_stays_open_until_closing_and_lapses_with_one_of_two_needed(town: Town) -> None:
    cast = make_cast()
    open_ballot(cast)
    one_of_each(town, cast)
    assert "Vote open: 1 of 2 approvals" in town.decision("2018-08-31 23:59:59.999999")
    assert town.answer()["outcome"] is None
    page = town.decision("2018-09-01 00:00")
    assert "Not renewed. One of three entities approved; two approvals were needed." in page
    assert "1 approve + 1 decline + 1 abstain = 3 seats. 1 of the 2 approvals needed." in page
    told = town.answer()
    assert (told["outcome"], told["settled_at"]) == ("lapsed", "2018-09-01T04:00:00Z")
    (decision,) = town.settles("2018-09-01 00:01")
    assert (decision.outcome, decision.approve, decision.decline, decision.abstain) == ("lapsed", 1, 1, 1)
    assert town.answer("2018-09-01 00:01") == told
    assert "Expired: access not confirmed off" in town.agreement()


# --- The evergreen twin ---


def ask_to_stop(town: Town) -> Cast:
    cast = make_cast(**EVERGREEN)
    ballot = town.opens(cast.clerk, "2018-07-02 09:00", **STOP_FORM)
    assert ballot.slug == STOP
    return cast


def carry_notice(town: Town) -> Cast:
    cast = ask_to_stop(town)
    town.votes(cast.commissioner, "approve", "2018-07-11 10:00", on=STOP)
    town.votes(cast.attorney, "approve", "2018-07-12 10:00", on=STOP)
    return cast


def test_every_page_says_in_red_that_approvals_are_needed_to_stop_it(town: Town) -> None:
    cast = ask_to_stop(town)
    sentence = "This agreement renews by silence: two approvals are needed to stop it."
    assert sentence in town.decision("2018-07-05 10:00", of=STOP)
    assert "2 approvals are needed to stop it" in text_of(town.desk(cast.judge).get(f"/desk/ballots/{STOP}/"))
    assert "If nobody acts, it renews by silence when the term ends on 31 August 2018." in town.agreement()


def test_a_renewal_cannot_be_asked_where_silence_renews(town: Town) -> None:
    cast = make_cast(**EVERGREEN)
    client = town.desk(cast.clerk, "2018-07-02 09:00")
    answer = client.post("/desk/agreements/pars-ice/ballots/new/", {**STOP_FORM, "question": "renew"})
    assert "Select a valid choice" in text_of(answer)
    assert not cast.agreement.ballots.exists()


def test_notice_carried_and_delivered_in_time_ends_it(town: Town) -> None:
    cast = carry_notice(town)
    assert "Notice is to be given, so that it ends on 31 August 2018." in town.decision("2018-07-12 10:01", of=STOP)
    town.records(cast.clerk, "notice-letter", "2018-07-26", "E-mailed, read receipt on file.", "2018-07-26 12:00")
    assert "Not renewed: ends 31 August 2018" in town.agreement()
    assert town.renews_by_silence("2018-09-01 00:05") == []
    page = town.agreement("2018-09-01 00:05")
    assert "Expired: access not confirmed off" in page
    assert "Renewed by silence" not in page
    town.records(cast.clerk, "access-off", "2018-08-31", "The system contact wrote so.", "2018-09-01 09:00")
    assert RED not in town.html("/agreements/pars-ice/")


def red_and_counted(town: Town, when: str, words: str) -> None:
    page = town.agreement(when)
    assert RED in town.html("/agreements/pars-ice/")
    assert "It goes on without a vote that renewed it: nobody gave notice in time." in page
    assert words in town.reads("/agreements/")
    assert "Expired" not in page


@pytest.mark.parametrize("has_worker", [False, True])
def test_notice_that_did_not_carry_leaves_it_renewed_by_silence_in_red_and_counted(town: Town, has_worker: bool) -> None:
    cast = ask_to_stop(town)
    one_of_each(town, cast, on=STOP)
    page = town.decision("2018-08-01 00:00", of=STOP)
    assert "No notice given: it renews by silence. One of three entities approved; two approvals were needed." in page
    if has_worker:
        town.settles("2018-08-01 00:01")
        assert town.renews_by_silence("2018-09-01 00:00") == ["2018-09-01 - 2019-08-31"]
        assert "Terms without a recorded vote 1" in town.agreement("2018-09-01 00:05")
    red_and_counted(town, "2018-09-01 00:05", "Renewed by silence: no notice in time")


@pytest.mark.parametrize("has_worker", [False, True])
def test_notice_carried_and_delivered_a_day_late_stops_nothing(town: Town, has_worker: bool) -> None:
    cast = carry_notice(town)
    town.records(cast.clerk, "notice-letter", "2018-08-02", "Handed over a day late.", "2018-08-02 12:00")
    if has_worker:
        assert town.renews_by_silence("2018-09-01 00:00") == ["2018-09-01 - 2019-08-31"]
    red_and_counted(town, "2018-09-01 00:05", "Renewed by silence: no notice in time")


def test_from_the_day_on_which_notice_is_too_late_no_page_says_that_it_will_end(town: Town) -> None:
    cast = carry_notice(town)
    in_time = town.agreement("2018-08-01 23:59")
    assert "Notice is to be given by 1 August 2018" in in_time
    assert "Unless notice is delivered by 1 August 2018, it renews by silence when the term ends on 31 August 2018." in in_time
    too_late = "Notice was not delivered in time: it renews by silence when the term ends on 31 August 2018."
    assert too_late in town.agreement("2018-08-02 00:00")
    assert "Notice not delivered: it will renew by silence" in town.agreement()
    assert RED in town.html("/agreements/pars-ice/")
    assert "Not renewed" not in town.agreement()
    town.records(cast.clerk, "notice-letter", "2018-08-02", "Handed over a day late.", "2018-08-02 12:00")
    assert too_late in town.agreement("2018-08-03 09:00")
    desk = text_of(town.desk(cast.clerk).get("/desk/"))
    assert "Notice was not delivered in time: it renews by silence when its term ends on 31 August 2018." in desk
    assert "Access ends on" not in desk


def test_a_letter_that_went_out_in_time_and_is_recorded_later_still_ends_it(town: Town) -> None:
    cast = carry_notice(town)
    town.records(cast.clerk, "notice-letter", "2018-07-30", "Registered mail, slip of 30 July.", "2018-08-03 12:00")
    assert "Not renewed: ends 31 August 2018" in town.agreement()


def test_where_nobody_asked_it_renews_by_silence_and_the_page_says_that_nobody_voted(town: Town) -> None:
    make_cast(**EVERGREEN)
    red_and_counted(town, "2018-09-01 00:05", "Renewed by silence: nobody voted")
    town.renews_by_silence("2018-09-01 00:05")
    red_and_counted(town, "2018-09-01 00:06", "Renewed by silence: nobody voted")
