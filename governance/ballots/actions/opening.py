"""Putting a question to the body, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import end_of_day, local_day
from contracts.models import Agreement, DeadlineKind, Term
from contracts.plain_text import one_line
from contracts.refusals import Refused
from contracts.rule import TheRule
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ballots.judgement import judge
from governance.ballots.models import ABOUT_THE_END, Ballot, BallotSeat, Question, State
from governance.ballots.proposal import Parties, Proposal, digest, render
from governance.ballots.refusals import BallotNotOpen
from governance.ballots.rounds import address_of
from governance.bodies.models import Body
from governance.ledger import actions as ledger
from governance.stewardship import actions as stewardship

from .asking import plain, refuse_proposal, refuse_question
from .sequence import in_sequence
from .settling import write_decision_if_due


@the_clerks
@transaction.atomic
def draft_ballot(
    *,
    agreement: Agreement,
    question: Question,
    proposal: Proposal,
    closes_on: date,
    term: Term | None = None,
    by: User | TheRule,
    at: datetime,
) -> Ballot:
    """Draft a ballot about `term`, by default the one running on the body's local day of `at`. Nobody is told yet.

    `closes_on` is the last day of voting in the body's zone. Of two drafts at once the second waits for the first. Raises
    Refused with the field that is wrong.
    """
    take(agreement.pk, at=at)
    body = body_of(agreement)
    term = term or agreement.term_on(local_day(at, body.time_zone))
    if term is None:
        raise Refused(_("No term of this agreement is on record, so there is nothing to decide about. Enter its term first."))
    refuse_question(agreement, question, term)
    proposal = plain(proposal)
    refuse_proposal(question, proposal, term, closes_on)
    _refuse_closing(closes_on, term, body, at=at)
    text = render(question, proposal, parties_of(agreement, body))
    return Ballot.objects.create(
        slug=_free_address(agreement, question, term),
        agreement=agreement,
        body=body,
        term=term,
        question=question,
        proposal=proposal.as_json(),
        text=text,
        text_digest=digest(question, proposal, text),
        rule_seats=body.rule_seats,
        rule_needed=body.rule_needed,
        cooling_off_hours=body.cooling_off_hours,
        time_zone=body.time_zone,
        closes_on=closes_on,
        closes_at=end_of_day(closes_on, body.time_zone),
        drafted_by=_person(by),
        drafted_at=at,
    )


def body_of(agreement: Agreement) -> Body:
    """Return the body that decides about the agreement's system; raises Refused where none does."""
    body = Body.objects.deciding_about(agreement)
    if body is None:
        raise Refused(_("No body decides for %(system)s yet. Found one first, under Bodies.") % {"system": agreement.system})
    return body


def parties_of(agreement: Agreement, body: Body) -> Parties:
    """Return the names that stand in the text of a ballot."""
    return Parties(agreement.title, agreement.system.name, agreement.recipient.name, body.name)


def _refuse_closing(closes_on: date, term: Term, body: Body, *, at: datetime) -> None:
    if closes_on > term.ends_on:
        sentence = _("Voting cannot go on after the term ends on %(day)s. Choose that day or an earlier one.")
        raise Refused(sentence % {"day": date_format(term.ends_on)}, field="closes_on")
    if end_of_day(closes_on, body.time_zone) <= at:
        raise Refused(_("The closing day has passed. Choose today or a later day."), field="closes_on")


def _free_address(agreement: Agreement, question: Question, term: Term) -> str:
    taken = set(Ballot.objects.filter(slug__startswith=f"{agreement.slug}-").values_list("slug", flat=True))
    return address_of(agreement.slug, question, term.ends_on, taken=taken)


def _person(by: User | TheRule) -> User | None:
    """Return who acted; None where it was the rule."""
    return by if isinstance(by, User) else None


def take(agreement_id: int, *, at: datetime) -> None:
    """Take the rows that asking about an agreement hangs on, and write down what has settled there, so that one asks at a time.

    The open ballots come before the agreement: a ballot that settles takes its own row, and then the agreement's.
    """
    for ballot in _open_about(agreement_id):
        _settled_meanwhile(ballot, at=at)
    Agreement.objects.select_for_update().get(pk=agreement_id)


