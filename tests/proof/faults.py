"""What could be wrong with the rule, one fault for each part of it: a walk that does not find them all proves nothing.

Each is a change of one expression in the real code, put in while a test runs. Where the code has changed so that the fault does
not fit any more, planting it fails, and the fault wants to be said anew.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import pytest

from governance.ballots import judgement, tally
from governance.ballots.actions import opening, reporting, sequence, settling, voting


@dataclass(frozen=True, slots=True)
class Fault:
    """In `function`, `right` reads `wrong`."""

    function: Callable[..., Any]
    right: str
    wrong: str


COUNTING = {
    "an abstention shrinks the body": Fault(
        tally.outlook, ">= rule.needed", ">= max(1, rule.needed * (rule.seats - tally.abstain) // rule.seats)"
    ),
    "a recusal lowers the threshold": Fault(tally.outlook, ">= rule.needed", ">= max(1, rule.needed - tally.recuse)"),
    "a vacancy lowers the threshold": Fault(tally.outlook, ">= rule.needed", ">= max(1, rule.needed - tally.vacant)"),
    "an abstention is an approval": Fault(
        tally.count, "numbers[Position.APPROVE]", "numbers[Position.APPROVE] + numbers[Position.ABSTAIN]"
    ),
    "silence is an approval": Fault(tally.outlook, "tally.approve >= rule", "tally.approve + tally.silent > rule"),
    "a vacancy forecloses": Fault(tally.outlook, "tally.decline >", "tally.decline + tally.vacant >"),
    "an abstention forecloses": Fault(tally.outlook, "tally.decline >", "tally.decline + tally.abstain >"),
    "a recusal forecloses": Fault(tally.outlook, "tally.decline >", "tally.decline + tally.recuse >"),
    "one approval too many is needed": Fault(tally.outlook, "tally.approve >=", "tally.approve >"),
    "one decline too few forecloses": Fault(tally.outlook, "tally.decline >", "tally.decline >="),
    "one decline too many is needed to foreclose": Fault(tally.outlook, "tally.decline >", "tally.decline - 1 >"),
    "a withdrawal is passed over": Fault(
        tally.standing, "for vote in votes}", "for vote in votes if vote.position is not Position.WITHDRAWN}"
    ),
    "a withdrawal stands": Fault(tally.standing, "if vote.position is not Position.WITHDRAWN", ""),
    "the first position stands": Fault(tally.standing, "for vote in votes}", "for vote in reversed(list(votes))}"),
    "a vacated seat's position is dropped": Fault(
        tally.count, "positions = standing(votes)", "positions = {s: v for s, v in standing(votes).items() if s not in vacant}"
    ),
    "a vacant seat is called silent": Fault(tally.count, "vacant=empty", "vacant=0"),
    "a seat that cannot change is asked for its approval": Fault(tally.still_needed, "if seat not in vacant and (", "if ("),
    "too few approvals are asked for": Fault(tally.still_needed, "rule.needed - approvals", "rule.needed - len(positions)"),
}

CLOCK = {
    "a vote at the settling instant counts": Fault(tally.settle, "vote.at >= _ends", "vote.at > _ends"),
    "a late vote counts": Fault(tally.settle, "vote.at >= _ends(became, closes_at, cooling_off)", "vote.at >= closes_at"),
    "the cooling-off restarts on a third approval": Fault(
        tally.settle, "now is not view", "now is not view or (now is Outlook.SECURED and vote.position is Position.APPROVE)"
    ),
    "the cooling-off is not done away with when it opens again": Fault(
        tally.settle, "vote.at if now is not Outlook.OPEN else None", "became or vote.at"
    ),
    "the cooling-off does not restart after it opened again": Fault(
        tally.settle,
        "vote.at if now",
        "next(v.at for n, v in enumerate(counted, 1) if outlook(count(counted[:n], rule), rule) is now) if now",
    ),
    "the closing does not cut the cooling-off": Fault(
        tally._ends, "min(closes_at, became + cooling_off)", "became + cooling_off"
    ),
    "only at closing means at once": Fault(
        tally._ends, "cooling_off is None:", "cooling_off is None and (cooling_off := timedelta()) is None:"
    ),
    "the ballot is still open at its settling instant": Fault(judgement.judge, "settlement.at <= at", "settlement.at < at"),
    "it is settled only when a worker has written so": Fault(
        judgement.judge, "settlement.at <= at", "ballot.state != State.OPEN"
    ),
    "a vote at the closing instant is taken": Fault(voting._standing, "at >= ballot.closes_at", "at > ballot.closes_at"),
    "the decision has the worker's time": Fault(settling.write_decision, "settled_at=judgement.settled_at", "settled_at=at"),
    "the last day is over before its end": Fault(judgement.judge, "min(local_day(", "max(local_day("),
    "an act reaches back before the one before it": Fault(sequence.in_sequence, "return max(", "return min("),
}

ACTS = {
    "a withdrawal after settling is taken": Fault(voting.withdraw_vote, "if standing.judgement.is_settled", "if False"),
    "a change after settling is taken": Fault(voting._refuse_late, "if has_spoken", "if False"),
    "a seat adds two late positions": Fault(voting._refuse_late, "for vote in standing.judgement.late", "for vote in ()"),
    "a late position comes before the decision": Fault(
        voting._speak,
        "_refuse_late(standing, seat)\n        write_decision_if_due(ballot, at=standing.at)",
        "_refuse_late(standing, seat)",
    ),
    "the act that settles it does not write the decision": Fault(
        voting._speak, "voice)\n    write_decision_if_due(ballot, at=standing.at)", "voice)"
    ),
    "a ballot is decided again": Fault(settling.write_decision_if_due, "ballot.state != State.OPEN", "False"),
    "a settled ballot is withdrawn": Fault(opening.withdraw_ballot, "or judge(ballot, at=at).is_settled", ""),
    "a withdrawn ballot takes votes": Fault(voting._standing, "if ballot.state == State.WITHDRAWN", "if False"),
    "a delegate overrides the principal": Fault(
        voting._refuse_delegate_over_principal, "if spoken_by_principal and", "if False and"
    ),
    "a principal cannot replace the delegate": Fault(
        voting._refuse_delegate_over_principal, "if spoken_by_principal and not standing.appointment.is_principal", "if vote"
    ),
    "one person speaks for two seats": Fault(voting._refuse_second_voice, "if other is not None", "if False"),
    "an ended appointment still speaks": Fault(
        voting.appointment_of, "Appointment.objects.held_on(day).speaking_about", "Appointment.objects.speaking_about"
    ),
    "anybody speaks": Fault(voting.appointment_of, "filter(user=user, seat=seat,", "filter(seat=seat,"),
    "a holder speaks for every seat": Fault(voting.appointment_of, "filter(user=user, seat=seat,", "filter(user=user,"),
    "a vote falls with its appointment": Fault(
        judgement.judge,
        "if vote.cast_at is None or vote.cast_at <= at",
        "if vote.appointment.ends_on is None or vote.appointment.ends_on >= local_day(at, ballot.time_zone)",
    ),
    "the key of a form is passed over": Fault(voting._sent_before, "if voice.key", "if False"),
    "the digest is not compared": Fault(voting._speak, "if text_digest != ballot.text_digest", "if False"),
    "reasons are not asked for": Fault(voting._speak, "and not reasons", "and False"),
    "there need be nothing to withdraw": Fault(
        voting.withdraw_vote, "if seat.code not in standing.judgement.standing", "if False"
    ),
    "the votes of a seat are not numbered on": Fault(voting._record, "or 0) + 1", "and 0 or 0) + 1"),
}

FAULTS = COUNTING | CLOCK | ACTS  # what the walk must find

# What the matrix must find, with the act and the state where it shows: rules that no walk over votes can meet.
AT_THE_DOOR = {
    "anybody enters papers": (Fault(voting.enter_paper_vote, "if not by.is_clerk", "if False"), "paper_by_an_official", "open"),
    "a paper vote needs no paper": (
        Fault(voting.enter_paper_vote, "if document is None or document.agreement_id != ballot.agreement_id", "if False"),
        "paper_without_document",
        "open",
    ),
    "a draft takes votes": (Fault(voting._standing, "if ballot.state == State.DRAFT or", "if"), "cast_vote", "draft"),
    "what is open is opened again": (
        Fault(opening.open_ballot, "if ballot.state != State.DRAFT or ballot.is_reported", "if False"),
        "open_it",
        "open",
    ),
    "a draft opens after its closing": (
        Fault(opening.open_ballot, "_refuse_closing(ballot.last_day, ballot.term, ballot.body, at=at)", "pass"),
        "open_it",
        "stale draft",
    ),
    "a decision is reported under a taken name": (
        Fault(reporting.report_decision, "if Ballot.objects.filter(slug=slug).exists()", "if False"),
        "report_under_its_name",
        "open",
    ),
    "an amendment that is refused has withdrawn the ballot": (
        Fault(opening.amend_ballot, "@transaction.atomic", ""),
        "amend",
        "stale draft",
    ),
    "a tick that finds nothing writes": (
        Fault(
            settling.write_decision_if_due, "judgement = judge(ballot, at=at)", "judgement = judge(ballot, at=ballot.closes_at)"
        ),
        "settle",
        "open",
    ),
}


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """Let every module of the ballots use the function with the fault in it."""
    original = fault.function
    source = dedent(inspect.getsource(inspect.unwrap(original)))
    assert source.count(fault.right) == 1, f"the fault does not fit {original.__qualname__} any more: {fault.right}"
    made: dict[str, Any] = {}
    module = sys.modules[original.__module__]
    exec(source.replace(fault.right, fault.wrong), module.__dict__, made)  # it is this file's own text
    with pytest.MonkeyPatch.context() as patch:
        for name, room in list(sys.modules.items()):
            if name.startswith("governance.ballots"):
                for attribute, value in list(vars(room).items()):
                    if value is original:
                        patch.setattr(room, attribute, made[original.__name__])
        yield
