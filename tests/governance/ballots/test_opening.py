"""Putting a question to the body: what is refused, and where."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal, ProposedFee, digest
from tests.cast import RENEW_2018, at, make_cast, open_ballot
from tests.traces import refused

pytestmark = pytest.mark.django_db
NEXT_TERM = {"starts_on": date(2018, 9, 1), "ends_on": date(2019, 8, 31)}


@pytest.mark.parametrize(
    ("question", "proposal", "closes_on", "field", "sentence"),
    [
        (Question.RENEW, RENEW_2018, date(2018, 7, 1), "closes_on", "The closing day has passed."),
        (Question.RENEW, RENEW_2018, date(2018, 9, 1), "closes_on", "Voting cannot go on after the term ends on 31 August 2018."),
        (Question.RENEW, Proposal(date(2018, 9, 2), date(2019, 8, 31)), date(2018, 8, 1), "starts_on", "leaves no gap"),
        (Question.RENEW, Proposal(date(2018, 9, 1), date(2018, 8, 31)), date(2018, 8, 1), "ends_on", "end before it starts"),
        (Question.AMEND, Proposal(**NEXT_TERM, fee=ProposedFee("-1", "USD", "per_year")), date(2018, 8, 1), "amount", "negative"),
        (
            Question.AMEND,
            Proposal(**NEXT_TERM, fee=ProposedFee("x", "USD", "per_year")),
            date(2018, 8, 1),
            "amount",
            "not an amount",
        ),
        (Question.AMEND, Proposal(**NEXT_TERM, fee=ProposedFee("5", "XYZ", "per_year")), date(2018, 8, 1), "currency", "XYZ"),
        (Question.AMEND, Proposal(**NEXT_TERM, conditions=("\u202etxet",)), date(2018, 8, 1), "conditions", "reading direction"),
        (Question.AMEND, Proposal(**NEXT_TERM, conditions=("a\x07b",)), date(2018, 8, 1), "conditions", "control characters"),
        (Question.AMEND, Proposal(**NEXT_TERM, conditions=("x" * 1_000_000,)), date(2018, 8, 1), "conditions", "at most 2000"),
        (Question.END_EARLY, Proposal(None, date(2018, 8, 31)), date(2018, 8, 1), "ends_on", "when the term ends anyway"),
        (Question.GIVE_NOTICE, Proposal(None, date(2018, 8, 31)), date(2018, 8, 1), "question", "no notice is needed"),
    ],
)
def test_a_wrong_question_is_refused_at_its_field(
    question: Question, proposal: Proposal, closes_on: date, field: str, sentence: str
) -> None:
    cast = make_cast()
    with refused(Refused, match=sentence) as refusal:
        open_ballot(cast, question=question, proposal=proposal, closes_on=closes_on)
    assert refusal.value.field == field


def test_a_second_open_ballot_on_the_same_question_is_refused() -> None:
    cast = make_cast()
    open_ballot(cast)
    draft = ballots.draft_ballot(
        agreement=cast.agreement,
        question=Question.RENEW,
        proposal=RENEW_2018,
        closes_on=date(2018, 8, 1),
        by=cast.clerk,
        at=at("2018-07-03 09:00"),
    )
    assert draft.slug == "pars-ice-2018-v2"
    with refused(Refused, match="open already"):
        ballots.open_ballot(ballot_id=draft.pk, by=cast.clerk, at=at("2018-07-03 09:00"))


def test_an_agreement_that_renews_by_silence_is_asked_whether_to_give_notice() -> None:
    cast = make_cast(default_outcome="renews_by_silence", renewal_month=8, renewal_day=31)
    with refused(Refused, match="renews by silence"):
        open_ballot(cast)
    ballot = open_ballot(cast, question=Question.GIVE_NOTICE, proposal=Proposal(None, date(2018, 8, 31)))
    assert ballot.slug == "pars-ice-2018-give-notice"


def test_the_digest_covers_the_question_the_fields_and_the_text() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    proposal = Proposal.from_json(ballot.proposal)
    assert proposal == RENEW_2018
    assert ballot.text_digest == digest("renew", proposal, ballot.text)
    assert ballot.text_digest != digest("amend", proposal, ballot.text)
    assert ballot.text_digest != digest("renew", proposal, ballot.text + " ")
    assert "Shall the agreement be renewed as it is, from 1 September 2018 to 31 August 2019?" in ballot.text


def test_the_closing_is_the_first_instant_of_the_next_local_day() -> None:
    ballot = open_ballot(make_cast())
    assert ballot.closes_at is not None
    assert ballot.closes_at.isoformat() == "2018-09-01T04:00:00+00:00"


def test_a_ballot_is_withdrawn_with_a_public_reason() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(Refused, match="public record"):
        ballots.withdraw_ballot(ballot_id=ballot.pk, because=" ", by=cast.clerk, at=at("2018-07-04 10:00"))
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The fee was wrong.", by=cast.clerk, at=at("2018-07-04 10:00"))
    assert Ballot.objects.get().state == "withdrawn"