@the_clerks
@transaction.atomic
def open_ballot(*, ballot_id: int, by: User | TheRule, at: datetime) -> Ballot:
    """Open a draft: the rule, the cooling-off, the zone and the seats of this moment are fixed on it; its closing is a deadline.

    Raises BallotNotOpen if it is no draft, and Refused if its closing has passed, the same question is open already, its days are
    not those of the term any more, or another body has come to decide since.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    if ballot.state != State.DRAFT or ballot.is_reported:
        raise BallotNotOpen(_("Only a draft can be opened. The ballot's page says how it stands."))
    _refuse_closing(ballot.last_day, ballot.term, ballot.body, at=at)
    still_open = [rival for rival in _open_about(ballot.agreement_id) if not _settled_meanwhile(rival, at=at)]
    if any(_is_rival(ballot, rival) for rival in still_open):
        raise Refused(_("This question is open already; withdraw that ballot first."), field="question")
    # Locked and read anew: what has just been settled may have ended it, and its term may have been corrected.
    ballot.agreement = Agreement.objects.select_for_update().get(pk=ballot.agreement_id)
    ballot.term.refresh_from_db()
    refuse_question(ballot.agreement, Question(ballot.question), ballot.term)
    refuse_proposal(Question(ballot.question), Proposal.from_json(ballot.proposal), ballot.term, ballot.last_day)
    body = Body.objects.held().get(pk=body_of(ballot.agreement).pk)
    if body != ballot.body:
        sentence = _("%(body)s decides about %(system)s now. Withdraw this draft, and begin another.")
        raise Refused(sentence % {"body": body.name, "system": ballot.agreement.system})
    ballot.open(
        rule_seats=body.rule_seats,
        rule_needed=body.rule_needed,
        cooling_off_hours=body.cooling_off_hours,
        time_zone=body.time_zone,
        closes_at=end_of_day(ballot.last_day, body.time_zone),
        opened_at=at,
    )
    ballot.save()
    copy_seats(ballot)
    stewardship.enter_deadline(
        agreement=ballot.agreement,
        kind=DeadlineKind.BALLOT_CLOSING,
        cause=closing_cause(ballot),
        on=ballot.last_day,
        clause="",
        by=by,
        at=at,
    )
    facts = {
        "question": ballot.question,
        "rule": {"seats": ballot.rule_seats, "needed": ballot.rule_needed},
        "closes_on": ballot.last_day.isoformat(),
        "zone": ballot.time_zone,
        "text_digest": ballot.text_digest,
    }
    ledger.append(kind="ballot.opened", subject=ballot.slug, facts=facts, actor=by.role, by=_person(by), at=at)
    return ballot


def _open_about(agreement_id: int) -> QuerySet[Ballot]:
    """Return the open ballots about an agreement, locked in one order."""
    return Ballot.objects.select_for_update().filter(agreement=agreement_id, state=State.OPEN).order_by("pk")


def _is_rival(ballot: Ballot, other: Ballot) -> bool:
    """Say whether both are about the same matter: how the end of the term is met, or whether it comes early."""
    is_about_the_end = ballot.question in ABOUT_THE_END
    return other.term_id == ballot.term_id and (other.question in ABOUT_THE_END) == is_about_the_end


def _settled_meanwhile(rival: Ballot, *, at: datetime) -> bool:
    """Write down the rival's decision if it is due, whether or not a worker has come by; say whether it is settled."""
    return write_decision_if_due(rival, at=at) is not None


def copy_seats(ballot: Ballot) -> None:
    """Fix the body's seats on the ballot as they stand now."""
    BallotSeat.objects.bulk_create(
        BallotSeat(ballot=ballot, seat=seat, code=seat.code, name=seat.name, directed_by=seat.directed_by, rank=seat.rank)
        for seat in ballot.body.seats.standing()
    )


def closing_cause(ballot: Ballot) -> str:
    """Return what the closing deadline of a ballot hangs on."""
    return f"ballot:{ballot.slug}"


@the_clerks
@transaction.atomic
def amend_ballot(*, ballot_id: int, proposal: Proposal, closes_on: date, because: str, by: User, at: datetime) -> Ballot:
    """Put a changed text to the body: the ballot is withdrawn with its votes kept, and a new one opens empty. Returns that one.

    Consent to the old text is not consent to the new: every seat is asked again.
    """
    withdrawn = withdraw_ballot(ballot_id=ballot_id, because=because, by=by, at=at)
    at = withdrawn.withdrawn_at or at  # it may have taken its place behind a vote
    question = Question.AMEND if withdrawn.question == Question.RENEW else Question(withdrawn.question)
    draft = draft_ballot(
        agreement=withdrawn.agreement,
        question=question,
        proposal=proposal,
        closes_on=closes_on,
        term=withdrawn.term,
        by=by,
        at=at,
    )
    return open_ballot(ballot_id=draft.pk, by=by, at=at)


@the_clerks
@transaction.atomic
def withdraw_ballot(*, ballot_id: int, because: str, by: User, at: datetime) -> Ballot:
    """Withdraw a draft or open ballot, with a public reason; its votes stay on record. The expiry clock runs on."""
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    because = one_line(because, field="because", longest=500)
    if not because:
        raise Refused(_("Say why, for the public record."), field="because")
    if ballot.state == State.WITHDRAWN:
        raise BallotNotOpen(_("This ballot was withdrawn: %(reason)s") % {"reason": ballot.withdrawn_because})
    at = in_sequence(ballot, at)
    if ballot.state not in (State.DRAFT, State.OPEN) or judge(ballot, at=at).is_settled:
        raise BallotNotOpen(_("This ballot is settled; what was decided is final. To reverse it, open a new ballot."))
    ballot.withdraw(because=because, at=at)
    ballot.save()
    facts = {"because": because, "text_digest": ballot.text_digest}
    ledger.append(kind="ballot.withdrawn", subject=ballot.slug, facts=facts, actor=by.role, by=by, at=at)
    return ballot
