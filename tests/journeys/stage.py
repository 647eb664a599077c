"""How journeys are driven: officials through the desk's forms, residents through the public pages, the post through its sweep.

Every act names its instant. Whoever acts signs in at that instant, since a session of a working day does not last a story.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from governance.accounts.models import User
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Decision, Vote
from governance.followups.actions import renew_by_silence
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Notice, Sweep
from tests.cast import NEW_YORK, at, signed_in
from tests.conftest import PostOffice, plain_text_of
from tests.site.test_desk_stage import hidden_of, met, text_of
from tests.traces import every_row

PARS_2018 = "pars-ice-2018"
RED = "alert--loud"
RENEWAL_FORM = {
    "question": "renew",
    "closes_on": "2018-08-31",
    "starts_on": "2018-09-01",
    "ends_on": "2019-08-31",
    "amount": "5565",
    "currency": "USD",
    "period": "per_year",
    "conditions": "",
}


class Clock:
    """The clock that pages read. It stands still until it is set; local times are New York's unless a zone is given."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now: datetime = at("2018-07-02 09:00")
        self.zone: ZoneInfo = NEW_YORK
        patch.setattr(timezone, "now", lambda: self.now)

    def set(self, when: str | datetime) -> datetime:
        """Set it to a local wall clock ("2018-07-26 10:00") or to an instant, and return the instant."""
        self.now = when if isinstance(when, datetime) else at(when, self.zone)
        return self.now


@dataclass(frozen=True)
class Receipt:
    """The page that a recorded position leads to, for whoever recorded it."""

    reader: Client
    path: str

    def read(self) -> str:
        """Return the words of the receipt."""
        return text_of(self.reader.get(self.path))


