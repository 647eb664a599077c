"""What the receipt of a vote says by mail: seat, position, reasons, text, the hash of its entry, and until when it can change."""

from __future__ import annotations

import pytest

from governance.notices.actions import queue_due, send_due
from tests.cast import at, make_cast, open_ballot, vote
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("reasons", "quoted"),
    [("No report.\n\nNone at all.", "Reasons (public): No report. None at all."), ("word " * 300, "word word…")],
    ids=["short", "long"],
)
def test_a_receipt_holds_all_that_was_recorded(post_office: PostOffice, reasons: str, quoted: str) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    recorded = vote(cast, ballot, "FJD", "decline", at("2018-07-10 10:00"), reasons=reasons)
    queue_due(at=at("2018-07-10 10:01"))
    send_due(worker="w1", clock=lambda: at("2018-07-10 10:02"))
    mail = next(
        mail for mail in post_office.to(cast.judge.email) if "Your vote is recorded" in plain_text_of(mail) + mail["Subject"]
    )
    text = " ".join(plain_text_of(mail).split())
    for words in (
        "Recorded for the First Judicial District on 10 July 2018: decline.",
        quoted,
        f"Text voted on: {ballot.text_digest}",
        f"Record of this vote: {recorded.leaf_hash}",
        "It can be changed or taken back until the ballot settles, as it stands now: 31 August 2018, end of day, New York time.",
    ):
        assert words in text
