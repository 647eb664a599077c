"""What somebody reads before voting: terms, what is shared, what was said, and what was decided before. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Agreement, Event, Policy, Statement, Term
from governance.ballots.as_it_is import shared_and_withheld
from governance.ballots.judgement import Judgement, judge, with_all_that_judging_reads
from governance.ballots.models import Ballot, State
from governance.ballots.sentences import still_needed
from governance.words import CAPACITY_WORDS, POSITION_WORDS, day_known, money, must_approve, position_text

from .differences import what_changes
from .standings import Standpoint, standpoints_of
from .words import ballot_status, cast_text, countdown, if_nothing_more, question_of

SIBLINGS = 12  # agreements of the same system that are shown


@dataclass(frozen=True, slots=True)
class Dossier:
    """The papers of a ballot, each list ready for its component."""

    terms: list[dict[str, Any]]
    shared: list[str]
    withheld: list[str]
    timeline: list[dict[str, Any]]
    siblings: list[Standpoint]
    other_siblings: int  # how many there are besides
    earlier: list[dict[str, Any]]
    changes: list[str]
    policies: list[dict[str, Any]]


def dossier(ballot: Ballot, *, at: datetime) -> Dossier:
    """Return the papers as they are at `at`."""
    agreement, on = ballot.agreement, local_day(at, ballot.time_zone)
    shared, withheld = shared_and_withheld(agreement, on=on)
    siblings = Agreement.objects.filter(system=agreement.system).exclude(pk=agreement.pk)
    return Dossier(
        terms=[_term(term) for term in agreement.terms.prefetch_related("fees", "sources").order_by("-starts_on")],
        shared=shared,
        withheld=withheld,
        timeline=_timeline(agreement),
        siblings=standpoints_of(siblings.order_by("title")[:SIBLINGS], at=at),
        other_siblings=max(siblings.count() - SIBLINGS, 0),
        earlier=_earlier(ballot, at=at),
        changes=what_changes(ballot, shared=shared, withheld=withheld),
        policies=policies_about(agreement),
    )


def policies_about(agreement: Agreement) -> list[dict[str, Any]]:
    """Return the policies that share a tag with the agreement, the latest first."""
    tags = set(agreement.taggings.values_list("tag", flat=True))
    rows = Policy.objects.filter(tags__in=tags).distinct().prefetch_related("tags", "sources")
    return [
        {
            "title": policy.title,
            "since": _("in force from %(day)s") % {"day": date_format(policy.on)},
            "text": policy.text,
            "tags": ", ".join(str(tag) for tag in policy.tags.all() if tag.pk in tags),
            "sources": list(policy.sources.all()),
        }
        for policy in rows
    ]


def _term(term: Term) -> dict[str, Any]:
    fees = "; ".join(money(fee.amount, fee.currency, fee.period) for fee in term.fees.all())
    return {
        "starts": day_known(term.starts_on, term.starts_precision),
        "ends": date_format(term.ends_on),
        "basis": term.get_basis_display(),
        "fee": fees or _("not recorded"),
        "label": "" if term.label == "fact" else term.label,
    }


def _timeline(agreement: Agreement) -> list[dict[str, Any]]:
    """Return events and statements, newest first. None of them is a vote."""
    events: list[Event | Statement] = [*agreement.events.prefetch_related("sources")]
    said: list[Event | Statement] = [*agreement.statements.prefetch_related("sources")]
    return [_item(fact) for fact in sorted([*events, *said], key=lambda fact: fact.on, reverse=True)]


def _item(fact: Event | Statement) -> dict[str, Any]:
    kind = fact.get_kind_display()
    return {
        "when_text": day_known(fact.on, fact.precision),
        "title": f"{fact.actor}: {kind}" if fact.actor else kind[:1].upper() + kind[1:],
        "text": fact.text,
        "label": "" if fact.label == "fact" else fact.label,
        "sources": list(fact.sources.all()),
        "kind": "statement" if isinstance(fact, Statement) else "event",
    }


def _earlier(ballot: Ballot, *, at: datetime) -> list[dict[str, Any]]:
    others = ballot.agreement.ballots.exclude(pk=ballot.pk).exclude(state=State.DRAFT)
    rows = with_all_that_judging_reads(others.select_related("agreement", "term")).order_by("-term__ends_on", "-pk")
    told = ("votes__reasons", "votes__cast_by", "votes__entered_by", "votes__appointment__user", "votes__sources")
    return [_decided(other, judge(other, at=at)) for other in rows.prefetch_related(*told)]


def _decided(ballot: Ballot, judgement: Judgement) -> dict[str, Any]:
    return {
        "status": ballot_status(ballot, judgement),
        "question": question_of(ballot),
        "url": reverse("public:decision", args=[ballot.slug]),
        # The code names a place on the page, and this ballot has its own seats there.
        "seats": [seat | {"code": f"{ballot.slug}-{seat['code']}"} for seat in seats_of(ballot, judgement)],
    }


def seats_of(ballot: Ballot, judgement: Judgement) -> list[dict[str, Any]]:
    """Return each seat with its position, who put it on record and when; for components/seats.html and seat_card.html."""
    return [_seat(ballot, judgement, seat.code) for seat in judgement.seats]


def _seat(ballot: Ballot, judgement: Judgement, code: str) -> dict[str, Any]:
    seat, vote = judgement.seat(code), judgement.standing.get(code)
    position = vote.position if vote else "vacant" if code in judgement.vacant else "silent"
    return {
        "code": code,
        "name": seat.name,
        "position_code": position,
        "position_text": position_text(position, is_settled=judgement.is_settled),
        "reasons": vote.reasons.text if vote and hasattr(vote, "reasons") else "",
        "cast_text": cast_text(vote, ballot.time_zone) if vote else "",
        "directed_text": _("Directed by: %(who)s") % {"who": seat.directed_by} if seat.directed_by else "",
        "sources": [],
    }


def acts_on_record(ballot: Ballot, judgement: Judgement) -> list[dict[str, Any]]:
    """Return every position and withdrawal in order, also those that were replaced or came after the decision."""
    standing = {vote.pk for vote in judgement.standing.values()}
    late = {vote.pk for vote in judgement.late}
    return [
        {
            "seat": vote.seat.name,
            "position": POSITION_WORDS[vote.position],
            "capacity": CAPACITY_WORDS[vote.appointment.capacity] if vote.appointment else "",
            "cast_text": cast_text(vote, ballot.time_zone),
            "remark": _after(vote.pk, standing, late),
            "leaf_hash": vote.leaf_hash,
        }
        for vote in (*judgement.counted, *judgement.late)
    ]


def _after(vote: int, standing: set[int], late: set[int]) -> str:
    if vote in late:
        return _("after the decision, not counted")
    return _("stands") if vote in standing else _("no longer stands")


def successor_of(ballot: Ballot, *, at: datetime) -> Ballot | None:
    """Return the ballot that puts the question of a withdrawn one anew, if one is open."""
    if ballot.state != State.WITHDRAWN:
        return None
    renewed = Ballot.objects.filter(term=ballot.term, state=State.OPEN, pk__gt=ballot.pk).order_by("pk").last()
    return renewed if renewed is not None and not judge(renewed, at=at).is_settled else None


def standing_now(ballot: Ballot, judgement: Judgement, *, at: datetime) -> dict[str, Any]:
    """Return what every page of a ballot says first: its state, what is still needed, and what happens if nobody acts."""
    is_open = ballot.state == State.OPEN and not judgement.is_settled
    return {
        "status": ballot_status(ballot, judgement),
        "needed": still_needed(ballot, judgement),
        "rule": must_approve(needed=ballot.rule_needed, seats=ballot.rule_seats),
        "if_nothing": if_nothing_more(ballot, judgement) if is_open else "",
        "countdown": countdown(ballot, at=at) if is_open else None,
        "is_open": is_open,
        "stops_silence": is_open and ballot.agreement.renews_by_silence and ballot.question == "give_notice",
        "seats": seats_of(ballot, judgement),
        "approvals": judgement.tally.approve,
    }
