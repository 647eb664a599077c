"""The same rounds on the database: the same acts, through the real actions with all that hangs on them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from contracts.deadlines import start_of_day
from contracts.models import Document
from governance.ballots import actions as ballots
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Decision, Vote
from governance.ballots.tally import Position
from governance.bodies import actions as bodies
from governance.bodies.models import Appointment, Capacity
from governance.ledger.models import Entry
from tests.cast import Cast, make_cast, make_user
from tests.cast import open_ballot as open_renewal

from .memory import OPENED_ON, ZONE, view_of
from .model import Act, Holding, Round, Speak, TakeBack, Tick, View, Wait, Withdraw


class House:
    """One round, open, in the database. What `Stage` is in memory."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.opening = start_of_day(OPENED_ON, ZONE)
        self.step = timedelta(hours=24 // round_.day)
        hours = None if round_.cooling is None else round_.cooling * 24 // round_.day
        self.cast: Cast = make_cast(cooling_off_hours=hours)
        self.people = {
            "judge": self.cast.judge,
            "commissioner": self.cast.commissioner,
            "attorney": self.cast.attorney,
            "outsider": self.cast.outsider,
        }
        Appointment.objects.all().delete()
        for row in round_.holdings:
            self.seat(row)
        self.document = Document.objects.create(
            agreement=self.cast.agreement,
            title="Signed ballot",
            file_name="ballot.pdf",
            media_type="application/pdf",
            size=1,
            digest="f" * 64,
            entered_by=self.cast.clerk,
            entered_at=self.opening,
        )
        last_day = OPENED_ON + timedelta(days=round_.closes // round_.day - 1)
        self.ballot_id = open_renewal(self.cast, opened_at=self.opening, closes_on=last_day).pk
        self.digest = self.ballot.text_digest

    def seat(self, row: Holding) -> None:
        """Appoint a person as `row` says."""
        if row.person not in self.people:
            self.people[row.person] = make_user(f"The {row.person}")
        bodies.appoint(
            seat=self.cast.seat(row.seat),
            user=self.people[row.person],
            capacity=Capacity.PRINCIPAL if row.is_principal else Capacity.DELEGATE,
            starts_on=OPENED_ON + timedelta(days=row.first),
            ends_on=None if row.last is None else OPENED_ON + timedelta(days=row.last),
            by=self.cast.clerk,
            at=self.opening,
        )

    def unseat(self, row: Holding, day: int) -> None:
        """End an appointment with this day."""
        capacity = Capacity.PRINCIPAL if row.is_principal else Capacity.DELEGATE
        held = Appointment.objects.get(
            user=self.people[row.person],
            seat__code=row.seat,
            capacity=capacity,
            starts_on=OPENED_ON + timedelta(days=row.first),
        )
        bodies.end_appointment(
            appointment=held, ends_on=OPENED_ON + timedelta(days=day), by=self.cast.clerk, at=self.at(day * self.round.day)
        )

    @property
    def ballot(self) -> Ballot:
        return Ballot.objects.get(pk=self.ballot_id)

    @property
    def votes(self) -> list[Vote]:
        return list(Vote.objects.filter(ballot=self.ballot_id).select_related("seat", "appointment").order_by("pk"))

    @property
    def decisions(self) -> list[Decision]:
        return list(Decision.objects.filter(ballot=self.ballot_id))

    def entries(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what the ledger says of the ballot, in order."""
        bodies_ = Entry.objects.filter(subject=self.ballot.slug).order_by("pk").values_list("kind", "body")
        return [(kind, json.loads(body)["facts"]) for kind, body in bodies_]

    def at(self, step: int) -> datetime:
        """Return the instant of a step."""
        return self.opening + step * self.step

    def step_of(self, at: datetime) -> float:
        return (at - self.opening) / self.step

    def view(self, step: int) -> View:
        return view_of(judge(self.ballot, at=self.at(step)), self.step_of)

    def do(self, act: Act, step: int, *, key: str | None = None) -> Any:
        """Let somebody act at `step`; raises what the real action refuses."""
        at = self.at(step)
        if isinstance(act, Wait):
            return None
        if isinstance(act, Tick):
            return list(ballots.settle_due(at=at))
        if isinstance(act, Withdraw):
            return ballots.withdraw_ballot(ballot_id=self.ballot_id, because="A mistake.", by=self.cast.clerk, at=at)
        seat, by = self.cast.seat(act.seat), self.people[act.person]
        if isinstance(act, TakeBack):
            return ballots.withdraw_vote(ballot_id=self.ballot_id, seat=seat, by=by, at=at, key=key)
        assert isinstance(act, Speak)
        reasons = "" if act.slip == "no reasons" or act.position == "approve" else "Reasons."
        given: dict[str, Any] = {"seat": seat, "position": Position(act.position), "reasons": reasons, "at": at, "key": key}
        if act.slip == "paper":
            given |= {"signed_by": by, "document": self.document, "by": self.cast.clerk}
            return ballots.enter_paper_vote(ballot_id=self.ballot_id, **given)
        text_digest = "0" * 64 if act.slip == "old text" else self.digest
        return ballots.cast_vote(ballot_id=self.ballot_id, text_digest=text_digest, by=by, **given)
