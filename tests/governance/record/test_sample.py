"""The shipped sample: the real record, and illustrations beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model

from contracts.models import Agreement, Claim, DataElement, DataSystem, ElementSharing, Event, Fee, Label, Statement, Term
from governance.accounts.models import User
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Decision, Vote
from governance.followups.obligations import Duty
from governance.followups.owed import owed
from governance.notices.actions import queue_due
from governance.notices.models import Letter, Notice
from governance.record.actions import Loaded, load
from governance.record.reading import read, text_of
from tests.cast import at

SAMPLE = Path(__file__).resolve().parents[3] / "sample" / "register.yaml"
NOW = at("2026-11-22 11:00")

pytestmark = pytest.mark.django_db


def load_sample(now: datetime = NOW) -> Loaded:
    return load(read(text_of(SAMPLE)).document, at=now)


def all_rows() -> dict[str, list[Any]]:
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in every_model()}


def every_model() -> Iterable[type[Model]]:
    return apps.get_models(include_auto_created=True)


def test_the_sample_holds_nine_agreements_and_says_what_was_added() -> None:
    loaded = load_sample()
    assert dict(loaded.added) == {
        "sources": 23,
        "people": 8,
        "parties": 13,
        "systems": 3,
        "elements": 9,
        "bodies": 2,
        "appointments": 5,
        "agreements": 9,
        "terms": 14,
        "fees": 14,
        "sharings": 8,
        "claims": 8,
        "events": 27,
        "statements": 5,
        "decisions": 3,
        "ballots": 3,
        "votes": 11,
        "follow-ups": 2,
    }
    assert dict(loaded.kept) == {}


def test_a_second_run_writes_nothing_on_the_same_day_or_later() -> None:
    load_sample()
    before = all_rows()
    for later in (timedelta(), timedelta(days=9)):
        again = load_sample(NOW + later)
        assert dict(again.added) == {}
        assert again.kept["agreements"] == 9
        assert all_rows() == before


@pytest.mark.parametrize(
    "now", ["2027-03-14 02:59", "2027-11-07 01:30", "2028-02-29 00:01", "2026-12-31 23:59", "2026-07-04 12:00"]
)
def test_the_sample_can_be_loaded_on_any_day(now: str) -> None:
    load_sample(at(now))
    assert Ballot.objects.filter(state="open").count() == 2


def test_2018_is_judged_by_the_tally_as_the_officials_reported_it() -> None:
    load_sample()
    decision = Decision.objects.get(ballot__slug="pars-ice-2018")
    counts = (decision.approve, decision.decline, decision.abstain, decision.silent)
    assert (decision.outcome, counts) == ("defeated", (0, 2, 1, 0))
    assert (decision.reported_on, decision.effective_on, decision.settled_at) == (date(2018, 7, 27), date(2018, 8, 31), None)
    assert (decision.ballot.rule_needed, decision.ballot.rule_seats) == (2, 3)
    assert {vote.seat.code: vote.position for vote in decision.ballot.votes.all()} == {
        "FJD": "abstain",
        "PPD": "decline",
        "DAO": "decline",
    }
    assert not decision.ballot.votes.exclude(basis="reported", cast_at=None, cast_by=None).exists()
    assert all(vote.sources.exists() for vote in decision.ballot.votes.all())


def test_2010_is_carried_by_three_on_two_conditions_and_begins_the_next_term() -> None:
    load_sample()
    decision = Decision.objects.get(ballot__slug="pars-ice-2010")
    assert (decision.outcome, decision.approve, decision.decline, decision.abstain) == ("carried", 3, 0, 0)
    assert decision.ballot.proposal["conditions"] == ["No victim information.", "No witness information."]
    assert decision.new_term is not None
    assert (decision.new_term.starts_on, decision.new_term.ends_on) == (date(2010, 9, 1), date(2011, 8, 31))
    assert decision.new_term.basis == "decision"
    withheld = ElementSharing.objects.filter(sharing="withheld")
    assert [(row.element.name, row.since_on, row.since_precision) for row in withheld] == [
        ("victim names", date(2010, 1, 1), "year"),
        ("witness names", date(2010, 1, 1), "year"),
    ]


def test_the_terms_with_ice_follow_on_each_other_from_2008_to_2018() -> None:
    load_sample()
    terms = list(Term.objects.filter(agreement__slug="pars-ice"))
    assert (terms[0].starts_on, terms[0].starts_precision, terms[0].ends_on) == (date(2008, 1, 1), "year", date(2009, 8, 31))
    assert terms[-1].ends_on == date(2018, 8, 31)
    assert all(term.starts_on == before.follows_on for before, term in itertools.pairwise(terms))
    assert [term.ends_on.year for term in terms if term.basis != "not_recorded"] == [2009, 2011]
    chosen = {claim.field: claim.value for claim in Claim.objects.filter(is_chosen=True)}
    assert chosen == {"first term start": "2008", "fee": "USD 5,565 a year", "term length": "1 year"}
    assert Fee.objects.filter(amount=5565, currency="USD", period="per_year", label="disputed").count() == 9
    assert Fee.objects.get(amount=13065).period == "one_off"


def test_access_after_2018_is_not_confirmed_off_though_the_notice_was_sent() -> None:
    load_sample()
    agreement = Agreement.objects.get(slug="pars-ice")
    assert [(item.duty.value, item.is_closed) for item in owed(agreement, at=NOW)] == [
        ("notice_letter", True),
        ("access_off", False),
        ("certificate", False),
    ]


def test_every_fact_is_labelled_and_what_is_not_inferred_or_illustrative_has_sources() -> None:
    load_sample()
    for model in (DataSystem, DataElement, Agreement, Term, Fee, ElementSharing, Event, Statement, Claim):
        for row in model._default_manager.all():
            assert row.label in Label.values
            assert row.sources.exists() or row.label in (Label.INFERRED, Label.ILLUSTRATIVE), (model, row)
    assert all(decision.sources.exists() for decision in Decision.objects.filter(ballot__is_reported=True))


def test_what_is_made_up_is_labelled_illustrative_and_voted_by_sample_people_alone() -> None:
    load_sample()
    real = {"pars-ice"}
    assert set(Term.objects.exclude(label="illustrative").values_list("agreement__slug", flat=True)) == real
    assert set(Ballot.objects.exclude(term__label="illustrative").values_list("agreement__slug", flat=True)) == real
    assert all(str(vote.cast_by).endswith("(sample)") for vote in Vote.objects.filter(basis="cast"))
    assert all(user.name.endswith("(sample)") and not user.has_usable_password() for user in User.objects.all())


def test_amtrak_is_open_with_one_approval_and_septa_closes_within_three_days() -> None:
    load_sample()
    amtrak, septa = (Ballot.objects.get(agreement__slug=slug) for slug in ("pars-amtrak", "pars-septa"))
    assert (amtrak.state, amtrak.closes_on) == ("open", date(2026, 12, 26))
    assert amtrak.agreement.terms.get().ends_on == date(2027, 1, 2)
    assert [(vote.seat.code, vote.position, vote.cast_at) for vote in amtrak.votes.all()] == [
        ("FJD", "approve", at("2026-11-19 10:15"))
    ]
    assert (septa.state, septa.closes_on) == ("open", date(2026, 11, 24))
    assert judge(amtrak, at=NOW).needed.approvals == judge(septa, at=NOW).needed.approvals == 1


def test_penn_lapsed_without_access_confirmed_off_and_temple_had_no_round() -> None:
    load_sample()
    decision = Decision.objects.get(ballot__agreement__slug="pars-penn")
    assert (decision.outcome, decision.settled_at) == ("lapsed", at("2026-11-03 00:00"))
    for slug in ("pars-penn", "pars-temple"):
        due = owed(Agreement.objects.get(slug=slug), at=NOW)
        assert Duty.ACCESS_OFF in {item.duty for item in due if not item.is_closed}
    assert not Ballot.objects.filter(agreement__slug="pars-temple").exists()


def test_what_is_unknown_stays_not_recorded() -> None:
    load_sample()
    without = Agreement.objects.filter(terms=None).values_list("slug", flat=True)
    assert sorted(without) == ["mecklenburg-287g", "pars-atf", "pars-fbi", "sfpd-jttf"]
    assert Agreement.objects.get(slug="mecklenburg-287g").ended_early_on == date(2018, 12, 5)
    assert not Agreement.objects.exclude(notice_count=None).exists()


def test_loading_the_past_mails_nobody_about_an_act() -> None:
    load_sample()
    assert not Letter.objects.exists()
    assert not Notice.objects.exclude(state="skipped").exists()
    queue_due(at=NOW + timedelta(minutes=1))
    assert not Notice.objects.filter(state="queued", kind__in=["invitation", "receipt", "decision"]).exists()


def test_the_command_says_what_it_did_agreement_by_agreement(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_record", str(SAMPLE))
    said = capsys.readouterr().out
    assert "pars-ice: 1 agreement, 10 terms, 10 fees" in said
    assert "Added: " in said
    call_command("load_record", str(SAMPLE), verbosity=0)
    assert capsys.readouterr().out == ""
