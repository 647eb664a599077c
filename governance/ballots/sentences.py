"""How a ballot is said in words: the one sentence that every page, mail and answer of the API gives."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from governance.words import end_of_day, moment

from .judgement import Judgement
from .models import Ballot, Question, State, Vote
from .tally import Outcome, Outlook, Position


def still_needed(ballot: Ballot, judgement: Judgement, *, by_when: bool = True) -> str:
    """Say what is still needed and by when: "1 more approval is needed, from the Police Department, by 31 August 2018, …".

    Without the day where that stands beside the sentence. Empty for a draft; once settled or withdrawn it says that nothing more
    is needed.
    """
    if ballot.state == State.DRAFT:
        return ""
    if ballot.state == State.WITHDRAWN:
        return _("Nothing more is needed: the ballot was withdrawn.")
    if judgement.is_settled:
        return _("Nothing more is needed: the ballot is settled.")
    if judgement.outlook is Outlook.SECURED:
        return _("Enough approvals are on record. Positions may still change until the ballot settles.")
    if judgement.outlook is Outlook.FORECLOSED:
        return _("So many have declined that it cannot carry. Positions may still change until the ballot settles.")
    if judgement.needed.is_blocked_by_vacancy:
        return _("It cannot carry until a vacant seat is filled.")
    number = judgement.needed.approvals
    sentence = ngettext(
        "%(number)s more approval is needed, from %(seats)s, by %(closing)s.",
        "%(number)s more approvals are needed, from %(seats)s, by %(closing)s.",
        number,
    )
    without = ngettext(
        "%(number)s more approval is needed, from %(seats)s.", "%(number)s more approvals are needed, from %(seats)s.", number
    )
    seats = [judgement.seat(code).name for code in judgement.needed.seats]
    named = all_of(seats) if len(seats) == number else one_of(seats)
    return (sentence if by_when else without) % {"number": number, "seats": named, "closing": closing(ballot)}


def changes_until(ballot: Ballot, judgement: Judgement) -> str:
    """Say until when a position that stands can be changed or taken back, or that it no longer can."""
    if ballot.state != State.OPEN or judgement.is_settled or ballot.closes_at is None:
        return _("It can no longer be changed or taken back: the ballot is final.")
    settles_at = judgement.settles_at
    until = closing(ballot)
    if settles_at is not None and settles_at < ballot.closes_at:
        until = moment(settles_at, ballot.time_zone)
    return _("It can be changed or taken back until the ballot settles, as it stands now: %(until)s.") % {"until": until}


def closing(ballot: Ballot) -> str:
    """Say when voting ends: "31 August 2018, end of day, New York time"."""
    return end_of_day(date_format(ballot.last_day), ballot.time_zone)


def one_of(names: Sequence[str]) -> str:
    """Join names as a choice: "the A, the B or the C"."""
    return _joined(names, pgettext("between the last two of a choice", " or "))


def all_of(names: Sequence[str]) -> str:
    """Join names as a list: "the A, the B and the C"."""
    return _joined(names, pgettext("between the last two of a list", " and "))


def _joined(names: Sequence[str], last: str) -> str:
    with_article = [_("the %(office)s") % {"office": name} for name in names]
    return last.join(filter(None, [", ".join(with_article[:-1]), *with_article[-1:]]))


def what_was_decided(question: str, outcome: Outcome) -> str:
    """Say the outcome in two or three words a resident understands: "Not renewed"."""
    carried = {
        Question.RENEW: _("Renewed"),
        Question.AMEND: _("Renewed as amended"),
        Question.END_EARLY: _("Ended early"),
        Question.GIVE_NOTICE: _("Notice is to be given"),
    }
    not_carried = {
        Question.RENEW: _("Not renewed"),
        Question.AMEND: _("Not renewed"),
        Question.END_EARLY: _("Not ended early"),
        Question.GIVE_NOTICE: _("No notice given: it renews by silence"),
    }
    return (carried if outcome is Outcome.CARRIED else not_carried)[Question(question)]


def state_of(ballot: Ballot, judgement: Judgement) -> tuple[str, str]:
    """Return the ballot's state as a code and in words, right with or without a worker: "Vote open: 1 of 2 approvals"."""
    if ballot.state == State.WITHDRAWN:
        return "withdrawn", _("Withdrawn")
    if ballot.state == State.DRAFT:
        return "draft", _("Draft: not public")
    if judgement.outcome is not None:
        return str(judgement.outcome), what_was_decided(ballot.question, judgement.outcome)
    words = ngettext(
        "Vote open: %(approvals)s of %(needed)s approval", "Vote open: %(approvals)s of %(needed)s approvals", ballot.rule_needed
    )
    return "open", words % {"approvals": judgement.tally.approve, "needed": ballot.rule_needed}


def if_nobody_acts(ballot: Ballot, judgement: Judgement) -> str:
    """Say what happens if no further position is put on record."""
    if judgement.outlook is not Outlook.OPEN:
        outcome = Outcome.CARRIED if judgement.outlook is Outlook.SECURED else Outcome.DEFEATED
        values = {"outcome": what_was_decided(ballot.question, outcome)}
        return _("If nobody acts, it settles with these positions: %(outcome)s.") % values
    if ballot.question == Question.END_EARLY:
        return _("If nobody acts, the agreement goes on until the end of its term.")
    if ballot.question == Question.GIVE_NOTICE:
        return _("If nobody acts, the agreement renews by silence.")
    return _("If nobody acts, the agreement ends on %(day)s.") % {"day": date_format(ballot.term.ends_on)}


def spoken(vote: Vote) -> str:
    """Say what a seat did, to stand after its name: "approved"."""
    return {
        Position.APPROVE: _("approved"),
        Position.DECLINE: _("declined"),
        Position.ABSTAIN: _("abstained"),
        Position.RECUSE: _("recused itself"),
        Position.WITHDRAWN: _("withdrew its position"),
    }[Position(vote.position)]
