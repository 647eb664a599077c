"""Second factors in a real Chromium: an authenticator app without script, passkeys with a virtual authenticator."""

from __future__ import annotations

import re
import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.backends.db import SessionStore

from governance.accounts.codes import next_code
from governance.accounts.models import Role
from governance.ballots.models import Vote
from tests.cast import at, make_cast, make_user, open_ballot, vote, with_a_phone

from .stage import Person, Windows, sideways


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_an_app_is_set_up_without_script_and_opens_the_desk(windows: Windows) -> None:
    judge = make_user("The judge")
    reader = windows.open()
    page = reader.page
    reader.goes_to("/desk/")
    reader.gives_password(judge)
    assert page.url.endswith("/accounts/2fa/"), "the password alone leads to setting up a second factor, and nowhere else"
    assert "Nobody works here with a password alone." in reader.reads()
    reader.presses("Set up an app")
    reader.fills("Password", "a long sample password")
    reader.presses("Go on")
    reader.fills("Code that the app shows", "000000")
    reader.presses("Use this app")
    assert "This is not the code of the moment." in reader.reads()
    secret = re.search(r"[A-Z2-7]{32}", reader.reads())
    assert secret is not None
    reader.fills("Code that the app shows", code_of(secret[0]))
    reader.presses("Use this app")
    assert "They are shown this once." in reader.reads()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    reader.presses("To the desk")
    assert "Nothing waits for you." in reader.reads()
    reader.signs_out()

    reader.goes_to("/desk/")
    reader.gives_password(judge)
    reader.fills("Code", codes[0])
    reader.presses("Sign in")
    assert "Nothing waits for you." in reader.reads(), "a recovery code opens the door once"
    reader.signs_out()
    reader.goes_to("/desk/")
    reader.gives_password(judge)
    reader.fills("Code", codes[0])
    reader.presses("Sign in")
    assert "This is not the code of the moment." in reader.reads()
    assert reader.complaints == []


def test_a_passkey_is_added_signs_in_and_signs_a_vote(windows: Windows) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    reader = windows.open(script=True)
    page = reader.page
    reader.has_a_passkey_device()
    reader.goes_to("/desk/")
    reader.gives_password(cast.judge)
    reader.adds_a_passkey()
    reader.presses("To the desk")
    assert page.locator("header.masthead").evaluate("it => it.offsetHeight") < 200, "a phone's first screen is left to the page"
    reader.signs_out()

    reader.goes_to("/accounts/login/")
    reader.presses("Sign in with a passkey")
    page.wait_for_url("**/desk/")
    reader.goes_to(f"/desk/ballots/{ballot.slug}/vote/")
    reader.chooses("Approve")
    reader.fills("Reasons", "The reports came in time.")
    reader.presses("Continue")
    grow_old(reader)
    reader.presses("Record this position")
    assert "Nothing is recorded yet." in reader.reads()
    assert not Vote.objects.exists()
    reader.presses("Use a passkey")
    page.get_by_role("button", name="Record this position").wait_for()
    assert "The reports came in time." in reader.reads(), "what was typed is still there"
    assert not Vote.objects.exists(), "the passkey alone signs nothing"
    reader.presses("Record this position")
    assert "The position of the First Judicial District is on record." in reader.reads()
    assert reader.complaints == []


def grow_old(reader: Person) -> None:
    """Let more than five minutes pass since the second factor was given."""
    (key,) = [cookie["value"] for cookie in reader.context.cookies() if cookie["name"] == "sessionid"]
    session = SessionStore(session_key=key)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": record["at"] - 301} for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()


def test_a_form_that_was_open_too_long_keeps_what_was_typed_without_script(windows: Windows) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    reader = windows.open()
    reader.goes_to(f"/desk/ballots/{ballot.slug}/vote/")
    reader.signs_in(cast.judge)
    reader.chooses("Decline")
    reader.fills("Reasons", "No report came.\n\nNone for two quarters.")
    grow_old(reader)
    reader.presses("Continue")
    assert "Show that it is you" in reader.reads()
    reader.fills("Code", "000000")
    reader.presses("Go on")
    assert "This is not the code of the moment." in reader.reads()
    reader.fills("Code", next_code(with_a_phone(cast.judge)))
    reader.presses("Go on")
    assert "None for two quarters." in reader.reads()
    reader.presses("Record this position")
    assert Vote.objects.get().reasons.text == "No report came.\n\nNone for two quarters."
    assert reader.complaints == []


def test_no_page_of_second_factors_scrolls_sideways_or_breaks_a_policy(windows: Windows) -> None:
    cast = make_cast()
    slug = open_ballot(cast).slug
    reader = windows.open(script=True)
    page, found = reader.page, []
    reader.goes_to("/desk/")
    reader.gives_password(cast.judge)
    for path in ("/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/totp/activate/", "/accounts/password/change/"):
        reader.goes_to(path)
        found += sideways(page)
    reader = windows.open(script=True)
    reader.has_signed_in(cast.attorney)
    page = reader.page
    for path in ("/accounts/2fa/", "/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/add/", f"/desk/ballots/{slug}/vote/"):
        reader.goes_to(path)
        found += sideways(page)
    assert found == []
    assert reader.complaints == []


def test_no_page_about_people_or_backstage_scrolls_sideways_or_breaks_a_policy(windows: Windows) -> None:
    cast = make_cast()
    vote(cast, open_ballot(cast), "FJD", "decline", at("2018-07-09 10:00"))
    reader, found = windows.open(script=True), []
    reader.has_signed_in(make_user("The administrator", Role.ADMINISTRATOR))
    with_a_phone(cast.judge)
    page, judge = reader.page, cast.judge.pk
    for path in ("", "new/", f"{judge}/", f"{judge}/close/", f"{judge}/reset-second-factor/"):
        reader.goes_to(f"/desk/people/{path}")
        found += sideways(page)
    for path in ("", "ballots/vote/", f"ballots/vote/{Vote.objects.get().pk}/change/", "accounts/user/"):
        reader.goes_to(f"/admin/{path}")
    assert "Countersign, backstage" in reader.reads()
    assert found == []
    assert reader.complaints == []
