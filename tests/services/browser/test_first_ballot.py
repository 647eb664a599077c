"""A clerk with a spreadsheet of 300 agreements reaches a first open ballot, in a real Chromium and under ten minutes.

docs/first-ballot.md tells the same walk: its table is what is counted here. It takes some ten seconds,
because it is the whole way.
"""

from __future__ import annotations

import re
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.core import mail

from contracts.models import Agreement
from governance.accounts.codes import next_code
from governance.accounts.models import User
from governance.ballots.models import Ballot, State
from tests.cast import PASSWORD
from tests.governance.record.sheets import made_up_city as city
from tests.journeys.stage import Town

from .hand import Hand, in_all
from .stage import DESK, Windows
from .test_second_factor import code_of

PAGE = Path(__file__).resolve().parents[3] / "docs" / "first-ballot.md"
LINK = re.compile(r"https?://[^/]+(/accounts/invitation/\S+)")
SEATS = "COU; City Council; Council President\nLAW; Law Department; City Solicitor\nCIO; Office of Technology; Director"
HOLDERS = {"City Council": "president", "Law Department": "solicitor", "Office of Technology": "director"}


def test_from_a_spreadsheet_of_300_agreements_to_the_first_open_ballot(windows: Windows, town: Town) -> None:
    town.clock.set("2026-11-02 09:00")
    User.objects.create_superuser("administrator@city.example", "City administrator", PASSWORD)  # manage.py createsuperuser
    administrator, clerk = windows.open(Hand, width=DESK), windows.open(Hand, width=DESK)
    assert isinstance(administrator, Hand)
    assert isinstance(clerk, Hand)
    _let_the_clerk_in(administrator)
    _come_in(clerk, windows.url)
    _bring_in(clerk)
    _found_the_body(clerk)
    _open_the_ballot(clerk)

    ballot = Ballot.objects.get(state=State.OPEN)
    assert (ballot.agreement.title, ballot.seats.count()) == ("Arrest reports: Ash County Police", 3)
    town.posts("2026-11-02 09:05")
    for name in HOLDERS.values():
        letters = [str(letter["Subject"]) for letter in town.office.to(f"{name}@city.example")]
        assert any("Ash County Police" in subject for subject in letters), letters
    invited = [sent.to[0] for sent in mail.outbox if LINK.search(str(sent.body))]
    expected = ["clerk@city.example", *city.KEEPERS, *(f"{name}@city.example" for name in HOLDERS.values())]
    assert sorted(invited) == sorted(expected), "each once"
    assert administrator.complaints + clerk.complaints == []
    steps = [*administrator.steps, *clerk.steps]
    walked = [step.as_row() for step in (*steps, in_all(steps))]
    assert walked == _rows_of_the_page(), "\n".join(walked)
    assert in_all(steps).seconds < 10 * 60


def _rows_of_the_page() -> list[str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and line.endswith(" s |")]


def _signs_in_for_the_first_time(hand: Hand, email: str) -> None:
    hand.fills("E-mail address", email)
    hand.fills("Password", PASSWORD)
    hand.presses("Sign in")
    hand.presses("Set up an app")
    if hand.page.get_by_label("Password").count():
        hand.fills("Password", PASSWORD)
        hand.presses("Go on")
    secret = re.search(r"[A-Z2-7]{32}", hand.reads())
    assert secret is not None
    hand.fills("Code that the app shows", code_of(secret[0]))
    hand.presses("Use this app")
    hand.presses("To the desk")


def _phone_of(email: str) -> Authenticator:
    return Authenticator.objects.get(user__email=email, type=Authenticator.Type.TOTP)


def _let_the_clerk_in(hand: Hand) -> None:
    hand.begins("The administrator sets up a second factor and invites the clerk")
    hand.goes_to("/desk/")
    _signs_in_for_the_first_time(hand, "administrator@city.example")
    hand.follows("Invite somebody")
    hand.fills("E-mail address", "clerk@city.example")
    hand.fills("Name", "City clerk")
    hand.chooses("Clerk")
    hand.presses("Send the invitation")


def _come_in(hand: Hand, here: str) -> None:
    hand.begins("The clerk follows the invitation, chooses a password, sets up a second factor")
    (link,) = [found for sent in mail.outbox if (found := LINK.search(str(sent.body)))]
    hand.goes_to(here + link[1])
    for field in hand.page.locator("input[type=password]").all():
        hand.steps[-1].fields += 1
        hand.steps[-1].characters += len(PASSWORD)
        field.fill(PASSWORD)
    hand.presses("Set the password")
    _signs_in_for_the_first_time(hand, "clerk@city.example")


def _bring_in(hand: Hand) -> None:
    hand.begins("An empty sheet to fill in")
    hand.follows("Bring in from a spreadsheet")
    template = hand.downloads("Empty sheet (XLSX)")
    hand.begins("The sheet as it came, to see what is wrong")
    _sends(hand, "agreements.xlsx", city.workbook(template, city.as_it_came()))
    hand.sees("Nothing can be entered yet")
    hand.begins("What the sheet names is added: systems, elements, people")
    hand.follows("Add what the sheet names")
    for slug, (_name, steward, _elements) in city.SYSTEMS.items():
        hand.fills_beside(f"Data system “{slug}”", "Stewarded by", steward)
    hand.presses("Add it, and look at the sheet again")
    hand.begins("The corrected sheet")
    hand.follows("Upload the corrected file")
    _sends(hand, "corrected.xlsx", city.workbook(template, city.agreements()))
    hand.sees("This is what would be entered")
    hand.begins("All of it is entered")
    hand.page.set_default_timeout(120_000)  # two seconds on a machine that has nothing else to do
    hand.presses("Enter all of it")
    hand.sees("The sheet is entered")
    assert Agreement.objects.count() == 300


def _sends(hand: Hand, name: str, content: bytes) -> None:
    hand.sends_along("Spreadsheet", name, content)
    hand.presses("Show what it would do")


def _found_the_body(hand: Hand) -> None:
    hand.begins("The body that decides, with its seats")
    hand.follows("Found a body")
    hand.fills("Name", "Data sharing board")
    hand.fills("Seats", SEATS)
    hand.fills("How many seats must approve", "2")
    hand.presses("Found it")
    hand.begins("Who holds the seats")
    hand.follows("Fill the vacant seats")
    hand.fills("Code", next_code(_phone_of("clerk@city.example")))  # who hands out a voice signs
    hand.presses("Go on")
    for seat, name in HOLDERS.items():
        hand.fills_beside(seat, "e-mail address", f"{name}@city.example")
        hand.fills_beside(seat, "Name", name.capitalize())
    hand.presses("Fill the seats")


def _open_the_ballot(hand: Hand) -> None:
    hand.begins("The first ballot is opened")
    hand.follows("Open a ballot")
    hand.presses("Show the exact text")
    hand.presses("Open the ballot")
    hand.sees("The ballot is open and public; the holders of the seats are told by mail.")
