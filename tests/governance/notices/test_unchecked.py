"""A date that nobody has checked: who is told, when, and that hundreds of them are one letter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement, Basis, Deadline
from contracts.rule import TheRule
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Letter, Notice
from governance.notices.unchecked_wording import dates_unchecked
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, check_dates, make_cast, make_user
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db

ENTERED = at("2018-03-05 15:00")  # a Monday, 179 days before the term ends
EVERYBODYS_FIRST = "2018-03-05 09:00"


@pytest.fixture
def cast() -> Cast:
    """An agreement that the clerk enters on 5 March 2018, in a register that was swept that morning."""
    queue_due(at=at(EVERYBODYS_FIRST))
    return make_cast(entered_at=ENTERED)


def told(state: str = "queued") -> list[tuple[str, str, int]]:
    found = Notice.objects.filter(kind="date_unchecked", state=state).order_by("pk")
    return [(row.address, row.occasion.partition(":")[2].partition(":")[2], row.rung) for row in found]


def dates_of(cast: Cast) -> Deadline:
    return cast.agreement.deadlines.get(kind="term_end", superseded_at=None)


def enter_many(cast: Cast, number: int, *, ends_on: date = date(2018, 12, 31)) -> None:
    say = {"by": cast.clerk, "at": ENTERED}
    for n in range(number):
        agreement = stewardship.enter_agreement(
            slug=f"many-{n}", title=f"Sharing {n}", system=cast.agreement.system, recipient=cast.agreement.recipient, **say
        )
        stewardship.begin_term(agreement=agreement, starts_on=date(2018, 1, 1), ends_on=ends_on, basis=Basis.SIGNED, **say)


def test_the_clerk_who_may_check_it_is_told_the_day_after_it_was_entered_and_nobody_else(cast: Cast) -> None:
    queue_due(at=at("2018-03-05 23:59"))
    queue_due(at=at("2018-03-06 07:59"))
    assert told() == []
    queue_due(at=at("2018-03-06 08:00"))
    queue_due(at=at("2018-03-06 08:01"))
    assert told() == [(cast.second_clerk.email, "entered", 0)]


def test_it_is_told_again_on_each_rung_before_its_day_and_never_after(cast: Cast) -> None:
    day = date(2018, 3, 6)
    while day < date(2018, 12, 1):
        queue_due(at=at(f"{day} 09:00"))
        day += timedelta(days=1)
    rungs = [rung for _address, what, rung in told() if what == ""]
    assert rungs == [120, 90, 60, 30, 14, 7, 3, 1, 0]
    assert {address for address, _what, _rung in told()} == {cast.second_clerk.email}


def test_a_rung_that_was_reached_when_it_was_entered_adds_nothing_to_the_first_letter(cast: Cast) -> None:
    queue_due(at=at("2018-03-05 16:00"))
    queue_due(at=at("2018-03-06 09:00"))
    assert told() == [(cast.second_clerk.email, "entered", 0)]


def test_a_day_on_which_nobody_looked_is_made_good(cast: Cast) -> None:
    queue_due(at=at("2018-03-05 16:00"))
    queue_due(at=at("2018-03-15 11:00"))
    assert told() == [(cast.second_clerk.email, "entered", 0)]


def test_after_a_long_outage_only_the_most_urgent_is_told_and_the_rest_is_recorded(cast: Cast) -> None:
    queue_due(at=at("2018-03-05 16:00"))
    queue_due(at=at("2018-08-25 11:00"))
    assert told() == [(cast.second_clerk.email, "", 7)]
    assert {rung for _address, _what, rung in told("skipped")} == {120, 90, 60, 30, 14}


def test_who_entered_the_new_revision_is_not_told_of_it_and_the_other_clerk_is(cast: Cast) -> None:
    queue_due(at=at("2018-03-06 09:00"))
    stewardship.correct_term(
        term=cast.agreement.terms.get(), ends_on=date(2018, 10, 31), by=cast.second_clerk, at=at("2018-03-06 10:00")
    )
    queue_due(at=at("2018-03-07 09:00"))
    assert told() == [(cast.second_clerk.email, "entered", 0), (cast.clerk.email, "entered", 0)]


def test_a_checked_date_is_told_to_nobody(cast: Cast) -> None:
    stewardship.check_deadline(deadline=dates_of(cast), by=cast.second_clerk, at=at("2018-03-05 17:00"))
    queue_due(at=at("2018-03-06 09:00"))
    queue_due(at=at("2018-08-30 09:00"))
    assert told() == []


def test_the_closing_of_a_ballot_is_the_clerks_own_and_is_not_to_be_checked(cast: Cast) -> None:
    from tests.cast import open_ballot

    stewardship.check_deadline(deadline=dates_of(cast), by=cast.second_clerk, at=at("2018-03-05 17:00"))
    open_ballot(cast)
    queue_due(at=at("2018-07-04 09:00"))
    assert told() == []


def test_what_a_later_term_has_settled_and_what_ended_early_is_checked_by_nobody(cast: Cast) -> None:
    say = {"by": cast.clerk, "at": ENTERED}
    stewardship.begin_term(
        agreement=cast.agreement, starts_on=date(2018, 9, 1), ends_on=date(2019, 8, 31), basis=Basis.SIGNED, **say
    )
    queue_due(at=at("2018-03-06 09:00"))
    (notice,) = Notice.objects.filter(kind="date_unchecked")
    assert notice.occasion.startswith(f"deadline:{cast.agreement.deadlines.get(on=date(2019, 8, 31)).pk}:")
    stewardship.end_early(agreement=cast.agreement, ended_early_on=date(2018, 5, 1), **say)
    queue_due(at=at("2018-08-01 09:00"))
    assert len(told()) == 1


def letters_of_the_day_before() -> None:
    """Let what the keepers are owed on the day of the entry go out, so that the next letter is about unchecked dates alone."""
    when = at("2018-03-05 16:00")
    queue_due(at=when)
    send_due(worker="w1", clock=lambda: when)


@pytest.mark.parametrize("what", ["checked", "corrected", "past", "renewed", "no clerk any more"])
def test_it_is_moot_once_it_is_checked_or_replaced_or_past(cast: Cast, post_office: PostOffice, what: str) -> None:
    queue_due(at=at("2018-03-06 09:00"))
    later = at("2018-03-06 10:00")
    if what == "checked":
        stewardship.check_deadline(deadline=dates_of(cast), by=cast.second_clerk, at=later)
    elif what == "corrected":
        stewardship.correct_term(term=cast.agreement.terms.get(), ends_on=date(2018, 10, 31), by=cast.clerk, at=later)
    elif what == "past":
        later = at("2018-09-01 00:01")
    elif what == "renewed":
        span = {"starts_on": date(2018, 9, 1), "ends_on": date(2019, 8, 31)}
        stewardship.begin_term(agreement=cast.agreement, **span, basis=Basis.SIGNED, by=cast.clerk, at=later)
    else:
        cast.second_clerk.role = "auditor"
        cast.second_clerk.save()
    send_due(worker="w1", clock=lambda: later)
    assert not [mail for mail in post_office.to(cast.second_clerk.email) if "heck" in mail["Subject"]]
    assert Notice.objects.get(kind="date_unchecked").state == "moot"


def test_the_letter_names_the_date_its_clause_who_entered_it_and_the_desk(post_office: PostOffice) -> None:
    queue_due(at=at(EVERYBODYS_FIRST))
    cast = make_cast(
        entered_at=ENTERED, notice_count=30, notice_unit="days", notice_clause="Section 7.2", renewal_month=8, renewal_day=31
    )
    when = at("2018-03-06 09:00")
    queue_due(at=when)
    send_due(worker="w1", clock=lambda: when)
    text = "\n".join(plain_text_of(mail) for mail in post_office.to(cast.second_clerk.email))
    assert "Nobody has checked this date yet: term ends, 31 August 2018." in text
    assert "Nobody has checked this date yet: notice-by date, 1 August 2018." in text
    assert "The clause it rests on: Section 7.2." in text
    assert "No clause is named with it." in text
    assert "Entered by The clerk, on 5 March 2018." in text
    assert "Who entered a date cannot be the one who checks it." in text
    assert "Check it at the desk:" in text
    assert "https://countersign.example/desk/agreements/pars-ice/" in text


def test_three_hundred_dates_of_an_import_are_one_letter_of_less_than_forty_lines(cast: Cast, post_office: PostOffice) -> None:
    enter_many(cast, 299)
    letters_of_the_day_before()
    when = at("2018-03-06 09:00")
    queue_due(at=when)
    assert len(told()) == 300
    send_due(worker="w1", clock=lambda: when)
    mail = post_office.to(cast.second_clerk.email)[-1]
    assert mail["Subject"] == "Check 300 dates"
    text = plain_text_of(mail)
    assert "Nobody has checked 300 dates yet." in text
    assert "- 31 August 2018: PARS - ICE, term ends (no clause named). Entered by The clerk." in text
    assert text.count("\n- ") == 11
    assert "- and 290 more" in text
    assert len(text.splitlines()) < 40


def test_of_many_dates_only_those_still_unchecked_are_counted(cast: Cast, post_office: PostOffice) -> None:
    enter_many(cast, 9)
    letters_of_the_day_before()
    when = at("2018-03-06 09:00")
    queue_due(at=when)
    stewardship.check_deadline(deadline=dates_of(cast), by=cast.second_clerk, at=when)
    send_due(worker="w1", clock=lambda: when)
    mail = post_office.to(cast.second_clerk.email)[-1]
    assert mail["Subject"] == "Check 9 dates"
    assert len(told("moot")) == 1


def test_reading_many_dates_takes_as_many_queries_as_reading_few(cast: Cast) -> None:
    enter_many(cast, 40)
    queue_due(at=at("2018-03-06 09:00"))
    letter = Letter.objects.get(address=cast.second_clerk.email)
    notices = list(letter.notices.filter(kind="date_unchecked").select_related("user", "agreement"))
    with CaptureQueriesContext(connection) as of_two:
        dates_unchecked(notices[:2], at=at("2018-03-06 09:00"))
    with CaptureQueriesContext(connection) as of_all:
        assert len(dates_unchecked(notices, at=at("2018-03-06 09:00"))) == 41
    assert len(of_all) == len(of_two) == 1


def test_a_clerk_alone_is_not_asked_to_check_their_own_date(cast: Cast) -> None:
    cast.second_clerk.is_active = False
    cast.second_clerk.save()
    make_user("An auditor", "auditor")
    queue_due(at=at("2018-03-06 09:00"))
    assert told() == []
    assert Agreement.objects.count() == 1


def test_a_date_of_the_rule_is_told_to_every_clerk(cast: Cast) -> None:
    check_dates(cast)
    when = at("2018-07-10 10:00")
    days = {"starts_on": date(2018, 9, 1), "ends_on": date(2019, 8, 31)}
    by = TheRule.after_decision("pars-ice-2018")
    stewardship.begin_term(agreement=cast.agreement, basis=Basis.DECISION, by=by, at=when, **days)
    queue_due(at=at("2018-07-11 09:00"))
    of_the_new_term = Notice.objects.filter(
        kind="date_unchecked", occasion__endswith=":entered", queued_at=at("2018-07-11 09:00")
    )
    assert {notice.user for notice in of_the_new_term} == {cast.clerk, cast.second_clerk}
