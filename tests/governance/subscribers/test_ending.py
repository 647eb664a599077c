"""Who stops is told nothing more, and the address is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client

from governance.ballots.models import Ballot
from governance.notices.actions.sending import claim
from governance.notices.models import Letter
from governance.subscribers.links import end_link
from governance.subscribers.models import Subscription
from tests.cast import Cast, at, make_cast, open_ballot, vote

from .conftest import ALL, PARS_ICE, READER, Visitor, link_in

pytestmark = pytest.mark.django_db
BEFORE = at("2018-03-01 12:00")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PUBLIC = ("/", "/agreements/", "/agreements/pars-ice/", "/decisions/", "/decisions/pars-ice-2018/", "/bodies/pars-subcommittee/")
API = ("/api/v1/decisions/pars-ice-2018", "/api/v1/openapi.json")


def decided(cast: Cast) -> Ballot:
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    vote(cast, ballot, "FJD", "approve", at("2018-07-10 11:00"))
    return ballot


def everything() -> str:
    return str([list(model._default_manager.values()) for model in apps.get_models()])


def test_one_click_ends_it_without_a_cookie_and_however_often_it_is_sent(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    link = link_in(visitor.mails()[0], "end")
    mail_program = Client(enforce_csrf_checks=True)
    for _again in range(2):
        answer = mail_program.post(link, ONE_CLICK)
        assert answer.status_code == 200
        assert not answer.cookies
    assert Subscription.objects.get().state == "ended"
    decided(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    assert len(visitor.mails()) == 1


def test_a_reader_ends_it_with_the_button_of_a_page(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    link = link_in(visitor.mails()[0], "end")
    assert "Stop following?" in visitor.client.get(link).content.decode()
    assert Subscription.objects.get().state == "confirmed"
    assert "You no longer follow" in visitor.client.post(link).content.decode()
    assert "This was ended before" in visitor.client.get(link).content.decode()


def test_the_confirmation_link_of_an_ended_subscription_begins_nothing(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    (mail,) = visitor.mails()
    visitor.client.post(link_in(mail, "end"))
    assert "was ended after that" in visitor.client.post(link_in(mail, "confirm")).content.decode()
    assert Subscription.objects.get().state == "ended"


def test_ending_erases_the_address_from_every_table(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    decided(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    assert READER in everything()
    visitor.at(at("2018-07-11 09:00")).client.post(link_in(visitor.mails()[-1], "end"))
    assert Subscription.objects.get().address == ""
    visitor.post_goes_out(at("2018-07-11 09:01"))
    assert READER not in everything()
    assert Subscription.objects.get().address_digest == ""
    assert Letter.objects.filter(address=cast.judge.email).exclude(text="").exists(), "officials' letters are kept"
    visitor.post_goes_out(at("2018-07-12 09:01"))


def test_who_stops_one_and_follows_another_keeps_the_other(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(ALL, BEFORE)
    visitor.follows(PARS_ICE, BEFORE)
    visitor.client.post(link_in(visitor.mails()[-1], "end"))
    assert set(Subscription.objects.values_list("agreement", "state")) == {(None, "confirmed"), (cast.agreement.pk, "ended")}
    decided(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    assert len(visitor.mails()) == 3


def test_a_letter_of_two_subscriptions_can_end_both_or_one(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(ALL, BEFORE)
    visitor.follows(PARS_ICE, BEFORE)
    decided(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    link = link_in(visitor.mails()[-1], "end")
    page = visitor.client.get(link).content.decode()
    assert "Stop all 2" in page
    assert "Stop following All agreements" in page
    visitor.client.post(link, ONE_CLICK)
    assert set(Subscription.objects.values_list("state")) == {("ended",)}


def test_what_waits_in_the_outbox_is_not_sent_to_who_has_stopped(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    visitor.post_office.answers[READER] = "451 later"
    decided(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    visitor.client.post(link_in(visitor.mails()[0], "end"))
    visitor.post_office.answers.clear()
    visitor.post_goes_out(at("2018-07-10 12:01"))
    assert len(visitor.mails()) == 1
    assert set(Letter.objects.filter(user=None).values_list("state", flat=True)) == {"sent", "moot"}


def test_a_letter_on_its_way_is_left_alone_and_erased_after_it(visitor: Visitor) -> None:
    make_cast()
    visitor.at(BEFORE).asks(PARS_ICE)
    visitor.post_goes_out(BEFORE)
    Letter.objects.filter(user=None).update(state="queued", sent_at=None)
    claim(worker="w2", at=BEFORE, limit=100)
    visitor.client.post(link_in(visitor.mails()[0], "end"))
    visitor.post_goes_out(BEFORE + timedelta(minutes=1))
    assert READER in everything()
    visitor.post_goes_out(BEFORE + timedelta(hours=1))
    visitor.post_goes_out(BEFORE + timedelta(hours=2))
    assert READER not in everything()


def test_a_followers_address_is_on_no_public_page(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(ALL, BEFORE)
    visitor.follows(PARS_ICE, BEFORE)
    decided(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    visitor.at(at("2018-07-10 11:02"))
    links = [link_in(mail, "end") for mail in visitor.mails()]
    anybody = Client()
    for path in (*PUBLIC, *API, ALL, PARS_ICE, "/follow/sent/", "/healthz/work", *links):
        answer = anybody.get(path)
        assert answer.status_code in (200, 503), path
        assert READER not in answer.content.decode(), path
        assert READER.split("@")[0] not in answer.content.decode(), path


def test_one_link_can_end_so_many_that_its_header_still_fits_into_a_line(visitor: Visitor) -> None:
    rows = [Subscription(pk=10**9 + n, nonce="0123456789ab") for n in range(60)]
    assert len(f"List-Unsubscribe: <{end_link(rows)}>") < 998
