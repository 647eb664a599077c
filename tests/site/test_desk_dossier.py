"""The dossier of a ballot: what changes, documents, policies, and what was decided before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from governance.ballots.models import Question
from governance.ballots.proposal import Proposal, ProposedFee
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote

from .test_desk_stage import Clock, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db


def said(cast: Cast) -> dict[str, Any]:
    return {"by": cast.clerk, "at": at("2018-07-01 09:00")}


def test_what_changes_stands_in_words_above_the_positions(clock: Clock) -> None:
    cast = make_cast()
    stewardship.add_fee(term=cast.agreement.terms.get(), amount=Decimal(5000), currency="USD", period="per_year", **said(cast))
    proposal = Proposal(
        date(2018, 9, 1), date(2019, 8, 31), ProposedFee("5565", "USD", "per_year"), conditions=("Logs are sent each month.",)
    )
    ballot = open_ballot(cast, question=Question.AMEND, proposal=proposal)
    page = text_of(sign_in(cast.judge).get(f"/desk/ballots/{ballot.slug}/"))
    assert "The fee rises from USD 5,000 a year to USD 5,565 a year, by USD 565 a year." in page
    assert "New condition: Logs are sent each month." in page
    assert "The new term is 12 months long, as the last one" in page


def test_confidential_documents_are_listed_for_the_body_and_the_clerk_alone(clock: Clock) -> None:
    cast = make_cast()
    for title, is_public in (("The agreement of 2008", True), ("A signed ballot", False)):
        facts = {"title": title, "name": "a.pdf", "content": b"%PDF-1.7 " + title.encode(), "is_public": is_public}
        stewardship.file_document(agreement=cast.agreement, **facts, **said(cast))
    ballot = open_ballot(cast)
    for user, sees in ((cast.judge, True), (cast.clerk, True), (cast.outsider, False)):
        page = text_of(sign_in(user).get(f"/desk/ballots/{ballot.slug}/"))
        assert "The agreement of 2008" in page
        assert cast.agreement.documents.get(is_public=True).digest in page
        assert ("A signed ballot" in page) is sees


def test_policies_are_named_that_share_a_tag(clock: Clock) -> None:
    cast = make_cast()
    stewardship.tag_agreement(agreement=cast.agreement, tags=["immigration", "police"], **said(cast))
    for slug, tags in (("order-5-16", ["immigration"]), ("clean-air", ["air"])):
        facts = {"slug": slug, "title": f"Policy {slug}", "on": date(2016, 1, 4), "text": f"What {slug} says."}
        stewardship.record_policy(tags=tags, **facts, **said(cast))
    ballot = open_ballot(cast)
    page = text_of(sign_in(cast.judge).get(f"/desk/ballots/{ballot.slug}/"))
    assert "Policy order-5-16 in force from 4 January 2016 immigration What order-5-16 says." in page
    assert "clean-air" not in page


def test_an_earlier_decision_stands_with_its_positions_and_reasons(clock: Clock) -> None:
    cast = make_cast()
    closing = Proposal(None, date(2018, 8, 15))
    first = open_ballot(cast, question=Question.END_EARLY, proposal=closing, closes_on=date(2018, 8, 1))
    vote(cast, first, "FJD", "decline", at("2018-07-03 10:00"), reasons="It is not the moment.")
    vote(cast, first, "DAO", "decline", at("2018-07-03 11:00"))
    second = open_ballot(cast, opened_at=at("2018-07-04 10:00"))
    answer = sign_in(cast.judge).get(f"/desk/ballots/{second.slug}/")
    page = text_of(answer)
    assert "Positions and reasons" in page
    assert "First Judicial District Declined It is not the moment." in page
    ids = [part.split('"', 1)[0] for part in answer.content.decode().split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    for anchor in [part.split('"', 1)[0] for part in answer.content.decode().split('href="#')[1:]]:
        assert anchor in ids
