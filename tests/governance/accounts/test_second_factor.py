"""A second factor before everything, and a fresh one before something is signed; sessions that end."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from django.test import Client

from governance.accounts.codes import next_code
from governance.accounts.models import Role
from governance.ballots.models import Ballot, Vote
from tests.cast import PASSWORD, Cast, at, make_cast, make_user, open_ballot, signed_in, vote, with_a_phone
from tests.traces import every_row

REAL_TIME = time.time
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-10 10:00"))
    return make_cast()


@pytest.fixture
def ballot(cast: Cast) -> Ballot:
    return open_ballot(cast)


def position(ballot: Ballot, **more: str) -> dict[str, str]:
    return {"position": "decline", "reasons": "No report came.\nNone.", "text_digest": ballot.text_digest, **more}


@pytest.mark.parametrize("role", list(Role))
def test_whoever_signs_in_sets_up_a_second_factor_before_anything_of_the_desk(role: Role) -> None:
    client = Client()
    client.force_login(make_user("Somebody", role))
    before = every_row()
    for path in ("/desk/", "/desk/ballots/", "/desk/people/", "/desk/agreements/pars-ice/", "/admin/"):
        for answer in (client.get(path), client.post(path)):
            assert answer["Location"] == "/accounts/2fa/"
    assert every_row() == before
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/agreements/").status_code == 200


def test_a_session_that_somebody_planted_is_not_the_one_that_is_signed_in(cast: Cast) -> None:
    client, phone = Client(), with_a_phone(cast.judge)
    planted = "planted0planted0planted0planted0"
    client.cookies["sessionid"] = planted
    client.post("/accounts/login/", {"login": cast.judge.email, "password": PASSWORD})
    between = client.cookies["sessionid"].value
    client.post("/accounts/2fa/authenticate/", {"code": next_code(phone)})
    mine = client.cookies["sessionid"].value
    assert client.get("/desk/").status_code == 200
    assert len({planted, between, mine}) == 3
    for known in (planted, between):
        other = Client()
        other.cookies["sessionid"] = known
        assert other.get("/desk/")["Location"].startswith("/accounts/login/")


def test_asking_for_the_second_factor_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    client = Client()
    client.force_login(cast.judge)
    with django_assert_num_queries(3):  # the session, the user, and whether there is a second factor
        client.get("/desk/")


def test_public_pages_touch_no_session(cast: Cast) -> None:
    answer = signed_in(cast.judge).get("/agreements/pars-ice/")
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


@pytest.mark.parametrize("page", ["vote", "withdraw"])
def test_a_form_that_signs_is_not_given_after_five_minutes(cast: Cast, ballot: Ballot, page: str) -> None:
    vote(cast, ballot, "FJD", "decline", at("2018-07-09 10:00"))
    path = f"/desk/ballots/{ballot.slug}/{page}/"
    assert signed_in(cast.judge, seconds_ago=298).get(path).status_code == 200
    answer = signed_in(cast.judge, seconds_ago=301).get(path)
    assert answer["Location"] == f"/accounts/2fa/reauthenticate/?next=%2Fdesk%2Fballots%2Fpars-ice-2018%2F{page}%2F"


def test_a_sign_in_301_seconds_old_is_asked_again_and_nothing_is_written(cast: Cast, ballot: Ballot) -> None:
    client = signed_in(cast.judge, seconds_ago=301)
    path = f"/desk/ballots/{ballot.slug}"
    before = every_row()
    for answer in (
        client.post(f"{path}/vote/", position(ballot)),
        client.post(f"{path}/vote/confirm/", position(ballot, key=uuid.uuid4().hex)),
        client.post(f"{path}/withdraw/", {"key": uuid.uuid4().hex}),
    ):
        assert answer.status_code == 200
        assert "Nothing is recorded yet." in answer.content.decode()
    assert every_row() == before


def test_a_typed_password_is_never_enough(cast: Cast, ballot: Ballot) -> None:
    client = signed_in(cast.judge, seconds_ago=301)
    path = f"/desk/ballots/{ballot.slug}/vote/"
    answer = client.post(f"/accounts/reauthenticate/?next={path}", {"password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/"), "the page of passwords is not for who has more"
    assert client.get(path).status_code == 302
    before = every_row()
    client.post(f"{path}confirm/", position(ballot, key=uuid.uuid4().hex, password=PASSWORD))
    assert every_row() == before


def test_what_was_typed_comes_back_with_the_code_and_is_not_recorded_by_it(cast: Cast, ballot: Ballot) -> None:
    client, path = signed_in(cast.judge, seconds_ago=301), f"/desk/ballots/{ballot.slug}/vote/"
    asked = client.post(f"{path}confirm/", position(ballot, key=uuid.uuid4().hex)).content.decode()
    assert "No report came.\nNone.</textarea>" in asked
    assert f'action="{path}"' in asked, "it leads to the page that shows what would be recorded"
    code = next_code(with_a_phone(cast.judge))
    shown = client.post(path, position(ballot, **{"again-code": code})).content.decode()
    assert "This is what will be recorded" in shown
    assert "No report came." in shown
    assert not Vote.objects.exists()
    answer = client.post(f"{path}confirm/", position(ballot, key=uuid.uuid4().hex))
    assert answer.status_code == 302
    assert Vote.objects.count() == 1


def test_a_wrong_code_beside_the_form_writes_nothing_and_keeps_what_was_typed(cast: Cast, ballot: Ballot) -> None:
    client = signed_in(cast.judge, seconds_ago=301)
    answer = client.post(f"/desk/ballots/{ballot.slug}/vote/", position(ballot, **{"again-code": "000000"})).content.decode()
    assert "This is not the code of the moment" in answer
    assert "No report came." in answer
    assert 'textarea name="again-code"' not in answer


def test_a_passkey_that_is_none_of_theirs_is_refused_with_a_sentence(cast: Cast, ballot: Ballot) -> None:
    client = signed_in(cast.judge, seconds_ago=301)
    forged = '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}'
    for credential in (forged, "{}", "[]", "null", "nonsense"):
        answer = client.post(f"/desk/ballots/{ballot.slug}/vote/", position(ballot, **{"again-credential": credential}))
        assert 'role="alert" hidden' not in answer.content.decode(), credential
        assert "Show that it is you" in answer.content.decode()
    assert not Vote.objects.exists()


def test_markup_that_was_typed_stays_text_on_the_page_that_asks(cast: Cast, ballot: Ballot) -> None:
    client = signed_in(cast.judge, seconds_ago=301)
    answer = client.post(f"/desk/ballots/{ballot.slug}/vote/", {**position(ballot), "reasons": "</textarea><script>x()</script>"})
    assert "<script>x()" not in answer.content.decode()


def test_another_persons_second_factor_in_the_session_counts_for_nobody(cast: Cast, ballot: Ballot) -> None:
    client = signed_in(cast.judge)
    with_a_phone(cast.attorney)
    client.force_login(cast.attorney)
    assert client.get(f"/desk/ballots/{ballot.slug}/vote/").status_code == 302


# --- Sessions ---


def passes(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    later = REAL_TIME() + seconds
    monkeypatch.setattr(time, "time", lambda: later)


def test_half_an_hour_without_a_step_ends_the_session(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.judge)
    passes(monkeypatch, 29 * 60)
    assert client.get("/desk/").status_code == 200
    passes(monkeypatch, 30 * 60)
    assert client.get("/desk/").status_code == 200, "it was seen at 29 minutes"
    passes(monkeypatch, 90 * 60)
    answer = client.get("/desk/ballots/")
    assert answer["Location"] == "/accounts/login/?next=/desk/ballots/"
    assert "nothing was done for half an hour" in client.get(answer["Location"]).content.decode()
    assert client.get("/desk/").status_code == 302


def test_a_page_that_looks_again_by_itself_is_no_step(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.judge)
    passes(monkeypatch, 29 * 60)
    assert client.get("/desk/", headers={"X-Requested-With": "by-itself"}).status_code == 200
    passes(monkeypatch, 31 * 60)
    assert client.get("/desk/").status_code == 302


def test_eight_hours_after_the_sign_in_the_session_ends_however_busy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.judge)
    for quarter in range(1, 32):
        passes(monkeypatch, quarter * 15 * 60)
        assert client.get("/desk/").status_code == 200
    passes(monkeypatch, 8 * 60 * 60)
    answer = client.get("/desk/")
    assert "You signed in eight hours ago." in client.get(answer["Location"]).content.decode()


def test_an_ended_session_records_nothing_that_it_sends(cast: Cast, ballot: Ballot, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.judge)
    passes(monkeypatch, 31 * 60)
    answer = client.post(f"/desk/ballots/{ballot.slug}/vote/confirm/", position(ballot, key=uuid.uuid4().hex))
    assert answer.status_code == 403
    assert "Not sent yet" in answer.content.decode()
    assert not Vote.objects.exists()


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(cast: Cast) -> None:
    here, elsewhere = signed_in(cast.judge), signed_in(cast.judge)
    form = {"oldpassword": PASSWORD, "password1": "a password of my own", "password2": "a password of my own"}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert here.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


def test_the_cookie_of_a_session_is_read_by_no_script_and_sent_over_https_alone() -> None:
    from governance import settings as production

    assert production.SESSION_COOKIE_SECURE
    assert production.CSRF_COOKIE_SECURE
    assert production.SESSION_COOKIE_HTTPONLY
    assert production.SESSION_COOKIE_SAMESITE == "Lax"
    assert production.SESSION_ENGINE == "django.contrib.sessions.backends.db"
