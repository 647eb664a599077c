"""Following by e-mail: nothing is sent to anybody who did not agree, and no page tells who follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from governance.ledger.models import Entry
from governance.notices.models import Letter, Notice
from governance.subscribers.models import Subscription
from tests.cast import at, make_cast
from tests.conftest import plain_text_of

from .conftest import ALL, PARS_ICE, READER, Visitor, link_in

pytestmark = pytest.mark.django_db
NOON = at("2018-03-01 12:00")


def rows() -> list[list[Any]]:
    return [list(rows.order_by("pk").values()) for rows in (Subscription.objects, Notice.objects, Letter.objects)]


def test_who_asks_is_mailed_once_and_follows_after_pressing_the_button(visitor: Visitor) -> None:
    make_cast()
    answer = visitor.at(NOON).asks(PARS_ICE)
    assert (answer.status_code, answer["Location"]) == (302, "/follow/sent/")
    assert "Look into your mailbox" in visitor.client.get("/follow/sent/").content.decode()
    visitor.post_goes_out(NOON)
    (mail,) = visitor.mails()
    assert mail["Subject"] == "Confirm that you want to follow: PARS - ICE"
    page = visitor.client.get(link_in(mail, "confirm"))
    assert "Follow PARS - ICE?" in page.content.decode()
    assert Subscription.objects.get().state == "pending"
    done = visitor.client.post(link_in(mail, "confirm"))
    assert "You follow PARS - ICE" in done.content.decode()
    assert Subscription.objects.values_list("state", "confirmed_at").get() == ("confirmed", NOON)
    visitor.post_goes_out(NOON + timedelta(days=2))
    assert len(visitor.mails()) == 1


def test_all_agreements_can_be_followed(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(ALL, NOON)
    assert visitor.mails()[0]["Subject"] == "Confirm that you want to follow: all agreements"
    follows = Subscription.objects.get()
    assert (follows.agreement, follows.state) == (None, "confirmed")


def test_nothing_but_the_confirmation_is_sent_before_it_is_answered(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON).asks(PARS_ICE)
    for day in ("2018-03-01 12:00", "2018-06-02 12:00", "2018-08-01 12:00"):
        visitor.post_goes_out(at(day))
    assert [mail["Subject"] for mail in visitor.mails()] == ["Confirm that you want to follow: PARS - ICE"]


def test_reading_any_page_changes_nothing(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON).asks(PARS_ICE)
    visitor.post_goes_out(NOON)
    (mail,) = visitor.mails()
    before = rows()
    for path in (ALL, PARS_ICE, "/follow/sent/", link_in(mail, "confirm"), link_in(mail, "end")):
        for read in (visitor.client.get, visitor.client.head):
            assert read(path).status_code == 200, path
    assert rows() == before


def test_the_answer_is_the_same_for_an_address_that_is_known(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, NOON)
    visitor.at(NOON + timedelta(days=3))
    answers = [visitor.asks(PARS_ICE, address) for address in (READER, "stranger@example.net")]
    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    visitor.post_goes_out(NOON + timedelta(days=3))
    assert len(visitor.mails()) == 1, "who follows already is not asked again"
    assert len(visitor.mails("stranger@example.net")) == 1


def test_an_address_is_the_same_in_capitals(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, NOON)
    visitor.at(NOON + timedelta(days=3)).asks(PARS_ICE, "Resident.Quill@Example.NET ")
    assert Subscription.objects.count() == 1


def test_a_used_link_says_so(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, NOON)
    link = link_in(visitor.mails()[0], "confirm")
    for answer in (visitor.client.get(link), visitor.client.post(link)):
        assert answer.status_code == 200
        assert "This link has been used: the subscription is confirmed" in answer.content.decode()


def test_an_expired_link_says_so_and_the_address_is_erased(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON).asks(PARS_ICE)
    visitor.post_goes_out(NOON)
    link = link_in(visitor.mails()[0], "confirm")
    late = NOON + timedelta(days=7)
    assert visitor.at(late - timedelta(seconds=1)).client.get(link).status_code == 200
    answer = visitor.at(late).client.post(link)
    assert answer.status_code == 410
    assert "This link has expired" in answer.content.decode()
    visitor.post_goes_out(late)
    assert Subscription.objects.values_list("state", "address", "address_digest").get() == ("ended", "", "")
    assert visitor.client.post(link).status_code == 410
    assert READER not in str(rows())


@pytest.mark.parametrize("token", ["nonsense", "1-abcdef.bad", "1", ".", "1-a.2-b.c"])
@pytest.mark.parametrize("what", ["confirm", "end"])
def test_an_unknown_link_says_so(what: str, token: str, client: Client) -> None:
    for answer in (client.get(f"/follow/{what}/{token}/"), client.post(f"/follow/{what}/{token}/")):
        assert answer.status_code == 404
        assert "This link is not known here." in answer.content.decode()


def test_a_link_to_end_does_not_confirm(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON).asks(PARS_ICE)
    visitor.post_goes_out(NOON)
    token = link_in(visitor.mails()[0], "end").split("/")[3]
    assert visitor.client.post(f"/follow/confirm/{token}/").status_code == 404


def test_the_mail_comes_in_the_language_that_was_asked_for(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON).asks(PARS_ICE, language="es")
    visitor.post_goes_out(NOON)
    assert visitor.mails()[0]["Content-Language"] == "es"


def test_an_agreement_that_does_not_exist_cannot_be_followed(client: Client) -> None:
    assert client.get("/agreements/nothing/follow/").status_code == 404


def test_only_the_form_sets_a_cookie_and_only_a_form_of_ours_is_taken() -> None:
    make_cast()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(ALL, {"address": READER, "language": "en"}).status_code == 403
    assert Subscription.objects.count() == 0
    assert not strict.get("/follow/sent/").cookies
    assert not strict.get("/follow/end/x/").cookies
    assert set(strict.get(ALL).cookies) == {"csrftoken"}


def test_following_leaves_nothing_in_the_ledger(visitor: Visitor) -> None:
    make_cast()
    before = Entry.objects.count()
    visitor.follows(PARS_ICE, NOON)
    visitor.client.post(link_in(visitor.mails()[0], "end"))
    assert Entry.objects.count() == before


def test_the_mail_says_what_it_is_and_what_to_do_if_it_is_a_mistake(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON).asks(PARS_ICE)
    visitor.post_goes_out(NOON)
    text = plain_text_of(visitor.mails()[0])
    assert "If it was not you, do nothing" in text
    assert "Recipient: U.S. Immigration and Customs Enforcement" in text
    assert len(text.splitlines()) < 40


def test_pages_and_mail_link_to_following(visitor: Visitor) -> None:
    make_cast()
    visitor.at(NOON)
    assert 'href="/follow/"' in visitor.client.get("/").content.decode()
    assert f'href="{PARS_ICE}"' in visitor.client.get("/agreements/pars-ice/").content.decode()
