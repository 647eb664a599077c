"""A form of the sign-in that is sent empty says at each field what to type, in the reader's language."""

from __future__ import annotations

import pytest
from django.core import mail
from django.forms import Field
from django.test import Client
from django.utils import translation

from governance.accounts.models import Role, User
from tests.cast import PASSWORD, make_user, sign_in, with_a_phone
from tests.spanish import english_left_in, read_aloud

from .test_letting_people_in import invited, link_in_mail

pytestmark = pytest.mark.django_db
CODE = "Type the six digits that your authenticator app shows now, or one of your recovery codes."


@pytest.fixture
def judge() -> User:
    judge = make_user("The judge")
    with_a_phone(judge)
    return judge


def asked_at(client: Client, path: str, **sent: str) -> dict[str, list[str]]:
    """Return what each field of the form there says when it is sent empty; in Spanish nothing stays English."""
    form = client.post(path, sent, headers={"accept-language": "en"}).context["form"]
    assert str(Field.default_error_messages["required"]) not in str(form.errors)
    assert "placeholder" not in str(form), "a hint in the field repeats the label above it"
    spanish = client.post(path, sent, headers={"accept-language": "es"}).content.decode()
    assert english_left_in(read_aloud(spanish)) == []
    with translation.override("es"):
        assert str(Field.default_error_messages["required"]) not in spanish
    return {name: list(said) for name, said in form.errors.items()}


def test_signing_in(judge: User, client: Client) -> None:
    assert asked_at(client, "/accounts/login/") == {
        "login": ["Type the e-mail address of your account."],
        "password": ["Type your password."],
    }
    client.post("/accounts/login/", {"login": judge.email, "password": PASSWORD})
    assert asked_at(client, "/accounts/2fa/authenticate/", code="") == {"code": [CODE]}


def test_showing_once_more_who_it_is(judge: User, client: Client) -> None:
    sign_in(client, judge)
    assert asked_at(client, "/accounts/2fa/reauthenticate/") == {"code": [CODE]}


def test_a_new_password_by_mail(judge: User, client: Client) -> None:
    assert asked_at(client, "/accounts/password/reset/") == {"email": ["Type the e-mail address of your account."]}
    client.post("/accounts/password/reset/", {"email": judge.email})
    link = str(mail.outbox[-1].body).split("https://countersign.example")[1].split()[0]
    path = client.get(link)["Location"]
    assert asked_at(client, path) == {
        "password1": ["Type the new password."],
        "password2": ["Type the new password once more."],
    }


def test_another_password(judge: User, client: Client) -> None:
    sign_in(client, judge)
    assert asked_at(client, "/accounts/password/change/") == {
        "oldpassword": ["Type the password that you have now."],
        "password1": ["Type the new password."],
        "password2": ["Type the new password once more."],
    }


def test_the_first_password_and_the_first_code(client: Client) -> None:
    newcomer = invited(make_user("The clerk", Role.CLERK))
    assert asked_at(client, link_in_mail()) == {
        "new_password1": ["Type the password that you choose."],
        "new_password2": ["Type the same password once more."],
    }
    newcomer.set_password(PASSWORD)
    newcomer.save()
    client.post("/accounts/login/", {"login": newcomer.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert asked_at(client, "/accounts/2fa/totp/activate/") == {"code": ["Type the six digits that your app shows now."]}
