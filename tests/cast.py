"""The fixed cast of the tests, named by office, and builders that read aloud."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client

from contracts.models import Agreement, Basis, DataSystem, Party, Term
from governance.accounts.models import Role, User
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question, Vote
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Position
from governance.bodies import actions as bodies
from governance.bodies.actions import NewSeat
from governance.bodies.models import Body, Capacity, Seat
from governance.stewardship import actions as stewardship

NEW_YORK = ZoneInfo("America/New_York")
PASSWORD = "a long sample password"


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """Return the instant of a local wall clock: at("2018-07-26 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@dataclass
class Cast:
    """The three seats of PARS, the clerk, and somebody who has no seat."""

    judge: User
    commissioner: User
    attorney: User
    clerk: User
    second_clerk: User
    outsider: User
    body: Body
    agreement: Agreement

    def seat(self, code: str) -> Seat:
        return self.body.seats.get(code=code)

    def holder(self, code: str) -> User:
        return {"FJD": self.judge, "PPD": self.commissioner, "DAO": self.attorney}[code]


def make_user(name: str, role: str = Role.OFFICIAL) -> User:
    return User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name, PASSWORD, role=role)


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_a_phone(user: User) -> Authenticator:
    """Give a person an authenticator app, if they have none yet."""
    facts = {"data": {"secret": TOTP_SECRET}}
    return Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults=facts)[0]


def sign_in(client: Client, user: User, *, seconds_ago: float = 0) -> None:
    """Sign a person in, in this browser, with password and second factor given so many seconds ago."""
    phone = with_a_phone(user)
    client.force_login(user)
    record = {"method": "mfa", "at": time.time() - seconds_ago, "id": phone.pk, "type": "totp"}
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def signed_in(user: User, *, seconds_ago: float = 0, **options: Any) -> Client:
    """Return the browser of somebody who signed in with password and second factor so many seconds ago."""
    client = Client(**options)
    sign_in(client, user, seconds_ago=seconds_ago)
    return client


LONG_BEFORE = at("2017-08-01 09:00")
EIGHT_WEEKS_BEFORE = at("2018-07-02 09:00")


def make_cast(
    *,
    term: tuple[date, date] = (date(2017, 9, 1), date(2018, 8, 31)),
    entered_at: datetime = LONG_BEFORE,
    cooling_off_hours: int | None = 0,
    **agreement_facts: object,
) -> Cast:
    """Make the PARS body with its three seats held since 2010, and the agreement with ICE with one term."""
    clerk, second = make_user("The clerk", Role.CLERK), make_user("The deputy clerk", Role.CLERK)
    people = {"FJD": make_user("The judge"), "PPD": make_user("The commissioner"), "DAO": make_user("The attorney")}
    say = {"by": clerk, "at": entered_at}
    names = {"FJD": "First Judicial District", "PPD": "Police Department", "DAO": "District Attorney's Office"}
    stewards = [stewardship.add_party(slug=code.lower(), name=name, **say) for code, name in names.items()]
    system = stewardship.add_system(
        slug="pars", acronym="PARS", name="Preliminary Arraignment Reporting System", stewards=stewards, **say
    )
    body = found_pars_body(system, cooling_off_hours, **say)
    for code, user in people.items():
        seat = body.seats.get(code=code)
        bodies.appoint(seat=seat, user=user, capacity=Capacity.PRINCIPAL, starts_on=date(2010, 1, 1), **say)
    recipient = stewardship.add_party(slug="ice", name="U.S. Immigration and Customs Enforcement", **say)
    agreement = stewardship.enter_agreement(
        slug="pars-ice", title="PARS - ICE", system=system, recipient=recipient, **{**agreement_facts, **say}
    )
    starts_on, ends_on = term
    stewardship.begin_term(agreement=agreement, starts_on=starts_on, ends_on=ends_on, basis=Basis.SIGNED, **say)
    stewardship.name_keepers(agreement=agreement, users=[clerk, second], **say)
    return Cast(
        judge=people["FJD"],
        commissioner=people["PPD"],
        attorney=people["DAO"],
        clerk=clerk,
        second_clerk=second,
        outsider=make_user("An outsider"),
        body=body,
        agreement=agreement,
    )


def found_pars_body(system: DataSystem, cooling_off_hours: int | None, *, by: User, at: datetime) -> Body:
    return bodies.found_body(
        slug="pars-subcommittee",
        name="PARS subcommittee",
        time_zone="America/New_York",
        needed=2,
        seats=[
            NewSeat("FJD", "First Judicial District", "Judge"),
            NewSeat("PPD", "Police Department", "Police Commissioner", directed_by="Mayor"),
            NewSeat("DAO", "District Attorney's Office", "District Attorney"),
        ],
        systems=[system],
        cooling_off_hours=cooling_off_hours,
        by=by,
        at=at,
    )


def check_dates(cast: Cast, *, at: datetime = LONG_BEFORE) -> None:
    """Let the deputy clerk check the dates of the agreement, so that nobody is told that they are unchecked."""
    for deadline in cast.agreement.deadlines.filter(checked_at=None, superseded_at=None):
        stewardship.check_deadline(deadline=deadline, by=cast.second_clerk, at=at)


RENEW_2018 = Proposal(starts_on=date(2018, 9, 1), ends_on=date(2019, 8, 31))


def open_ballot(
    cast: Cast,
    *,
    opened_at: datetime = EIGHT_WEEKS_BEFORE,
    closes_on: date = date(2018, 8, 31),
    question: Question = Question.RENEW,
    proposal: Proposal = RENEW_2018,
) -> Ballot:
    """Open a ballot on the agreement's term."""
    draft = ballots.draft_ballot(
        agreement=cast.agreement, question=question, proposal=proposal, closes_on=closes_on, by=cast.clerk, at=opened_at
    )
    return ballots.open_ballot(ballot_id=draft.pk, by=cast.clerk, at=opened_at)


def vote(cast: Cast, ballot: Ballot, code: str, position: str, when: datetime, **facts: object) -> Vote:
    """Let the holder of a seat put a position on record."""
    by = facts.pop("by", None) or cast.holder(code)
    reasons = "" if position == "approve" else "Reasons of the seat."
    given = {"reasons": reasons, "text_digest": ballot.text_digest, **facts}
    return ballots.cast_vote(ballot_id=ballot.pk, seat=cast.seat(code), position=Position(position), by=by, at=when, **given)


__all__ = [
    "NEW_YORK",
    "PASSWORD",
    "RENEW_2018",
    "Cast",
    "Party",
    "Term",
    "at",
    "check_dates",
    "make_cast",
    "make_user",
    "open_ballot",
    "sign_in",
    "signed_in",
    "vote",
    "with_a_phone",
]
