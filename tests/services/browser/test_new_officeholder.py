"""Story 18 in a real browser: a new principal is invited, comes in by passkey, is mailed what the seat brings, and votes anew."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core import mail

from governance.accounts.models import User
from tests.cast import PASSWORD, add_second_agreement, at, make_cast, open_ballot, vote
from tests.conftest import plain_text_of
from tests.journeys.stage import Town, on_record

from .stage import DESK, Windows

SEAT = "First Judicial District"
ADDRESS = "the.new.judge@example.org"


def test_a_new_principal_is_invited_comes_by_passkey_is_told_what_the_seat_brings_and_replaces_the_position_inherited(
    town: Town, windows: Windows
) -> None:
    cast = make_cast(notice_count=30, notice_unit="days", notice_clause="section 9")
    add_second_agreement(cast)
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "abstain", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "decline", at("2018-07-04 10:00"))
    clerk, judge = windows.open(width=DESK), windows.open(script=True)
    judge.has_a_passkey_device()

    clerk.comes_to_the_desk(cast.clerk)
    clerk.follows("People")
    clerk.presses("Invite somebody")
    clerk.fills("E-mail address", ADDRESS)
    clerk.fills("Name", "The new judge")
    clerk.chooses("Official")
    clerk.presses("Send the invitation")
    (invitation,) = [sent for sent in mail.outbox if sent.to == [ADDRESS]]
    link = re.search(r"https://countersign\.example(/accounts/invitation/\S+)", str(invitation.body))
    assert link is not None
    judge.goes_to(link[1])
    judge.fills("New password", PASSWORD)
    judge.fills("New password confirmation", PASSWORD)
    judge.presses("Set the password")
    assert "Your password is set. Sign in with it; then you set up a second factor." in judge.reads()
    new = User.objects.get(email=ADDRESS)
    judge.gives_password(new)
    judge.adds_a_passkey()
    judge.presses("To the desk")
    assert "Nothing waits for you." in judge.reads(), "an account alone is no seat"
    judge.signs_out()

    clerk.follows("Seats")
    clerk.follows("PARS subcommittee")
    clerk.follows("End the appointment of The judge")
    clerk.dates("Last day", "2018-07-15")
    clerk.presses("End it")
    clerk.follows(f"Appoint somebody to the seat of the {SEAT}")
    clerk.picks("Person", "The new judge")
    clerk.dates("From", "2018-07-16")
    clerk.presses("Appoint")
    assert f"The new judge holds the seat of the {SEAT} from 16 July 2018 on." in clerk.reads()

    town.posts("2018-07-16 00:01")
    (told,) = town.office.to(ADDRESS)
    text = plain_text_of(told)
    assert told["Subject"] == f"You hold the seat of the {SEAT}: what it brings"
    assert "PARS - ICE: notice-by date, 1 August 2018." in text
    assert "PARS - Amtrak Police: term ends, 31 August 2018." in text
    assert "Your seat abstained on 3 July 2018; that stands unless you replace it." in text

    town.clock.set("2018-07-16 09:00")
    link = re.search(r"https://countersign\.example(/desk/\S+)", text)
    assert link is not None
    judge.goes_to(link[1])
    judge.presses("Sign in with a passkey")
    judge.page.wait_for_url(lambda url: urlsplit(url).path == "/desk/ballots/pars-ice-2018/")
    assert "By The judge as principal, on 3 July 2018" in judge.reads()
    judge.votes("Approve", "The reports came in time.", by="Change the position")
    assert on_record() == [("FJD", "abstain"), ("DAO", "decline"), ("FJD", "approve")]
    judge.presses("See the public page")
    assert "Earlier on record, no longer counted:" in judge.reads()
    assert clerk.complaints == judge.complaints == []
