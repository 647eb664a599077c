"""Changing the register: what is stored with a term, what is refused, and what a correction leaves behind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from contracts.models import Basis, Deadline, Term
from contracts.refusals import Refused
from governance.bodies.actions import NewSeat, found_body
from governance.ledger.models import Entry
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Notice
from governance.stewardship import actions as stewardship
from tests.cast import at, make_cast, open_ballot, vote
from tests.conftest import PostOffice
from tests.traces import refused

pytestmark = pytest.mark.django_db
NEW = at("2018-01-15 10:00")


def test_a_moved_date_keeps_the_old_value_and_is_armed_again(post_office: PostOffice) -> None:
    cast = make_cast(term=(date(2017, 9, 1), date(2018, 7, 1)))
    queue_due(at=at("2018-06-02 12:00"))
    stewardship.correct_term(
        term=cast.agreement.terms.get(), ends_on=date(2018, 8, 31), by=cast.second_clerk, at=at("2018-06-03 09:00")
    )
    rows = list(cast.agreement.deadlines.filter(kind="term_end").values_list("on", "revision", "superseded_at"))
    assert rows == [(date(2018, 7, 1), 1, at("2018-06-03 09:00")), (date(2018, 8, 31), 2, None)]
    send_due(worker="w1", clock=lambda: at("2018-06-03 09:01"))
    assert set(Notice.objects.values_list("state", flat=True)) == {"moot"}
    assert post_office.mails == []
    queue_due(at=at("2018-08-01 12:00"))
    assert Notice.objects.filter(kind="term_end", state="queued", rung=30).count() == 5
    assert Entry.objects.filter(kind="term.corrected").count() == 1


def test_a_date_is_checked_by_a_second_person() -> None:
    cast = make_cast()
    deadline = Deadline.objects.get(kind="term_end")
    with refused(Refused, match="somebody other"):
        stewardship.check_deadline(deadline=deadline, by=cast.clerk, at=NEW)
    checked = stewardship.check_deadline(deadline=deadline, by=cast.second_clerk, at=NEW)
    assert checked.checked_by == cast.second_clerk
    with refused(Refused, match="already"):
        stewardship.check_deadline(deadline=deadline, by=cast.second_clerk, at=NEW)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field", "sentence"),
    [
        (date(2019, 1, 2), date(2019, 1, 1), "ends_on", "end before it starts"),
        (date(2018, 8, 31), date(2019, 8, 30), "starts_on", "shares days with the one from 2017-09-01"),
        (date(2017, 1, 1), date(2019, 1, 1), "starts_on", "shares days"),
    ],
)
def test_a_wrong_term_is_refused_at_its_field(starts_on: date, ends_on: date, field: str, sentence: str) -> None:
    cast = make_cast()
    with refused(Refused, match=sentence) as refusal:
        stewardship.begin_term(
            agreement=cast.agreement, starts_on=starts_on, ends_on=ends_on, basis=Basis.SIGNED, by=cast.clerk, at=NEW
        )
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("amount", "currency", "field"),
    [(Decimal(-1), "USD", "amount"), (Decimal(1), "ZZZ", "currency"), (Decimal(1), "", "currency")],
)
def test_a_wrong_fee_is_refused_at_its_field(amount: Decimal, currency: str, field: str) -> None:
    cast = make_cast()
    with refused(Refused) as refusal:
        stewardship.add_fee(term=Term.objects.get(), amount=amount, currency=currency, period="per_year", by=cast.clerk, at=NEW)
    assert refusal.value.field == field


@pytest.mark.parametrize("text", ["a\u202eb", "bell\x07", "x" * 10_001])
def test_text_that_must_not_stand_on_record_is_refused(text: str) -> None:
    cast = make_cast()
    with refused(Refused) as refusal:
        stewardship.record_statement(
            agreement=cast.agreement,
            on=date(2018, 7, 11),
            kind="intent",
            actor="District Attorney",
            text=text,
            by=cast.clerk,
            at=NEW,
        )
    assert refusal.value.field == "text"


SEATS = [NewSeat("A", "Seat A"), NewSeat("B", "Seat B"), NewSeat("C", "Seat C")]


@pytest.mark.parametrize(
    ("needed", "seats", "zone", "field"),
    [
        (4, SEATS, "America/New_York", "needed"),
        (0, SEATS, "America/New_York", "needed"),
        (1, SEATS, "America/New_York", "needed"),
        (2, [NewSeat("A", "Seat A"), NewSeat("B", "seat a"), NewSeat("C", "C")], "America/New_York", "seats"),
        (2, SEATS, "America/Philadelphia", "time_zone"),
        (2, SEATS, "../etc/passwd", "time_zone"),
        (2, SEATS, "", "time_zone"),
    ],
)
def test_a_wrong_body_is_refused_at_its_field(needed: int, seats: list[NewSeat], zone: str, field: str) -> None:
    cast = make_cast()
    with refused(Refused) as refusal:
        found_body(slug="x", name="X", time_zone=zone, needed=needed, seats=seats, systems=[], by=cast.clerk, at=NEW)
    assert refusal.value.field == field


def test_an_agreement_has_at_least_two_keepers() -> None:
    cast = make_cast()
    with refused(Refused, match="at least two keepers"):
        stewardship.name_keepers(agreement=cast.agreement, users=[cast.clerk, cast.clerk], by=cast.clerk, at=NEW)


def test_notice_by_is_computed_from_the_current_term_and_falls_on_a_business_day() -> None:
    cast = make_cast(
        term=(date(2026, 9, 1), date(2027, 8, 31)), notice_count=30, notice_unit="days", jurisdiction="US-PA", notice_clause="9"
    )
    assert cast.agreement.deadlines.get(kind="notice_by").on == date(2027, 7, 30)


def test_every_change_of_the_register_is_on_the_record_of_acts_without_names_of_people() -> None:
    cast = make_cast()
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"party.added", "system.added", "agreement.entered", "term.begun", "body.founded", "appointment.made"} <= kinds
    bodies = "".join(Entry.objects.values_list("body", flat=True))
    assert "@" not in bodies
    assert cast.judge.name not in bodies


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"renewal_month": 2, "renewal_day": 30}, "renewal_day", "30"),
        ({"renewal_month": 2}, "renewal_day", "both a month and a day"),
        ({"notice_count": 5000, "notice_unit": "days"}, "notice_count", "ten years"),
        ({"notice_count": 5, "notice_unit": "fortnights"}, "notice_count", "fortnights"),
        ({"jurisdiction": "US-QQ"}, "jurisdiction", "US-QQ"),
        ({"default_outcome": "renews_by_silence"}, "renewal_day", "needs its renewal day"),
        ({"default_outcome": "vanishes"}, "default_outcome", "vanishes"),
    ],
)
def test_a_wrong_agreement_is_refused_at_its_field(facts: dict[str, object], field: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        make_cast(**facts)
    assert refusal.value.field == field


def test_a_day_that_the_rule_computed_was_entered_by_nobody_and_any_clerk_checks_it() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "approve", at(f"2018-07-03 {hour}:00"))
    computed = Deadline.objects.get(kind="term_end", on=date(2019, 8, 31))
    assert (computed.entered_by, computed.computed_from) == (None, "decision:pars-ice-2018")
    drafter = cast.clerk
    assert stewardship.check_deadline(deadline=computed, by=drafter, at=at("2018-07-04 10:00")).checked_by == drafter


def test_the_day_on_which_access_goes_off_is_the_rules_and_the_closing_the_clerks() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "decline", at(f"2018-07-03 {hour}:00"))
    off, closing = Deadline.objects.get(kind="access_off"), Deadline.objects.get(kind="ballot_closing")
    assert (off.entered_by, off.computed_from) == (None, "decision:pars-ice-2018")
    assert (closing.entered_by, closing.computed_from) == (cast.clerk, "")


def test_the_database_takes_no_day_that_neither_a_person_nor_the_rule_stands_for() -> None:
    cast = make_cast()
    for change in ({"entered_by": None}, {"computed_from": "decision:pars-ice-2018"}):
        with pytest.raises(DatabaseError, match="a_deadline_is_entered_or_computed"), transaction.atomic():
            cast.agreement.deadlines.update(**change)
