"""What one ballot, or the register, means for another: rivals, followed terms, early ends, corrections, and what stays fixed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from contracts.models import Sharing
from contracts.refusals import Refused
from governance.accounts.refusals import NotTheClerk
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, BallotSeat, Decision, Question
from governance.ballots.proposal import Proposal, ProposedFee
from governance.ledger.models import Entry
from governance.stewardship import actions as stewardship
from tests.cast import RENEW_2018, at, make_cast, open_ballot, vote
from tests.traces import refused

pytestmark = pytest.mark.django_db
NEXT = {"starts_on": date(2018, 9, 1), "ends_on": date(2019, 8, 31)}
LATER = at("2018-08-02 09:00")


def test_a_ballot_that_settled_unwritten_does_not_stand_in_the_way_of_the_next() -> None:
    cast = make_cast()
    open_ballot(cast, closes_on=date(2018, 7, 31))
    second = open_ballot(cast, opened_at=LATER)
    assert second.slug == "pars-ice-2018-v2"
    assert Decision.objects.get().outcome == "lapsed"


def test_a_renewal_as_amended_is_not_put_beside_a_renewal_as_it_is() -> None:
    cast = make_cast()
    open_ballot(cast)
    with pytest.raises(Refused, match="open already"):
        open_ballot(cast, question=Question.AMEND, proposal=Proposal(**NEXT, conditions=("No names.",)))


def test_ending_early_may_be_asked_beside_a_renewal() -> None:
    cast = make_cast()
    open_ballot(cast)
    open_ballot(cast, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 15)), closes_on=date(2018, 8, 1))
    assert Ballot.objects.filter(state="open").count() == 2


def test_a_term_that_is_followed_by_another_is_not_renewed_again() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    with refused(Refused, match="followed by another already"):
        open_ballot(cast, opened_at=LATER)


def test_a_carried_renewal_is_undone_by_ending_early_on_the_old_terms_last_day() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "approve", at(f"2018-07-03 {hour}:00"))
    undo = open_ballot(cast, opened_at=LATER, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 31)))
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, undo, code, "approve", at(f"2018-08-03 {hour}:00"))
    cast.agreement.refresh_from_db()
    assert cast.agreement.ended_early_on == date(2018, 8, 31)
    assert cast.agreement.standing(date(2018, 9, 1)) == "ended early"


def test_access_cannot_end_early_before_voting_on_it_does() -> None:
    cast = make_cast()
    for ends_on in (date(2017, 10, 1), date(2018, 7, 30)):
        with refused(Refused, match="before voting on it does") as refusal:
            open_ballot(cast, question=Question.END_EARLY, proposal=Proposal(None, ends_on), closes_on=date(2018, 7, 31))
        assert refusal.value.field == "ends_on"


def test_what_ended_early_is_not_renewed_and_the_refusal_says_what_to_do() -> None:
    cast = make_cast()
    stewardship.end_early(agreement=cast.agreement, ended_early_on=date(2018, 7, 1), by=cast.clerk, at=at("2018-07-01 09:00"))
    cast.agreement.refresh_from_db()
    with refused(Refused, match="1 July 2018, and cannot be renewed") as refusal:
        open_ballot(cast)
    assert refusal.value.field == "question"
    assert "Sharing again takes a new agreement: once it is signed, enter it in the register as one of its own." in str(
        refusal.value
    )


def test_what_was_decided_to_end_early_is_not_renewed_though_no_worker_has_written_it() -> None:
    cast = make_cast(cooling_off_hours=24)
    early = open_ballot(cast, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 15)), closes_on=date(2018, 8, 1))
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, early, code, "approve", at(f"2018-07-03 {hour}:00"))
    open_ballot(cast, opened_at=at("2018-07-04 10:59"))
    renewal = Ballot.objects.get(question=Question.RENEW)
    ballots.withdraw_ballot(ballot_id=renewal.pk, because="We wait.", by=cast.clerk, at=at("2018-07-04 10:59"))
    with pytest.raises(Refused, match="15 August 2018, and cannot be renewed"):
        open_ballot(cast, opened_at=at("2018-07-04 11:00"))
    assert not Ballot.objects.filter(question=Question.RENEW, state="open").exists()


def test_what_is_put_to_the_body_cannot_be_rewritten_while_it_votes() -> None:
    cast = make_cast()
    open_ballot(cast)
    changes: list[dict[str, object]] = [
        {"text": "Other."},
        {"rule_needed": 3},
        {"text_digest": "0" * 64},
        {"closes_at": LATER},
        {"proposal": {}},
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="guard_what_is_voted_on"), transaction.atomic():
            Ballot.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        BallotSeat.objects.filter(code="DAO")._raw_delete("default")


@pytest.mark.parametrize("act", ["draft", "open", "withdraw"])
def test_the_acts_of_the_clerk_refuse_everybody_else(act: str) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    say = {"by": cast.judge, "at": at("2018-07-03 09:00")}
    with refused(NotTheClerk):
        if act == "draft":
            ballots.draft_ballot(
                agreement=cast.agreement, question=Question.RENEW, proposal=RENEW_2018, closes_on=date(2018, 8, 1), **say
            )
        elif act == "open":
            ballots.open_ballot(ballot_id=ballot.pk, **say)
        else:
            ballots.withdraw_ballot(ballot_id=ballot.pk, because="Because.", **say)


def test_to_renew_as_it_is_means_as_it_is() -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    stewardship.add_fee(term=cast.agreement.terms.get(), amount=Decimal(5565), currency="USD", period="per_year", **say)
    dearer = Proposal(**NEXT, fee=ProposedFee("6000", "USD", "per_year"))
    with refused(Refused, match="Another fee"):
        open_ballot(cast, proposal=dearer)
    with refused(Refused, match="Conditions change"):
        open_ballot(cast, proposal=Proposal(**NEXT, conditions=("No names.",)))
    ballot = open_ballot(cast, proposal=Proposal(**NEXT, fee=ProposedFee("5565.00", "USD", "per_year")))
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "approve", at(f"2018-07-03 {hour}:00"))
    assert str(cast.agreement.terms.get(starts_on=date(2018, 9, 1)).fees.get().amount) == "5565.00"


def test_a_carried_amendment_withholds_the_elements_it_names_from_the_new_term_on() -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    element = stewardship.add_element(system=cast.agreement.system, name="victim names", **say)
    stewardship.share_element(agreement=cast.agreement, element=element, sharing=Sharing.SHARED, since_on=date(2017, 9, 1), **say)
    ballot = open_ballot(cast, question=Question.AMEND, proposal=Proposal(**NEXT, withheld=("victim names",)))
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "approve", at(f"2018-07-03 {hour}:00"))
    rows = list(cast.agreement.element_sharings.order_by("since_on").values_list("since_on", "sharing"))
    assert rows == [(date(2017, 9, 1), "shared"), (date(2018, 9, 1), "withheld")]


def test_what_follows_from_a_decision_is_on_record_as_the_rules_act_and_not_the_clerks() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "approve", at(f"2018-07-03 {hour}:00"))
    begun = Entry.objects.filter(kind="term.begun").latest("pk")
    assert '"actor":"rule"' in begun.body
