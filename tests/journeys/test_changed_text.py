"""Story 10: the text changes while the vote is on."""

from __future__ import annotations

import pytest

from governance.ballots.models import Ballot
from tests.cast import Cast, make_cast
from tests.site.test_desk_stage import hidden_of, text_of

from .stage import PARS_2018, Town, on_record, said_to

pytestmark = pytest.mark.django_db
V2 = "pars-ice-2018-v2"


def two_positions(town: Town) -> Cast:
    cast = make_cast()
    town.opens(cast.clerk, "2018-07-02 09:00")
    town.votes(cast.judge, "approve", "2018-07-03 10:00")
    town.votes(cast.commissioner, "abstain", "2018-07-03 11:00")
    town.posts("2018-07-03 11:01")
    return cast


def the_fee_changes(town: Town, cast: Cast) -> Ballot:
    """Let the clerk take the question back and put the dearer one."""
    client = town.desk(cast.clerk, "2018-07-10 10:00")
    answer = client.post(f"/desk/ballots/{PARS_2018}/withdraw-ballot/", {"because": "The fee changes."})
    assert answer.status_code == 302
    return town.opens(cast.clerk, "2018-07-10 10:05", question="amend", amount="6000")


def test_the_first_text_is_withdrawn_with_its_votes_kept_and_the_second_opens_empty(town: Town) -> None:
    cast = two_positions(town)
    ballot = the_fee_changes(town, cast)
    assert (ballot.slug, ballot.question) == (V2, "amend")
    assert "USD 6,000.00 a year" in ballot.text
    assert town.counts(of=V2) == {"silent": 3}
    assert town.answer(of=PARS_2018)["outcome"] == "withdrawn"
    assert town.answer(of=PARS_2018)["settled_at"] is None
    assert on_record(PARS_2018) == [("FJD", "approve"), ("PPD", "abstain")]
    page = town.decision(of=PARS_2018)
    assert "Withdrawn on 10 July 2018, 10:00, New York time. The fee changes." in page
    assert "Cast by The judge as principal" in page
    assert "Vote open: 0 of 2 approvals" in town.decision(of=V2)


def test_everybody_is_mailed_once_about_both(town: Town) -> None:
    cast = two_positions(town)
    the_fee_changes(town, cast)
    told = town.posts("2018-07-10 10:06")
    for user in (cast.judge, cast.commissioner, cast.attorney):
        (mail,) = [mail for mail in told if mail["To"] == user.email]
        assert mail["Subject"].startswith("Vote by 31 August: PARS - ICE")
        text = said_to(town, user)
        assert "The ballot was withdrawn: The fee changes." in text
        assert f"/desk/ballots/{V2}/" in text


def test_a_form_opened_on_the_first_text_and_sent_after_is_refused_and_the_new_text_is_shown(town: Town) -> None:
    cast = two_positions(town)
    client = town.desk(cast.attorney, "2018-07-10 09:59")
    first = f"/desk/ballots/{PARS_2018}/vote/"
    shown = client.post(first, {**hidden_of(client.get(first)), "position": "approve", "reasons": ""})
    the_fee_changes(town, cast)
    answer = client.post(f"{first}confirm/", hidden_of(shown))
    assert "This ballot was withdrawn: The fee changes." in text_of(answer)
    assert f'href="/desk/ballots/{V2}/"' in answer.content.decode()
    assert on_record(V2) == []
    assert "6,000.00" in text_of(client.get(f"/desk/ballots/{V2}/"))
    # The digest of the first text does not pass for consent to the second either.
    sent = client.post(f"/desk/ballots/{V2}/vote/confirm/", hidden_of(shown))
    assert "The text has changed since this form was opened." in text_of(sent)
    assert "6,000.00" in text_of(sent)
    assert on_record(V2) == []


def test_the_old_positions_do_not_count_for_the_new_text_and_the_new_fee_is_what_carries(town: Town) -> None:
    cast = two_positions(town)
    the_fee_changes(town, cast)
    town.votes(cast.attorney, "approve", "2018-07-11 10:00", on=V2)
    assert town.counts(of=V2) == {"approve": 1, "silent": 2}
    town.votes(cast.judge, "approve", "2018-07-12 10:00", on=V2)
    assert "Renewed as amended, until 31 August 2019." in town.decision(of=V2)
    fee = cast.agreement.terms.get(basis="decision").fees.get()
    assert (str(fee.amount), fee.currency) == ("6000.00", "USD")
    assert "Renewed until 31 August 2019" in town.agreement()
