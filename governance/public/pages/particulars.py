"""The particulars of a ballot: its dates, what it proposed, and the characters that its digest covers."""

from __future__ import annotations

import json
from decimal import Decimal

from django.utils.translation import gettext as _

from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot
from governance.ballots.proposal import Proposal
from governance.ballots.sentences import closing
from governance.ballots.tally import Outcome
from governance.words import long_day, moment, money, period

from .parts import Fact
from .rounds import Round


def withdrawn_text(ballot: Ballot) -> str:
    """Say when the question was taken back; empty where it was not."""
    if ballot.withdrawn_at is None:
        return ""
    return _("Withdrawn on %(when)s.") % {"when": moment(ballot.withdrawn_at, ballot.time_zone)}


def dates(ballot: Ballot, judgement: Judgement, round_: Round) -> list[Fact]:
    """Return the days and moments on record; none is invented for a reported decision."""
    zone, decision = ballot.time_zone, getattr(ballot, "decision", None)
    facts = [Fact(_("The term it is about"), period(ballot.term.starts_on, ballot.term.ends_on, ballot.term.starts_precision))]
    if ballot.opened_at is not None:
        by = _("by the rule itself, as nobody had opened it before") if ballot.opened_itself else ""
        facts.append(Fact(_("Opened"), moment(ballot.opened_at, zone), note=by))
    if ballot.closes_on is not None:
        facts.append(Fact(_("Closing"), closing(ballot)))
    if round_.settled_at_closing:
        facts.append(Fact(_("Settled"), _("at closing")))
    elif round_.settled_at is not None:
        facts.append(Fact(_("Settled"), moment(round_.settled_at, zone)))
    if decision is not None and decision.reported_on is not None:
        facts.append(Fact(_("Reported on"), long_day(decision.reported_on)))
    if round_.effective_on is not None:
        facts.append(Fact(_effect_word(ballot, judgement), long_day(round_.effective_on)))
    return facts


def _effect_word(ballot: Ballot, judgement: Judgement) -> str:
    carried = judgement.outcome is Outcome.CARRIED
    return _("The new term begins") if ballot.asks_to_renew and carried else _("Last day of access")


def proposed(proposal: Proposal) -> list[Fact]:
    """Return the fields of a proposal that are not sentences."""
    facts = []
    if proposal.starts_on is not None:
        facts.append(Fact(_("Term"), period(proposal.starts_on, proposal.ends_on)))
    if proposal.fee is not None:
        fee = proposal.fee
        facts.append(Fact(_("Fee"), money(Decimal(fee.amount), fee.currency, fee.period)))
    for word, names in ((_("Data elements shared"), proposal.shared), (_("Data elements withheld"), proposal.withheld)):
        if names:
            facts.append(Fact(word, ", ".join(names)))
    return facts


def digest_covers(ballot: Ballot) -> str:
    """Return the characters whose SHA-256 is the digest, so that anybody can work it out. A test holds them together."""
    if not ballot.text_digest:
        return ""
    covered = {"question": ballot.question, "proposal": ballot.proposal, "text": ballot.text}
    return json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