@dataclass
class Town:
    """Everybody in a story: who votes, who keeps the register, who reads, and the post."""

    clock: Clock
    office: PostOffice
    anybody: Client = field(default_factory=Client)

    # --- At the desk ---

    def desk(self, user: User, when: str | datetime | None = None) -> Client:
        """Sign `user` in at `when`, or at the instant where the clock stands."""
        if when is not None:
            self.clock.set(when)
        return signed_in(user)

    def opens(self, clerk: User, when: str, *, agreement: str = "pars-ice", **form: str) -> Ballot:
        """Let the clerk put a question to the body through the two pages of the desk."""
        client, path = self.desk(clerk, when), f"/desk/agreements/{agreement}/ballots/new/"
        shown = client.post(path, {**RENEWAL_FORM, **form})
        answer = client.post(f"{path}confirm/", hidden_of(shown))
        assert answer.status_code == 302, text_of(shown) + text_of(answer)
        return Ballot.objects.get(slug=answer["Location"].split("/")[-2])

    def votes(self, user: User, position: str, when: str | datetime, *, on: str = PARS_2018, because: str = "") -> Receipt:
        """Let `user` vote in the three steps, and return the receipt that they are led to."""
        client, path = self.desk(user, when), f"/desk/ballots/{on}/vote/"
        form = client.get(path)
        assert form.status_code == 200, f"{user} was not given the form: {form}"
        reasons = because or ("" if position == "approve" else "Reasons of the seat.")
        shown = client.post(path, {**hidden_of(form), "position": position, "reasons": reasons})
        assert "This is what will be recorded" in text_of(shown), text_of(shown)
        answer = client.post(f"{path}confirm/", hidden_of(shown))
        assert answer.status_code == 302, text_of(answer)
        return Receipt(client, answer["Location"])

    def cannot_vote(self, user: User, position: str, when: str | datetime, *, on: str = PARS_2018) -> str:
        """Send both pages of the vote as if they had been open already; nothing may be written. Returns the refusal."""
        client, path = self.desk(user, when), f"/desk/ballots/{on}/vote/"
        digest = Ballot.objects.get(slug=on).text_digest
        fields = {"position": position, "reasons": "Reasons of the seat.", "text_digest": digest}
        before = every_row()
        answers = (client.post(path, fields), client.post(f"{path}confirm/", {**fields, "key": uuid.uuid4().hex}))
        assert {answer.status_code for answer in answers} <= {200, 403}
        assert every_row() == before, "a refusal left a trace"
        return text_of(answers[1])

    def withdraws(self, user: User, when: str | datetime, *, on: str = PARS_2018) -> Receipt:
        """Let `user` take the position of their seat back, and return the receipt that they are led to."""
        client, path = self.desk(user, when), f"/desk/ballots/{on}/withdraw/"
        form = client.get(path)
        assert form.status_code == 200, f"{user} was not given the form: {form}"
        answer = client.post(path, hidden_of(form))
        assert answer.status_code == 302, text_of(answer)
        return Receipt(client, answer["Location"])

    def cannot_withdraw(self, user: User, when: str | datetime, *, on: str = PARS_2018) -> str:
        """Send the form as if it had been open already; nothing may be written. Returns the refusal."""
        client = self.desk(user, when)
        before = every_row()
        answer = client.post(f"/desk/ballots/{on}/withdraw/", {"key": uuid.uuid4().hex})
        assert answer.status_code == 200
        assert every_row() == before, "a refusal left a trace"
        return text_of(answer)

    def records(self, clerk: User, duty: str, done_on: str, evidence: str, when: str, **fields: str) -> None:
        """Let the clerk record what an end of access obliges, on the page of that duty."""
        client = self.desk(clerk, when)
        answer = client.post(f"/desk/agreements/pars-ice/{duty}/", met(done_on, evidence, **fields))
        assert answer.status_code == 302, text_of(answer)

    # --- Anybody, without an account ---

    def html(self, path: str, when: str | datetime | None = None) -> str:
        """Return a public page as it came."""
        return str(self._page(path, when).content.decode())

    def reads(self, path: str, when: str | datetime | None = None) -> str:
        """Return the words of a public page."""
        return text_of(self._page(path, when))

    def _page(self, path: str, when: str | datetime | None) -> Any:
        if when is not None:
            self.clock.set(when)
        answer = self.anybody.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        assert not answer.cookies, "a public page leaves no cookie"
        return answer

    def agreement(self, when: str | datetime | None = None) -> str:
        """Return the words of the public page of PARS - ICE."""
        return self.reads("/agreements/pars-ice/", when)

    def decision(self, when: str | datetime | None = None, *, of: str = PARS_2018) -> str:
        """Return the words of a decision's public page."""
        return self.reads(f"/decisions/{of}/", when)

    def answer(self, when: str | datetime | None = None, *, of: str = PARS_2018) -> dict[str, Any]:
        """Return what the API says of a decision."""
        return dict(self._page(f"/api/v1/decisions/{of}", when).json())

    def counts(self, when: str | datetime | None = None, *, of: str = PARS_2018) -> dict[str, int]:
        """Return the seats by position as the API counts them, without those that no seat holds."""
        return {name: number for name, number in self.answer(when, of=of)["tally"].items() if number}

    # --- The workers ---

    def settles(self, when: str | datetime) -> list[Decision]:
        """Let the worker write down what has settled."""
        return list(ballots.settle_due(at=self.clock.set(when)))

    def renews_by_silence(self, when: str | datetime) -> list[str]:
        """Let the worker write down what renewed by silence."""
        return [str(term) for term in renew_by_silence(at=self.clock.set(when))]

    def opens_rounds(self, when: str | datetime) -> list[str]:
        """Let the worker open the rounds whose time has come."""
        return [ballot.slug for ballot in ballots.open_rounds(at=self.clock.set(when))]

    def posts(self, when: str | datetime) -> list[EmailMessage]:
        """Let the post queue what is due and send it; returns the mails that the server took."""
        taken, now = len(self.office.mails), self.clock.set(when)
        queue_due(at=now)
        send_due(worker="the worker", clock=lambda: now)
        return self.office.mails[taken:]

    def posts_daily(self, first: date, last: date) -> Sweep:
        """Let all workers run at 08:00 of every day, both ends included."""
        day = first
        while day <= last:
            self.settles(f"{day} 08:00")
            self.opens_rounds(f"{day} 08:00")
            self.posts(f"{day} 08:00")
            day += timedelta(days=1)
        return Sweep.objects.latest("at")


def subjects(mails: list[EmailMessage]) -> list[str]:
    """Return what the mails are about."""
    return [str(mail["Subject"]) for mail in mails]


def said_to(town: Town, user: User) -> str:
    """Return the text of every mail to `user`, one after the other."""
    return "\n".join(plain_text_of(mail) for mail in town.office.to(user.email))


def rungs(user: User, kind: str, state: str = "queued") -> set[int]:
    """Return the rungs of the ladder on which `user` was told of this kind of occasion."""
    return set(Notice.objects.filter(address=user.email, kind=kind, state=state).values_list("rung", flat=True))


def on_record(ballot: str = PARS_2018) -> list[tuple[str, str]]:
    """Return every act on a ballot in order: seat and position."""
    return list(Vote.objects.filter(ballot__slug=ballot).values_list("seat__code", "position"))
