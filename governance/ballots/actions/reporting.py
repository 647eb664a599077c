"""Entering a decision that was taken elsewhere, or before there was a register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import Agreement, Label, Source, Term
from contracts.plain_text import plain_text
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ballots import tally
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Decision, Question, Reasons, Vote, VoteBasis
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Outcome, Position
from governance.bodies.models import Seat
from governance.ledger import actions as ledger
from governance.ledger.merkle import commitment, new_salt

from .asking import plain
from .opening import body_of, copy_seats
from .settling import write_decision


@dataclass(frozen=True, slots=True)
class ReportedPosition:
    """The position that sources report of a seat. Nobody recorded when it was cast, so it has no instant and no appointment."""

    seat: Seat
    position: Position
    reasons: str = ""
    sources: tuple[Source, ...] = ()


@the_clerks
@transaction.atomic
def report_decision(
    *,
    slug: str,
    agreement: Agreement,
    term: Term,
    question: Question,
    proposal: Proposal,
    positions: Sequence[ReportedPosition],
    reported_on: date,
    sources: Iterable[Source],
    label: str = Label.FACT,
    remark: str = "",
    new_term: Term | None = None,
    effective_on: date | None = None,
    by: User,
    at: datetime,
) -> Decision:
    """Enter a decision as its sources report it. Its outcome is computed by the tally; no digest or instant is invented for it.

    Raises Refused without sources, under a taken slug, for two positions of one seat, for a seat that is not the body's, for
    a term that would end before it starts, and for a text that must not stand on record.
    """
    sources, proposal = tuple(sources), plain(proposal)
    if not sources:
        raise Refused(_("A reported decision names its sources. Choose at least one."), field="sources")
    if Ballot.objects.filter(slug=slug).exists():
        raise Refused(_("%(slug)s is the name of another ballot. Choose another.") % {"slug": slug}, field="slug")
    if proposal.starts_on is not None and proposal.ends_on < proposal.starts_on:
        raise Refused(_("The term would end before it starts. Choose a later last day."), field="ends_on")
    body = body_of(agreement)
    if len({row.seat.pk for row in positions}) < len(positions):
        raise Refused(_("A seat has one position."), field="positions")
    for row in positions:
        if row.seat.body_id != body.pk:
            raise Refused(_("%(seat)s is not a seat of this body.") % {"seat": row.seat.name}, field="positions")
        if row.seat.ends_on is not None:
            sentence = _("%(seat)s is a seat of this body no more, and a decision is entered with the seats that stand.")
            raise Refused(sentence % {"seat": row.seat.name}, field="positions")
    ballot = Ballot.objects.create(
        slug=slug,
        agreement=agreement,
        body=body,
        term=term,
        question=question,
        is_reported=True,
        proposal=proposal.as_json(),
        text="",
        text_digest="",
        rule_seats=body.rule_seats,
        rule_needed=body.rule_needed,
        cooling_off_hours=body.cooling_off_hours,
        time_zone=body.time_zone,
        drafted_by=by,
        drafted_at=at,
    )
    copy_seats(ballot)
    for row in positions:
        _record_reported(ballot, row, reported_on, by=by, at=at)
    return _conclude(ballot, reported_on, sources, label, remark, new_term, effective_on, by, at)


def _record_reported(ballot: Ballot, row: ReportedPosition, reported_on: date, *, by: User, at: datetime) -> None:
    salt, reasons = new_salt(), plain_text(row.reasons, field="reasons")
    facts = {
        "seat": row.seat.code,
        "number": 1,
        "position": str(row.position),
        "basis": "reported",
        "reported_on": reported_on.isoformat(),
        "sources": [source.key for source in row.sources],
    }
    entry = ledger.append(kind="vote.reported", subject=ballot.slug, facts=facts, actor=by.role, by=by, at=at)
    vote = Vote.objects.create(
        ballot=ballot,
        seat=row.seat,
        number=1,
        position=str(row.position),
        basis=VoteBasis.REPORTED,
        entered_by=by,
        reported_on=reported_on,
        reasons_digest=commitment(reasons, salt) if reasons else "",
        leaf_hash=entry.leaf_hash,
    )
    vote.sources.set(row.sources)
    if reasons:
        Reasons.objects.create(vote=vote, text=reasons, salt=salt)


def _conclude(
    ballot: Ballot,
    reported_on: date,
    sources: tuple[Source, ...],
    label: str,
    remark: str,
    new_term: Term | None,
    effective_on: date | None,
    by: User,
    at: datetime,
) -> Decision:
    ballot.report(str(_outcome(ballot)))
    ballot.save(update_fields=["state"])
    decision = write_decision(
        ballot,
        judge(ballot, at=at),
        at=at,
        reported_on=reported_on,
        effective_on=effective_on,
        new_term=new_term,
        by=by,
        label=label,
        remark=plain_text(remark, field="remark"),
    )
    decision.sources.set(sources)
    return decision


def _outcome(ballot: Ballot) -> Outcome:
    return tally.outcome([vote.as_cast() for vote in ballot.votes.select_related("seat", "appointment")], ballot.rule)
