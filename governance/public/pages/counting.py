"""How a ballot was counted, in words: for any rule of k of n, the outcome in a sentence and the arithmetic in a line."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot, Question, State
from governance.ballots.proposal import Proposal
from governance.ballots.sentences import closing, what_was_decided
from governance.ballots.tally import DecisionRule, Outcome
from governance.words import long_day, number_word, sentence


def lead(ballot: Ballot, judgement: Judgement) -> str:
    """Say what came of it: "Not renewed. Two of three entities declined; two approvals were needed."."""
    rule, numbers = ballot.rule, judgement.tally
    if ballot.state == State.WITHDRAWN:
        return _("Withdrawn: the question was taken back before it was settled.")
    if judgement.outcome is None:
        told, needed = sentence(_approved_so_far(numbers.approve, rule)), _still_needed(ballot)
        return _("Vote open. %(told)s; %(needed)s") % {"told": told, "needed": needed}
    told = _declined(numbers.decline, rule) if judgement.outcome is Outcome.DEFEATED else _approved(numbers.approve, rule)
    values = {"decided": _decided(ballot, judgement.outcome), "told": sentence(told), "needed": _was_needed(rule)}
    return _("%(decided)s. %(told)s; %(needed)s") % values


def _decided(ballot: Ballot, outcome: Outcome) -> str:
    words = what_was_decided(ballot.question, outcome)
    if outcome is Outcome.CARRIED:
        ends_on = Proposal.from_json(ballot.proposal).ends_on
        until = _("%(decided)s, until %(day)s") if ballot.asks_to_renew else _("%(decided)s, on %(day)s")
        if ballot.question == Question.GIVE_NOTICE:
            until = _("%(decided)s, so that it ends on %(day)s")
        return until % {"decided": words, "day": long_day(ends_on)}
    return words


def _approved(count: int, rule: DecisionRule) -> str:
    if rule.seats == 1:
        return _("the one entity approved") if count else _("the one entity did not approve")
    if count == 0:
        words = _("none of the %(all)s entities approved")
    elif count == rule.seats:
        words = _("all %(all)s entities approved")
    else:
        words = ngettext("%(count)s of %(all)s entities approved", "%(count)s of %(all)s entities approved", count)
    return words % _in_words(count, rule)


def _approved_so_far(count: int, rule: DecisionRule) -> str:
    if rule.seats == 1:
        return _("the one entity has approved so far") if count else _("the one entity has not approved yet")
    if count == 0:
        words = _("none of the %(all)s entities have approved so far")
    elif count == rule.seats:
        words = _("all %(all)s entities have approved so far")
    else:
        words = ngettext(
            "%(count)s of %(all)s entities has approved so far", "%(count)s of %(all)s entities have approved so far", count
        )
    return words % _in_words(count, rule)


def _declined(count: int, rule: DecisionRule) -> str:
    if rule.seats == 1:
        return _("the one entity declined")
    if count == rule.seats:
        words = _("all %(all)s entities declined")
    else:
        words = ngettext("%(count)s of %(all)s entities declined", "%(count)s of %(all)s entities declined", count)
    return words % _in_words(count, rule)


def _in_words(count: int, rule: DecisionRule) -> dict[str, str]:
    return {"count": number_word(count), "all": number_word(rule.seats)}


def _was_needed(rule: DecisionRule) -> str:
    words = ngettext("%(n)s approval was needed.", "%(n)s approvals were needed.", rule.needed)
    return words % {"n": number_word(rule.needed)}


def _still_needed(ballot: Ballot) -> str:
    words = ngettext("%(n)s approval is needed by %(closing)s.", "%(n)s approvals are needed by %(closing)s.", ballot.rule_needed)
    return words % {"n": number_word(ballot.rule_needed), "closing": closing(ballot)}


def rule_in_words(ballot: Ballot) -> str:
    """Say the rule that was copied onto the ballot."""
    values = {"needed": number_word(ballot.rule_needed), "seats": number_word(ballot.rule_seats)}
    words = _("The rule: %(needed)s of %(seats)s seats must approve.") % values
    if ballot.rule_seats == 1:
        words = _("The rule: the one seat must approve.")
    every = _(
        "Every seat counts in the total: an abstention, a recusal, an empty seat and silence are different facts, "
        "and none of them is an approval."
    )
    return f"{words} {every}"


def arithmetic(ballot: Ballot, judgement: Judgement) -> str:
    """Count in one line, as the tally does."""
    numbers, rule = judgement.tally, ballot.rule
    named = (
        (ngettext("%(n)s approve", "%(n)s approve", numbers.approve), numbers.approve, True),
        (ngettext("%(n)s decline", "%(n)s decline", numbers.decline), numbers.decline, True),
        (ngettext("%(n)s abstain", "%(n)s abstain", numbers.abstain), numbers.abstain, False),
        (ngettext("%(n)s recuse", "%(n)s recuse", numbers.recuse), numbers.recuse, False),
        (ngettext("%(n)s silent", "%(n)s silent", numbers.silent), numbers.silent, False),
        (ngettext("%(n)s vacant", "%(n)s vacant", numbers.vacant), numbers.vacant, False),
    )
    shown = [words % {"n": count} for words, count, is_always_shown in named if count or is_always_shown]
    at_most = rule.seats - numbers.decline
    if numbers.approve >= rule.needed:
        so = _("%(approve)s approvals reach the %(needed)s needed.")
    elif at_most < rule.needed:
        so = _("%(decline)s declined, so at most %(at_most)s could approve, and %(needed)s are needed.")
    else:
        so = _("%(approve)s of the %(needed)s approvals needed.")
    values = {"approve": numbers.approve, "decline": numbers.decline, "needed": rule.needed, "at_most": at_most}
    all_seats = ngettext("%(n)s seat", "%(n)s seats", rule.seats) % {"n": rule.seats}
    return f"{' + '.join(shown)} = {all_seats}. {so % values}"


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
