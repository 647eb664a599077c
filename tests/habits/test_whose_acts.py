"""Whose act it is: each that changes something refuses whoever it is not for, whatever page or command asks."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import governance
from contracts.rule import TheRule
from governance.accounts.models import Role, User
from governance.accounts.refusals import NotTheClerk, the_clerks
from governance.ballots.actions import enter_paper_vote
from governance.ballots.tally import Position
from tests.cast import at, make_cast, make_user, open_ballot
from tests.traces import refused

# Acts that are not the clerk's alone, each with who may do it. What is not listed here refuses everybody but the clerk.
OTHERS = {
    "governance.accounts.actions.letters.choose_letters": "anybody, about their own letters",
    **{
        f"governance.accounts.actions.letting_in.{act}": "the clerk and administrators; tried in test_letting_people_in"
        for act in (
            "invite",
            "invite_again",
            "revoke_invitation",
            "change_person",
            "close_account",
            "open_account_again",
            "reset_second_factor",
        )
    },
    "governance.ballots.actions.voting.cast_vote": "who holds the seat",
    "governance.ballots.actions.voting.withdraw_vote": "who holds the seat",
    "governance.ballots.actions.voting.enter_paper_vote": "the clerk; asked under the ballot's lock, tested below",
    "governance.ballots.actions.settling.write_decision": "nobody: it writes what was decided for acts that asked before",
    "governance.bodies.actions.appointing.record_end": "nobody: it records an end for acts that asked before",
    "governance.bodies.actions.delegating.delegate": "the principal of the seat, and the clerk; tried in test_delegates",
    "governance.bodies.actions.delegating.revoke": "the principal of the seat, and the clerk; tried in test_delegates",
    "governance.bodies.actions.delegating.take_back": "nobody: it ends an appointment for acts that asked before",
    "governance.bodies.actions.principals.principal_for_whom": "the principal of the seat, and the clerk, as of delegate",
    "governance.ledger.actions.append": "nobody: it records the acts of others",
    "governance.record.actions.loading.load": "the clerk whom the document names; each of its acts asks",
}


def acts() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every act of every room that says by whom it is done."""
    for module in pkgutil.walk_packages(governance.__path__, "governance."):
        if ".actions" not in module.name:
            continue
        for name, act in vars(importlib.import_module(module.name)).items():
            is_own = inspect.isfunction(act) and (
                act.__module__ == module.name or act.__module__.startswith("contracts.actions.")
            )
            if is_own and not name.startswith("_") and "by" in inspect.signature(act).parameters:
                yield f"{module.name}.{name}", act


THE_CLERKS = {name: act for name, act in acts() if name not in OTHERS}


def anything(act: Callable[..., Any], by: User) -> dict[str, Any]:
    return dict.fromkeys(inspect.signature(act).parameters) | {"by": by}


def test_every_act_that_is_not_the_clerks_is_there() -> None:
    assert set(OTHERS) <= {name for name, _act in acts()}
    assert len(THE_CLERKS) > 40


@pytest.mark.parametrize("name", THE_CLERKS)
def test_an_act_of_the_clerk_refuses_everybody_else(name: str) -> None:
    for role in (Role.OFFICIAL, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotTheClerk):
            THE_CLERKS[name](**anything(THE_CLERKS[name], User(name="Somebody", role=role)))


def test_an_act_of_the_clerk_is_done_by_the_clerk_or_the_rule() -> None:
    act = the_clerks(lambda *, by: by.role)
    assert act(by=User(role=Role.CLERK)) == "clerk"
    assert act(by=TheRule.after_decision("pars-ice-2018")) == "rule"
    with pytest.raises(NotTheClerk):
        act(by=User(role=Role.CLERK, is_active=False))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_but_the_clerk_enters_papers(role: Role) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    by = make_user("Somebody", role)
    with refused(NotTheClerk):
        enter_paper_vote(
            ballot_id=ballot.pk,
            seat=cast.seat("FJD"),
            position=Position.APPROVE,
            reasons="",
            signed_by=cast.judge,
            document=None,
            by=by,
            at=at("2018-07-10 10:00"),
        )
