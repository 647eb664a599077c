"""The ladder of a body: its one form, how it is set, and that each body is reminded by its own."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from contracts.models import Basis
from contracts.refusals import Refused
from governance.accounts.refusals import NotTheClerk
from governance.bodies.actions import NewSeat, change_ladder, found_body
from governance.bodies.ladder import LADDER, NotALadder, as_text, rungs_of
from governance.bodies.models import Body
from governance.ledger.models import Entry
from governance.notices.actions import queue_due
from governance.notices.models import Notice
from governance.public.pages.body import body_page
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast
from tests.traces import refused

OWN = (45, 10, 0)
WRONG = [
    ((), "at least one rung"),
    ((367, 0), "from 0 to 366, not 367"),
    ((30, -1, 0), "from 0 to 366, not -1"),
    ((30, 7.5, 0), "not 7.5"),
    (("30", "0"), "not 30"),
    ((True, 0), "not True"),
    ((7, 30, 0), "fall from the earliest"),
    ((30, 30, 0), "each once"),
    ((30, 7, 1), "ends with 0"),
]


@given(st.sets(st.integers(1, 366)))
def test_a_ladder_has_one_text_and_comes_back_from_it(days: set[int]) -> None:
    rungs = (*sorted(days, reverse=True), 0)
    assert rungs_of(as_text(rungs)) == rungs
    assert as_text(list(rungs)) == as_text(rungs)


@pytest.mark.parametrize(("rungs", "sentence"), WRONG)
def test_what_is_no_ladder_has_no_text(rungs: tuple[int, ...], sentence: str) -> None:
    with pytest.raises(NotALadder, match=sentence):
        as_text(rungs)


def test_every_day_of_a_year_fits_into_the_column() -> None:
    assert len(as_text(range(366, -1, -1))) <= (Body._meta.get_field("ladder").max_length or 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("rungs", "sentence"), WRONG)
def test_what_is_no_ladder_is_refused_at_its_field(rungs: tuple[int, ...], sentence: str) -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-01-01 09:00")}
    with refused(Refused, sentence) as refusal:
        change_ladder(body=cast.body, ladder=rungs, **say)
    assert refusal.value.field == "ladder"
    with refused(Refused, sentence) as refusal:
        seats = [NewSeat("A", "A")]
        found_body(slug="x", name="X", time_zone="UTC", needed=1, seats=seats, systems=[], ladder=rungs, **say)
    assert refusal.value.field == "ladder"


@pytest.mark.django_db
def test_only_the_clerk_changes_it_and_only_to_another_one() -> None:
    cast = make_cast()
    with refused(NotTheClerk):
        change_ladder(body=cast.body, ladder=OWN, by=cast.judge, at=at("2018-01-01 09:00"))
    with refused(Refused, "This is the ladder on record"):
        change_ladder(body=cast.body, ladder=LADDER, by=cast.clerk, at=at("2018-01-01 09:00"))


@pytest.mark.django_db
def test_a_change_is_on_the_record_with_what_stood_before() -> None:
    cast = make_cast()
    assert cast.body.rungs == LADDER
    assert change_ladder(body=cast.body, ladder=OWN, by=cast.clerk, at=at("2018-01-01 09:00")).rungs == OWN
    act = json.loads(Entry.objects.latest("pk").body)
    assert (act["kind"], act["subject"], act["actor"]) == ("body.ladder_changed", "pars-subcommittee", "clerk")
    assert act["facts"] == {"ladder": "45,10,0", "before": "180,120,90,60,30,14,7,3,1,0"}
    founded = json.loads(Entry.objects.get(kind="body.founded").body)
    assert founded["facts"]["ladder"] == "180,120,90,60,30,14,7,3,1,0"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "30,7", "10"])
def test_the_database_holds_no_ladder_without_the_day_itself(text: str) -> None:
    cast = make_cast()
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=cast.body.pk).update(ladder=text)


def two_bodies() -> tuple[Cast, str]:
    """Make a second body in the same zone with a ladder of its own, and an agreement that ends on the same day."""
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    party = stewardship.add_party(slug="court", name="The court", **say)
    system = stewardship.add_system(slug="cases", name="Case files", stewards=[party], **say)
    seats = [NewSeat("ONE", "First seat")]
    zone = "America/New_York"
    found_body(slug="panel", name="Panel", time_zone=zone, needed=1, seats=seats, systems=[system], ladder=OWN, **say)
    agreement = stewardship.enter_agreement(slug="cases-ice", title="Cases - ICE", system=system, recipient=party, **say)
    term = {"starts_on": date(2017, 9, 1), "ends_on": date(2018, 8, 31)}
    stewardship.begin_term(agreement=agreement, basis=Basis.SIGNED, **term, **say)
    stewardship.name_keepers(agreement=agreement, users=[cast.clerk, cast.second_clerk], **say)
    return cast, agreement.slug


def told(slug: str, cast: Cast, state: str = "queued") -> list[int]:
    rows = Notice.objects.filter(agreement__slug=slug, kind="term_end", address=cast.clerk.email, state=state)
    return list(rows.order_by("-rung").values_list("rung", flat=True))


@pytest.mark.django_db
def test_each_body_is_reminded_by_its_own_ladder_in_one_statement() -> None:
    cast, other = two_bodies()
    day = date(2018, 2, 1)
    while day <= date(2018, 8, 31):
        with CaptureQueriesContext(connection) as queries:
            queue_due(at=at(f"{day} 08:00"))
        asked = [query["sql"] for query in queries if "with rung (zone_and_ladder" in query["sql"]]
        assert [("ballot_closing" in sql, "certificate" in sql) for sql in asked].count((True, False)) == 1
        assert len(asked) == 2, "one for the clocks of all bodies, one for the duties after an end"
        day += timedelta(days=1)
    assert told("pars-ice", cast) == list(LADDER)
    assert told(other, cast) == list(OWN)


@pytest.mark.django_db
def test_rungs_missed_on_an_own_ladder_are_recorded_as_skipped() -> None:
    cast, other = two_bodies()
    queue_due(at=at("2018-07-01 08:00"))
    queue_due(at=at("2018-08-31 08:00"))
    assert (told(other, cast), told(other, cast, "skipped")) == ([0], [45, 10])


@pytest.mark.django_db
def test_rungs_after_a_deadline_are_common_to_all() -> None:
    cast, other = two_bodies()
    day = date(2018, 9, 1)
    while day <= date(2018, 10, 31):
        queue_due(at=at(f"{day} 08:00"))
        day += timedelta(days=1)
    for slug in ("pars-ice", other):
        rows = Notice.objects.filter(agreement__slug=slug, kind="no_round", address=cast.clerk.email, state="queued")
        assert sorted(rows.values_list("rung", flat=True), reverse=True) == [-1, -7, -14, -44]


@pytest.mark.django_db
def test_a_rung_that_a_change_puts_behind_a_deadline_is_due_at_once_and_once() -> None:
    cast = make_cast()
    queue_due(at=at("2018-07-20 08:00"))  # 42 days before the end: the rung of 60 is told
    change_ladder(body=cast.body, ladder=OWN, by=cast.clerk, at=at("2018-07-20 12:00"))
    for when in ("2018-07-20 12:01", "2018-07-20 12:02", "2018-08-20 08:00"):
        queue_due(at=at(when))
    assert told("pars-ice", cast) == [60, 45]
    queue_due(at=at("2018-08-21 08:00"))
    assert told("pars-ice", cast) == [60, 45, 10]


@pytest.mark.django_db
def test_the_public_page_says_when_reminders_go_out() -> None:
    cast = make_cast()
    now = at("2018-01-01 09:00")
    said = "Reminders go out on the day of a deadline and so many days before it: 180, 120, 90, 60, 30, 14, 7, 3, 1."
    assert body_page(slug="pars-subcommittee", at=now).reminders == said
    change_ladder(body=cast.body, ladder=(0,), by=cast.clerk, at=now)
    assert body_page(slug="pars-subcommittee", at=now).reminders == "Reminders go out on the day of a deadline."


def test_the_usual_ladder_falls_to_the_day_itself() -> None:
    assert all(before > after for before, after in pairwise(LADDER))
    assert LADDER[-1] == 0
