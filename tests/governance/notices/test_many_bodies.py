"""Sixty bodies that differ in zone or ladder: more rungs than one statement carries, and each deadline keeps to its own."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from itertools import product
from typing import TypeVar

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from contracts.models import term_cause
from governance.bodies.ladder import rungs_of
from governance.bodies.models import Remit
from governance.notices import sweep
from governance.notices.actions import queue_due
from governance.notices.models import Notice
from governance.notices.schedule import LONGEST_OVERDUE, overdue_ladder, rung_at
from tests.cast import at, make_cast

pytestmark = pytest.mark.django_db
TODAY, NOON = date(2018, 8, 1), at("2018-08-01 15:00")  # the post has gone out in every zone of America
ZONES = [f"America/{town}" for town in ("Anchorage", "Bogota", "Chicago", "Denver", "Detroit", "Halifax", "Havana", "Jamaica")]
ZONES += [f"America/{town}" for town in ("Lima", "Los_Angeles", "Manaus", "Mexico_City", "New_York", "Panama", "Phoenix")]
LADDERS = ["180,90,30,7,0", "120,60,14,0", "45,1,0", "0"]
PAIRS = list(product(ZONES, LADDERS))
Row = TypeVar("Row", bound=models.Model)


def twins(row: Row, *changed: dict[str, object]) -> list[Row]:
    """Write a copy of the row for each set of changes."""
    made = []
    for facts in changed:
        twin = copy.copy(row)
        twin._state = copy.copy(row._state)
        twin.pk = None
        for name, value in facts.items():
            setattr(twin, name, value)
        made.append(twin)
    return type(row)._default_manager.bulk_create(made)


def test_each_deadline_of_sixty_bodies_is_told_on_the_rung_that_the_schedule_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The days left run from 280 days ago to 192 days ahead, eight apart, so that every part of a ladder is met."""
    cast = make_cast()
    left = {f"agreement-{n}": days for n, days in enumerate(range(-280, 200, 8))}
    assert len(left) == len(PAIRS) == 60
    ends = [TODAY + timedelta(days=days) for days in left.values()]
    starts = [end - timedelta(days=364) for end in ends]
    systems = twins(cast.agreement.system, *({"slug": f"s{n}", "name": f"S {n}", "acronym": f"S{n}"} for n in range(60)))
    named = (
        {"slug": f"b{n}", "name": f"Body {n}", "time_zone": zone, "ladder": ladder} for n, (zone, ladder) in enumerate(PAIRS)
    )
    bodies = twins(cast.body, *named)
    Remit.objects.bulk_create(Remit(body=body, system=system) for body, system in zip(bodies, systems, strict=True))
    agreements = twins(cast.agreement, *({"slug": slug, "system": system} for slug, system in zip(left, systems, strict=True)))
    days = list(zip(agreements, starts, ends, strict=True))
    twins(cast.agreement.terms.get(), *({"agreement": row, "starts_on": first, "ends_on": last} for row, first, last in days))
    end_of_term = cast.agreement.deadlines.get(kind="term_end")
    twins(end_of_term, *({"agreement": row, "on": last, "cause": term_cause(first)} for row, first, last in days))
    # The record goes back ten years, so every rung of the longest ladder is asked for.
    twins(end_of_term, {"on": TODAY - timedelta(days=LONGEST_OVERDUE), "cause": term_cause(date(2007, 8, 1))})

    with CaptureQueriesContext(connection) as queries:
        queue_due(at=NOON)
    of_deadlines = [query["sql"] for query in queries if "notice_kind" in query["sql"]]
    assert len(of_deadlines) > 1, "it is more than one statement can carry"

    expected = set()
    for (_zone, ladder), (slug, days_left) in zip(PAIRS, left.items(), strict=True):
        for kind, rungs in (("term_end", rungs_of(ladder)), ("no_round", overdue_ladder(LONGEST_OVERDUE))):
            if (rung := rung_at(days_left, rungs)) is not None:
                expected.add((kind, slug, rung))
    told = Notice.objects.filter(kind__in=["term_end", "no_round"], state="queued", address=cast.clerk.email)
    assert set(told.exclude(agreement=cast.agreement).values_list("kind", "agreement__slug", "rung")) == expected
    assert len(expected) > 40

    monkeypatch.setattr(sweep, "MOST_PARAMETERS", 200)
    assert queue_due(at=NOON + timedelta(minutes=1)).queued == 0, "asked in other parts, nothing more is found"
