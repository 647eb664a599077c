"""Guessing is locked out by login and address, and never tells who has an account."""

from __future__ import annotations

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from governance.accounts.codes import next_code
from governance.accounts.lockout import LIMITS, succeeded, try_now
from governance.accounts.models import Attempt, Step
from tests.cast import PASSWORD, at, make_user, signed_in, with_a_phone

NOON = at("2018-07-10 12:00")
OFFICE, HOME = "192.0.2.7", "198.51.100.23"
WRONG = "Too many attempts failed. Wait a quarter of an hour, then try again."


def fail(times: int, *, login: str = "judge", address: str = OFFICE, step: Step = Step.PASSWORD) -> None:
    for _ in range(times):
        assert try_now(step, login=login, address=address, at=NOON) is not None


def is_locked(*, login: str = "judge", address: str = OFFICE, minutes: float = 0, step: Step = Step.PASSWORD) -> bool:
    attempt = try_now(step, login=login, address=address, at=NOON + timedelta(minutes=minutes))
    if attempt is not None:
        attempt.delete()
    return attempt is None


@pytest.mark.django_db
@pytest.mark.parametrize("step", list(Step))
def test_one_address_is_soon_kept_from_one_login_for_a_quarter_of_an_hour(step: Step) -> None:
    fail(LIMITS[step].pair.failures, step=step)
    assert is_locked(step=step)
    assert is_locked(step=step, minutes=14.9)
    assert not is_locked(step=step, minutes=15)
    assert not is_locked(step=step, login="attorney")


@pytest.mark.django_db
def test_an_official_is_not_shut_out_by_somebody_elsewhere() -> None:
    fail(5, address="203.0.113.9")
    assert is_locked(address="203.0.113.9")
    assert not is_locked(address=OFFICE)


@pytest.mark.django_db
def test_what_is_refused_does_not_prolong_the_lock() -> None:
    fail(5)
    for minutes in range(15):
        assert is_locked(minutes=minutes)
    assert not is_locked(minutes=15)
    assert Attempt.objects.count() == 5


@pytest.mark.django_db
def test_one_address_that_tries_many_logins_is_kept_from_all() -> None:
    for number in range(50):
        fail(1, login=f"official {number}")
    assert is_locked(login="yet another")
    assert not is_locked(login="yet another", address=HOME)


@pytest.mark.django_db
def test_many_addresses_that_try_one_login_are_stopped_slowly_but_not_where_the_person_works() -> None:
    attempt = try_now(Step.PASSWORD, login="judge", address=OFFICE, at=NOON)
    assert attempt is not None
    succeeded(attempt)
    for number in range(100):
        fail(1, address=f"203.0.113.{number}")
    assert is_locked(address=HOME)
    assert not is_locked(address=OFFICE), "an address from which the person signed in lately stays open"
    assert not is_locked(address=HOME, minutes=60)


@pytest.mark.django_db
def test_a_right_password_clears_its_own_count_and_no_other() -> None:
    fail(4)
    fail(5, login="attorney")
    attempt = try_now(Step.PASSWORD, login="judge", address=OFFICE, at=NOON)
    assert attempt is not None
    succeeded(attempt)
    fail(4)
    assert not is_locked()
    assert is_locked(login="attorney")


@pytest.mark.django_db
def test_logins_are_kept_as_digests_and_forgotten() -> None:
    fail(1, login=" The.Judge@Example.org ")
    assert "judge" not in Attempt.objects.get().login
    fail(4, login="the.judge@example.org")
    assert is_locked(login="THE.JUDGE@EXAMPLE.ORG")
    attempt = try_now(Step.PASSWORD, login="attorney", address=HOME, at=NOON + timedelta(hours=25))
    assert attempt is not None
    succeeded(attempt)
    assert [kept.login for kept in Attempt.objects.all()] == [attempt.login]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_guesses_at_once_are_counted_like_a_hundred_in_a_row() -> None:
    def guess(number: int) -> bool:
        try:
            return try_now(Step.PASSWORD, login="judge", address=OFFICE, at=NOON) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        let_through = sum(pool.map(guess, range(40)))
    assert let_through <= 5
    assert is_locked()


# --- The pages ---


def try_password(client: Client, login: str, password: str = "a wrong password", **options: Any) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password}, **options)


def words(answer: Any) -> str:
    """Return the page without its tokens, and without what was typed."""
    body = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return re.sub(r"[\w.]+@example\.org", "", body)


