"""A keeper who was written to and does not come: the other keepers are told at once, the clerk a day later."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from contracts.models import Basis
from governance.accounts.models import User
from governance.bodies.actions import appoint
from governance.bodies.models import Capacity
from governance.followups.actions import confirm
from governance.followups.obligations import Duty
from governance.notices.actions import past_is_told, queue_due, send_due
from governance.notices.models import Notice
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, check_dates, make_cast, make_user, open_ballot, vote
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(post_office: PostOffice) -> Cast:
    """Two officials keep PARS - ICE, and are written to on 2 June 2018 at 12:00, 90 days before its term ends."""
    cast = make_cast()
    check_dates(cast)
    keepers = [make_user("A keeper"), make_user("The other keeper")]
    stewardship.name_keepers(agreement=cast.agreement, users=keepers, by=cast.clerk, at=at("2018-01-01 09:00"))
    came(keepers[1], at("2018-06-02 18:00"))
    post("2018-06-02 12:00")
    return cast


def keeper() -> User:
    return User.objects.get(email="a.keeper@example.org")


def other() -> User:
    return User.objects.get(email="the.other.keeper@example.org")


def came(user: User, when: datetime) -> None:
    User.objects.filter(pk=user.pk).update(last_login=when)


def post(when: str) -> None:
    queue_due(at=at(when))
    send_due(worker="w1", clock=lambda: at(when))


def told(state: str = "queued") -> list[str]:
    return sorted(Notice.objects.filter(kind="silent_keeper", state=state).values_list("address", flat=True))


def test_after_seven_days_the_other_keeper_is_told_and_the_clerk_a_day_later_each_once(
    cast: Cast, post_office: PostOffice
) -> None:
    post("2018-06-09 11:59")
    assert told() == []
    post("2018-06-09 12:00")
    assert told() == [other().email]
    post("2018-06-10 11:59")
    assert told() == [other().email]
    post("2018-06-10 12:00")
    post("2018-06-11 12:00")
    post("2018-07-20 12:00")
    assert told() == sorted([other().email, cast.clerk.email, cast.second_clerk.email])
    (mail,) = [mail for mail in post_office.to(other().email) if mail["Subject"].startswith("No sign of A keeper")]
    assert "A keeper was written to on 2 June 2018 and has not come to the desk since." in plain_text_of(mail)
    assert "What it is about: term ends, 31 August 2018." in plain_text_of(mail)


def test_who_signed_in_since_is_not_silent(cast: Cast) -> None:
    came(keeper(), at("2018-06-02 12:01"))
    post("2018-06-18 12:00")
    assert told() == []


def test_who_signed_in_before_the_letter_only_is_silent(cast: Cast) -> None:
    came(keeper(), at("2018-06-02 11:59"))
    queue_due(at=at("2018-06-09 12:00"))
    assert told() == [other().email]


def test_who_acted_since_in_a_session_of_before_is_not_silent(cast: Cast) -> None:
    appoint(
        seat=cast.seat("FJD"),
        user=keeper(),
        capacity=Capacity.DELEGATE,
        starts_on=date(2018, 1, 1),
        by=cast.clerk,
        at=at("2018-01-01 09:00"),
    )
    ballot = open_ballot(cast, opened_at=at("2018-06-02 12:01"))
    vote(cast, ballot, "FJD", "approve", at("2018-06-03 12:00"), by=keeper())
    queue_due(at=at("2018-06-10 12:00"))
    assert told() == []


@pytest.mark.parametrize("what", ["signed in", "renewed", "corrected", "decided", "ended early"])
def test_the_alert_is_moot_once_they_come_or_the_matter_is_closed(cast: Cast, post_office: PostOffice, what: str) -> None:
    queue_due(at=at("2018-06-09 12:00"))
    later, say = at("2018-06-09 13:00"), {"by": cast.clerk, "at": at("2018-06-09 12:30")}
    if what == "signed in":
        came(keeper(), at("2018-06-09 12:30"))
    elif what == "renewed":
        span = {"starts_on": date(2018, 9, 1), "ends_on": date(2019, 8, 31)}
        stewardship.begin_term(agreement=cast.agreement, **span, basis=Basis.SIGNED, **say)
    elif what == "corrected":
        stewardship.correct_term(term=cast.agreement.terms.get(), ends_on=date(2018, 10, 31), **say)
    elif what == "ended early":
        stewardship.end_early(agreement=cast.agreement, ended_early_on=date(2018, 6, 30), **say)
    else:
        ballot = open_ballot(cast, opened_at=at("2018-06-09 12:10"))
        for code in ("FJD", "DAO"):
            vote(cast, ballot, code, "decline", at("2018-06-09 12:30"))
    send_due(worker="w1", clock=lambda: later)
    assert told("moot") == [other().email]
    assert not [mail for mail in post_office.mails if "No sign" in mail["Subject"]]


def test_a_clerk_who_keeps_an_agreement_is_never_called_silent(post_office: PostOffice) -> None:
    check_dates(make_cast())
    post("2018-06-02 12:00")
    post("2018-06-18 12:00")
    assert told() == []


def test_who_was_written_to_for_a_seat_and_not_as_keeper_is_not_called_silent(cast: Cast) -> None:
    came(keeper(), at("2018-08-01 13:00"))
    came(other(), at("2018-08-01 13:00"))
    post("2018-08-01 12:00")
    assert Notice.objects.filter(kind="term_end", address=cast.judge.email, letter__state="sent").exists()
    post("2018-08-09 12:00")
    assert told() == []


def test_a_letter_that_never_arrived_calls_nobody_silent(post_office: PostOffice) -> None:
    cast = make_cast()
    check_dates(cast)
    keepers = [make_user("A keeper"), make_user("The other keeper")]
    stewardship.name_keepers(agreement=cast.agreement, users=keepers, by=cast.clerk, at=at("2018-01-01 09:00"))
    came(keepers[1], at("2018-06-02 18:00"))
    post_office.answers[keepers[0].email] = "550 no such mailbox"
    post("2018-06-02 12:00")
    post("2018-06-18 12:00")
    assert told() == []
    assert Notice.objects.filter(kind="undelivered").exists()


def test_the_week_begins_when_the_letter_was_sent_and_not_when_it_was_due(post_office: PostOffice) -> None:
    cast = make_cast()
    check_dates(cast)
    keepers = [make_user("A keeper"), make_user("The other keeper")]
    stewardship.name_keepers(agreement=cast.agreement, users=keepers, by=cast.clerk, at=at("2018-01-01 09:00"))
    came(keepers[1], at("2018-06-20 18:00"))
    queue_due(at=at("2018-06-02 12:00"))
    post("2018-06-12 12:00")  # the mail server was away for ten days
    post("2018-06-19 11:59")
    assert told() == []
    post("2018-06-19 12:01")
    assert told() == [keepers[1].email]


def test_who_is_silent_about_overdue_access_is_told_of_until_it_is_confirmed_off(cast: Cast) -> None:
    ballot = open_ballot(cast, closes_on=date(2018, 7, 31))
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "decline", at("2018-07-03 10:00"))
    letter = {"term": cast.agreement.terms.get(), "duty": Duty.NOTICE_LETTER, "evidence": "E-mailed; read."}
    confirm(**letter, done_on=date(2018, 7, 4), by=cast.clerk, at=at("2018-07-04 09:00"))
    for user in (keeper(), other()):
        came(user, at("2018-08-31 18:00"))
    post("2018-08-31 12:00")
    assert told() == []
    post("2018-09-01 12:00")
    came(other(), at("2018-09-02 18:00"))
    post("2018-09-08 12:00")
    assert told() == [other().email]
    term, evidence = cast.agreement.terms.get(), "Letter of the system contact."
    said = {"by": cast.clerk, "at": at("2018-09-09 09:00")}
    confirm(term=term, duty=Duty.ACCESS_OFF, done_on=date(2018, 9, 9), evidence=evidence, **said)
    post("2018-09-09 12:30")
    assert told() == [other().email]


def test_two_matters_of_one_keeper_are_two_alerts_and_the_same_matter_is_one(cast: Cast) -> None:
    say = {"by": cast.clerk, "at": at("2018-06-02 12:30")}
    agreement = stewardship.enter_agreement(
        slug="pars-other", title="PARS - other", system=cast.agreement.system, recipient=cast.agreement.recipient, **say
    )
    stewardship.begin_term(agreement=agreement, starts_on=date(2018, 1, 1), ends_on=date(2018, 12, 31), basis=Basis.SIGNED, **say)
    stewardship.name_keepers(agreement=agreement, users=[keeper(), cast.clerk], **say)
    alerts = Notice.objects.filter(kind="silent_keeper", address=cast.clerk.email)
    post("2018-06-10 12:00")
    assert [alert.agreement for alert in alerts] == [cast.agreement]
    came(other(), at("2018-07-10 12:00"))
    post("2018-07-04 12:00")  # 180 days before the end of the other
    for when in ("2018-07-11 11:59", "2018-07-11 12:00", "2018-07-12 12:00", "2018-07-20 12:00"):
        post(when)
    assert [alert.agreement for alert in alerts.order_by("pk")] == [cast.agreement, agreement]


def test_what_a_load_of_the_past_would_owe_is_recorded_as_skipped(cast: Cast) -> None:
    with past_is_told(at=at("2018-06-09 11:00")):
        pass
    assert told() == told("skipped") == []
    with past_is_told(at=at("2018-06-11 12:00")):
        stewardship.name_keepers(agreement=cast.agreement, users=[keeper(), cast.judge], by=cast.clerk, at=at("2018-06-11 12:00"))
    assert told("skipped") == [cast.judge.email]
