"""The API's answers about the register: agreements and the days that bind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from contracts.models import Agreement, Deadline, Fee, Term
from governance.notices.calendar import uid_of_deadline, with_host
from governance.notices.item import link_to

from .answers import Slug, page_of
from .pages.asked import Asked, plain
from .pages.days import standing_days
from .pages.facts import elements
from .pages.lists import agreement_url
from .pages.narrowing import agreements_asked_for
from .pages.parts import source_lines
from .pages.reading import Reading, with_all_that_lists_say
from .pages.standing import ticks
from .schemas import FollowUpOut, Missing, Misunderstood, SourceOut
from .schemas_register import (
    AgreementOut,
    AgreementRowOut,
    AgreementsIn,
    AgreementsOut,
    DayOut,
    DeadlineOut,
    DeadlinesIn,
    DeadlinesOut,
    ElementsOut,
    FeeOut,
    NamedOut,
    TermOut,
)

register = Router(tags=["register"])


@register.get("/agreements", response={200: AgreementsOut, 422: Misunderstood}, summary="Agreements, filtered and sorted")
def agreements(request: HttpRequest, asked: Query[AgreementsIn]) -> dict[str, Any]:
    """Answer with the same agreements as the register's page, asked in the same words."""
    at = timezone.now()
    found = with_all_that_lists_say(agreements_asked_for(_asked(asked), at=at), at=at)
    return page_of(request, found, asked, lambda row: AgreementRowOut(**_row(Reading(row, at))))


def _asked(given: AgreementsIn) -> Asked:
    words = {name: plain(getattr(given, name)) for name in ("q", "system", "recipient", "body")}
    return Asked(standing=given.standing, ends_within=given.ends_within, unvoted=given.unvoted, sort=given.sort, **words)


@register.get("/agreements/{slug}", response={200: AgreementOut, 404: Missing, 422: Misunderstood}, summary="One agreement")
def agreement(request: HttpRequest, slug: Slug) -> AgreementOut:
    """Answer with what its page says, as of this moment."""
    at = timezone.now()
    history = ("sources", "terms__fees")
    try:
        row = with_all_that_lists_say(Agreement.objects.all(), at=at).prefetch_related(*history).get(slug=slug)
    except Agreement.DoesNotExist:
        raise HttpError(404, "There is no agreement of this name in the register.") from None
    return _whole(Reading(row, at))


@register.get("/deadlines", response={200: DeadlinesOut, 422: Misunderstood}, summary="The days that bind, the earliest first")
def deadlines(request: HttpRequest, asked: Query[DeadlinesIn]) -> dict[str, Any]:
    """Answer with the days that stand, from today on where no other day is given."""
    at = timezone.now()
    days = standing_days(at=at).filter(on__gte=asked.since or at.date())
    if asked.until is not None:
        days = days.filter(on__lte=asked.until)
    if asked.kind:
        days = days.filter(kind=asked.kind)
    if name := plain(asked.agreement):
        days = days.filter(agreement__slug=name)
    return page_of(request, days, asked, _deadline)


def _deadline(day: Deadline) -> DeadlineOut:
    of = day.agreement
    return DeadlineOut(**_day(day, of), agreement=NamedOut(slug=of.slug, name=of.title), url=link_to(agreement_url(of.slug)))


def _day(day: Deadline, of: Agreement) -> dict[str, Any]:
    day.agreement = of
    return {
        "kind": day.kind,
        "on": day.on,
        "clause": day.clause,
        "checked": day.checked_at is not None,
        "uid": with_host(uid_of_deadline(day)),
    }


def _row(reading: Reading) -> dict[str, Any]:
    of, body, following = reading.agreement, reading.body, reading.next_deadline
    return {
        "slug": of.slug,
        "title": of.title,
        "recipient": NamedOut(slug=of.recipient.slug, name=of.recipient.name),
        "system": NamedOut(slug=of.system.slug, name=of.system.name),
        "body": NamedOut(slug=body.slug, name=body.name) if body is not None else None,
        "standing": reading.standing.value if reading.standing is not None else None,
        "statuses": [code.value for code in reading.statuses],
        "starts_on": reading.span[0] if reading.span is not None else None,
        "ends_on": reading.ends_on,
        "default_outcome": of.default_outcome,
        "next_deadline": DayOut(**_day(following, of)) if following is not None else None,
        "unvoted_terms": reading.unvoted_terms,
        "label": of.label,
        "url": link_to(agreement_url(of.slug)),
    }


def _whole(reading: Reading) -> AgreementOut:
    of, fields = reading.agreement, elements(reading.agreement, on=reading.on)
    kinds = ("shared", "withheld", "not_held", "not_recorded")
    return AgreementOut(
        **_row(reading),
        purpose=of.purpose,
        notice_clause=of.notice_clause,
        terms=[_term(term) for term in reading.terms],
        elements=ElementsOut(**{kind: [element.name for element in getattr(fields, kind)] for kind in kinds}),
        deadlines=[DayOut(**_day(day, of)) for day in reading.deadlines],
        decisions=[round_.ballot.slug for round_ in reading.rounds],
        follow_ups=[
            FollowUpOut(duty=tick.duty, due_on=tick.due_on, state=tick.status.code, done_on=tick.done_on)
            for tick in ticks(reading)
        ],
        sources=[SourceOut(key=line.key, title=line.title, url=line.url) for line in source_lines(of.sources.all())],
    )


def _term(term: Term) -> TermOut:
    return TermOut(
        starts_on=term.starts_on,
        starts_precision=term.starts_precision,
        ends_on=term.ends_on,
        basis=term.basis,
        label=term.label,
        fees=[_fee(fee) for fee in term.fees.all()],
    )


def _fee(fee: Fee) -> FeeOut:
    return FeeOut(amount=str(fee.amount), currency=fee.currency, period=fee.period, label=fee.label)
