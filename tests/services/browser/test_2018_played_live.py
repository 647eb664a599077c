"""Stories 1 and 20 in a real browser: 2018 as it would have gone here, from the first sign-in until nothing is owed any more.

Whoever acts signs in by password and code the first time, and finds each page through those before it: by keyboard alone, and
without script. In Spanish the story begins with the last vote. With a finger on a phone it is played on demand:
`make test ARGS='-m slow tests/services/browser'`.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from governance.accounts.models import User
from governance.followups.models import FollowUp
from tests.cast import at, make_cast, open_ballot, vote
from tests.journeys.stage import RED, Town, on_record
from tests.journeys.test_2018_played_live import EXPIRY, LAST_MICROSECOND, NOTICE_BY, OTHERS, share_pars_with_others

from .keyboard import KeyboardPerson
from .stage import DESK, PHONE, Person, Windows

ICE = "PARS - ICE"


class Summer:
    """The story. `width` is that of the officials' and the residents' windows; the clerk has a desk."""

    def __init__(self, town: Town, windows: Windows, kind: type[Person], language: str, width: int) -> None:
        self.town, self.windows = town, windows
        self.kind, self.language, self.width = kind, language, width
        self.people: list[Person] = []
        self.seated: dict[User, Person] = {}
        self.cast = make_cast(renewal_month=8, renewal_day=31, **NOTICE_BY)
        share_pars_with_others(self.cast)
        User.objects.update(language=language)

    def somebody(self, width: int) -> Person:
        person = self.windows.open(self.kind, width=width, language=self.language)
        self.people.append(person)
        return person

    def at_the_desk(self, user: User, when: str, *, width: int = DESK) -> Person:
        """Let somebody come to the desk at that hour: through the sign-in the first time, and as signed in just now after it."""
        self.town.clock.set(when)
        if user in self.seated:
            person = self.seated[user]
            person.has_signed_in(user)
            person.goes_to("/desk/")
        else:
            person = self.seated[user] = self.somebody(width)
            person.goes_to("/desk/")
            person.signs_in(user)
        person.sees("What waits for me")
        return person

    # --- The clerk ---

    def the_round_opens(self) -> None:
        clerk = self.at_the_desk(self.cast.clerk, "2018-07-02 09:00")
        clerk.follows("Agreements")
        clerk.follows(ICE)
        clerk.presses("Open a ballot")
        clerk.fills("Fee", "5565")
        clerk.presses("Show the exact text")
        clerk.sees("This will be put to the body")
        clerk.presses("Open the ballot")
        clerk.sees("The ballot is open and public; the holders of the seats are told by mail.")

    def what_is_said_and_asked_is_put_on_record(self) -> None:
        clerk = self.at_the_desk(self.cast.clerk, "2018-07-18 18:00")
        clerk.follows("Agreements")
        clerk.follows(ICE)
        clerk.follows("Record a statement")
        clerk.picks("What sort of statement", "intent")
        self.tells(clerk, "2018-07-11", "District Attorney Larry Krasner", "Says no to renewing the contract, to the press.")
        clerk.presses("Put it on record")
        for kind, day, who, text, remark in ASKED:
            clerk.follows("Record an event")
            clerk.picks("What sort of event", kind)
            self.tells(clerk, day, who, text)
            if remark:
                clerk.fills("Remark", remark)
            clerk.presses("Put it on the timeline")

    def tells(self, clerk: Person, day: str, who: str, text: str) -> None:
        clerk.dates("Day", day)
        clerk.fills("Who", who)
        clerk.fills("In words", text)

    # --- The officials ---

    def votes(self, code: str, position: str, reasons: str, when: str) -> str:
        """Let who holds a seat find the ballot waiting, read it, vote, and follow the receipt to the public page; return that."""
        official, seat = self.at_the_desk(self.cast.holder(code), when, width=self.width), self.cast.seat(code).name
        official.presses("Read and vote")
        official.sees("The exact text")
        official.presses("Vote")
        official.chooses(position)
        official.fills("Reasons", reasons)
        official.presses("Continue")
        official.sees("I record this position for the %(seat)s.", seat=seat)
        official.presses("Record this position")
        official.sees("The position of the %(seat)s is on record.", seat=seat)
        official.presses("See the public page")
        page = official.reads()
        assert reasons in page
        return page

    # --- What its end obliges ---

    def notice_is_mailed(self) -> None:
        clerk = self.at_the_desk(self.cast.clerk, "2018-07-26 17:00")
        clerk.presses("Record the notice letter", about=ICE)
        self.shows(clerk, "Delivered on", "2018-07-26", "e-mail", "E-mailed by the City Solicitor; read.")

    def access_is_confirmed_off(self) -> None:
        clerk = self.at_the_desk(self.cast.clerk, "2018-09-03 11:00")
        clerk.sees("Cannot wait")
        clerk.presses("Confirm access off", about=ICE)
        self.shows(clerk, "Access was off from", "2018-08-31", "letter", ALL_CLOSED, by="PARS administrator, Police Department")

    def the_certificate_comes(self) -> None:
        clerk = self.at_the_desk(self.cast.clerk, "2018-10-02 11:00")
        clerk.follows("Follow-ups")
        clerk.presses("Record the certificate of disposition", about=ICE)
        self.shows(clerk, "Received on", "2018-10-02", "letter", "Signed by the field office.", by="ICE field office")

    def shows(self, clerk: Person, label: str, day: str, channel: str, evidence: str, *, by: str = "") -> None:
        clerk.dates(label, day)
        clerk.picks("Channel", channel)
        if by:
            clerk.fills("Confirmed by this office", by)
        clerk.fills("How it is known", evidence)
        clerk.presses("Put on record")

    # --- Anybody ---

    def reads(self, resident: Person, when: str | datetime) -> str:
        """Let a resident find the agreement through the register, and read its page."""
        self.town.clock.set(when)
        resident.goes_to("/" if self.language == "en" else f"/{self.language}/")
        resident.follows("Register")
        resident.follows(ICE)
        return resident.reads()


ASKED = [
    ("question to the recipient", "2018-07-12", "City Solicitor", "Asks how many people were found by it.", "no answer"),
    ("answer of the recipient", "2018-07-16", "ICE field office director", "A letter denies breach and profiling.", ""),
    ("meeting", "2018-07-18", "City Solicitor", "ICE concedes how it uses the data.", ""),
]
THE_ATTORNEY_DECLINES = ("DAO", "Decline", "Consent is withdrawn.", "2018-07-20 10:00")
THE_JUDGE_ABSTAINS = ("FJD", "Abstain", "The courts take no side.", "2018-07-23 16:00")
THE_COMMISSIONER_DECLINES = ("PPD", "Decline", "As the Mayor directs.", "2018-07-26 09:00")
ALL_CLOSED = "The system contact wrote: the log-ins were closed on 31 August."


NOT_RENEWED = {"en": "Not renewed: ends 31 August 2018", "es": "No renovado: termina el 31 de agosto de 2018"}
NOT_CONFIRMED = {"en": "Expired: access not confirmed off", "es": "Vencido: corte del acceso sin confirmar"}


def is_red(resident: Person) -> bool:
    """Tell whether the page in front of the resident warns in red."""
    return resident.page.locator(f".{RED}").is_visible()


def what_is_owed_is_shown(story: Summer, resident: Person) -> None:
    """Let the end come: red from its first instant on, until access is confirmed off, and nothing is owed any more."""
    language = story.language
    story.notice_is_mailed()
    assert NOT_RENEWED[language] in story.reads(resident, "2018-07-26 17:01")
    story.reads(resident, LAST_MICROSECOND)
    assert not is_red(resident)
    page = story.reads(resident, EXPIRY)
    assert is_red(resident)
    assert NOT_CONFIRMED[language] in page
    assert [name for name in OTHERS.values() if f"PARS - {name}" not in page] == [], "the others stand beside it"

    story.access_is_confirmed_off()
    assert ALL_CLOSED in story.reads(resident, "2018-09-03 11:01")
    assert not is_red(resident)
    story.the_certificate_comes()
    assert "Signed by the field office." in story.reads(resident, "2018-10-02 11:01")
    shown = {("notice_letter", "done"), ("access_off", "done"), ("certificate", "done")}
    assert set(FollowUp.objects.values_list("duty", "state")) == shown
    assert [person.complaints for person in story.people if person.complaints] == []


@pytest.mark.parametrize(
    ("kind", "width"),
    [
        pytest.param(KeyboardPerson, DESK, id="by keyboard"),
        pytest.param(Person, PHONE, id="with a finger on a phone", marks=pytest.mark.slow),
    ],
)
def test_2018_is_played_from_the_opening_of_the_round_until_nothing_is_owed(
    town: Town, windows: Windows, kind: type[Person], width: int
) -> None:
    story = Summer(town, windows, kind, "en", width)
    resident = story.somebody(width)
    story.the_round_opens()
    story.what_is_said_and_asked_is_put_on_record()
    page = story.reads(resident, "2018-07-19 09:00")
    assert "Says no to renewing the contract, to the press." in page
    assert "Asks how many people were found by it. (no answer)" in page
    assert "Vote open: 0 of 2 approvals" in page
    assert on_record() == [], "what was said is no vote"

    story.votes(*THE_ATTORNEY_DECLINES)
    story.votes(*THE_JUDGE_ABSTAINS)
    story.votes(*THE_COMMISSIONER_DECLINES)
    assert on_record() == [("DAO", "decline"), ("FJD", "abstain"), ("PPD", "decline")]
    what_is_owed_is_shown(story, resident)


def test_in_spanish_the_last_vote_is_cast_and_all_that_follows_is_done_by_keyboard(town: Town, windows: Windows) -> None:
    story = Summer(town, windows, KeyboardPerson, "es", DESK)
    resident = story.somebody(DESK)
    ballot = open_ballot(story.cast)
    vote(story.cast, ballot, "DAO", "decline", at("2018-07-20 10:00"))
    vote(story.cast, ballot, "FJD", "abstain", at("2018-07-23 16:00"))
    page = story.votes(*THE_COMMISSIONER_DECLINES)
    assert "No renovado. Dos de las tres entidades rechazaron; se necesitaban dos aprobaciones." in page
    assert "0 aprueban + 2 rechazan + 1 se abstiene = 3 puestos." in page
    what_is_owed_is_shown(story, resident)
