"""What a delegate is mailed: what they stand in for, and nothing of any other agreement. Runs on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from governance.ballots.actions import withdraw_ballot
from governance.bodies.actions import delegate, revoke
from governance.bodies.models import Appointment
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Notice
from tests.cast import Cast, add_second_agreement, at, make_cast, make_user, open_ballot, vote
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db


def stand_in(cast: Cast, *, agreement: object = None, ends_on: date = date(2018, 8, 31)) -> Appointment:
    given = {"starts_on": date(2018, 7, 2), "ends_on": ends_on, "by": cast.judge, "at": at("2018-07-02 08:00")}
    return delegate(seat=cast.seat("FJD"), user=make_user("The deputy"), agreement=agreement, **given)


def told_of(row: Appointment) -> set[tuple[str, str]]:
    rows = Notice.objects.filter(address=row.user.email, state="queued").exclude(kind="inventory")
    return {(notice.kind, notice.agreement.slug if notice.agreement else "") for notice in rows}


def test_a_delegate_for_one_agreement_is_mailed_about_that_one_only() -> None:
    cast = make_cast()
    first, second = cast.agreement, add_second_agreement(cast)
    open_ballot(cast, closes_on=date(2018, 7, 31))
    other = open_ballot(cast, agreement=second, closes_on=date(2018, 7, 31))
    row = stand_in(cast, agreement=first)
    queue_due(at=at("2018-07-02 12:00"))
    queue_due(at=at("2018-07-24 12:00"))
    assert told_of(row) == {("invitation", first.slug), ("ballot_closing", first.slug)}
    vote(cast, other, "DAO", "decline", at("2018-07-25 10:00"))
    vote(cast, other, "PPD", "decline", at("2018-07-25 11:00"))
    queue_due(at=at("2018-08-01 12:00"))
    assert {slug for kind, slug in told_of(row) if kind in ("term_end", "decision")} == {first.slug}
    assert Notice.objects.filter(kind="decision", agreement=second, address=cast.judge.email).exists()


def test_a_withdrawn_ballot_is_told_to_the_delegates_of_its_agreement_alone() -> None:
    cast = make_cast()
    second = add_second_agreement(cast)
    ballots = [open_ballot(cast), open_ballot(cast, agreement=second)]
    row = stand_in(cast, agreement=second)
    for ballot in ballots:
        withdraw_ballot(ballot_id=ballot.pk, because="Put anew.", by=cast.clerk, at=at("2018-07-03 10:00"))
    queue_due(at=at("2018-07-03 12:00"))
    assert told_of(row) == {("withdrawn", second.slug)}


def test_a_delegate_for_the_whole_seat_is_mailed_about_everything_until_it_is_taken_back() -> None:
    cast = make_cast()
    second = add_second_agreement(cast)
    open_ballot(cast, closes_on=date(2018, 7, 31))
    open_ballot(cast, agreement=second, closes_on=date(2018, 7, 31))
    row = stand_in(cast)
    queue_due(at=at("2018-07-02 12:00"))
    assert {slug for kind, slug in told_of(row) if kind == "invitation"} == {"pars-ice", second.slug}
    Notice.objects.all().delete()
    revoke(appointment=row, by=cast.judge, at=at("2018-07-03 09:00"))
    queue_due(at=at("2018-07-24 12:00"))
    assert not Notice.objects.filter(address=row.user.email, kind="ballot_closing").exists()


def test_a_delegate_for_one_agreement_does_not_fill_an_empty_seat() -> None:
    cast = make_cast()
    row = stand_in(cast, agreement=cast.agreement)
    Appointment.objects.filter(pk=row.pk).update(named_under=None)
    cast.judge.appointments.update(ends_on=date(2018, 7, 10))
    queue_due(at=at("2018-07-11 09:00"))
    assert Notice.objects.filter(kind="seat_vacant", state="queued", address=cast.clerk.email).exists()


def test_the_delegate_reads_what_they_stand_in_for_and_until_when(post_office: PostOffice) -> None:
    cast = make_cast()
    second = add_second_agreement(cast)
    open_ballot(cast)
    open_ballot(cast, agreement=second)
    row = stand_in(cast, agreement=second, ends_on=date(2018, 7, 31))
    queue_due(at=at("2018-07-02 12:00"))
    send_due(worker="w1", clock=lambda: at("2018-07-02 12:30"))
    mails = [mail for mail in post_office.to(row.user.email) if "what it brings" in plain_text_of(mail) + mail["Subject"]]
    text = " ".join(plain_text_of(mails[0]).split())
    assert "You stand in for the First Judicial District" in text + mails[0]["Subject"]
    assert "You stand in on the ballots of one agreement only: PARS - Amtrak Police." in text
    assert "You were named by The judge, whose own position goes before yours. Your last day is 31 July 2018." in text
    assert "PARS - ICE" not in text
