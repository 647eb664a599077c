"""Writing down that a ballot has settled, and what follows from it in the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import Agreement, Basis, DeadlineKind, FeePeriod, Sharing, Term, term_cause
from contracts.refusals import Refused
from contracts.rule import TheRule
from governance.accounts.models import User
from governance.ballots.judgement import Judgement, judge
from governance.ballots.models import Ballot, Decision, Question, State
from governance.ballots.proposal import Proposal, ProposedFee
from governance.ballots.tally import Outcome
from governance.ledger import actions as ledger
from governance.stewardship import actions as stewardship


@transaction.atomic
def settle_ballot(*, ballot_id: int, at: datetime) -> Decision | None:
    """Write the decision of a ballot that has settled as of `at`; None if it has not. Doing it again changes nothing."""
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    return write_decision_if_due(ballot, at=at)


def settle_due(*, at: datetime) -> Iterator[Decision]:
    """Settle every open ballot that is due, each in a transaction of its own, and yield the decisions as they are written."""
    for ballot_id in Ballot.objects.filter(state=State.OPEN).order_by("closes_at").values_list("pk", flat=True):
        decision = settle_ballot(ballot_id=ballot_id, at=at)
        if decision is not None:
            yield decision


def write_decision_if_due(ballot: Ballot, *, at: datetime) -> Decision | None:
    """Write the decision of a locked, open ballot if it has settled as of `at`. The caller holds the ballot's row."""
    if ballot.state != State.OPEN:
        return None
    judgement = judge(ballot, at=at)
    if not judgement.is_settled or judgement.outcome is None or judgement.settled_at is None:
        return None
    {Outcome.CARRIED: ballot.carry, Outcome.DEFEATED: ballot.defeat, Outcome.LAPSED: ballot.lapse}[judgement.outcome]()
    ballot.save(update_fields=["state"])
    effective_on = _effective_on(ballot, judgement.outcome)
    new_term, remark = _take_effect(ballot, judgement, at=at)
    if ballot.ends_access_if(judgement.outcome) and effective_on is not None:
        _store_access_off(ballot, effective_on, at=at)
    label = ballot.term.label
    return write_decision(ballot, judgement, effective_on=effective_on, new_term=new_term, label=label, remark=remark, at=at)


def write_decision(
    ballot: Ballot,
    judgement: Judgement,
    *,
    at: datetime,
    reported_on: date | None = None,
    effective_on: date | None = None,
    new_term: Term | None = None,
    by: User | None = None,
    label: str = "fact",
    remark: str = "",
) -> Decision:
    """Write the one decision of a ballot, with the votes as counted, and its ledger entry.

    `by` is who reports a decision taken elsewhere; a ballot of our own is settled by the rule.
    """
    assert judgement.outcome is not None
    numbers = judgement.tally
    counts = {name: getattr(numbers, name) for name in ("approve", "decline", "abstain", "recuse", "silent", "vacant")}
    positions = _positions(judgement)
    facts = {
        "outcome": str(judgement.outcome),
        "tally": counts,
        "rule": {"seats": ballot.rule_seats, "needed": ballot.rule_needed},
        "positions": [{"seat": row["seat"], "position": row["position"]} for row in positions],
        "settled_at": judgement.settled_at and judgement.settled_at.isoformat(),
        "reported_on": reported_on and reported_on.isoformat(),
        "text_digest": ballot.text_digest,
    }
    kind = "decision.reported" if ballot.is_reported else "decision.settled"
    entry = ledger.append(kind=kind, subject=ballot.slug, facts=facts, actor=by.role if by else "rule", by=by, at=at)
    return Decision.objects.create(
        ballot=ballot,
        outcome=judgement.outcome,
        positions=positions,
        settled_at=judgement.settled_at,
        reported_on=reported_on,
        effective_on=effective_on,
        recorded_at=at,
        new_term=new_term,
        leaf_hash=entry.leaf_hash,
        label=label,
        remark=remark,
        **counts,
    )


def _positions(judgement: Judgement) -> list[dict[str, object]]:
    votes = {code: vote.pk for code, vote in judgement.standing.items()}
    return [{"seat": code, "position": position, "vote": votes.get(code)} for code, position in judgement.positions.items()]


