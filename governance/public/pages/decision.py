"""One ballot and its decision: what came of it, who said what, how it was counted, what follows, and how to check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.models import Agreement
from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot, Vote
from governance.ballots.proposal import Proposal
from governance.ballots.sentences import all_of, if_nobody_acts, still_needed
from governance.ballots.tally import Outcome, Outlook
from governance.public import pdf
from governance.words import period, sentence

from .counting import arithmetic, lead, rule_in_words, stopping_rule
from .lists import agreement_url, ballot_label, question_in_short, question_text
from .particulars import dates, digest_covers, proposed, withdrawn_text
from .parts import Fact, Link, SourceLine, Status, Tick, source_lines
from .reading import Reading, with_all_that_lists_say
from .rounds import Round, public_ballots, read_round, round_status
from .seats import SeatCard, seat_cards
from .standing import ticks


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Public page 4."""

    question: str
    in_short: str
    agreement: Link
    body: Link
    label: str
    lead: str
    status: Status
    is_open: bool
    is_withdrawn: bool
    withdrawn_text: str
    withdrawn_because: str
    stopping_rule: str
    still_needed: str
    not_spoken: str
    if_nobody_acts: str
    desk_url: str
    seats: tuple[SeatCard, ...]
    needed: int
    approvals: int
    rule: str
    arithmetic: str
    dates: tuple[Fact, ...]
    ticks: tuple[Tick, ...]
    follows: str
    proposal: tuple[Fact, ...]
    conditions: tuple[str, ...]
    text: str
    text_digest: str
    digest_covers: str
    is_reported: bool
    remark: str
    sources: tuple[SourceLine, ...]
    cited: tuple[SourceLine, ...]  # every source that the page names, each once, for paper
    api_url: str
    pdf_url: str  # "" where no PDF can be made


@dataclass(frozen=True, slots=True)
class GonePage:
    """What stands where a ballot was withdrawn before it was opened: the way to the acts about it."""

    acts_url: str


def gone_page(*, slug: str) -> GonePage:
    """Return the page of such a ballot."""
    return GonePage(f"{reverse('public:ledger')}?{urlencode({'subject': slug})}")


def public_ballot(*, slug: str, at: datetime) -> Ballot:
    """Return a ballot that the public may see, with everything its page says. Raises Ballot.DoesNotExist, for a draft too."""
    votes = Vote.objects.select_related("seat", "appointment__user", "reasons").prefetch_related("sources").order_by("pk")
    whole = public_ballots(at=at).prefetch_related(None)
    whole = whole.prefetch_related("seats__seat__appointments", Prefetch("votes", queryset=votes))
    return whole.get(slug=slug)


def decision_page(*, slug: str, at: datetime) -> DecisionPage:
    """Return the page of a ballot as of `at`. Raises Ballot.DoesNotExist."""
    ballot = public_ballot(slug=slug, at=at)
    round_ = read_round(ballot, at=at)
    judgement = round_.judgement
    reading = Reading(with_all_that_lists_say(Agreement.objects.all(), at=at).get(pk=ballot.agreement_id), at)
    decision, proposal = getattr(ballot, "decision", None), Proposal.from_json(ballot.proposal)
    seats = seat_cards(ballot, judgement)
    sources = source_lines(decision.sources.all()) if decision is not None else ()
    return DecisionPage(
        question=question_text(ballot),
        in_short=question_in_short(ballot),
        agreement=Link(ballot.agreement.title, agreement_url(ballot.agreement.slug)),
        body=Link(ballot.body.name, reverse("public:body", args=[ballot.body.slug])),
        label=ballot_label(ballot),
        lead=lead(ballot, judgement),
        status=round_status(round_),
        is_open=round_.is_open,
        is_withdrawn=round_.is_withdrawn,
        withdrawn_text=withdrawn_text(ballot),
        withdrawn_because=ballot.withdrawn_because,
        stopping_rule=stopping_rule(ballot),
        still_needed=still_needed(ballot, judgement) if round_.is_open else "",
        not_spoken=_not_spoken(judgement) if round_.is_open else "",
        if_nobody_acts=if_nobody_acts(ballot, judgement) if round_.is_open else "",
        desk_url=f"/desk/ballots/{ballot.slug}/" if round_.is_open else "",
        seats=seats,
        needed=ballot.rule_needed,
        approvals=judgement.tally.approve,
        rule=rule_in_words(ballot),
        arithmetic=arithmetic(ballot, judgement),
        dates=tuple(dates(ballot, judgement, round_)),
        ticks=ticks_of(round_, reading),
        follows=_follows(round_, proposal),
        proposal=tuple(proposed(proposal)),
        conditions=proposal.conditions,
        text=ballot.text,
        text_digest=ballot.text_digest,
        digest_covers=digest_covers(ballot),
        is_reported=ballot.is_reported,
        remark=decision.remark if decision is not None else "",
        sources=sources,
        cited=tuple(dict.fromkeys((*sources, *(line for seat in seats for line in seat.sources)))),
        api_url=f"/api/v1/decisions/{ballot.slug}",
        pdf_url=reverse("public:decision_pdf", args=[ballot.slug]) if pdf.can_be_made() else "",
    )


def _not_spoken(judgement: Judgement) -> str:
    """Say who has not spoken; "" where the sentence on what is still needed names just these seats."""
    names_them = judgement.outlook is Outlook.OPEN and not judgement.needed.is_blocked_by_vacancy
    unspoken = judgement.unspoken
    if not unspoken:
        return _("Every seat has spoken.")
    if names_them and {seat.code for seat in unspoken} == set(judgement.needed.seats):
        return ""
    return sentence(all_of([seat.name for seat in unspoken]))


def ticks_of(round_: Round, reading: Reading) -> tuple[Tick, ...]:
    """Return what follows from a decision, where the end it is about is the agreement's present one."""
    is_about_this_end = reading.span is not None and round_.ballot.term.starts_on == reading.span[0]
    return ticks(reading) if is_about_this_end and round_.outcome is not None else ()


def _follows(round_: Round, proposal: Proposal) -> str:
    if round_.outcome is None or not round_.ballot.asks_to_renew:
        return ""
    if round_.outcome is Outcome.CARRIED and proposal.starts_on is not None:
        values = {"period": period(proposal.starts_on, proposal.ends_on)}
        return _("A new term runs from %(period)s, with no gap. Consent does not carry over: it will be asked again.") % values
    return _("Access ends with the term. Other agreements of the same system are untouched.")
