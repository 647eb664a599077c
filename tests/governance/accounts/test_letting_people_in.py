"""Inviting people, closing their accounts, and helping who lost a second factor; by pages, as the clerk does it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from contracts.refusals import Refused
from governance.accounts.actions import accept_invitation, close_account, invite, reset_second_factor, revoke_invitation
from governance.accounts.models import AccountEvent, EventKind, Invitation, Role, User
from governance.accounts.refusals import InvitationOver, NotTheirs
from tests.cast import PASSWORD, at, make_user, signed_in, with_a_phone
from tests.traces import every_row, refused

pytestmark = pytest.mark.django_db
NOON = at("2018-07-10 12:00")
NEWCOMER = {"email": "new.judge@example.org", "name": "The new judge", "role": "official", "language": "en"}
CHOSEN = {"new_password1": "a password of my own", "new_password2": "a password of my own"}


@pytest.fixture
def clerk() -> User:
    return make_user("The clerk", Role.CLERK)


@pytest.fixture
def administrator() -> User:
    return make_user("The administrator", Role.ADMINISTRATOR)


def kinds(person: User) -> list[str]:
    return [event.kind for event in person.account_events.all()]


def link_in_mail() -> str:
    found = re.search(r"https://countersign\.example(/accounts/invitation/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def invited(clerk: User) -> User:
    signed_in(clerk).post("/desk/people/new/", NEWCOMER)
    return User.objects.get(email=NEWCOMER["email"])


def test_an_invited_person_sets_a_password_and_then_a_second_factor(clerk: User, client: Client) -> None:
    person = invited(clerk)
    assert not person.has_usable_password()
    assert mail.outbox[-1].to == ["new.judge@example.org"]
    link = link_in_mail()
    assert "The new judge, choose a password" in client.get(link).content.decode()
    assert client.post(link, CHOSEN)["Location"] == "/accounts/login/"
    answer = client.post("/accounts/login/", {"login": person.email, "password": CHOSEN["new_password1"]})
    assert answer["Location"] == "/desk/"
    assert client.get("/desk/")["Location"] == "/accounts/2fa/", "nothing of the desk before a second factor"
    assert kinds(person) == ["invited", "invitation_accepted"]


def test_the_link_works_once(clerk: User, client: Client) -> None:
    person = invited(clerk)
    link = link_in_mail()
    client.post(link, CHOSEN)
    other = {"new_password1": "a password of an eavesdropper", "new_password2": "a password of an eavesdropper"}
    assert "This link no longer works" in client.post(link, other).content.decode()
    person.refresh_from_db()
    assert person.check_password(CHOSEN["new_password1"])


def test_reading_the_link_writes_nothing_and_a_weak_password_is_refused(clerk: User, client: Client) -> None:
    invited(clerk)
    before = every_row()
    client.get(link_in_mail())
    answer = client.post(link_in_mail(), {"new_password1": "password1234", "new_password2": "password1234"})
    assert "too common" in answer.content.decode()
    assert every_row() == before


def test_mails_of_the_sign_in_are_written_in_their_readers_language_whoever_asks_for_them(clerk: User, client: Client) -> None:
    english = {"accept-language": "en"}
    signed_in(clerk).post("/desk/people/new/", NEWCOMER | {"language": "es"}, headers=english)
    assert mail.outbox[-1].subject == "Su cuenta en Countersign"
    assert "Cree aquí su contraseña:" in str(mail.outbox[-1].body)
    client.post(link_in_mail(), CHOSEN)
    client.post("/accounts/password/reset/", {"email": NEWCOMER["email"]}, headers=english)
    assert mail.outbox[-1].subject == "Cree una contraseña nueva para Countersign"


def test_sent_again_only_the_newest_link_works(clerk: User, client: Client) -> None:
    person = invited(clerk)
    first = link_in_mail()
    signed_in(clerk).post(f"/desk/people/{person.pk}/send-again/")
    assert "This link no longer works" in client.get(first).content.decode()
    assert "choose a password" in client.get(link_in_mail()).content.decode()


def test_after_fourteen_days_the_link_is_over_and_a_new_one_can_be_sent(clerk: User, client: Client) -> None:
    person = invited(clerk)
    Invitation.objects.update(made_at=timezone.now() - timedelta(days=14))
    assert "This link no longer works" in client.get(link_in_mail()).content.decode()
    page = signed_in(clerk).get(f"/desk/people/{person.pk}/").content.decode()
    assert "Invitation ran out on" in page
    assert "Send the invitation again" in page


def test_a_revoked_invitation_lets_nobody_in_until_it_is_sent_again(clerk: User, client: Client) -> None:
    person = invited(clerk)
    link = link_in_mail()
    signed_in(clerk).post(f"/desk/people/{person.pk}/revoke/", {"because": "Another judge was elected."})
    assert "This link no longer works" in client.get(link).content.decode()
    client.post("/accounts/password/reset/", {"email": person.email})
    assert len(mail.outbox) == 1, "nor does asking for a new password open it"
    signed_in(clerk).post(f"/desk/people/{person.pk}/send-again/")
    assert "choose a password" in client.get(link_in_mail()).content.decode()
    assert kinds(person) == ["invited", "invitation_revoked", "invitation_renewed"]


def test_a_changed_link_is_nobodys(clerk: User, client: Client) -> None:
    invited(clerk)
    assert "This link no longer works" in client.get("/accounts/invitation/WzEsMV0:1tXabc:forged/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "the.clerk@example.org", "There is an account with this address already."),
        ("email", "THE.CLERK@example.org", "There is an account with this address already."),
        ("email", "nobody", "Enter a valid email address."),
        ("name", "\u200b", "Say who it is"),
        ("name", "The \u202eegduj", "invisible characters"),
        ("role", "administrator", "administrator is not one of the available choices"),
        ("role", "mayor", "mayor is not one of the available choices"),
    ],
)
def test_a_faulty_invitation_is_refused_at_its_field(clerk: User, field: str, value: str, sentence: str) -> None:
    client = signed_in(clerk)
    before = every_row()
    answer = client.post("/desk/people/new/", {**NEWCOMER, field: value}).content.decode()
    assert sentence in answer
    assert every_row() == before
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_told_and_the_invitation_can_be_sent_again(clerk: User, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    client = signed_in(clerk)
    answer = client.post("/desk/people/new/", NEWCOMER, follow=True).content.decode()
    assert "the mail server did not take the invitation" in answer
    assert "Send the invitation again" in answer


def test_only_an_administrator_makes_or_changes_an_administrator(clerk: User, administrator: User) -> None:
    facts = {"email": "root@example.org", "name": "Another", "role": Role.ADMINISTRATOR, "at": NOON}
    with refused(NotTheirs):
        invite(by=clerk, **facts)
    with refused(NotTheirs):
        close_account(person=administrator, because="He left.", by=clerk, at=NOON)
    assert invite(by=administrator, **facts).person.is_administrator
    client = signed_in(clerk)
    before = every_row()
    form = {"name": "Taken over", "role": "official", "language": "en"}
    assert "administrator" in client.post(f"/desk/people/{administrator.pk}/", form).content.decode()
    assert every_row() == before


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.AUDITOR])
def test_others_let_nobody_in(role: Role) -> None:
    somebody = make_user("Somebody", role)
    client = signed_in(somebody)
    before = every_row()
    paths = ("", "new/", f"{somebody.pk}/", f"{somebody.pk}/close/", f"{somebody.pk}/reset-second-factor/")
    for path in paths:
        assert client.get(f"/desk/people/{path}").status_code == 403
        assert client.post(f"/desk/people/{path}", NEWCOMER).status_code in (403, 405)
    assert every_row() == before


def test_a_closed_account_is_signed_out_everywhere_at_once_and_stays_out(clerk: User) -> None:
    judge = make_user("The judge")
    phone, desk = signed_in(judge), signed_in(judge)
    assert desk.get("/desk/").status_code == 200
    signed_in(clerk).post(f"/desk/people/{judge.pk}/close/", {"because": "The judge retired."})
    for client in (phone, desk):
        assert client.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"
    answer = Client().post("/accounts/login/", {"login": judge.email, "password": PASSWORD})
    assert answer["Location"] == "/accounts/inactive/"

    signed_in(clerk).post(f"/desk/people/{judge.pk}/open/", {"because": "Called back."})
    assert desk.get("/desk/").status_code == 302, "an old session does not come to life again"
    judge.refresh_from_db()
    assert signed_in(judge).get("/desk/").status_code == 200
    assert [event.because for event in judge.account_events.all()] == ["The judge retired.", "Called back."]


def test_nobody_closes_or_promotes_themselves(clerk: User, administrator: User) -> None:
    with refused(NotTheirs):
        close_account(person=clerk, because="Tired.", by=clerk, at=NOON)
    client = signed_in(administrator)
    answer = client.post(f"/desk/people/{administrator.pk}/", {"name": "The administrator", "role": "clerk", "language": "en"})
    assert "Nobody changes their own role" in answer.content.decode()


def test_an_act_on_an_account_needs_a_reason(clerk: User) -> None:
    judge, client = make_user("The judge"), signed_in(clerk)
    before = every_row()
    for because in ("", " ", "\u200b"):
        answer = client.post(f"/desk/people/{judge.pk}/close/", {"because": because})
        assert "Say why: it stays with the account." in answer.content.decode()
    assert every_row() == before


def test_a_lost_second_factor_is_reset_by_an_administrator_and_set_up_anew(administrator: User) -> None:
    judge = make_user("The judge")
    client = signed_in(judge)
    boss = signed_in(administrator)
    answer = boss.post(f"/desk/people/{judge.pk}/reset-second-factor/", {"because": "The phone fell into the Schuylkill."})
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=judge).exists()
    assert client.get("/desk/").status_code == 302, "sessions end with it"
    again = Client()
    again.post("/accounts/login/", {"login": judge.email, "password": PASSWORD})
    assert again.get("/desk/")["Location"] == "/accounts/2fa/"
    assert kinds(judge) == ["second_factor_reset"]


def test_resetting_asks_the_administrator_for_a_fresh_second_factor(administrator: User) -> None:
    judge = make_user("The judge")
    with_a_phone(judge)
    boss = signed_in(administrator, seconds_ago=301)
    answer = boss.post(f"/desk/people/{judge.pk}/reset-second-factor/", {"because": "Lost."})
    assert "Show that it is you" in answer.content.decode()
    assert Authenticator.objects.filter(user=judge).exists()


def test_no_clerk_resets_a_second_factor_and_nobody_their_own(clerk: User, administrator: User) -> None:
    for person in (make_user("The judge"), clerk, administrator):
        with_a_phone(person)
        with refused(NotTheirs):
            reset_second_factor(person=person, because="Lost.", by=clerk, at=NOON)
    with refused(NotTheirs, match="ask another administrator"):
        reset_second_factor(person=administrator, because="Lost.", by=administrator, at=NOON)
    assert Authenticator.objects.count() == 3


def test_the_last_administrator_is_helped_by_who_holds_the_server(administrator: User) -> None:
    with_a_phone(administrator)
    call_command("reset_second_factor", administrator.email, because="The safe burned.")
    event = AccountEvent.objects.get()
    assert (event.kind, event.by, event.because) == (EventKind.SECOND_FACTOR_RESET, None, "The safe burned.")
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", administrator.email, because="Again.")
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("reset_second_factor", "nobody@example.org", because="Again.")


def test_two_who_open_the_same_link_at_once_set_one_password(clerk: User) -> None:
    invitation = invite(by=clerk, at=NOON, **{**NEWCOMER, "role": Role.OFFICIAL})
    accept_invitation(person=invitation.person, number=1, password="the first password", at=NOON)
    with refused(InvitationOver):
        accept_invitation(person=invitation.person, number=1, password="the second password", at=NOON)
    with refused(Refused, match="There is no open invitation"):
        revoke_invitation(person=invitation.person, because="Too late.", by=clerk, at=NOON)


def test_what_was_done_to_accounts_cannot_be_rewritten(clerk: User) -> None:
    invited(clerk)
    for rewrite in (
        lambda: AccountEvent.objects.update(because="Nothing."),
        lambda: AccountEvent.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rewrite()
    assert AccountEvent.objects.count() == 1


def test_who_comes_by_the_citys_sign_in_alone_has_an_open_account(clerk: User) -> None:
    judge = make_user("The judge")
    judge.set_unusable_password()
    judge.save()
    client, path = signed_in(clerk), f"/desk/people/{judge.pk}/"
    assert "Not invited yet" in client.get(path).content.decode()
    User.objects.filter(pk=judge.pk).update(last_login=NOON)
    assert "Close the account" in client.get(path).content.decode()


def test_the_people_page_shows_everybody_with_a_bounded_number_of_queries(
    clerk: User, django_assert_max_num_queries: Any
) -> None:
    invited(clerk)
    for number in range(20):
        make_user(f"Official {number}")
    client = signed_in(clerk)
    with django_assert_max_num_queries(8):
        page = client.get("/desk/people/").content.decode()
    assert "Official 19" in page
    assert "Invited on" in page
