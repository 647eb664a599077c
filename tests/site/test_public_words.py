"""Outcomes in words, for any rule of k of n."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.test import Client
from django.utils import translation

from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.ballots.tally import DecisionRule, Outcome, Tally
from governance.public.pages.counting import arithmetic, lead
from governance.words import figure
from tests.cast import at, make_cast, open_ballot


def told(n: int, k: int, approve: int, decline: int, outcome: str) -> tuple[str, str]:
    """Return the sentence and the arithmetic of a settled renewal until 31 August 2019."""
    proposal = Proposal(date(2018, 9, 1), date(2019, 8, 31)).as_json()
    ballot = SimpleNamespace(
        state=outcome, question="renew", rule=DecisionRule(n, k), rule_needed=k, asks_to_renew=True, proposal=proposal
    )
    judgement = SimpleNamespace(outcome=Outcome(outcome), tally=Tally(approve, decline, 0, 0, n - approve - decline, 0))
    return lead(cast(Any, ballot), cast(Any, judgement)), arithmetic(cast(Any, ballot), cast(Any, judgement))


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ((3, 2, 0, 2, "defeated"), "Not renewed. Two of three entities declined; two approvals were needed."),
        ((3, 2, 0, 3, "defeated"), "Not renewed. All three entities declined; two approvals were needed."),
        ((3, 2, 0, 0, "lapsed"), "Not renewed. None of the three entities approved; two approvals were needed."),
        ((3, 2, 1, 1, "lapsed"), "Not renewed. One of three entities approved; two approvals were needed."),
        ((3, 2, 2, 0, "carried"), "Renewed, until 31 August 2019. Two of three entities approved; two approvals were needed."),
        ((1, 1, 1, 0, "carried"), "Renewed, until 31 August 2019. The one entity approved; one approval was needed."),
        ((1, 1, 0, 1, "defeated"), "Not renewed. The one entity declined; one approval was needed."),
        ((1, 1, 0, 0, "lapsed"), "Not renewed. The one entity did not approve; one approval was needed."),
        ((12, 11, 3, 2, "defeated"), "Not renewed. Two of 12 entities declined; 11 approvals were needed."),
    ],
)
def test_an_outcome_is_one_sentence(case: tuple[int, int, int, int, str], sentence: str) -> None:
    assert told(*case)[0] == sentence


@pytest.mark.parametrize(
    ("case", "line"),
    [
        (
            (3, 2, 0, 2, "defeated"),
            "0 approve + 2 decline + 1 silent = 3 seats. 2 declined, so at most 1 could approve, and 2 are needed.",
        ),
        ((3, 2, 1, 0, "lapsed"), "1 approve + 0 decline + 2 silent = 3 seats. 1 of the 2 approvals needed."),
        ((7, 4, 4, 3, "carried"), "4 approve + 3 decline = 7 seats. 4 approvals reach the 4 needed."),
    ],
)
def test_the_count_is_one_line(case: tuple[int, int, int, int, str], line: str) -> None:
    assert told(*case)[1] == line


@pytest.mark.django_db
def test_an_agreement_that_renews_by_silence_says_that_approvals_stop_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast_ = make_cast(default_outcome="renews_by_silence", renewal_month=8, renewal_day=31)
    open_ballot(cast_, question=Question.GIVE_NOTICE, proposal=Proposal(None, date(2018, 8, 31)))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-20 12:00"))
    ballot = client.get("/decisions/pars-ice-2018-give-notice/").content.decode()
    assert "This agreement renews by silence: two approvals are needed to stop it." in ballot
    assert "renews by silence when the term ends on 31 August 2018" in client.get("/agreements/pars-ice/").content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-09-01 00:00"))
    over = client.get("/agreements/pars-ice/").content.decode()
    assert "Renewed by silence" in over
    assert "it goes on because nobody gave notice" in over
    assert "No notice given: it renews by silence" in client.get("/decisions/pars-ice-2018-give-notice/").content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_numbers_have_their_thousands_apart(language: str) -> None:
    with translation.override(language):
        assert (figure(12), figure(3012), figure(Decimal("1234567.50"))) == ("12", "3,012", "1,234,567.50")


@pytest.mark.django_db
def test_in_spanish_the_state_of_one_agreement_is_not_that_of_several(client: Client) -> None:
    how_to_read, register = (client.get(f"/es/{path}/").content.decode() for path in ("how-to-read", "agreements"))
    assert ">Vigente<" in " ".join(how_to_read.split()).replace(" <", "<")
    assert ">Vigentes<" in register
