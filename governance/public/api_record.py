"""The API's answers about who decides, and about the record of acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from governance.bodies.models import Body
from governance.ledger.models import Entry
from governance.notices.item import link_to

from .answers import Digest, Slug, page_of
from .conditional import last_modified
from .pages.asked import plain
from .pages.body import POSITIONS, SeatLine, body_page
from .pages.ledger import entries_asked_for
from .schemas import Missing, Misunderstood, RuleOut
from .schemas_register import BodyOut, BodySeatOut, EntriesIn, EntriesOut, EntryOut, FormerSeatOut, HeadOut, HolderOut

record = Router()


@record.get(
    "/bodies/{slug}",
    response={200: BodyOut, 404: Missing, 422: Misunderstood},
    summary="One body, its rule and its seats",
    tags=["bodies"],
)
def body(request: HttpRequest, slug: Slug) -> BodyOut:
    """Answer with who holds the seats today, and how each seat has stood in the decisions on record."""
    try:
        row, page = Body.objects.get(slug=slug), body_page(slug=slug, at=timezone.now())
    except Body.DoesNotExist:
        raise HttpError(404, "There is no body of this name.") from None
    return BodyOut(
        slug=row.slug,
        name=row.name,
        time_zone=row.time_zone,
        rule=RuleOut(seats=row.rule_seats, needed=row.rule_needed),
        seats=[_seat(seat) for seat in page.seats],
        former_seats=[_former_seat(seat, seat.ends_on) for seat in page.former_seats if seat.ends_on is not None],
        systems=list(page.systems),
        decisions_counted=page.decisions_counted,
        url=link_to(reverse("public:body", args=[row.slug])),
    )


def _seat(seat: SeatLine) -> BodySeatOut:
    return BodySeatOut(
        code=seat.code,
        name=seat.name,
        office=seat.office,
        directed_by=seat.directed_by,
        holders=[HolderOut(name=holder.name, capacity=holder.capacity) for holder in seat.holders],
        stood=dict(zip(POSITIONS, seat.counts, strict=True)),
    )


def _former_seat(seat: SeatLine, ends_on: date) -> FormerSeatOut:
    return FormerSeatOut(
        code=seat.code,
        name=seat.name,
        office=seat.office,
        directed_by=seat.directed_by,
        ends_on=ends_on,
        stood=dict(zip(POSITIONS, seat.counts, strict=True)),
    )


@record.get("/ledger/head", response={200: HeadOut}, summary="How far the record of acts goes", tags=["ledger"])
def head(request: HttpRequest, response: HttpResponse) -> HeadOut:
    """Answer with the number of entries and the last one."""
    entries = entries_asked_for(at=timezone.now())
    last = entries.last()
    last_modified(response, last.at if last is not None else None)
    return HeadOut(size=entries.count(), last=_entry(last) if last is not None else None)


@record.get(
    "/ledger/entries",
    response={200: EntriesOut, 422: Misunderstood},
    summary="Entries in the order in which they were written",
    tags=["ledger"],
)
def entries(request: HttpRequest, asked: Query[EntriesIn]) -> dict[str, Any]:
    """Answer with the entries of a kind and about a name, or with all."""
    found = entries_asked_for(at=timezone.now(), kind=plain(asked.kind), subject=plain(asked.subject))
    return page_of(request, found, asked, _entry)


@record.get(
    "/ledger/entries/{leaf_hash}",
    response={200: EntryOut, 404: Missing, 422: Misunderstood},
    summary="One entry, by its digest",
    tags=["ledger"],
)
def entry(request: HttpRequest, response: HttpResponse, leaf_hash: Digest) -> EntryOut:
    """Answer with the entry; it never changes."""
    try:
        found = entries_asked_for(at=timezone.now()).get(leaf_hash=leaf_hash)
    except Entry.DoesNotExist:
        raise HttpError(404, "There is no entry with this digest.") from None
    last_modified(response, found.at)
    return _entry(found)


def _entry(row: Entry) -> EntryOut:
    url = link_to(reverse("public:ledger_entry", args=[row.leaf_hash]))
    return EntryOut(leaf_hash=row.leaf_hash, kind=row.kind, subject=row.subject, at=row.at, body=row.body, url=url)
