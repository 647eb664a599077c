"""Entering what the body was asked: decisions as reported, illustrative ballots with their votes, and what followed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from contracts.models import Agreement as AgreementRow
from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal, ProposedFee
from governance.ballots.tally import Position
from governance.followups import actions as followups
from governance.followups.obligations import Duty
from governance.record.agreements import Agreement
from governance.record.days import Moment
from governance.record.rounds import FollowUp, ReportedDecision, SampleBallot, SampleVote
from governance.record.rounds import Proposal as ProposalEntry

from .work import Act, Here, Work


def enter_rounds(work: Work, number: int, entry: Agreement, agreement: AgreementRow, here: Here) -> None:
    """Enter the decisions, ballots and follow-ups of an agreement, in that order."""
    for place, decision in enumerate(entry.decisions):
        with work.item("agreements", number, "decisions", place):
            _report(work, entry, decision, agreement, here)
    for place, ballot in enumerate(entry.ballots):
        with work.item("agreements", number, "ballots", place):
            _hold_ballot(work, entry, ballot, agreement, here, path=("agreements", number, "ballots", place))
    for place, follow_up in enumerate(entry.follow_ups):
        with work.item("agreements", number, "follow_ups", place):
            _confirm(work, entry, follow_up, here)


def _report(work: Work, entry: Agreement, item: ReportedDecision, agreement: AgreementRow, here: Here) -> None:
    body = work.find("body", entry.system)
    seats = {seat.code: seat for seat in body.seats.all()}
    positions = [
        ballots.ReportedPosition(seats[row.seat], Position(row.position), row.reasons, tuple(work.sources(row.sources)))
        for row in item.positions
    ]
    ballots.report_decision(
        slug=item.slug,
        agreement=agreement,
        term=work.find("term", entry.slug, item.term),
        question=Question(item.question),
        proposal=_proposal(item.proposal, here),
        positions=positions,
        reported_on=here.day(item.reported_on),
        effective_on=here.day_if(item.effective_on),
        new_term=work.find("term", entry.slug, item.new_term) if item.new_term else None,
        **work.facts(item),
        **work.act,
    )
    work.added["decisions"] += 1
    work.added["votes"] += len(positions)


def _proposal(item: ProposalEntry, here: Here) -> Proposal:
    fee = ProposedFee(str(item.fee.amount), item.fee.currency, item.fee.period) if item.fee else None
    return Proposal(
        starts_on=here.day_if(item.starts_on),
        ends_on=here.day(item.ends_on),
        fee=fee,
        shared=item.shared,
        withheld=item.withheld,
        conditions=item.conditions,
    )


def _hold_ballot(
    work: Work, entry: Agreement, item: SampleBallot, agreement: AgreementRow, here: Here, *, path: tuple[str | int, ...]
) -> None:
    """Open the ballot and cast its votes at their moments, and settle it if it is due by now."""
    opened: Act = {"by": work.by, "at": _past(work, item.opens_at, here, field="opens_at")}
    draft = ballots.draft_ballot(
        agreement=agreement,
        question=Question(item.question),
        proposal=_proposal(item.proposal, here),
        closes_on=here.day(item.closes_on),
        term=work.find("term", entry.slug, item.term),
        **opened,
    )
    ballot = ballots.open_ballot(ballot_id=draft.pk, **opened)
    for place, vote in sorted(enumerate(item.votes), key=lambda row: row[1].at.at(here.today, here.zone)):
        with work.item(*path, "votes", place):
            _cast(work, ballot, vote, here)
    work.added["ballots"] += 1
    if ballots.settle_ballot(ballot_id=ballot.pk, at=work.at) is not None:
        work.added["decisions"] += 1


def _cast(work: Work, ballot: Ballot, vote: SampleVote, here: Here) -> None:
    ballots.cast_vote(
        ballot_id=ballot.pk,
        seat=ballot.body.seats.get(code=vote.seat),
        position=Position(vote.position),
        reasons=vote.reasons,
        text_digest=ballot.text_digest,
        by=work.find("person", vote.person),
        at=_past(work, vote.at, here, field="at"),
    )
    work.added["votes"] += 1


def _past(work: Work, moment: Moment, here: Here, *, field: str) -> datetime:
    at = moment.at(here.today, here.zone)
    if at > work.at:
        raise Refused(_("This moment has not come yet."), field=field)
    return at


def _confirm(work: Work, entry: Agreement, item: FollowUp, here: Here) -> None:
    cited = "; ".join(source.title for source in work.sources(item.sources))
    evidence = f"{item.evidence} ({cited})" if cited else item.evidence
    term = work.find("term", entry.slug, item.term)
    followups.confirm(term=term, duty=Duty(item.duty), done_on=here.day(item.done_on), evidence=evidence, **work.act)
    work.added["follow-ups"] += 1
