"""The rows that lists are made of: agreements by their next day, and ballots by their outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Deadline
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.public.disclosure import runs_on_unasked
from governance.words import in_days, long_day

from .parts import Pages, Status, if_illustrative, shown_label
from .reading import Reading
from .rounds import Round, round_status
from .standing import badges, if_nobody_acts

PER_PAGE = 50
KIND_WORDS = {
    "notice_by": gettext_lazy("Last day for notice"),
    "ballot_closing": gettext_lazy("Vote closes"),
    "term_end": gettext_lazy("Term ends"),
    "access_off": gettext_lazy("Access off"),
}


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement in a list."""

    title: str
    url: str
    recipient: str
    system: str
    statuses: tuple[Status, ...]
    ends_word: str
    ends_text: str
    ends_label: str
    next_day: str
    next_kind: str
    next_in: str
    unvoted_terms: int
    if_nobody_acts: str
    not_spoken: str
    ballot_url: str
    label: str


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A ballot or decision in a list."""

    question: str
    url: str
    body: str
    status: Status
    when: str
    label: str


def agreement_row(reading: Reading) -> AgreementRow:
    """Say an agreement in a few words."""
    agreement, following, round_ = reading.agreement, reading.next_deadline, reading.open_round
    term_label = reading.term.label if reading.term is not None else ""
    illustrative = if_illustrative(agreement.label, term_label)
    last_day = reading.ends_on or reading.now.ended_early_on  # an end may be on record without the term that it cut short
    is_over = last_day is not None and last_day < reading.on if reading.ends_on is None else reading.has_ended
    return AgreementRow(
        title=agreement.title,
        url=agreement_url(agreement.slug),
        recipient=agreement.recipient.name,
        system=agreement.system.name,
        statuses=badges(reading),
        ends_word=_ends_word(reading, is_over=is_over),
        ends_text=long_day(last_day) if last_day else _("not recorded"),
        ends_label="" if illustrative else shown_label(term_label),
        next_day=long_day(following.on) if following else "",
        next_kind=kind_word(following) if following else "",
        next_in=in_days((following.on - reading.on).days) if following else "",
        unvoted_terms=reading.unvoted_terms,
        if_nobody_acts=if_nobody_acts(reading),
        not_spoken=", ".join(round_.unspoken) if round_ else "",
        ballot_url=decision_url(round_.ballot.slug) if round_ else "",
        label=illustrative or shown_label(agreement.label),
    )


def _ends_word(reading: Reading, *, is_over: bool) -> str:
    if runs_on_unasked(reading.facts):
        return _("Last recorded term ended on")
    return _("Ended on") if is_over else _("Ends on")


def ballot_row(round_: Round) -> BallotRow:
    """Say a ballot in a few words."""
    ballot = round_.ballot
    decision = getattr(ballot, "decision", None)
    return BallotRow(
        question=question_text(ballot),
        url=decision_url(ballot.slug),
        body=ballot.body.name,
        status=round_status(round_),
        when=_when(round_, reported_on=decision.reported_on if decision is not None else None),
        label=ballot_label(ballot),
    )


def _when(round_: Round, *, reported_on: date | None) -> str:
    if reported_on is not None:
        return _("Reported on %(day)s") % {"day": long_day(reported_on)}
    if round_.decided_on is not None:
        return _("Settled on %(day)s") % {"day": long_day(round_.decided_on)}
    if round_.is_withdrawn:
        return _("Withdrawn before it was settled")
    assert round_.ballot.closes_on is not None
    return _("Closes on %(day)s, end of day") % {"day": long_day(round_.ballot.closes_on)}


def ballot_label(ballot: Ballot) -> str:
    """Return how a ballot is known: as its decision says, and illustrative where the term it is about is that."""
    decision, illustrative = getattr(ballot, "decision", None), if_illustrative(ballot.term.label, ballot.agreement.label)
    return illustrative or (shown_label(decision.label) if decision is not None else "")


def question_text(ballot: Ballot) -> str:
    """Say in one line what is asked; the exact text stands on the ballot's page."""
    asked = {
        Question.RENEW: _("Renew %(agreement)s until %(day)s?"),
        Question.AMEND: _("Renew %(agreement)s, as amended, until %(day)s?"),
        Question.END_EARLY: _("End %(agreement)s early, on %(day)s?"),
        Question.GIVE_NOTICE: _("Give notice, so that %(agreement)s ends on %(day)s?"),
    }[Question(ballot.question)]
    ends_on = Proposal.from_json(ballot.proposal).ends_on
    return asked % {"agreement": ballot.agreement.title, "day": long_day(ends_on)}


def question_in_short(ballot: Ballot) -> str:
    """Name a question where the agreement has just been named: "Renewal until 31 August 2019"."""
    asked = {
        Question.RENEW: _("Renewal until %(day)s"),
        Question.AMEND: _("Renewal as amended, until %(day)s"),
        Question.END_EARLY: _("Early end, on %(day)s"),
        Question.GIVE_NOTICE: _("Notice, to end on %(day)s"),
    }[Question(ballot.question)]
    return asked % {"day": long_day(Proposal.from_json(ballot.proposal).ends_on)}


def kind_word(deadline: Deadline) -> str:
    """Say which of the four clocks a day belongs to."""
    return str(KIND_WORDS[deadline.kind])


def agreement_url(slug: str) -> str:
    """Return the address of an agreement's page."""
    return reverse("public:agreement", args=[slug])


def decision_url(slug: str) -> str:
    """Return the address of a ballot's page, which is its decision's too."""
    return reverse("public:decision", args=[slug])


def pages_of(part: Page, asked: dict[str, str]) -> Pages:
    """Return the ways to the pages before and after; what was asked stays asked."""
    return Pages(
        number=part.number,
        total=part.paginator.num_pages,
        previous_url=_to(asked, part.previous_page_number()) if part.has_previous() else "",
        next_url=_to(asked, part.next_page_number()) if part.has_next() else "",
    )


def _to(asked: dict[str, str], number: int) -> str:
    words = {name: value for name, value in asked.items() if value} | ({"page": str(number)} if number > 1 else {})
    return "?" + urlencode(words)
