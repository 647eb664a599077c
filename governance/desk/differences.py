"""What a proposal changes against the last term, in sentences: how long, for what fee, what is shared, under what conditions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import Fee, Term
from governance.ballots.models import Ballot, Question, State
from governance.ballots.proposal import Proposal, ProposedFee
from governance.words import money


@dataclass(frozen=True, slots=True)
class LastTerm:
    """What the proposal is held against: the term in question, its fee, what is shared and withheld now, and its conditions."""

    starts_on: date
    ends_on: date
    fee: ProposedFee | None
    shared: Collection[str]
    withheld: Collection[str]
    conditions: Sequence[str]


def what_changes(ballot: Ballot, *, shared: Collection[str], withheld: Collection[str]) -> list[str]:
    """Return what the ballot's proposal changes, a sentence each; `shared` and `withheld` as the register has them."""
    proposal, term = Proposal.from_json(ballot.proposal), ballot.term
    last = LastTerm(term.starts_on, term.ends_on, _last_fee(term), shared, withheld, _conditions_of(term))
    return differences(Question(ballot.question), proposal, last)


def differences(question: Question, proposal: Proposal, last: LastTerm) -> list[str]:
    """Return what `proposal` changes against `last`."""
    if question not in (Question.RENEW, Question.AMEND):
        return [_end(question, proposal, last)]
    found = [_length(proposal, last), _fee(proposal.fee, last.fee), *_elements(proposal, last), *_conditions(proposal, last)]
    return [sentence for sentence in found if sentence]


def _end(question: Question, proposal: Proposal, last: LastTerm) -> str:
    days = {"new": date_format(proposal.ends_on), "old": date_format(last.ends_on)}
    if question == Question.GIVE_NOTICE:
        return _("Access would end on %(new)s. Without the notice it runs on by silence.") % days
    n = (last.ends_on - proposal.ends_on).days
    sentence = ngettext(
        "Access would end on %(new)s instead of %(old)s: %(n)s day earlier.",
        "Access would end on %(new)s instead of %(old)s: %(n)s days earlier.",
        n,
    )
    return sentence % (days | {"n": n})


def _length(proposal: Proposal, last: LastTerm) -> str:
    if proposal.starts_on is None:
        return ""
    new, old = _span(proposal.starts_on, proposal.ends_on), _span(last.starts_on, last.ends_on)
    days = {"starts": date_format(proposal.starts_on), "ends": date_format(proposal.ends_on), "new": new, "old": old}
    if new == old:
        return _("The new term is %(new)s long, as the last one: from %(starts)s to %(ends)s.") % days
    return _("The new term is %(new)s long, from %(starts)s to %(ends)s; the last one was %(old)s.") % days


def _span(starts_on: date, ends_on: date) -> str:
    """Say how long a term is: in months where it is whole months, else in days."""
    after = ends_on + timedelta(days=1)
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    if after.day == starts_on.day and months:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    days = (after - starts_on).days
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def _fee(new: ProposedFee | None, old: ProposedFee | None) -> str:
    if new is None:
        return _("The text names no fee; the last one on record is %(old)s.") % {"old": _said(old)} if old is not None else ""
    if old is None:
        return _("The fee is %(new)s; none is on record for the last term.") % {"new": _said(new)}
    values = {"new": _said(new), "old": _said(old), "by": ""}
    if (new.currency, new.period) != (old.currency, old.period):
        return _("The fee changes from %(old)s to %(new)s.") % values
    more = Decimal(new.amount) - Decimal(old.amount)
    if not more:
        return _("The fee stays as it is: %(new)s.") % values
    values["by"] = _said(ProposedFee(str(abs(more)), new.currency, new.period))
    if more > 0:
        return _("The fee rises from %(old)s to %(new)s, by %(by)s.") % values
    return _("The fee falls from %(old)s to %(new)s, by %(by)s.") % values


def _said(fee: ProposedFee) -> str:
    return money(Decimal(fee.amount), fee.currency, fee.period)


def _elements(proposal: Proposal, last: LastTerm) -> list[str]:
    if not proposal.shared and not proposal.withheld:
        return []
    lists = (
        (_("Newly shared: %(names)s."), [name for name in proposal.shared if name not in last.shared]),
        (_("Newly withheld: %(names)s."), [name for name in proposal.withheld if name not in last.withheld]),
        (_("No longer named as shared: %(names)s."), _gone(last.shared, proposal)),
        (_("No longer named as withheld: %(names)s."), _gone(last.withheld, proposal)),
    )
    said = [sentence % {"names": ", ".join(names)} for sentence, names in lists if names]
    return said or [_("The same data elements are shared and withheld as now.")]


def _gone(names: Collection[str], proposal: Proposal) -> list[str]:
    return [name for name in names if name not in proposal.shared and name not in proposal.withheld]


def _conditions(proposal: Proposal, last: LastTerm) -> list[str]:
    new = [condition for condition in proposal.conditions if condition not in last.conditions]
    gone = [condition for condition in last.conditions if condition not in proposal.conditions]
    return [
        *(_("New condition: %(condition)s") % {"condition": condition} for condition in new),
        *(_("Condition no longer asked: %(condition)s") % {"condition": condition} for condition in gone),
    ]


def _last_fee(term: Term) -> ProposedFee | None:
    fee: Fee | None = term.fees.order_by("-pk").first()
    return ProposedFee(str(fee.amount), fee.currency, fee.period) if fee is not None else None


def _conditions_of(term: Term) -> tuple[str, ...]:
    """Return the conditions of the decision that began the term."""
    carried = Ballot.objects.filter(agreement=term.agreement_id, state=State.CARRIED).order_by("-pk")
    began = (Proposal.from_json(ballot.proposal) for ballot in carried)
    return next((proposal.conditions for proposal in began if proposal.starts_on == term.starts_on), ())
