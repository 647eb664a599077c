"""One agreement: what it is in a sentence, how it stands, what is shared, how each year was decided, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from contracts.deadlines import Standing
from contracts.models import Agreement
from governance.ballots.obstacle_words import opens_by_itself
from governance.ballots.sentences import all_of
from governance.ballots.to_come import round_to_come, with_all_that_rounds_read
from governance.bodies.models import Body
from governance.public.disclosure import ALARMING, StatusCode, runs_on_unasked
from governance.words import long_day, must_approve, notice_period, sentence

from .facts import Disputed, Elements, TermRow, disputed, elements, term_rows
from .fees import fees
from .lists import AgreementRow, BallotRow, agreement_row, ballot_row, decision_url, kind_word
from .parts import Countdown, Fact, SourceLine, Status, Tick, if_illustrative, shown_label, source_lines
from .pictures import Picture
from .reading import Reading, with_all_that_lists_say
from .standing import badges, countdown, if_nobody_acts, ticks
from .timeline import Clock, Item, clocks, timeline
from .years import years

OTHERS = 12  # agreements of the same system that are shown


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is red, with the words that say what it means."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """Public page 3. What is red stands in `alarms`, what is calm in `statuses`."""

    title: str
    slug: str
    label: str
    lead: str
    purpose: str
    remark: str
    sources: tuple[SourceLine, ...]
    statuses: tuple[Status, ...]
    alarms: tuple[Alarm, ...]
    countdown: Countdown | None
    facts: tuple[Fact, ...]
    open_ballot_url: str
    elements: Elements
    years: Picture | None
    fees: Picture | None
    terms: tuple[TermRow, ...]
    decisions: tuple[BallotRow, ...]
    disputed: tuple[Disputed, ...]
    timeline: tuple[Item, ...]
    others: tuple[AgreementRow, ...]
    others_count: int
    others_url: str
    system: str
    ticks: tuple[Tick, ...]
    clocks: tuple[Clock, ...]

    @property
    def cited(self) -> tuple[SourceLine, ...]:
        """Every source that the page names, each once, for paper."""
        data = (*self.elements.shared, *self.elements.withheld, *self.elements.not_held)
        claims = (claim for fact in self.disputed for claim in fact.claims)
        of_data = (each.sources for each in data)
        of_history = (each.sources for each in self.timeline)
        named = (
            self.sources,
            *of_data,
            *(term.sources for term in self.terms),
            *(claim.sources for claim in claims),
            *of_history,
        )
        return tuple(dict.fromkeys(line for lines in named for line in lines))


def agreement_page(*, slug: str, at: datetime) -> AgreementPage:
    """Return the page of an agreement as of `at`. Raises Agreement.DoesNotExist."""
    history = ("sources", "system__stewards", "terms__sources", "terms__fees__sources", "ballots__decision__sources")
    agreement = with_all_that_lists_say(Agreement.objects.all(), at=at).prefetch_related(*history).get(slug=slug)
    reading = Reading(agreement, at)
    in_dispute = disputed(agreement)
    siblings = Agreement.objects.filter(system_id=agreement.system_id).exclude(pk=agreement.pk).order_by("title")
    return AgreementPage(
        title=agreement.title,
        slug=agreement.slug,
        label=if_illustrative(agreement.label, reading.term.label if reading.term else "") or shown_label(agreement.label),
        lead=_lead(reading),
        purpose=agreement.purpose,
        remark=agreement.remark,
        sources=source_lines(agreement.sources.all()),
        statuses=tuple(status for status in badges(reading) if status.code not in ALARMING),
        alarms=tuple(_alarms(reading)),
        countdown=countdown(reading),
        facts=tuple(_panel(reading)),
        open_ballot_url=decision_url(reading.open_round.ballot.slug) if reading.open_round else "",
        elements=elements(agreement, on=reading.on),
        years=years(reading, in_dispute),
        fees=fees(reading, in_dispute),
        terms=term_rows(reading),
        decisions=tuple(ballot_row(round_) for round_ in reading.rounds),
        disputed=in_dispute,
        timeline=timeline(reading),
        others=tuple(agreement_row(Reading(other, at)) for other in with_all_that_lists_say(siblings[:OTHERS], at=at)),
        others_count=siblings.count(),
        others_url=f"{reverse('public:register')}?{urlencode({'q': str(agreement.system)})}",
        system=str(agreement.system),
        ticks=ticks(reading),
        clocks=clocks(reading),
    )


def _lead(reading: Reading) -> str:
    """Say who lets whom read what, and until when: only what is on record."""
    agreement, system = reading.agreement, reading.agreement.system
    stewards = _in_order_of_seats([party.name for party in system.stewards.all()], reading.body)
    values = {
        "who": sentence(all_of(stewards)) if system.holds else all_of(stewards),
        "recipient": agreement.recipient.name,
        "records": system.holds,
        "system": f"{system.name} ({system.acronym})" if system.acronym else system.name,
    }
    words = _who_reads_what(reading, len(stewards)) if system.holds else _who_agreed_with_whom(len(stewards))
    return f"{words % values} {_until(reading)}"


def _who_reads_what(reading: Reading, stewards: int) -> str:
    if reading.standing is Standing.UPCOMING and reading.span is not None and reading.span[0] > reading.on:
        return _("%(who)s will let %(recipient)s read %(records)s in the %(system)s.")
    is_over = reading.standing in (Standing.EXPIRED, Standing.ENDED_EARLY) and not runs_on_unasked(reading.facts)
    if not stewards:
        was, is_ = _("%(recipient)s read %(records)s in the %(system)s."), _("%(recipient)s reads %(records)s in the %(system)s.")
        return was if is_over else is_
    if is_over:
        return npgettext(
            "an agreement that is over",
            "%(who)s let %(recipient)s read %(records)s in the %(system)s.",
            "%(who)s let %(recipient)s read %(records)s in the %(system)s.",
            stewards,
        )
    return ngettext(
        "%(who)s lets %(recipient)s read %(records)s in the %(system)s.",
        "%(who)s let %(recipient)s read %(records)s in the %(system)s.",
        stewards,
    )


def _who_agreed_with_whom(stewards: int) -> str:
    """Say it where nothing tells what the system holds: its name may then be that of anything, a programme for example."""
    if not stewards:
        return _("A data-sharing agreement with %(recipient)s: %(system)s.")
    return _("A data-sharing agreement of %(who)s with %(recipient)s: %(system)s.")


def _in_order_of_seats(names: list[str], body: Body | None) -> list[str]:
    """Name those first who have a seat, in the order of the seats."""
    seats = list(body.seats.values_list("name", flat=True)) if body is not None else []
    return sorted(names, key=lambda name: (seats.index(name) if name in seats else len(seats), name))


def _until(reading: Reading) -> str:
    if reading.ends_on is None or reading.span is None:
        cut_short = reading.now.ended_early_on
        if cut_short is None or cut_short >= reading.on:
            return _("Its term is not on record.")
        return _("It ended on %(day)s; the term it ran for is not on record.") % {"day": long_day(cut_short)}
    values = {"day": long_day(reading.ends_on), "first": long_day(reading.span[0])}
    if runs_on_unasked(reading.facts):
        return _("Its last recorded term ended on %(day)s; it goes on because nobody gave notice.") % values
    match reading.standing:
        case Standing.EXPIRED:
            return _("It ended on %(day)s.") % values
        case Standing.ENDED_EARLY:
            return _("It ended early, on %(day)s.") % values
        case Standing.UPCOMING:
            return _("It begins on %(first)s.") % values
    return _("It runs until %(day)s.") % values


def _alarms(reading: Reading) -> list[Alarm]:
    asked, ends_on = reading.end_asked_about, reading.ends_on
    day = {"day": long_day(ends_on) if ends_on else "", "asked": long_day(asked) if asked else ""}
    texts = {
        StatusCode.EXPIRED_UNCONFIRMED: (
            _("Expired: access not confirmed off"),
            _("Access was to end on %(day)s. Nobody has confirmed to the register that it was switched off."),
        ),
        StatusCode.NO_ROUND: (
            _("No round was held"),
            _("No vote on what was to follow was opened before the term ended on %(asked)s."),
        ),
        StatusCode.NOTICE_NOT_DELIVERED: (
            _("Notice not delivered: it will renew by silence"),
            _("Notice was decided, but no letter that was delivered in time is on record. Its term ends on %(day)s."),
        ),
        StatusCode.RENEWED_BY_SILENCE: (
            _("Renewed by silence"),
            _("It goes on without a vote that renewed it: nobody gave notice in time."),
        ),
    }
    return [Alarm(texts[code][0], texts[code][1] % day) for code in reading.statuses if code in texts]


def _when_a_vote_opens(reading: Reading) -> str:
    """Say when a vote opens by itself; "" where one is open or was held, or something is in its way, a draft of the clerk too."""
    rows = with_all_that_rounds_read(Agreement.objects.filter(pk=reading.agreement.pk))
    to_come = None if reading.open_round is not None else round_to_come(rows.get(), at=reading.at)
    return opens_by_itself(to_come) if to_come is not None else ""


def _panel(reading: Reading) -> list[Fact]:
    facts = []
    if nothing := if_nobody_acts(reading, by_when=countdown(reading) is None):
        clause = reading.agreement.default_outcome_clause
        facts.append(Fact(_("At the end of the term"), nothing, note=clause, is_quoted=True))
    if reading.body is not None:
        body = reading.body
        rule = must_approve(needed=body.rule_needed, seats=body.rule_seats)
        facts.append(Fact(_("Who decides"), body.name, url=reverse("public:body", args=[body.slug]), note=rule))
    else:
        facts.append(Fact(_("Who decides"), _("not recorded")))
    if vote := _when_a_vote_opens(reading):
        facts.append(Fact(_("The next vote"), vote))
    if (row := reading.next_deadline) is not None:
        facts.append(Fact(_("Next day that binds"), long_day(row.on), note=kind_word(row)))
    if reading.agreement.notice_period is not None:
        facts.append(
            Fact(
                _("Notice period"),
                notice_period(reading.agreement.notice_period),
                note=reading.agreement.notice_clause,
                is_quoted=True,
            )
        )
    if reading.unvoted_terms:
        facts.append(Fact(_("Terms without a recorded vote"), str(reading.unvoted_terms)))
    return facts
