"""What may be asked: whether a question and its proposal fit the agreement, its term and the register."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.models import CURRENCIES, Agreement, Term
from contracts.plain_text import plain_text
from contracts.refusals import Refused
from governance.ballots.models import ABOUT_THE_END, Question
from governance.ballots.proposal import Proposal, ProposedFee


def refuse_question(agreement: Agreement, question: Question, term: Term) -> None:
    """Refuse a question that this agreement, as it stands in the register, leaves no room for."""
    asks_to_renew = question in (Question.RENEW, Question.AMEND)
    if asks_to_renew and agreement.ended_early_on is not None:
        sentence = _(
            "This agreement was ended early, on %(day)s, and cannot be renewed. Sharing again takes a new agreement: once it is "
            "signed, enter it in the register as one of its own."
        )
        raise Refused(sentence % {"day": date_format(agreement.ended_early_on)}, field="question")
    if question in ABOUT_THE_END and _is_followed(term):
        sentence = _("The term that ends on %(day)s is followed by another already; ask about that one.")
        raise Refused(sentence % {"day": date_format(term.ends_on)}, field="question")
    if asks_to_renew and agreement.renews_by_silence:
        sentence = _("This agreement renews by silence. The question to put is whether to give notice.")
        raise Refused(sentence, field="question")
    if question == Question.GIVE_NOTICE and not agreement.renews_by_silence:
        sentence = _("This agreement lapses unless it is renewed, so no notice is needed to end it.")
        raise Refused(sentence, field="question")


def plain(proposal: Proposal) -> Proposal:
    """Return the proposal with its conditions as plain text; raises Refused for what cannot be."""
    conditions = tuple(plain_text(text, field="conditions", longest=2_000) for text in proposal.conditions)
    return Proposal(
        proposal.starts_on,
        proposal.ends_on,
        proposal.fee,
        proposal.shared,
        proposal.withheld,
        tuple(filter(None, conditions)),
    )


def _is_followed(term: Term) -> bool:
    return Term.objects.filter(agreement_id=term.agreement_id, starts_on__gt=term.starts_on).exists()


def refuse_proposal(question: Question, proposal: Proposal, term: Term, closes_on: date) -> None:
    """Refuse days, conditions and fees that do not fit the question about this term; raises Refused with the field."""
    if question in (Question.RENEW, Question.AMEND):
        if proposal.starts_on != term.ends_on + timedelta(days=1):
            sentence = _("The new term starts on %(day)s, the day after this one ends: a renewal leaves no gap.")
            raise Refused(sentence % {"day": date_format(term.follows_on)}, field="starts_on")
        if proposal.ends_on < proposal.starts_on:
            raise Refused(_("The term would end before it starts. Choose a later last day."), field="ends_on")
        if question == Question.RENEW:
            _refuse_amendments(proposal, term)
    elif question == Question.END_EARLY:
        _refuse_early_end(proposal.ends_on, term, closes_on)
    elif question == Question.GIVE_NOTICE and proposal.ends_on != term.ends_on:
        raise Refused(_("Notice ends the agreement on the last day of its term."), field="ends_on")
    if proposal.fee is not None:
        _refuse_fee(proposal.fee)


def _refuse_amendments(proposal: Proposal, term: Term) -> None:
    """Refuse to renew "as it is" what is not as it is: the words of the question must be true."""
    if proposal.conditions:
        raise Refused(_("Conditions change the agreement: put the question as a renewal as amended."), field="question")
    fees = [ProposedFee(str(fee.amount), fee.currency, fee.period) for fee in term.fees.all()]
    if proposal.fee is not None and fees and str(proposal.fee) not in {str(fee) for fee in fees}:
        raise Refused(_("Another fee changes the agreement: put the question as a renewal as amended."), field="question")


def _refuse_early_end(ends_on: date, term: Term, closes_on: date) -> None:
    """Refuse an early end that is none: it lies within the term, or on its last day where a renewal is to be undone."""
    if ends_on < closes_on:
        raise Refused(
            _("Access cannot end before voting on it does. Choose a later day, or let voting end earlier."), field="ends_on"
        )
    if ends_on > term.ends_on or (ends_on == term.ends_on and not _is_followed(term)):
        sentence = _("An early end lies before %(day)s, when the term ends anyway.")
        raise Refused(sentence % {"day": date_format(term.ends_on)}, field="ends_on")


def _refuse_fee(fee: ProposedFee) -> None:
    try:
        amount = Decimal(fee.amount)
    except InvalidOperation as error:
        raise Refused(_("%(amount)s is not an amount.") % {"amount": fee.amount}, field="amount") from error
    if not amount.is_finite() or amount < 0:
        raise Refused(_("A fee cannot be negative. Enter 0 or more."), field="amount")
    if fee.currency not in CURRENCIES:
        raise Refused(
            _("%(code)s is not a currency code in use. Write it like USD or EUR.") % {"code": fee.currency}, field="currency"
        )
