"""How a ballot was counted, in words: for any rule of k of n, the outcome in a sentence and the arithmetic in a line."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot, Question, State
from governance.ballots.proposal import Proposal
from governance.ballots.sentences import closing, what_was_decided
from governance.ballots.tally import DecisionRule, Outcome, Tally
from governance.words import long_day, number_word, sentence


def lead(ballot: Ballot, judgement: Judgement) -> str:
    """Say what came of it: "Not renewed. Two of three entities declined; two approvals were needed."."""
    rule, numbers = ballot.rule, judgement.tally
    if ballot.state == State.WITHDRAWN:
        return _("Withdrawn: the question was taken back before it was settled.")
    if judgement.outcome is None:
        return f"{_('Vote open.')} {_so_far(numbers, rule)} {_needed(rule, was=False, until=_last_day(ballot))}"
    head = _decided(ballot, judgement.outcome)
    told = _declined(numbers, rule) if judgement.outcome is Outcome.DEFEATED else _approved(numbers.approve, rule)
    return f"{head}. {told}; {_needed(rule, was=True)}"


def _decided(ballot: Ballot, outcome: Outcome) -> str:
    words = what_was_decided(ballot.question, outcome)
    if outcome is Outcome.CARRIED:
        ends_on = Proposal.from_json(ballot.proposal).ends_on
        until = _("%(decided)s, until %(day)s") if ballot.asks_to_renew else _("%(decided)s, on %(day)s")
        if ballot.question == Question.GIVE_NOTICE:
            until = _("%(decided)s, so that it ends on %(day)s")
        return until % {"decided": words, "day": long_day(ends_on)}
    return words


def _last_day(ballot: Ballot) -> str:
    return _("by %(closing)s") % {"closing": closing(ballot)}


def _entities(count: int, rule: DecisionRule) -> str:
    """Say so many of all: "two of three entities", "all three entities", "none of the three entities", "the one entity"."""
    values = {"count": number_word(count), "all": number_word(rule.seats)}
    if rule.seats == 1:
        return _("the one entity") if count else _("not the one entity")
    if count == 0:
        return _("none of the %(all)s entities") % values
    if count == rule.seats:
        return _("all %(all)s entities") % values
    return _("%(count)s of %(all)s entities") % values


def _approved(count: int, rule: DecisionRule) -> str:
    if rule.seats == 1 and count == 0:
        return _("The one entity did not approve")
    return _("%(entities)s approved") % {"entities": sentence(_entities(count, rule))}


def _declined(numbers: Tally, rule: DecisionRule) -> str:
    return _("%(entities)s declined") % {"entities": sentence(_entities(numbers.decline, rule))}


def _so_far(numbers: Tally, rule: DecisionRule) -> str:
    if rule.seats == 1 and numbers.approve == 0:
        return _("The one entity has not approved yet;")
    words = ngettext("%(entities)s has approved so far;", "%(entities)s have approved so far;", numbers.approve)
    return words % {"entities": sentence(_entities(numbers.approve, rule))}


def _needed(rule: DecisionRule, *, was: bool, until: str = "") -> str:
    number = number_word(rule.needed)
    if was:
        return ngettext("%(n)s approval was needed.", "%(n)s approvals were needed.", rule.needed) % {"n": number}
    words = ngettext("%(n)s approval is needed %(until)s.", "%(n)s approvals are needed %(until)s.", rule.needed)
    return words % {"n": number, "until": until}


def rule_in_words(ballot: Ballot) -> str:
    """Say the rule that was copied onto the ballot."""
    values = {"needed": number_word(ballot.rule_needed), "seats": number_word(ballot.rule_seats)}
    words = ngettext(
        "The rule: %(needed)s of %(seats)s seat must approve. ",
        "The rule: %(needed)s of %(seats)s seats must approve. ",
        ballot.rule_seats,
    )
    return words % values + _(
        "Every seat counts in the denominator: an abstention, a recusal, an empty seat and silence are different facts, "
        "and none of them is an approval."
    )


def arithmetic(ballot: Ballot, judgement: Judgement) -> str:
    """Count in one line, as the tally does."""
    numbers, rule = judgement.tally, ballot.rule
    named = (
        (_("approve"), numbers.approve),
        (_("decline"), numbers.decline),
        (_("abstain"), numbers.abstain),
        (_("recuse"), numbers.recuse),
        (_("silent"), numbers.silent),
        (_("vacant"), numbers.vacant),
    )
    shown = [f"{count} {word}" for word, count in named if count or word in (named[0][0], named[1][0])]
    at_most = rule.seats - numbers.decline
    if numbers.approve >= rule.needed:
        so = _("%(approve)s approvals reach the %(needed)s needed.")
    elif at_most < rule.needed:
        so = _("%(decline)s declined, so at most %(at_most)s could approve, and %(needed)s are needed.")
    else:
        so = _("%(approve)s of the %(needed)s approvals needed.")
    values = {"approve": numbers.approve, "decline": numbers.decline, "needed": rule.needed, "at_most": at_most}
    sum_ = f"{' + '.join(shown)} = {rule.seats} {ngettext('seat', 'seats', rule.seats)}. "
    return sum_ + sentence(so % values)


def stopping_rule(ballot: Ballot) -> str:
    """Say in one sentence that approvals are needed to stop the agreement, where that is so; else empty."""
    if ballot.question != Question.GIVE_NOTICE:
        return ""
    words = ngettext(
        "This agreement renews by silence: %(n)s approval is needed to stop it.",
        "This agreement renews by silence: %(n)s approvals are needed to stop it.",
        ballot.rule_needed,
    )
    return words % {"n": number_word(ballot.rule_needed)}
