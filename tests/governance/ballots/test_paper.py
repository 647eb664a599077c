"""Signed papers, entered by the clerk."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.models import Document
from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Vote
from governance.ballots.refusals import NotSeated, PrincipalHasVoted
from governance.ballots.tally import Position
from governance.notices.actions import queue_due
from governance.notices.models import Notice
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.traces import refused

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%a signed ballot\n"


@pytest.fixture(autouse=True)
def documents_lie_in_a_folder_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def file_paper(cast: Cast, content: bytes = PDF, name: str = "ballot.pdf") -> Document:
    return stewardship.file_document(
        agreement=cast.agreement, title="Signed ballot", content=content, name=name, by=cast.clerk, at=at("2018-07-10 10:00")
    )


def enter(cast: Cast, ballot: Ballot, document: Document | None, **facts: Any) -> Vote:
    given = {"signed_by": cast.judge, "by": cast.clerk, "reasons": "", **facts}
    return ballots.enter_paper_vote(
        ballot_id=ballot.pk,
        seat=cast.seat("FJD"),
        position=Position.APPROVE,
        document=document,
        at=at("2018-07-10 10:00"),
        **given,
    )


def test_a_paper_vote_counts_names_the_clerk_and_the_holder_is_mailed() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    paper = enter(cast, ballot, file_paper(cast))
    assert (paper.basis, paper.entered_by, paper.cast_by) == ("paper", cast.clerk, cast.judge)
    vote(cast, ballot, "DAO", "approve", at("2018-07-11 10:00"))
    assert ballot.decision.approve == 2
    queue_due(at=at("2018-07-11 10:01"))
    assert Notice.objects.filter(kind="receipt", address=cast.judge.email).exists()


def test_without_a_document_it_is_refused() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(Refused, match="Attach the signed document") as refusal:
        enter(cast, ballot, None)
    assert refusal.value.field == "document"


def test_only_the_clerk_enters_papers_and_only_for_who_holds_the_seat() -> None:
    cast = make_cast()
    ballot, document = open_ballot(cast), file_paper(cast)
    with refused(Refused, match="by the clerk"):
        enter(cast, ballot, document, by=cast.judge)
    with refused(NotSeated):
        enter(cast, ballot, document, signed_by=cast.outsider)


def test_a_delegates_paper_does_not_replace_the_principals_vote() -> None:
    from datetime import date

    from governance.bodies.actions import appoint
    from governance.bodies.models import Capacity

    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-01-01 10:00")}
    appoint(seat=cast.seat("FJD"), user=cast.outsider, capacity=Capacity.DELEGATE, starts_on=date(2018, 1, 1), **say)
    ballot, document = open_ballot(cast), file_paper(cast)
    vote(cast, ballot, "FJD", "decline", at("2018-07-03 10:00"))
    with refused(PrincipalHasVoted):
        enter(cast, ballot, document, signed_by=cast.outsider)


def test_the_same_bytes_are_filed_once() -> None:
    cast = make_cast()
    assert file_paper(cast) == file_paper(cast, name="again.pdf")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "ballot.pdf", "empty"),
        (b"<html>", "ballot.pdf", "neither a PDF"),
        (b"\x89PNG\r\n\x1a\n", "ballot.pdf", "which its name does not say"),
        (b"PK\x03\x04", "ballot.docx", "neither a PDF"),
        (b"%PDF-" + b"x" * (20 * 1024 * 1024), "ballot.pdf", "larger than 20 MB"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(content: bytes, name: str, sentence: str) -> None:
    cast = make_cast()
    with refused(Refused, match=sentence):
        file_paper(cast, content, name)


def test_a_path_in_the_name_is_dropped() -> None:
    assert file_paper(make_cast(), name="../../etc/ballot.pdf").file_name == "ballot.pdf"
