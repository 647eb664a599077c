"""Signing in by a city's own sign-in: against a provider that really listens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from governance.accounts.codes import next_code
from governance.accounts.models import User
from tests.cast import at, make_cast, make_user, open_ballot, with_a_phone
from tests.traces import every_row

from .city import CLIENT_ID, CLIENT_SECRET, City, running_city

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/city/login/?process=login"


@pytest.fixture
def city(settings: Any) -> Iterator[City]:
    with running_city() as city:
        app = {"provider_id": "city", "name": "City of Philadelphia", "client_id": CLIENT_ID, "secret": CLIENT_SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app | {"settings": {"server_url": city.url}}]}
        }
        yield city


def come_back(client: Client, city: City, path: str = LOGIN, **claims: Any) -> Any:
    """Go to the city's sign-in and come back, as the person whom it vouches for."""
    return client.get(city.sign_in(client.get(path)["Location"], **claims))


def of(user: User, **more: Any) -> dict[str, Any]:
    return {"email": user.email, "email_verified": True, **more}


def test_the_button_is_there_when_a_city_is_configured(city: City, settings: Any, client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "Sign in with City of Philadelphia" in page
    assert 'href="/accounts/oidc/city/login/?process=login"' in page
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "City of Philadelphia" not in client.get("/accounts/login/").content.decode()
    assert client.get(LOGIN).status_code == 404


def test_an_invited_person_comes_in_and_sets_up_a_second_factor_here(city: City, client: Client) -> None:
    judge = make_user("The judge")
    judge.set_unusable_password()
    judge.save()
    assert come_back(client, city, **of(judge, amr=["mfa"]))["Location"] == "/desk/"
    assert client.get("/desk/")["Location"] == "/accounts/2fa/", (
        "the city's second factor does not count unless the setting says so"
    )
    assert not SocialAccount.objects.exists(), "nothing is tied: the address decides each time"


def test_a_second_factor_of_ours_is_asked_for_after_the_citys_sign_in(city: City, client: Client) -> None:
    judge = make_user("The judge")
    phone = with_a_phone(judge)
    assert come_back(client, city, **of(judge))["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/desk/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": next_code(phone)})["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org", "email_verified": True},
        {"email": "the.judge@example.org", "email_verified": False},
        {"email": "the.judge@example.org", "email_verified": "false"},
        {"email": "the.judge@example.org"},
        {},
    ],
)
def test_nobody_else_comes_in_and_no_account_is_made(city: City, client: Client, claims: dict[str, Any]) -> None:
    make_user("The judge")
    before = every_row()
    answer = come_back(client, city, **claims)
    assert answer.status_code == 403
    assert "no account was opened here" in answer.content.decode()
    assert client.get("/desk/").status_code == 302
    assert every_row() == before


def test_an_address_that_is_unverified_here_opens_nothing(city: City, client: Client) -> None:
    judge = make_user("The judge")
    EmailAddress.objects.filter(user=judge).update(verified=False)
    assert come_back(client, city, **of(judge)).status_code == 403


def test_a_closed_account_stays_closed(city: City, client: Client) -> None:
    judge = make_user("The judge")
    User.objects.update(is_active=False)
    assert come_back(client, city, **of(judge))["Location"] == "/accounts/inactive/"
    assert client.get("/desk/").status_code == 302


def test_nobody_ties_a_citys_account_to_an_account_here(city: City, client: Client) -> None:
    judge, stranger = make_user("The judge"), make_user("A stranger")
    client.force_login(judge)
    answer = come_back(client, city, "/accounts/oidc/city/login/?process=connect", **of(stranger))
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("query", ["code=x&state=forged", "error=server_error", "code=x"])
def test_an_answer_to_no_question_signs_nobody_in(city: City, client: Client, query: str) -> None:
    make_user("The judge")
    answer = client.get(f"/accounts/oidc/city/login/callback/?{query}")
    assert answer.status_code == 401
    assert "You are not signed in." in answer.content.decode()


def test_who_turns_round_there_is_back_at_the_sign_in(city: City, client: Client) -> None:
    back = city.sign_in(client.get(LOGIN)["Location"]).replace("code=a+code", "error=access_denied")
    answer = client.get(back, follow=True)
    assert "You did not sign in there." in answer.content.decode()


def test_a_city_that_is_down_is_said_so(city: City, client: Client) -> None:
    city.is_down = True
    answer = client.get(LOGIN)
    assert answer.status_code == 502
    assert "could not be asked" in answer.content.decode()


# --- Where the city's second factor counts ---


@pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "mfa"}, {"amr": "mfa"}])
def test_where_it_counts_it_opens_the_desk(city: City, client: Client, settings: Any, said: dict[str, Any]) -> None:
    settings.OIDC_SECOND_FACTOR = "mfa"
    come_back(client, city, **of(make_user("The judge"), **said))
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("said", [{"amr": ["pwd"]}, {"acr": "1"}, {}])
def test_what_the_city_does_not_say_does_not_count(city: City, client: Client, settings: Any, said: dict[str, Any]) -> None:
    settings.OIDC_SECOND_FACTOR = "mfa"
    come_back(client, city, **of(make_user("The judge"), **said))
    assert client.get("/desk/")["Location"] == "/accounts/2fa/"


def test_it_signs_only_as_fresh_as_the_city_says(
    city: City, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OIDC_SECOND_FACTOR = "mfa"
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-10 10:00"))
    cast = make_cast()
    path = f"/desk/ballots/{open_ballot(cast).slug}/vote/"
    now = int(time.time())
    for auth_time, status in ((now, 200), (now - 301, 302), (None, 302), (now + 9999, 200)):
        said = {} if auth_time is None else {"auth_time": auth_time}
        come_back(client, city, **of(cast.judge, amr=["mfa"], **said))
        assert client.get(path).status_code == status, auth_time

    come_back(client, city, **of(cast.judge, amr=["mfa"], auth_time=now - 301))
    asked = client.get(path, follow=True).content.decode()
    assert "Sign in with City of Philadelphia once more" in asked
    again = "/accounts/oidc/city/login/?process=login&auth_params=prompt%3Dlogin%26max_age%3D0&next=" + path
    answer = come_back(client, city, again, **of(cast.judge, amr=["mfa"], auth_time=now))
    assert city.asked["prompt"] == "login"
    assert city.asked["max_age"] == "0"
    assert answer["Location"] == path
    assert client.get(path).status_code == 200
