"""Second factors in a real Chromium: an authenticator app without script, passkeys with a virtual authenticator."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page

from governance.accounts.codes import next_code
from governance.accounts.models import Role
from governance.ballots.models import Vote
from tests.cast import at, make_cast, make_user, open_ballot, vote, with_a_phone

from .test_browser import Reader, give_password, keep_signed_in, sideways, sign_in, somebody, words_on
from .test_browser import chromium as chromium

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_an_authenticator(page: Page) -> None:
    """Give the browser a device that recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_an_app_is_set_up_without_script_and_opens_the_desk(chromium: Browser, live_server: Any) -> None:
    judge = make_user("The judge")
    reader = somebody(chromium, live_server)
    page = reader.open()
    page.goto("/desk/")
    give_password(page, judge)
    assert page.url.endswith("/accounts/2fa/"), "the password alone leads to setting up a second factor, and nowhere else"
    assert "Nobody works here with a password alone." in words_on(page)
    page.get_by_role("button", name="Set up an app").click()
    page.get_by_label("Password").fill("a long sample password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Code that the app shows").fill("000000")
    page.get_by_role("button", name="Use this app").click()
    assert "This is not the code of the moment." in words_on(page)
    secret = re.search(r"[A-Z2-7]{32}", words_on(page))
    assert secret is not None
    page.get_by_label("Code that the app shows").fill(code_of(secret[0]))
    page.get_by_role("button", name="Use this app").click()
    assert "They are shown this once." in words_on(page)
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("button", name="To the desk").click()
    assert "Nothing waits for you." in words_on(page)
    page.get_by_role("button", name="Sign out").click()

    page.goto("/desk/")
    give_password(page, judge)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert "Nothing waits for you." in words_on(page), "a recovery code opens the door once"
    page.get_by_role("button", name="Sign out").click()
    page.goto("/desk/")
    give_password(page, judge)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert "This is not the code of the moment." in words_on(page)
    assert reader.complaints == []


def test_a_passkey_is_added_signs_in_and_signs_a_vote(chromium: Browser, live_server: Any) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    reader = somebody(chromium, live_server, script=True)
    page = reader.open()
    with_an_authenticator(page)
    page.goto("/desk/")
    give_password(page, cast.judge)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("Password").fill("a long sample password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    page.get_by_role("button", name="To the desk").click()
    page.get_by_role("button", name="Sign out").click()

    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    page.goto(f"/desk/ballots/{ballot.slug}/vote/")
    page.get_by_label("Approve").check()
    page.get_by_label("Reasons").fill("The reports came in time.")
    page.get_by_role("button", name="Continue").click()
    grow_old(reader)
    page.get_by_role("button", name="Record this position").click()
    assert "Nothing is recorded yet." in words_on(page)
    assert not Vote.objects.exists()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Record this position").wait_for()
    assert "The reports came in time." in words_on(page), "what was typed is still there"
    assert not Vote.objects.exists(), "the passkey alone signs nothing"
    page.get_by_role("button", name="Record this position").click()
    assert "The position of the First Judicial District is on record." in words_on(page)
    assert reader.complaints == []


def grow_old(reader: Reader) -> None:
    """Let more than five minutes pass since the second factor was given."""
    (key,) = [cookie["value"] for cookie in reader.context.cookies() if cookie["name"] == "sessionid"]
    session = SessionStore(session_key=key)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": record["at"] - 301} for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()


def test_a_form_that_was_open_too_long_keeps_what_was_typed_without_script(chromium: Browser, live_server: Any) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    reader = somebody(chromium, live_server)
    page = reader.open()
    page.goto(f"/desk/ballots/{ballot.slug}/vote/")
    sign_in(page, cast.judge)
    page.get_by_label("Decline").check()
    page.get_by_label("Reasons").fill("No report came.\n\nNone for two quarters.")
    grow_old(reader)
    page.get_by_role("button", name="Continue").click()
    assert "Show that it is you" in words_on(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    assert "This is not the code of the moment." in words_on(page)
    page.get_by_label("Code").fill(next_code(with_a_phone(cast.judge)))
    page.get_by_role("button", name="Go on").click()
    assert "None for two quarters." in words_on(page)
    page.get_by_role("button", name="Record this position").click()
    assert Vote.objects.get().reasons.text == "No report came.\n\nNone for two quarters."
    assert reader.complaints == []


def test_no_page_of_second_factors_scrolls_sideways_or_breaks_a_policy(chromium: Browser, live_server: Any) -> None:
    cast = make_cast()
    slug = open_ballot(cast).slug
    reader = somebody(chromium, live_server, script=True)
    page, found = reader.open(), []
    page.goto("/desk/")
    give_password(page, cast.judge)
    for path in ("/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/totp/activate/", "/accounts/password/change/"):
        page.goto(path)
        found += sideways(page)
    reader = somebody(chromium, live_server, script=True)
    keep_signed_in(reader, cast.attorney, live_server)
    page = reader.open()
    for path in ("/accounts/2fa/", "/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/add/", f"/desk/ballots/{slug}/vote/"):
        page.goto(path)
        found += sideways(page)
    assert found == []
    assert reader.complaints == []


def test_no_page_about_people_or_backstage_scrolls_sideways_or_breaks_a_policy(chromium: Browser, live_server: Any) -> None:
    cast = make_cast()
    vote(cast, open_ballot(cast), "FJD", "decline", at("2018-07-09 10:00"))
    reader, found = somebody(chromium, live_server, script=True), []
    keep_signed_in(reader, make_user("The administrator", Role.ADMINISTRATOR), live_server)
    with_a_phone(cast.judge)
    page, judge = reader.open(), cast.judge.pk
    for path in ("", "new/", f"{judge}/", f"{judge}/close/", f"{judge}/reset-second-factor/"):
        page.goto(f"/desk/people/{path}")
        found += sideways(page)
    for path in ("", "ballots/vote/", f"ballots/vote/{Vote.objects.get().pk}/change/", "accounts/user/"):
        page.goto(f"/admin/{path}")
    assert "Countersign, backstage" in words_on(page)
    assert found == []
    assert reader.complaints == []
