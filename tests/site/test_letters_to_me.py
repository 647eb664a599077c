"""Letters to me: a person's own language and digest, and what is always sent."""

from __future__ import annotations

import pytest
from django.test import Client

from contracts.refusals import Refused
from governance.accounts.actions import choose_letters
from governance.accounts.models import User
from governance.ledger.models import Entry
from governance.notices.actions import queue_due
from governance.notices.models import Letter
from tests.cast import Cast, at, make_cast, sign_in
from tests.traces import refused

from .test_desk_stage import text_of

pytestmark = pytest.mark.django_db

PATH = "/desk/letters-to-me/"


@pytest.fixture
def cast(client: Client) -> Cast:
    cast = make_cast()
    sign_in(client, cast.judge)
    return cast


def test_the_page_is_linked_from_every_page_of_the_desk(cast: Cast, client: Client) -> None:
    assert f'href="{PATH}"' in client.get("/desk/").content.decode()


def test_nobody_sees_it_without_signing_in(cast: Cast) -> None:
    assert Client().get(PATH)["Location"].startswith("/accounts/login/")
    assert Client().post(PATH, {"language": "es"}).status_code == 403


def test_the_digest_is_off_until_somebody_asks(cast: Cast, client: Client) -> None:
    page = client.get(PATH).content.decode()
    assert "checked" not in page.split('name="weekly_digest"')[1].split(">")[0]
    assert not cast.judge.weekly_digest


def test_a_person_chooses_their_language_and_the_digest_and_nobody_elses(cast: Cast, client: Client) -> None:
    entries = Entry.objects.count()
    answer = client.post(PATH, {"language": "es", "weekly_digest": "on", "user": cast.attorney.pk}, follow=True)
    assert "Guardado. Rige para la mesa de trabajo y para sus próximos correos." in text_of(answer)
    chosen = dict(User.objects.values_list("email", "language"))
    assert chosen.pop(cast.judge.email) == "es"
    assert set(chosen.values()) == {"en"}
    assert list(User.objects.filter(weekly_digest=True)) == [cast.judge]
    assert Entry.objects.count() == entries, "a preference is nobody else's business"
    queue_due(at=at("2018-08-24 12:00"))
    assert Letter.objects.get(address=cast.judge.email).language == "es"


def test_it_is_taken_back_in_the_same_way(cast: Cast, client: Client) -> None:
    client.post(PATH, {"language": "es", "weekly_digest": "on"})
    client.post(PATH, {"language": "en"})
    judge = User.objects.get(pk=cast.judge.pk)
    assert (judge.language, judge.weekly_digest) == ("en", False)


def test_a_language_that_is_not_spoken_here_is_refused_at_its_field(cast: Cast, client: Client) -> None:
    answer = client.post(PATH, {"language": "tlh"})
    assert answer.status_code == 200
    assert "Error" in text_of(answer)
    assert User.objects.get(pk=cast.judge.pk).language == "en"
    with refused(Refused, "not written in this language") as refusal:
        choose_letters(language="tlh", weekly_digest=True, by=cast.judge)
    assert refusal.value.field == "language"


def test_it_says_what_is_always_sent_and_why(cast: Cast, client: Client) -> None:
    page = text_of(client.get(PATH))
    assert "You hold the seat of the First Judicial District" in page
    assert "They cannot be stopped" in page
    assert "You keep the register" not in page
    sign_in(client, cast.clerk)
    page = text_of(client.get(PATH))
    assert "You keep agreements" in page
    assert "You keep the register" in page
    sign_in(client, cast.outsider)
    page = text_of(client.get(PATH))
    assert "You hold the seat" not in page
    assert "You have an account" in page


def test_what_is_sent_to_it_without_its_token_changes_nothing(cast: Cast) -> None:
    forger = Client(enforce_csrf_checks=True)
    sign_in(forger, cast.judge)
    assert forger.post(PATH, {"language": "es", "weekly_digest": "on"}).status_code == 403
    assert User.objects.get(pk=cast.judge.pk).language == "en"
