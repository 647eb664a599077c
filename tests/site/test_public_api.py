"""The read-only API, as a program without an account reads it."""

from __future__ import annotations

import pytest
from django.test import Client

from governance.ballots import actions as ballots
from tests.cast import at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db


def test_the_api_answers_in_the_stable_shape(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "abstain", at("2018-07-09 10:00"), reasons="Not ours to say.")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-20 12:00"))
    answer = client.get("/api/v1/decisions/pars-ice-2018")
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json() == {
        "slug": "pars-ice-2018",
        "agreement": "pars-ice",
        "question": "renew",
        "outcome": None,
        "rule": {"seats": 3, "needed": 2},
        "tally": {"approve": 0, "decline": 0, "abstain": 1, "recuse": 0, "silent": 2, "vacant": 0},
        "positions": [
            {
                "seat": {"code": "FJD", "name": "First Judicial District"},
                "position": "abstain",
                "reasons": "Not ours to say.",
                "basis": "cast",
                "cast_at": "2018-07-09T14:00:00Z",
                "reported_on": None,
                "counted": True,
                "sources": [],
            }
        ],
        "opened_at": "2018-07-02T13:00:00Z",
        "closes_at": "2018-09-01T04:00:00Z",
        "settled_at": None,
        "reported_on": None,
        "effective_on": None,
        "text_digest": ballot.text_digest,
        "still_needed": "2 more approvals are needed, from the Police Department and the District Attorney's Office,"
        " by 31 August 2018, end of day, New York time.",
        "follow_ups": [],
    }


def test_the_api_tells_a_settled_ballot_with_or_without_a_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    open_ballot(cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-09-01 00:00"))
    before = client.get("/api/v1/decisions/pars-ice-2018").json()
    assert (before["outcome"], before["settled_at"]) == ("lapsed", "2018-09-01T04:00:00Z")
    assert [row["duty"] for row in before["follow_ups"]] == ["notice_letter", "access_off", "certificate"]
    assert len(list(ballots.settle_due(at=at("2018-09-05 12:00")))) == 1
    assert client.get("/api/v1/decisions/pars-ice-2018").json() == before


def test_the_api_describes_itself_and_has_no_interactive_pages(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/decisions/{slug}" in described["paths"]
    assert client.get("/api/v1/docs").status_code == 404
    missing = client.get("/api/v1/decisions/nope")
    assert (missing.status_code, missing.json()) == (404, {"detail": "There is no decision of this name."})


def test_head_is_answered_as_get_and_nothing_else_is_new(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ballot(make_cast())
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-20 12:00"))
    for path in ("/api/v1/decisions/pars-ice-2018", "/api/v1/openapi.json", "/api/v1/decisions/nope"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head["Content-Type"], head.content) == (get.status_code, get["Content-Type"], b"")
    assert client.post("/api/v1/decisions/pars-ice-2018").status_code == 405
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]["/api/v1/decisions/{slug}"]) == {"get"}
