"""Days, moments and positions as the desk's pages say them. Reads no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.deadlines import days_left, local_day, zone_named
from contracts.models import Agreement
from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot, Question, State, Vote, VoteBasis
from governance.ballots.proposal import Proposal
from governance.ballots.sentences import what_was_decided
from governance.ballots.tally import Outcome, Outlook
from governance.bodies.places import at_time, place_of
from governance.followups.obligations import Duty

POSITION_WORDS = {
    "approve": gettext_lazy("Approved"),
    "decline": gettext_lazy("Declined"),
    "abstain": gettext_lazy("Abstained"),
    "recuse": gettext_lazy("Recused"),
    "withdrawn": gettext_lazy("Withdrew its position"),
    "silent": gettext_lazy("No position yet"),
    "vacant": gettext_lazy("Vacant"),
}
CAPACITY_WORDS = {"principal": gettext_lazy("principal"), "delegate": gettext_lazy("delegate")}
DUTY_ACTS = {
    Duty.NOTICE_LETTER: gettext_lazy("Record the notice letter"),
    Duty.ACCESS_OFF: gettext_lazy("Confirm access off"),
    Duty.CERTIFICATE: gettext_lazy("Record the certificate of disposition"),
}
DUTY_DONE = {
    Duty.NOTICE_LETTER: gettext_lazy("Notice letter sent"),
    Duty.ACCESS_OFF: gettext_lazy("Access confirmed off"),
    Duty.CERTIFICATE: gettext_lazy("Certificate of disposition received"),
}
SOON = 7  # days


@dataclass(frozen=True, slots=True)
class Status:
    """A state as components/status.html draws it."""

    code: str
    text: str


def moment(at: datetime, zone: str) -> str:
    """Say an instant in the body's zone: "10 July 2018, 14:05, New York time"."""
    local = at.astimezone(zone_named(zone))
    return at_time(date_format(local.date()), f"{local:%H:%M}", zone)


def question_of(ballot: Ballot) -> str:
    """Say in one line what is asked; the exact text stands on the ballot's page."""
    asked = {
        Question.RENEW: _("Shall %(agreement)s be renewed until %(day)s?"),
        Question.AMEND: _("Shall %(agreement)s be renewed, as amended, until %(day)s?"),
        Question.END_EARLY: _("Shall %(agreement)s end early, on %(day)s?"),
        Question.GIVE_NOTICE: _("Shall notice be given, so that %(agreement)s ends on %(day)s?"),
    }[Question(ballot.question)]
    ends_on = Proposal.from_json(ballot.proposal).ends_on
    return asked % {"agreement": ballot.agreement.title, "day": date_format(ends_on)}


def countdown(ballot: Ballot, *, at: datetime) -> dict[str, Any]:
    """Return the days until voting ends, as components/countdown.html shows them."""
    assert ballot.closes_on is not None
    left = days_left(local_day(at, ballot.time_zone), ballot.closes_on)
    unit = ngettext("day left to vote", "days left to vote", left)
    until = _("Until the end of %(day)s, %(place)s time")
    return {
        "number": left,
        "unit": unit if left else _("days left: today is the last"),
        "until": until % {"day": date_format(ballot.closes_on), "place": place_of(ballot.time_zone)},
        "urgency": "soon" if left <= SOON else "",
    }


def ballot_status(ballot: Ballot, judgement: Judgement) -> Status:
    """Return the ballot's state in words, right with or without a worker."""
    if ballot.state == State.WITHDRAWN:
        return Status("withdrawn", _("Withdrawn"))
    if ballot.state == State.DRAFT:
        return Status("draft", _("Draft: not public"))
    if judgement.outcome is not None:
        return Status(str(judgement.outcome), what_was_decided(ballot.question, judgement.outcome))
    words = _("Vote open: %(approvals)s of %(needed)s approvals")
    return Status("open", words % {"approvals": judgement.tally.approve, "needed": ballot.rule_needed})


def if_nothing_more(ballot: Ballot, judgement: Judgement) -> str:
    """Say what the ballot comes to with the positions on record; it stands after "If nothing is done:"."""
    if judgement.outlook is not Outlook.OPEN:
        outcome = Outcome.CARRIED if judgement.outlook is Outlook.SECURED else Outcome.DEFEATED
        return _("It settles with these positions: %(outcome)s.") % {"outcome": what_was_decided(ballot.question, outcome)}
    if ballot.question == Question.END_EARLY:
        return _("The agreement goes on until %(day)s, the end of its term.") % {"day": day_of(ballot.term.ends_on)}
    if ballot.question == Question.GIVE_NOTICE:
        return _("The agreement renews by silence.")
    return _("The agreement ends on %(day)s.") % {"day": day_of(ballot.term.ends_on)}


def cast_text(vote: Vote, zone: str) -> str:
    """Say by whom, as what and when a position came on record."""
    if vote.cast_at is None:
        return _("Reported on %(day)s") % {"day": day_of(vote.reported_on)}
    values = {"when": moment(vote.cast_at, zone), "name": vote.cast_by.name if vote.cast_by else ""}
    if vote.basis == VoteBasis.PAPER or vote.appointment is None:
        values |= {"clerk": vote.entered_by.name if vote.entered_by else ""}
        return _("On paper, signed by %(name)s, entered by %(clerk)s on %(when)s") % values
    if vote.appointment.is_principal:
        return _("By %(name)s as principal, on %(when)s") % values
    return _("By %(name)s as delegate, on %(when)s") % values


def duty_url(agreement: Agreement, duty: Duty) -> str:
    """Return where the clerk records that this duty was met."""
    return reverse(f"desk:{duty.value}", args=[agreement.slug])


def day_of(day: date | None) -> str:
    """Write a day out; "" where none is recorded."""
    return date_format(day) if day else ""