@pytest.mark.django_db
def test_known_and_unknown_people_get_the_same_answers_up_to_the_lock_and_in_it() -> None:
    make_user("The judge")
    known, unknown = Client(REMOTE_ADDR=OFFICE), Client(REMOTE_ADDR=HOME)
    for _ in range(7):
        answers = [try_password(known, "the.judge@example.org"), try_password(unknown, "nobody@example.org")]
        assert answers[0].status_code == answers[1].status_code == 200
        assert words(answers[0]) == words(answers[1])
    assert WRONG in words(answers[0])
    resets = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True)
        for client, email in ((known, "the.judge@example.org"), (unknown, "nobody@example.org"))
        for _ in range(5)
    ]
    assert len({words(answer) for answer in resets}) == 1
    assert len(mail.outbox) == LIMITS[Step.RESET].pair.failures, "a stranger cannot fill a mailbox"


class Slow(PBKDF2PasswordHasher):
    """As production's, but ten times as fast: a password takes most of an answer's time still."""

    iterations = 100_000


@pytest.mark.django_db
def test_known_and_unknown_people_get_their_answers_after_the_same_time(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Slow"]
    judge, invited = make_user("The judge"), make_user("The invited judge")
    judge.set_password(PASSWORD)
    judge.save()
    invited.set_unusable_password()
    invited.save()
    took: dict[str, list[float]] = {"the.judge": [], "the.invited.judge": [], "nobody": []}
    for number in range(9):
        for name, times in took.items():
            begun = time.perf_counter()
            try_password(Client(REMOTE_ADDR=f"203.0.113.{number}"), f"{name}@example.org")
            times.append(time.perf_counter() - begun)
    medians = [statistics.median(times) for times in took.values()]
    assert max(medians) < 1.5 * min(medians), medians


@pytest.mark.django_db
def test_the_mail_with_a_new_password_goes_out_when_the_answer_is_out() -> None:
    make_user("The judge")
    handler = ClientHandler()
    handler.load_middleware()
    request = RequestFactory().post("/accounts/password/reset/", {"email": "the.judge@example.org"})
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    answer = handler.get_response(request)
    assert answer.status_code == 302
    assert mail.outbox == []
    answer.close()
    assert [message.to for message in mail.outbox] == [["the.judge@example.org"]]


@pytest.mark.django_db
def test_codes_cannot_be_guessed_either_at_sign_in() -> None:
    judge = make_user("The judge")
    phone, client = with_a_phone(judge), Client()
    try_password(client, judge.email, PASSWORD)
    for _ in range(5):
        assert (
            "This is not the code of the moment"
            in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
        )
    answer = client.post("/accounts/2fa/authenticate/", {"code": next_code(phone)})
    assert WRONG in answer.content.decode()
    assert client.get("/desk/").status_code == 302


@pytest.mark.django_db
def test_codes_cannot_be_guessed_by_who_found_a_screen_unlocked() -> None:
    judge = make_user("The judge")
    client = signed_in(judge, seconds_ago=301)
    for _ in range(5):
        client.post("/accounts/2fa/reauthenticate/", {"code": "000000"})
    assert WRONG in client.post("/accounts/2fa/reauthenticate/", {"code": next_code(with_a_phone(judge))}).content.decode()


@pytest.mark.django_db
def test_nor_can_the_old_password_on_the_page_that_changes_it() -> None:
    client = signed_in(make_user("The judge"))
    form = {"oldpassword": "guessed", "password1": "a password of mine", "password2": "a password of mine"}
    for _ in range(5):
        assert client.post("/accounts/password/change/", form).status_code == 200
    answer = client.post("/accounts/password/change/", {**form, "oldpassword": PASSWORD})
    assert WRONG in answer.content.decode()


@pytest.mark.django_db
def test_a_code_is_taken_once_whether_or_not_a_cache_remembers_it() -> None:
    judge = make_user("The judge")
    code = next_code(with_a_phone(judge))
    answers = []
    for _ in range(2):
        client = Client()
        try_password(client, judge.email, PASSWORD)
        answers.append(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)
        cache.clear()
    assert answers == [302, 200]


@pytest.mark.django_db
def test_nothing_of_the_sign_in_asks_the_cache(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://localhost:1/0"}}
    judge = make_user("The judge")
    client = Client()
    try_password(client, judge.email)
    assert try_password(client, judge.email, PASSWORD).status_code == 302
    phone = with_a_phone(judge)
    client = Client()
    try_password(client, judge.email, PASSWORD)
    assert client.post("/accounts/2fa/authenticate/", {"code": next_code(phone)}).status_code == 302
    assert client.get("/desk/").status_code == 200
    assert client.post("/accounts/password/reset/", {"email": judge.email}).status_code == 302
