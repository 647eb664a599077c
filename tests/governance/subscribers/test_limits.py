"""That the form cannot be used to mail strangers at will, nor to write into the headers of a mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from governance.notices.models import Letter
from governance.stewardship import actions as stewardship
from governance.subscribers.models import Subscription
from tests.cast import Cast, at, make_cast

from .conftest import ALL, PARS_ICE, READER, Visitor, link_in

pytestmark = pytest.mark.django_db
NOON = at("2018-03-01 12:00")
DAY = timedelta(days=1)


def more_agreements(cast: Cast, number: int) -> list[str]:
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    for n in range(number):
        recipient = stewardship.add_party(slug=f"p{n}", name=f"Police {n}", **say)
        stewardship.enter_agreement(slug=f"pars-{n}", title=f"PARS {n}", system=cast.agreement.system, recipient=recipient, **say)
    return [f"/agreements/pars-{n}/follow/" for n in range(number)]


def test_an_address_is_asked_once_a_day_about_an_agreement(visitor: Visitor) -> None:
    make_cast()
    for when in (NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=23)):
        visitor.at(when).asks(PARS_ICE)
        visitor.post_goes_out(when)
    assert len(visitor.mails()) == 1
    visitor.at(NOON + DAY).asks(PARS_ICE)
    visitor.post_goes_out(NOON + DAY)
    first, second = visitor.mails()
    assert first["Message-ID"] != second["Message-ID"]
    assert Subscription.objects.get().asks == 2


def test_two_days_asks_in_one_letter_are_said_once(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON).asks(PARS_ICE)
    visitor.post_office.answers[READER] = "451 later"
    visitor.post_goes_out(NOON)
    visitor.at(NOON + DAY).asks(PARS_ICE)
    visitor.post_office.answers.clear()
    visitor.post_goes_out(NOON + DAY)
    assert len({mail["Subject"] for mail in visitor.mails()}) == 1


def test_an_address_is_asked_five_times_a_day_in_all(visitor: Visitor) -> None:
    for path in (*more_agreements(make_cast(), 7), ALL):
        visitor.at(NOON).asks(path)
    assert Subscription.objects.count() == 5
    visitor.post_goes_out(NOON)
    assert len(visitor.mails()) == 1, "and what is asked at once comes in one letter"


def test_ending_and_asking_again_sends_no_second_mail_that_day(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, NOON)
    visitor.client.post(link_in(visitor.mails()[0], "end"))
    visitor.at(NOON + timedelta(hours=2)).asks(PARS_ICE)
    visitor.post_goes_out(NOON + timedelta(hours=2))
    assert len(visitor.mails()) == 1
    visitor.follows(PARS_ICE, NOON + DAY)
    assert len(visitor.mails()) == 2


def test_a_visitor_may_ask_twenty_times_an_hour(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON)
    answers = [visitor.asks(PARS_ICE, f"stranger{n}@example.net").status_code for n in range(22)]
    assert answers == [302] * 20 + [429] * 2
    assert Subscription.objects.count() == 20


def test_a_network_of_ipv6_addresses_is_one_visitor(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON)
    answers = []
    for n in range(21):
        visitor.client.defaults["REMOTE_ADDR"] = f"2001:db8::{n + 1:x}"
        answers.append(visitor.asks(PARS_ICE, f"stranger{n}@example.net").status_code)
    assert answers[-1] == 429


def test_a_program_that_fills_in_every_field_gets_the_same_answer_and_sends_nothing(visitor: Visitor) -> None:
    make_cast()
    answer = visitor.at(NOON).asks(PARS_ICE, website="https://spam.example")
    assert (answer.status_code, answer["Location"]) == (302, "/follow/sent/")
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("reader@example.net\nBcc: all@example.org", "stands on one line"),
        ("reader@example.net\r\nBcc: all@example.org", "stands on one line"),
        ("reader@example.net\n", "stands on one line"),
        ("reader@example.net\u2028", "stands on one line"),
        ("reader\u202e@example.net", "stands on one line"),
        ("reader@example.net, all@example.org", "This is not an e-mail address."),
        ("reader@example.net;all@example.org", "This is not an e-mail address."),
        ('"a b"@example.net', "This is not an e-mail address."),
        ("Reader <reader@example.net>", "This is not an e-mail address."),
        ("reader@[127.0.0.1]", "This is not an e-mail address."),
        ("reader@localhost", "This is not an e-mail address."),
        ("reader", "This is not an e-mail address."),
        ("@example.net", "This is not an e-mail address."),
        ("réader@example.net", "This is not an e-mail address."),
        ("", "Enter your e-mail address."),
        ("   ", "This is not an e-mail address."),
        ("a" * 65 + "@example.net", "This is not an e-mail address."),
    ],
)
def test_what_is_no_address_is_refused_at_the_field(visitor: Visitor, address: str, sentence: str) -> None:
    make_cast()
    answer = visitor.at(NOON).asks(PARS_ICE, address)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert (Subscription.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_domain_in_other_letters_is_reached_in_ascii(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON).asks(PARS_ICE, "reader@bücher.example")
    visitor.post_goes_out(NOON)
    assert len(visitor.mails("reader@xn--bcher-kva.example")) == 1
