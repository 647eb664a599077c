"""Every act in every state of a ballot: what is accepted changes only what it should, and what is refused leaves no trace.

The ballot asks to renew PARS - ICE and closes with 31 August 2018; 24 hours of cooling-off. FJD has approved on 3 July where the
ballot was ever open, and PPD is silent throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pytest
from _pytest.outcomes import Failed
from django.db import DatabaseError

from contracts.models import Document
from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots import refusals
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Position
from governance.stewardship import actions as stewardship
from tests.cast import EIGHT_WEEKS_BEFORE, RENEW_2018, Cast, at, make_cast, open_ballot, vote
from tests.traces import Rows, every_row, undone

from .faults import AT_THE_DOOR, planted

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """A ballot in some state, and the moment at which somebody acts on it."""

    cast: Cast
    ballot: Ballot
    now: datetime
    document: Document
    source: Any


# --- The states ---


def drafted(cast: Cast) -> Ballot:
    say = {"by": cast.clerk, "at": EIGHT_WEEKS_BEFORE}
    return ballots.draft_ballot(
        agreement=cast.agreement, question=Question.RENEW, proposal=RENEW_2018, closes_on=date(2018, 8, 31), **say
    )


def opened(cast: Cast) -> Ballot:
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    return ballot


def due(cast: Cast) -> Ballot:
    ballot = opened(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    return ballot


def carried(cast: Cast) -> Ballot:
    ballot = due(cast)
    ballots.settle_ballot(ballot_id=ballot.pk, at=at("2018-07-05 10:00"))
    return ballot


def defeated(cast: Cast) -> Ballot:
    ballot = opened(cast)
    vote(cast, ballot, "FJD", "decline", at("2018-07-03 11:00"))
    vote(cast, ballot, "DAO", "decline", at("2018-07-03 12:00"))
    ballots.settle_ballot(ballot_id=ballot.pk, at=at("2018-07-05 10:00"))
    return ballot


def lapsed(cast: Cast) -> Ballot:
    ballot = opened(cast)
    ballots.settle_ballot(ballot_id=ballot.pk, at=at("2018-09-02 10:00"))
    return ballot


def withdrawn(cast: Cast) -> Ballot:
    ballot = opened(cast)
    return ballots.withdraw_ballot(ballot_id=ballot.pk, because="A mistake.", by=cast.clerk, at=at("2018-07-05 10:00"))


def reported(cast: Cast) -> Ballot:
    return report(cast, "pars-ice-2018", stewardship.add_source(key="R", title="A report", url="", **said(cast)))


def said(cast: Cast) -> dict[str, Any]:
    return {"by": cast.clerk, "at": EIGHT_WEEKS_BEFORE}


def report(cast: Cast, slug: str, source: Any, when: datetime = EIGHT_WEEKS_BEFORE) -> Ballot:
    positions = [ballots.ReportedPosition(cast.seat(code), Position.DECLINE) for code in ("FJD", "DAO")]
    decision = ballots.report_decision(
        slug=slug,
        agreement=cast.agreement,
        term=cast.agreement.terms.first(),
        question=Question.RENEW,
        proposal=RENEW_2018,
        positions=positions,
        reported_on=date(2018, 6, 29),
        sources=[source],
        by=cast.clerk,
        at=when,
    )
    return decision.ballot


IN_JULY, CLOSED, AFTERWARDS = at("2018-07-10 10:00"), at("2018-09-01 00:00"), at("2018-09-03 10:00")
STATES: dict[str, tuple[Callable[[Cast], Ballot], datetime]] = {
    "draft": (drafted, IN_JULY),
    "stale draft": (drafted, CLOSED),
    "open": (opened, IN_JULY),
    "due": (due, IN_JULY),  # the cooling-off is over, and no worker has come by
    "closed": (opened, CLOSED),  # voting is over, and no worker has come by
    "carried": (carried, IN_JULY),
    "defeated": (defeated, IN_JULY),
    "lapsed": (lapsed, AFTERWARDS),
    "withdrawn": (withdrawn, IN_JULY),
    "reported": (reported, IN_JULY),
}


# --- The acts ---


def cast_vote(scene: Scene) -> object:
    return vote(scene.cast, scene.ballot, "PPD", "approve", scene.now)


def change(scene: Scene) -> object:
    return vote(scene.cast, scene.ballot, "FJD", "abstain", scene.now)


def take_back(scene: Scene) -> object:
    cast = scene.cast
    return ballots.withdraw_vote(ballot_id=scene.ballot.pk, seat=cast.seat("FJD"), by=cast.judge, at=scene.now)


def enter_paper(scene: Scene) -> object:
    cast = scene.cast
    return ballots.enter_paper_vote(
        ballot_id=scene.ballot.pk,
        seat=cast.seat("PPD"),
        position=Position.DECLINE,
        reasons="As signed.",
        signed_by=cast.commissioner,
        document=scene.document,
        by=cast.clerk,
        at=scene.now,
    )


def open_it(scene: Scene) -> object:
    return ballots.open_ballot(ballot_id=scene.ballot.pk, by=scene.cast.clerk, at=scene.now)


def amend(scene: Scene) -> object:
    return ballots.amend_ballot(
        ballot_id=scene.ballot.pk,
        proposal=Proposal(date(2018, 9, 1), date(2020, 8, 31)),
        closes_on=date(2018, 8, 30),
        because="Two years.",
        by=scene.cast.clerk,
        at=scene.now,
    )


def withdraw(scene: Scene) -> object:
    return ballots.withdraw_ballot(ballot_id=scene.ballot.pk, because="A mistake.", by=scene.cast.clerk, at=scene.now)


def settle(scene: Scene) -> object:
    return ballots.settle_ballot(ballot_id=scene.ballot.pk, at=scene.now)


def report_anew(scene: Scene) -> object:
    return report(scene.cast, "pars-ice-2018-reported", scene.source, scene.now)


def report_under_its_name(scene: Scene) -> object:
    return report(scene.cast, scene.ballot.slug, scene.source, scene.now)


def cast_by_nobody(scene: Scene) -> object:
    return vote(scene.cast, scene.ballot, "PPD", "approve", scene.now, by=scene.cast.outsider)


def paper_by_an_official(scene: Scene) -> object:
    clerk, scene.cast.clerk = scene.cast.clerk, scene.cast.attorney
    try:
        return enter_paper(scene)
    finally:
        scene.cast.clerk = clerk


def paper_without_document(scene: Scene) -> object:
    scene.document = None  # type: ignore[assignment]
    return enter_paper(scene)


ACTS = {
    act.__name__: act
    for act in (
        cast_vote,
        change,
        take_back,
        enter_paper,
        open_it,
        amend,
        withdraw,
        settle,
        report_anew,
        report_under_its_name,
        cast_by_nobody,
        paper_by_an_official,
        paper_without_document,
    )
}

# What each accepted act may touch: tables that get rows, and the columns of the ballot that change.
BY_A_PERSON = {"Entry", "DoneBy"}  # what an act of a person leaves beside what it changes; the rule's leaves no DoneBy
VOTE = {"Vote"} | BY_A_PERSON
REASONS = {"Reasons"}
DECISION = {"Decision", "Entry", "Ballot.state"}
OF_CARRYING = {"Term", "Deadline"}
OF_ENDING = {"Deadline"}  # the fourth clock: access off
OPENING = {"Ballot.state", "Ballot.opened_at", "BallotSeat", "Deadline"} | BY_A_PERSON
TAKING_BACK = {"Ballot.state", "Ballot.withdrawn_at", "Ballot.withdrawn_because"} | BY_A_PERSON
AMENDING = TAKING_BACK | {"Ballot", "BallotSeat", "Deadline"}
REPORT = {"Ballot", "BallotSeat", "Vote", "Decision"} | BY_A_PERSON
NOTHING: set[str] = set()

not_open, closed, settled, not_seated = (
    refusals.BallotNotOpen,
    refusals.BallotClosed,
    refusals.AlreadySettled,
    refusals.NotSeated,
)
Expected = type[Refused] | set[str]


def everywhere(usual: Expected, but: Mapping[str, Expected] = MappingProxyType({})) -> dict[str, Expected]:
    return {state: but.get(state, usual) for state in STATES}


MATRIX: dict[str, dict[str, Expected]] = {
    "cast_vote": {
        "draft": not_open,
        "stale draft": not_open,
        "open": VOTE,
        "due": VOTE | DECISION | OF_CARRYING,
        "closed": closed,
        "carried": VOTE,
        "defeated": VOTE,
        "lapsed": closed,
        "withdrawn": not_open,
        "reported": not_open,
    },
    "change": {
        "draft": not_open,
        "stale draft": not_open,
        "open": VOTE | REASONS,
        "due": settled,
        "closed": closed,
        "carried": settled,
        "defeated": settled,
        "lapsed": closed,
        "withdrawn": not_open,
        "reported": not_open,
    },
    "take_back": {
        "draft": not_open,
        "stale draft": not_open,
        "open": VOTE,
        "due": settled,
        "closed": closed,
        "carried": settled,
        "defeated": settled,
        "lapsed": closed,
        "withdrawn": not_open,
        "reported": not_open,
    },
    "enter_paper": {
        "draft": not_open,
        "stale draft": not_open,
        "open": VOTE | REASONS,
        "due": VOTE | REASONS | DECISION | OF_CARRYING,
        "closed": closed,
        "carried": VOTE | REASONS,
        "defeated": VOTE | REASONS,
        "lapsed": closed,
        "withdrawn": not_open,
        "reported": not_open,
    },
    "open_it": everywhere(not_open, {"draft": OPENING, "stale draft": Refused}),
    "amend": everywhere(not_open, {"draft": AMENDING, "stale draft": Refused, "open": AMENDING}),
    "withdraw": everywhere(not_open, {"draft": TAKING_BACK, "stale draft": TAKING_BACK, "open": TAKING_BACK}),
    "settle": everywhere(NOTHING, {"due": DECISION | OF_CARRYING, "closed": DECISION | OF_ENDING}),
    "report_anew": everywhere(REPORT),
    "report_under_its_name": everywhere(Refused),
    "cast_by_nobody": everywhere(
        not_seated, {"draft": not_open, "stale draft": not_open, "withdrawn": not_open, "reported": not_open}
    ),
    "paper_by_an_official": everywhere(Refused),
    "paper_without_document": everywhere(Refused),
}


def scene_of(state: str) -> Scene:
    cast = make_cast(cooling_off_hours=24)
    make, now = STATES[state]
    say = {"entered_by": cast.clerk, "entered_at": EIGHT_WEEKS_BEFORE}
    paper = {"title": "Signed ballot", "file_name": "ballot.pdf", "media_type": "application/pdf", "size": 1, "digest": "f" * 64}
    document = Document.objects.create(agreement=cast.agreement, **paper, **say)
    source = stewardship.add_source(key="INQ180727", title="The Inquirer, 27 July 2018", url="", **said(cast))
    return Scene(cast, make(cast), now, document, source)


@pytest.mark.parametrize("state", STATES)
def test_what_each_act_does_in_a_state(state: str) -> None:
    scene, before = scene_of(state), every_row()
    for act in ACTS:
        with undone():
            check(deepcopy(scene), act, state, before)
    assert every_row() == before


def check(scene: Scene, act: str, state: str, before: Rows) -> None:
    expected, where = MATRIX[act][state], f"{act} in the state {state}"
    if isinstance(expected, set):
        ACTS[act](scene)
        assert touched(before, every_row()) == expected, where
    else:
        with pytest.raises(expected) as refusal:
            ACTS[act](scene)
        assert expected is Refused or type(refusal.value) is expected, where
        assert str(refusal.value), f"a refusal says why: {where}"
        assert every_row() == before, where


@pytest.mark.parametrize("fault", AT_THE_DOOR)
def test_the_matrix_finds(fault: str) -> None:
    wrong, act, state = AT_THE_DOOR[fault]
    scene = scene_of(state)
    with planted(wrong), pytest.raises((AssertionError, Failed, Refused, DatabaseError)):
        check(scene, act, state, every_row())


def touched(before: Rows, after: Rows) -> set[str]:
    """Return the tables that got rows, and table.column for what changed in rows that were there. No row ever goes."""
    found = set()
    for label, rows in after.items():
        table = label.partition(".")[2]
        by_pk = {row["id"]: row for row in rows}
        if len(rows) > len(before[label]):
            found.add(table)
        for row in before[label]:
            found |= {f"{table}.{column}" for column, value in row.items() if by_pk[row["id"]][column] != value}
    return found


def test_the_matrix_names_every_act_in_every_state() -> None:
    assert list(MATRIX) == list(ACTS)
    assert all(set(row) == set(STATES) for row in MATRIX.values())