def _effective_on(ballot: Ballot, outcome: Outcome) -> date | None:
    """Return the day from which the decision is felt: the new term's first day, or the last day of access."""
    proposal = Proposal.from_json(ballot.proposal)
    if ballot.asks_to_renew:
        return proposal.starts_on if outcome is Outcome.CARRIED else ballot.term.ends_on
    return proposal.ends_on if outcome is Outcome.CARRIED else None


def _store_access_off(ballot: Ballot, on: date, *, at: datetime) -> None:
    """Enter the fourth clock: the last day of access, as this ballot decided it. An early end has stored its own."""
    if ballot.question == Question.END_EARLY or Agreement.objects.filter(pk=ballot.agreement_id, ended_early_on__lt=on).exists():
        return
    stewardship.enter_deadline(
        agreement=ballot.agreement,
        kind=DeadlineKind.ACCESS_OFF,
        cause=term_cause(ballot.term.starts_on),
        on=on,
        clause="",
        by=_rule_of(ballot),
        at=at,
    )


def _rule_of(ballot: Ballot) -> TheRule:
    """Return who does what a decision brings about: no person, but the rule."""
    return TheRule.after_decision(ballot.slug)


def _take_effect(ballot: Ballot, judgement: Judgement, *, at: datetime) -> tuple[Term | None, str]:
    """Change the register as a carried ballot says. Returns the new term, if one begins, and a remark where it could not."""
    proposal = Proposal.from_json(ballot.proposal)
    if judgement.outcome is not Outcome.CARRIED:
        return None, ""
    if ballot.question == Question.END_EARLY:
        stewardship.end_early(agreement=ballot.agreement, ended_early_on=proposal.ends_on, by=_rule_of(ballot), at=at)
    if not ballot.asks_to_renew:
        return None, ""
    try:
        with transaction.atomic():
            return _begin_new_term(ballot, proposal, at=at), ""
    except Refused as refusal:
        # The votes are what they are: the decision is written all the same, and says what the register could not take.
        return None, _("The new term could not be begun: %(reason)s") % {"reason": refusal}


def _begin_new_term(ballot: Ballot, proposal: Proposal, *, at: datetime) -> Term:
    assert proposal.starts_on is not None, "a renewal proposes its first day"
    by, label = _rule_of(ballot), ballot.term.label
    term = stewardship.begin_term(
        agreement=ballot.agreement,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        basis=Basis.DECISION,
        label=label,
        by=by,
        at=at,
    )
    for fee in _fees_of(ballot, proposal):
        amount, currency, period = Decimal(fee.amount), fee.currency, fee.period
        stewardship.add_fee(term=term, amount=amount, currency=currency, period=period, label=label, by=by, at=at)
    if ballot.question == Question.AMEND:
        _change_elements(ballot, proposal, term, at=at)
    return term


def _fees_of(ballot: Ballot, proposal: Proposal) -> list[ProposedFee]:
    """Return the fees of the new term: the one proposed, or for a renewal as it is those that recur in the old one."""
    if proposal.fee is not None:
        return [proposal.fee]
    recurring = ballot.term.fees.exclude(period=FeePeriod.ONE_OFF) if ballot.question == Question.RENEW else ()
    return [ProposedFee(str(fee.amount), fee.currency, fee.period) for fee in recurring]


def _change_elements(ballot: Ballot, proposal: Proposal, term: Term, *, at: datetime) -> None:
    """Share or withhold, from the new term's first day, each element that the carried text names otherwise than it stood."""
    agreement = ballot.agreement
    stood = {
        row.element.name: row.sharing for row in agreement.element_sharings.select_related("element").order_by("since_on", "pk")
    }
    elements = {element.name: element for element in agreement.system.elements.all()}
    wanted = dict.fromkeys(proposal.shared, Sharing.SHARED) | dict.fromkeys(proposal.withheld, Sharing.WITHHELD)
    for name, sharing in wanted.items():
        if name in elements and stood.get(name) != sharing:
            stewardship.share_element(
                agreement=agreement,
                element=elements[name],
                sharing=sharing,
                since_on=term.starts_on,
                label=term.label,
                by=_rule_of(ballot),
                at=at,
            )
