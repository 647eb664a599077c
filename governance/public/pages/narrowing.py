"""From what was asked to the agreements that are meant, in the order asked for: the database filters and sorts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OrderBy, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least, Lower

from contracts.models import Agreement, Term

from .asked import Asked, Order
from .reading import UNVOTED, Reading
from .rounds import Round, unwritten_rounds
from .selection import agreements_as_of, begins_a_word, local_day_of_body, matching, only, where, zones_of_bodies

_FILTERED = {
    "system": ("system__slug", "system__name", "system__acronym"),
    "recipient": ("recipient__slug", "recipient__name"),
    "body": ("system__remit__body__slug", "system__remit__body__name"),
}


def agreements_asked_for(asked: Asked, *, at: datetime) -> QuerySet[Agreement]:
    """Return the agreements as of `at` that everything asked for is true of, in the order asked for."""
    unwritten = unwritten_rounds(at=at)
    found = matching(agreements_as_of(at, unwritten=unwritten), asked.q)
    if asked.standing is not None:
        found = only(found, asked.standing, at=at, unwritten=unwritten)
    for name, (slug, *names) in _FILTERED.items():
        if wanted := getattr(asked, name):
            found = _named(found, wanted, slug, *names)
    if asked.ends_within is not None:
        found = _ending_within(found, asked.ends_within, unwritten, at=at)
    if asked.unvoted or asked.sort is Order.UNVOTED:
        found = _with_unvoted(found).filter(Q(unvoted__gte=asked.unvoted))
    return found.order_by(*_order(asked.sort))


def _named(agreements: QuerySet[Agreement], wanted: str, slug: str, *names: str) -> QuerySet[Agreement]:
    """Keep those with exactly this name in their address, or with the words in the name that is read: "ICE", "Amtrak pol"."""
    spoken = Q()
    for word in wanted.split()[:8]:
        spoken &= begins_a_word(word, *names)
    return agreements.filter(Q((slug, wanted)) | spoken)


def _ending_within(
    agreements: QuerySet[Agreement], days: int, unwritten: Sequence[Round], *, at: datetime
) -> QuerySet[Agreement]:
    """Keep those whose last day of access is today or in the next so many days: one that is renewed already is not meant."""

    def ends_in_time(reading: Reading) -> bool:
        last = last_day_of(reading)
        return last is not None and reading.on <= last <= reading.on + timedelta(days=days)

    dated = agreements.annotate(last_day=_last_day(), horizon=local_day_of_body(at, days, zones_of_bodies()))
    written = Q(last_term_ends_on__isnull=False, last_day__gte=F("today"), last_day__lte=F("horizon"))
    return where(dated, written, ends_in_time, at=at, unwritten=unwritten)


def last_day_of(reading: Reading) -> date | None:
    """Return the last day of access of all the terms; None where no term is on record."""
    if not reading.spans:
        return None
    return min(filter(None, (reading.spans[-1][1], reading.now.ended_early_on)))


def _last_day() -> Least:
    # The least of a null is null on SQLite and the other on PostgreSQL, so the second is never null where the first is not.
    return Least(F("last_term_ends_on"), Coalesce(F("ended_early_on"), F("last_term_ends_on")))


def _with_unvoted(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Count the terms that began without a vote on record, as `Reading.unvoted_terms` does; the first term needs none."""
    earlier = Term.objects.filter(agreement=OuterRef("agreement"), starts_on__lt=OuterRef("starts_on"))
    begun = Term.objects.filter(Exists(earlier), agreement=OuterRef("pk"), basis__in=UNVOTED, starts_on__lte=OuterRef("today"))
    counted = begun.order_by().values("agreement").annotate(number=Count("pk")).values("number")
    return agreements.annotate(unvoted=Coalesce(Subquery(counted), 0))


def _order(order: Order) -> tuple[OrderBy, ...]:
    by_name = (Lower("title").asc(), F("slug").asc())
    match order:
        case Order.NEXT:
            return (F("next_on").asc(nulls_last=True), F("last_term_ends_on").desc(nulls_last=True), F("slug").asc())
        case Order.ENDS:
            return (_last_day().asc(nulls_last=True), *by_name)
        case Order.TITLE:
            return by_name
        case Order.RECIPIENT:
            return (Lower("recipient__name").asc(), *by_name)
        case Order.UNVOTED:
            return (F("unvoted").desc(), *by_name)
