"""The form of a file offers the words that the register knows, and no others: the pure modules cannot ask it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import pytest

from contracts import models as register
from governance.ballots.models import Question
from governance.ballots.tally import Position
from governance.bodies.models import Capacity
from governance.followups.obligations import Duty
from governance.record import agreements, entries, foundations, history, rounds, values


def field(model: type[entries.Entry], name: str) -> Iterable[str]:
    return get_args(model.model_fields[name].annotation)


@pytest.mark.parametrize(
    ("offered", "known"),
    [
        (get_args(entries.LabelName), register.Label.values),
        (get_args(history.EventName), register.EventKind.values),
        (get_args(history.StatementName), register.StatementKind.values),
        (get_args(rounds.PeriodName), register.FeePeriod.values),
        (get_args(rounds.QuestionName), Question.values),
        (get_args(rounds.DutyName), list(Duty)),
        (get_args(rounds.PositionName), set(Position) - {Position.WITHDRAWN}),
        (values.CURRENCIES, register.CURRENCIES),
        (field(foundations.Element, "sensitivity"), register.Sensitivity.values),
        (field(foundations.Appointment, "capacity"), Capacity.values),
        (field(agreements.Term, "basis"), register.Basis.values),
        (field(agreements.Sharing, "sharing"), register.Sharing.values),
        (field(agreements.Agreement, "default_outcome"), register.DefaultOutcome.values),
    ],
)
def test_the_file_offers_what_the_register_knows(offered: Iterable[str], known: Iterable[str]) -> None:
    assert sorted(offered) == sorted(known)
