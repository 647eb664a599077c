"""Story 2: both renew, and the third seat has not spoken."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.models import Deadline
from tests.cast import Cast, make_cast

from .stage import Town, rungs, subjects

pytestmark = pytest.mark.django_db


def both_renew(town: Town) -> Cast:
    cast = make_cast(renewal_month=8, renewal_day=31, notice_count=30, notice_unit="days", notice_clause="section 9")
    town.opens(cast.clerk, "2018-07-02 09:00")
    town.votes(cast.judge, "approve", "2018-07-10 10:00")
    town.votes(cast.commissioner, "approve", "2018-07-12 10:00")
    return cast


def test_one_approval_says_what_is_still_needed_and_the_second_carries(town: Town) -> None:
    cast = make_cast()
    town.opens(cast.clerk, "2018-07-02 09:00")
    receipt = town.votes(cast.judge, "approve", "2018-07-10 10:00").read()
    needed = (
        "1 more approval is needed, from the Police Department or the District Attorney's Office, by 31 August 2018, end of day"
    )
    assert needed in receipt
    assert needed in town.decision("2018-07-11 10:00")
    assert "Renewed" in town.votes(cast.commissioner, "approve", "2018-07-12 10:00").read()
    told = town.answer()
    assert (told["outcome"], told["settled_at"], told["effective_on"]) == ("carried", "2018-07-12T14:00:00Z", "2018-09-01")
    assert town.counts() == {"approve": 2, "silent": 1}
    assert "Renewed, until 31 August 2019. Two of three entities approved; two approvals were needed." in town.decision()


def test_the_new_term_begins_with_no_gap_and_the_next_notice_by_date_comes_from_its_end(town: Town) -> None:
    cast = both_renew(town)
    terms = [(term.starts_on, term.ends_on, term.basis) for term in cast.agreement.terms.all()]
    assert terms == [
        (date(2017, 9, 1), date(2018, 8, 31), "signed"),
        (date(2018, 9, 1), date(2019, 8, 31), "decision"),
    ]
    page = town.agreement("2018-07-12 10:01")
    assert "Renewed until 31 August 2019" in page
    assert "A new term runs from 1 September 2018 to 31 August 2019, with no gap." in town.decision()
    assert "USD 5,565 a year" in page
    for when in ("2018-08-31 23:59", "2018-09-01 00:00"):
        assert "Expired" not in town.agreement(when)
    assert "It runs until 31 August 2019." in town.agreement("2018-09-01 00:00")
    days = Deadline.objects.filter(agreement=cast.agreement, kind="notice_by", superseded_at=None)
    assert dict(days.values_list("cause", "on")) == {"term:2017-09-01": date(2018, 8, 1), "term:2018-09-01": date(2019, 8, 1)}
    page = town.agreement("2018-09-01 09:00")
    assert "Next day that binds 1 August 2019 Last day for notice" in page


def test_who_voted_and_who_did_not_are_told_and_nobody_is_reminded_of_the_old_end(town: Town) -> None:
    cast = both_renew(town)
    told = town.posts("2018-07-12 10:01")
    assert {mail["To"] for mail in told} >= {user.email for user in (cast.judge, cast.commissioner, cast.attorney)}
    assert all(subject.startswith("Decided: renewed: PARS - ICE") for subject in subjects(told))
    for day in ("08-01", "08-17", "08-24", "08-28", "08-30", "08-31", "09-01"):
        town.posts(f"2018-{day} 08:00")
    for user in (cast.judge, cast.commissioner, cast.attorney):
        assert rungs(user, "term_end") == rungs(user, "ballot_closing") == set()


def test_the_third_seat_puts_its_position_on_record_after_the_decision(town: Town) -> None:
    cast = both_renew(town)
    receipt = town.votes(cast.attorney, "decline", "2018-07-20 10:00", because="We would have declined.").read()
    assert "It came after the decision and is not counted." in receipt
    page = town.decision()
    assert "After the decision, not counted: Declined." in page
    assert "We would have declined." in page
    assert "2 approve + 0 decline + 1 silent = 3 seats." in page
    assert town.counts() == {"approve": 2, "silent": 1}
    assert "settled and final" in town.cannot_vote(cast.attorney, "approve", "2018-07-21 10:00")
