"""All days to come at the desk, and a second person who checks many of them at once."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Basis, Deadline
from governance.desk.owing import what_is_owed_by_all
from governance.notices.actions import queue_due, send_due
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot
from tests.conftest import PostOffice, plain_text_of

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

PAGE, UNCHECKED = "/desk/deadlines/", "/desk/deadlines/?unchecked=1"
NOTICE_BY = {"notice_count": 30, "notice_unit": "days", "notice_clause": "section 9: thirty days"}


@pytest.fixture
def cast(clock: Clock) -> Cast:
    return make_cast(**NOTICE_BY)


def another(cast: Cast, number: int, *, ends_on: date = date(2018, 12, 31)) -> None:
    """Let the clerk enter one more agreement, with a term that ends with the year."""
    say = {"by": cast.clerk, "at": at("2018-01-02 09:00")}
    recipient = stewardship.add_party(slug=f"party-{number}", name=f"Party {number}", **say)
    row = stewardship.enter_agreement(
        slug=f"pars-{number}", title=f"PARS - {number}", system=cast.agreement.system, recipient=recipient, **NOTICE_BY, **say
    )
    stewardship.begin_term(agreement=row, starts_on=date(2018, 1, 1), ends_on=ends_on, basis=Basis.SIGNED, **say)


def of(kind: str) -> Deadline:
    return Deadline.objects.get(agreement__slug="pars-ice", kind=kind, superseded_at=None)


def test_every_day_to_come_stands_in_order_with_who_entered_it_and_what_to_do_next(cast: Cast) -> None:
    another(cast, 1)
    ballot = open_ballot(cast, closes_on=date(2018, 7, 20))
    stewardship.check_deadline(deadline=of("term_end"), by=cast.second_clerk, at=at("2018-07-01 09:00"))
    page = sign_in(cast.second_clerk).get(PAGE)
    titles = re.findall(r'row__title"><a[^>]*>([^<]+)<', page.content.decode())
    assert titles == [
        "20 July 2018: PARS - ICE",
        "1 August 2018: PARS - ICE",
        "31 August 2018: PARS - ICE",
        "30 November 2018: PARS - 1",
        "31 December 2018: PARS - 1",
    ]
    words, body = text_of(page), page.content.decode()
    assert "Checked by The deputy clerk" in words
    assert "section 9: thirty days" in words
    assert "Entered by The clerk" in words
    assert f'href="/desk/ballots/{ballot.slug}/"' in body
    assert f'href="/desk/agreements/pars-ice/days/{of("notice_by").pk}/check/"' in body


def test_a_day_that_a_later_term_has_settled_or_a_ballot_that_is_over_is_not_to_come(cast: Cast) -> None:
    ballot = open_ballot(cast, closes_on=date(2018, 7, 20))
    client = sign_in(cast.clerk)
    client.post(f"/desk/ballots/{ballot.slug}/withdraw-ballot/", {"because": "A slip."})
    say = {"by": cast.clerk, "at": at("2018-07-02 09:00")}
    days = {"starts_on": date(2018, 9, 1), "ends_on": date(2019, 8, 31)}
    stewardship.begin_term(agreement=cast.agreement, basis=Basis.SIGNED, **days, **say)
    body = client.get(PAGE).content.decode()
    assert re.findall(r'row__title"><a[^>]*>([^<]+)<', body) == ["1 August 2019: PARS - ICE", "31 August 2019: PARS - ICE"]


def test_a_second_person_checks_several_dates_in_one_form_and_each_is_on_record(cast: Cast) -> None:
    another(cast, 1)
    client = sign_in(cast.second_clerk)
    page = client.get(UNCHECKED)
    assert "The clause it rests on: section 9: thirty days" in text_of(page)
    offered = re.findall(r'name="days" value="(\d+)"', page.content.decode())
    assert len(offered) == 4
    answer = client.post(UNCHECKED, {**hidden_of(page), "days": offered[:3]}, follow=True)
    assert "Checked: 3 dates." in text_of(answer)
    assert set(Deadline.objects.filter(checked_by=cast.second_clerk).values_list("pk", flat=True)) == set(map(int, offered[:3]))
    before = rows()
    again = client.post(UNCHECKED, {**hidden_of(page), "days": offered[:3]}, follow=True)
    assert "This form had been sent already" in text_of(again)
    assert rows() == before
    assert re.findall(r'name="days" value="(\d+)"', again.content.decode()) == offered[3:]


def test_what_one_entered_oneself_is_shown_and_not_offered_and_sent_all_the_same_is_refused(cast: Cast) -> None:
    client = sign_in(cast.clerk)
    page = client.get(UNCHECKED)
    assert "You entered it, so somebody else checks it." in text_of(page)
    assert 'name="days"' not in page.content.decode()
    before = rows()
    sent = {"key": uuid.uuid4().hex, "days": [str(of("term_end").pk)]}
    answer = client.post(UNCHECKED, sent)
    sentence = "PARS - ICE, 31 August 2018: A date is checked by somebody other than the person who entered it."
    assert sentence in text_of(answer)
    assert rows() == before


def test_one_date_that_was_replaced_meanwhile_keeps_all_from_being_checked_and_is_named(cast: Cast) -> None:
    client = sign_in(cast.second_clerk)
    page = client.get(UNCHECKED)
    offered = re.findall(r'name="days" value="(\d+)"', page.content.decode())
    changed = {"on": date(2018, 7, 31), "clause": "section 9 (b)", "by": cast.clerk, "at": at("2018-07-10 09:00")}
    stewardship.revise_deadline(deadline=of("notice_by"), **changed)
    before = rows()
    answer = client.post(UNCHECKED, {**hidden_of(page), "days": offered})
    assert "PARS - ICE, 1 August 2018: This date has been checked or replaced already." in text_of(answer)
    assert rows() == before


@pytest.mark.parametrize("days", [[], ["9999"], ["x"]])
def test_nothing_ticked_or_nonsense_is_refused_and_leaves_no_trace(cast: Cast, days: list[str]) -> None:
    client, before = sign_in(cast.second_clerk), rows()
    answer = client.post(UNCHECKED, {"key": uuid.uuid4().hex, "days": days})
    assert answer.status_code == 200
    assert 'href="#id_days"' in answer.content.decode()
    assert rows() == before


def test_the_lists_ask_as_often_for_thirty_agreements_as_for_three_and_come_in_pages(cast: Cast) -> None:
    asked = []
    client = sign_in(cast.second_clerk)
    for number in range(30):
        another(cast, number, ends_on=date(2018, 12, 31) if number % 2 else date(2018, 6, 30))
        if number in (2, 29):
            for path in (PAGE, UNCHECKED, "/desk/follow-ups/"):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    assert client.get(path).status_code == 200
                asked.append(len(queries))
    assert asked[:3] == asked[3:]
    assert len(what_is_owed_by_all(at=at("2018-07-10 09:30"))) == 30
    for number in range(30, 60):
        another(cast, number)
    assert "Page 1 of 2" in text_of(client.get(PAGE))
    assert 'href="?unchecked=1&amp;page=2"' in client.get(UNCHECKED).content.decode()


def test_the_letters_about_unchecked_dates_lead_to_where_they_are_checked(cast: Cast, post_office: PostOffice) -> None:
    for number in range(2):
        another(cast, number)
    queue_due(at=at("2018-07-10 12:00"))
    send_due(worker="w1", clock=lambda: at("2018-07-10 12:01"))
    text = plain_text_of(post_office.to(cast.second_clerk.email)[-1])
    assert "https://countersign.example/desk/deadlines/?unchecked=1" in text
