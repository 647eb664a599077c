"""What is told about the end of a term, and when that stops."""

from __future__ import annotations

from datetime import date

import pytest

from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.bodies.actions import appoint
from governance.bodies.models import Capacity
from governance.followups.actions import confirm, renew_by_silence
from governance.followups.obligations import Duty
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Notice
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def evergreen() -> Cast:
    return make_cast(default_outcome="renews_by_silence", renewal_month=8, renewal_day=31, notice_count=30, notice_unit="days")


def told(kind: str) -> set[tuple[str, int]]:
    return {(notice.address, notice.rung) for notice in Notice.objects.filter(kind=kind, state="queued")}


def post(when: str) -> None:
    queue_due(at=at(when))
    send_due(worker="w1", clock=lambda: at(when))


def test_an_agreement_that_renews_by_silence_is_not_said_to_end(evergreen: Cast, post_office: PostOffice) -> None:
    post("2018-07-02 12:00")
    texts = [plain_text_of(mail) for mail in post_office.to(evergreen.clerk.email)]
    assert any("Unless notice is delivered in time, it renews by silence." in text for text in texts)
    assert not any("unless it is renewed" in text for text in texts)


def test_a_renewal_by_silence_is_told_to_keepers_and_body_though_its_term_is_written_at_once(
    evergreen: Cast, post_office: PostOffice
) -> None:
    queue_due(at=at("2018-08-31 12:00"))
    assert len(list(renew_by_silence(at=at("2018-09-01 00:01")))) == 1
    post("2018-09-01 12:00")
    assert (evergreen.clerk.email, -1) in told("no_round")
    assert (evergreen.judge.email, -1) in told("no_round")
    assert any("Renewed by silence" in mail["Subject"] for mail in post_office.to(evergreen.clerk.email))
    post("2019-01-15 12:00")
    assert min(rung for _address, rung in told("no_round")) >= -14


def test_a_failed_ballot_to_end_early_is_no_round_about_the_terms_end() -> None:
    cast = make_cast()
    early = Proposal(None, date(2018, 8, 15))
    ballot = open_ballot(cast, question=Question.END_EARLY, proposal=early, closes_on=date(2018, 7, 31))
    vote(cast, ballot, "FJD", "decline", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "decline", at("2018-07-03 11:00"))
    queue_due(at=at("2018-08-24 12:00"))
    assert (cast.judge.email, 7) in told("term_end")
    queue_due(at=at("2018-09-01 12:00"))
    assert (cast.clerk.email, -1) in told("no_round")


def test_notice_reminders_stop_once_the_letter_is_on_record(evergreen: Cast) -> None:
    stop = Proposal(None, date(2018, 8, 31))
    ballot = open_ballot(evergreen, question=Question.GIVE_NOTICE, proposal=stop, closes_on=date(2018, 7, 20))
    vote(evergreen, ballot, "PPD", "approve", at("2018-07-03 10:00"))
    vote(evergreen, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    confirm(
        term=evergreen.agreement.terms.get(),
        duty=Duty.NOTICE_LETTER,
        done_on=date(2018, 7, 5),
        evidence="E-mailed, read receipt on file.",
        by=evergreen.clerk,
        at=at("2018-07-05 12:00"),
    )
    queue_due(at=at("2018-07-30 12:00"))
    assert told("notice_by") == set()


def test_a_clerk_who_once_stood_in_for_a_seat_is_not_asked_to_vote(post_office: PostOffice) -> None:
    cast = make_cast()
    past = {"starts_on": date(2012, 1, 1), "ends_on": date(2012, 12, 31)}
    appoint(seat=cast.seat("FJD"), user=cast.clerk, capacity=Capacity.DELEGATE, **past, by=cast.clerk, at=at("2012-01-01 10:00"))
    open_ballot(cast)
    post("2018-08-24 12:00")
    (mail,) = post_office.to(cast.clerk.email)
    assert "put your position" not in plain_text_of(mail)
