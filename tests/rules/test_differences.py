"""What a proposal changes against the last term, in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from governance.ballots.models import Question
from governance.ballots.proposal import Proposal, ProposedFee
from governance.desk.differences import LastTerm, differences

FIVE_THOUSAND = ProposedFee("5000", "USD", "per_year")
LAST = LastTerm(
    date(2017, 9, 1), date(2018, 8, 31), FIVE_THOUSAND, ["Charges", "Name"], ["Country of birth"], ("Logs are sent each month.",)
)


@pytest.fixture(autouse=True)
def in_english() -> None:
    translation.activate("en")


def said(question: Question = Question.AMEND, **changed: object) -> list[str]:
    same = {"fee": FIVE_THOUSAND, "shared": ("Charges", "Name"), "withheld": ("Country of birth",), "conditions": LAST.conditions}
    proposal = {"starts_on": date(2018, 9, 1), "ends_on": date(2019, 8, 31), **same, **changed}
    return differences(question, Proposal(**proposal), LAST)


def test_a_renewal_as_it_is_says_so() -> None:
    assert said(Question.RENEW) == [
        "The new term is 12 months long, as the last one: from 1 September 2018 to 31 August 2019.",
        "The fee stays as it is: USD 5,000 a year.",
        "The same data elements are shared and withheld as now.",
    ]


@pytest.mark.parametrize(
    ("fee", "sentence"),
    [
        (ProposedFee("5565", "USD", "per_year"), "The fee rises from USD 5,000 a year to USD 5,565 a year, by USD 565 a year."),
        (
            ProposedFee("4999", "USD", "per_year"),
            "The fee falls from USD 5,000 a year to USD 4,999 a year, by USD 1 a year.",
        ),
        (ProposedFee("5000", "USD", "one_off"), "The fee changes from USD 5,000 a year to USD 5,000 once."),
        (ProposedFee("5000", "EUR", "per_year"), "The fee changes from USD 5,000 a year to EUR 5,000 a year."),
        (None, "The text names no fee; the last one on record is USD 5,000 a year."),
    ],
)
def test_the_fee_is_held_against_the_last(fee: ProposedFee | None, sentence: str) -> None:
    assert sentence in said(fee=fee)


def test_a_fee_where_none_is_on_record_says_that() -> None:
    last = LastTerm(LAST.starts_on, LAST.ends_on, None, [], [], ())
    found = differences(Question.RENEW, Proposal(date(2018, 9, 1), date(2019, 8, 31), FIVE_THOUSAND), last)
    assert "The fee is USD 5,000 a year; none is on record for the last term." in found


@pytest.mark.parametrize(
    ("ends_on", "new"), [(date(2020, 8, 31), "24 months"), (date(2018, 9, 30), "1 month"), (date(2019, 3, 15), "196 days")]
)
def test_another_length_is_said_in_months_or_days(ends_on: date, new: str) -> None:
    assert said(ends_on=ends_on)[0].startswith(f"The new term is {new} long, from 1 September 2018 to")
    assert said(ends_on=ends_on)[0].endswith("the last one was 12 months.")


def test_what_is_newly_shared_or_withheld_or_gone_is_named() -> None:
    found = said(shared=("Charges", "Country of birth"), withheld=("Address",))
    assert found[2:] == ["Newly shared: Country of birth.", "Newly withheld: Address.", "No longer named as shared: Name."]


def test_new_conditions_and_those_no_longer_asked_are_quoted() -> None:
    found = said(conditions=("An audit each year.",))
    assert found[3:] == ["New condition: An audit each year.", "Condition no longer asked: Logs are sent each month."]


def test_an_early_end_and_a_notice_say_what_becomes_of_the_last_day() -> None:
    assert differences(Question.END_EARLY, Proposal(None, date(2018, 8, 15)), LAST) == [
        "Access would end on 15 August 2018 instead of 31 August 2018: 16 days earlier."
    ]
    assert differences(Question.GIVE_NOTICE, Proposal(None, date(2018, 8, 31)), LAST) == [
        "Access would end on 31 August 2018. Without the notice it runs on by silence."
    ]
