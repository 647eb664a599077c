"""What changed lately and the record of acts, in words and as the text that a digest covers."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

import pytest
from django.test import Client
from lxml import html

from governance.ballots import actions as ballots
from governance.ballots.models import Question
from governance.ledger.kinds import KINDS
from governance.ledger.models import Entry
from governance.public.pages.acts import _SAID, acts_of
from governance.public.pages.changes import TOLD
from tests.cast import LONG_BEFORE, RENEW_2018, at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db
NOW = at("2018-07-20 12:00")


def text_of(client: Client, path: str, monkeypatch: pytest.MonkeyPatch, when: datetime = NOW) -> str:
    monkeypatch.setattr("django.utils.timezone.now", lambda: when)
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(html.fromstring(answer.content).get_element_by_id("main").text_content().split())


def test_what_changed_is_told_in_words_the_latest_first(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "decline", at("2018-07-10 10:00"), reasons="Reasons stay with the vote.")
    vote(cast, ballot, "PPD", "decline", at("2018-07-11 10:00"))
    page = text_of(client, "/changes/", monkeypatch)
    told = ["Decision settled", "Police Department: Declined", "District Attorney's Office: Declined", "Ballot opened"]
    places = [page.index(words) for words in told]
    assert places == sorted(places)
    assert "Decision settled: Renew PARS - ICE until 31 August 2019? Not renewed" in page
    assert "Closes on 31 August 2018, end of day" in page
    assert "10 July 2018" in page
    assert "14:00 UTC · by the District Attorney's Office" in page
    assert "Reasons stay" not in page
    assert "Party added" not in page


def test_what_is_older_than_eight_weeks_is_left_to_the_ledger(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_cast()
    page = text_of(client, "/changes/", monkeypatch)
    assert "Nothing changed in these weeks" in page
    assert "Agreement entered" in text_of(client, "/changes/", monkeypatch, when=at("2017-09-20 12:00"))


def test_the_ledger_is_filtered_by_kind_and_subject_and_paged(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    open_ballot(cast)
    assert f"{Entry.objects.count()} entries" in text_of(client, "/ledger/", monkeypatch)
    assert "1 entry" in text_of(client, "/ledger/?kind=ballot.opened&subject=pars-ice-2018", monkeypatch)
    assert "No entry is like that" in text_of(client, "/ledger/?subject=nobody", monkeypatch)
    assert f"{Entry.objects.count()} entries" in text_of(client, "/ledger/?kind=zzz&page=zzz", monkeypatch)
    for number in range(60):
        Entry.objects.create(kind="source.added", subject=f"S{number}", at=LONG_BEFORE, body=_body(), leaf_hash=f"{number:064x}")
    assert "Page 1 of 2" in text_of(client, "/ledger/?kind=source.added", monkeypatch)
    assert "Page 2 of 2" in text_of(client, "/ledger/?kind=source.added&page=2", monkeypatch)


def _body() -> str:
    return '{"actor":"clerk","facts":{}}'


def test_the_page_of_an_entry_lets_anybody_work_out_its_digest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast(purpose="No víctims’ names <b>&")
    ballot = open_ballot(cast)
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="“Fee” <wrong> & é", by=cast.clerk, at=at("2018-07-05 10:00"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    for entry in Entry.objects.all():
        page = html.fromstring(client.get(f"/ledger/{entry.leaf_hash}/").content.decode())
        (shown,) = page.cssselect("pre.exact")
        assert hashlib.sha256(b"\0" + shown.text_content().encode()).hexdigest() == entry.leaf_hash
        by_program = client.get(f"/api/v1/ledger/entries/{entry.leaf_hash}").json()
        assert hashlib.sha256(b"\0" + by_program["body"].encode()).hexdigest() == by_program["leaf_hash"] == entry.leaf_hash
    assert client.get(f"/ledger/{'0' * 64}/").status_code == 404
    assert client.get("/ledger/abc/").status_code == 404


def test_every_kind_that_is_said_or_told_is_one_that_there_is() -> None:
    assert set(_SAID) <= set(KINDS)
    assert set(TOLD) <= set(KINDS)


def test_an_entry_whose_facts_are_not_as_now_is_shown_without_them() -> None:
    old = Entry.objects.create(kind="vote.cast", subject="x", at=LONG_BEFORE, body=_body(), leaf_hash="a" * 64)
    (act,) = acts_of([old], at=NOW)
    assert (act.detail, act.about, act.url, act.actor) == ("", "x", "", "the clerk")


def test_a_draft_that_was_withdrawn_is_gone_and_its_act_is_on_record(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    draft = ballots.draft_ballot(
        agreement=cast.agreement,
        question=Question.RENEW,
        proposal=RENEW_2018,
        closes_on=at("2018-08-31 12:00").date(),
        by=cast.clerk,
        at=at("2018-07-02 09:00"),
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    assert client.get(f"/decisions/{draft.slug}/").status_code == 404
    ballots.withdraw_ballot(ballot_id=draft.pk, because="Not yet.", by=cast.clerk, at=at("2018-07-03 10:00"))
    gone = client.get(f"/decisions/{draft.slug}/")
    assert gone.status_code == 410
    assert "Withdrawn before it was opened" in gone.content.decode()
    assert client.get(f"/api/v1/decisions/{draft.slug}").status_code == 410
    page = text_of(client, "/changes/", monkeypatch)
    assert re.search(r"Ballot withdrawn: pars-ice-2018 Not yet\.", page)
    (acts,) = html.fromstring(gone.content).xpath("//main//a[contains(@href, 'subject=')]/@href")
    assert "Not yet." in text_of(client, acts, monkeypatch)


def test_how_to_read_says_every_word_that_an_agreement_can_stand_under(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = text_of(client, "/how-to-read/", monkeypatch)
    words = ("In force", "Comes up", "Vote open", "Not renewed", "access not confirmed off", "Renewed by silence", "No round")
    for word in (
        *words,
        "Not recorded",
        "Last day for notice",
        "Abstained",
        "Recused",
        "Silent",
        "Vacant",
        "Inferred",
        "Disputed",
        "Illustrative",
    ):
        assert word in page, word


def test_every_page_leads_to_how_to_read_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ballot(make_cast())
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    paths = [
        "/",
        "/agreements/",
        "/agreements/pars-ice/",
        "/decisions/",
        "/decisions/pars-ice-2018/",
        "/bodies/pars-subcommittee/",
    ]
    for path in [*paths, "/deadlines/", "/changes/", "/ledger/", "/how-to-read/", "/api/docs", "/nowhere/", "/follow/"]:
        page = html.fromstring(client.get(path).content)
        assert page.cssselect('footer a[href="/how-to-read/"]'), path
