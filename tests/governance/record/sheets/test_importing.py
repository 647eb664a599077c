"""What a sheet brings into the register, and how it comes again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement, Deadline, ElementSharing, Event, Party
from contracts.refusals import Refused
from governance.ballots.actions import correct_term, draft_ballot, open_ballot
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.ledger.models import Entry
from governance.notices.actions import queue_due
from governance.notices.models import Letter, Notice, NoticeState
from governance.record.actions.sheets import RegisterChanged
from governance.record.sheets.plan import plan
from governance.record.sheets.reading import read_sheet
from governance.stewardship import actions as stewardship
from tests.cast import at, make_user
from tests.traces import every_row, refused

from .stage import NOW, ROW, bring, csv_of, faults_of, make_city, many, xlsx_of

pytestmark = pytest.mark.django_db


def test_a_row_becomes_an_agreement_with_its_term_fee_elements_keepers_and_days() -> None:
    city = make_city()
    done = bring(city, csv_of(ROW))
    assert (done.new, done.changed, done.unchanged, done.parties) == (1, 0, 0, 1)
    agreement = Agreement.objects.get(slug="pars-amtrak")
    assert (agreement.title, agreement.recipient.name) == ("PARS access: Amtrak Police", "Amtrak Police Department")
    assert (str(agreement.year_day), str(agreement.notice_period)) == ("31 August", "60 days")
    term = agreement.terms.get()
    assert (term.starts_on, term.ends_on, term.basis) == (date(2026, 9, 1), date(2027, 8, 31), "signed")
    fee = term.fees.get()
    assert (fee.amount, fee.currency, fee.period) == (Decimal(2400), "USD", "per_year")
    assert {keeper.user for keeper in agreement.keepers.all()} == {city.clerk, city.deputy}
    sharings = ElementSharing.objects.filter(agreement=agreement)
    assert {row.element.name: (row.sharing, row.since_on) for row in sharings} == {
        "Charges": ("shared", None),
        "Names": ("shared", None),
        "Photographs": ("withheld", None),
    }
    days = {row.kind: row.on for row in Deadline.objects.filter(agreement=agreement)}
    assert days == {"term_end": date(2027, 8, 31), "notice_by": date(2027, 7, 2)}
    assert not Deadline.objects.exclude(checked_by=None).exists()
    kinds = set(Entry.objects.filter(subject="pars-amtrak").values_list("kind", flat=True))
    assert {"agreement.entered", "term.begun", "fee.added", "keepers.named", "element.shared_or_withheld"} <= kinds


def test_the_same_from_a_workbook_with_real_dates_and_numbers() -> None:
    city = make_city()
    typed = {"term_starts_on": date(2026, 9, 1), "term_ends_on": date(2027, 8, 31), "renewal_day": date(2026, 8, 31)}
    bring(city, xlsx_of({**ROW, **typed, "fee_amount": 5565.0}))
    term = Agreement.objects.get().terms.get()
    assert (term.starts_on, term.ends_on) == (date(2026, 9, 1), date(2027, 8, 31))
    assert term.fees.get().amount == Decimal("5565")
    assert str(Agreement.objects.get().year_day) == "31 August"


@pytest.mark.parametrize(
    ("typed", "stored"), [(5565.1, "5565.10"), (0.1, "0.10"), (4.35, "4.35"), (9999999999.99, "9999999999.99")]
)
def test_no_float_leaks_from_a_workbook(typed: float, stored: str) -> None:
    bring(make_city(), xlsx_of({**ROW, "fee_amount": typed}))
    assert str(Agreement.objects.get().terms.get().fees.get().amount) == stored


def test_the_same_file_again_changes_nothing_and_writes_nothing() -> None:
    city = make_city()
    bring(city, csv_of(ROW))
    before = every_row()
    done = bring(city, csv_of(ROW), when="2026-11-23 09:00")
    assert (done.new, done.changed, done.unchanged) == (0, 0, 1)
    assert every_row() == before


def test_what_is_missing_from_the_columns_is_left_as_it_is() -> None:
    city = make_city()
    bring(city, csv_of(ROW))
    few = ("slug", "title", "system", "recipient", "keepers")
    assert bring(city, csv_of(ROW, columns=few)).unchanged == 1


def test_a_recipient_is_found_by_name_and_a_new_one_is_added_once() -> None:
    city = make_city()
    first, second = ({**ROW, "slug": slug, "recipient": ""} for slug in ("one", "two"))
    assert bring(city, csv_of(first, second)).parties == 1
    assert Party.objects.get(name="Amtrak Police Department").slug == "amtrak-police-department"
    assert {row.recipient.slug for row in Agreement.objects.all()} == {"amtrak-police-department"}


def test_several_fees_stand_one_to_a_line() -> None:
    bring(make_city(), csv_of({**ROW, "fee_amount": "2400\n150.50", "fee_period": "per_year\none_off"}))
    fees = Agreement.objects.get().terms.get().fees.order_by("pk")
    assert [(str(fee.amount), fee.period) for fee in fees] == [("2400.00", "per_year"), ("150.50", "one_off")]


def test_a_first_day_known_to_the_month_only_is_kept_as_such() -> None:
    bring(make_city(), csv_of({**ROW, "term_starts_on": "2026-09"}))
    assert Agreement.objects.get().terms.get().starts_precision == "month"


def test_a_term_end_that_differs_is_corrected_with_the_reason_on_the_timeline() -> None:
    city = make_city()
    bring(city, csv_of(ROW))
    longer = csv_of({**ROW, "term_ends_on": "2027-09-30"})
    (change,) = plan(read_sheet(longer), moment=NOW).changed[0].changes
    assert (change.column, change.old, change.new) == ("term_ends_on", "2027-08-31", "2027-09-30")
    with refused(Refused, "Say why days on record are corrected") as refusal:
        bring(city, longer)
    assert refusal.value.field == "reason"
    assert bring(city, longer, reason="The signed copy says September.").changed == 1
    assert Agreement.objects.get().terms.get().ends_on == date(2027, 9, 30)
    revisions = Deadline.objects.filter(kind="term_end").order_by("revision")
    assert [(row.on, row.superseded_at is None) for row in revisions] == [(date(2027, 8, 31), False), (date(2027, 9, 30), True)]
    event = Event.objects.get()
    assert event.text.endswith("from 31 August 2027 to 30 September 2027: The signed copy says September.")


def test_a_corrected_first_day_is_the_one_by_which_a_sheet_names_the_term() -> None:
    city = make_city()
    bring(city, csv_of(ROW))
    term = Agreement.objects.get().terms.get()
    correct_term(term=term, starts_on=date(2026, 10, 1), because="A slip.", by=city.clerk, at=NOW)
    (fault,) = faults_of(csv_of(ROW))
    assert "No term of this agreement begins on this day. Where the first day on record is wrong, correct the term" in fault
    assert bring(city, csv_of({**ROW, "term_starts_on": "2026-10-01"})).unchanged == 1


def test_a_sheet_moves_no_term_about_which_a_ballot_is_open() -> None:
    city = make_city()
    bring(city, csv_of(ROW))
    agreement = Agreement.objects.get()
    renewal = Proposal(starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    say = {"by": city.clerk, "at": NOW}
    draft = draft_ballot(agreement=agreement, question=Question.RENEW, proposal=renewal, closes_on=date(2027, 8, 31), **say)
    open_ballot(ballot_id=draft.pk, **say)
    (fault,) = faults_of(csv_of({**ROW, "term_ends_on": "2027-09-30"}))
    assert fault.startswith("row 2, term_ends_on: A ballot about this term is open")


def test_keepers_that_differ_are_named_anew() -> None:
    city = make_city()
    bring(city, csv_of(ROW))
    third = make_user("The third")
    assert bring(city, csv_of({**ROW, "keepers": f"{city.clerk.email}, {third.email}"})).changed == 1
    assert {keeper.user for keeper in Agreement.objects.get().keepers.all()} == {city.clerk, third}


def test_tags_come_in_and_those_that_differ_are_set_anew() -> None:
    city = make_city()
    bring(city, csv_of({**ROW, "tags": "Immigration; courts"}))
    assert [tagging.tag.name for tagging in Agreement.objects.get().taggings.order_by("tag")] == ["courts", "immigration"]
    assert bring(city, csv_of(ROW)).unchanged == 1, "a column that is missing says nothing"
    assert bring(city, csv_of({**ROW, "tags": "courts, juveniles"})).changed == 1
    assert [tagging.tag.name for tagging in Agreement.objects.get().taggings.order_by("tag")] == ["courts", "juveniles"]
    assert faults_of(csv_of({**ROW, "tags": "no such tag!"})) == [
        "row 2, tags: no such tag! is not a tag: use lower-case letters, figures and hyphens."
    ]


def test_a_term_a_fee_and_an_element_that_were_not_on_record_are_added() -> None:
    city = make_city()
    bare = {name: "" if name.startswith(("term_", "fee_")) or name in ("shared", "withheld") else ROW[name] for name in ROW}
    bring(city, csv_of(bare))
    done = bring(city, csv_of(ROW))
    agreement = Agreement.objects.get()
    assert (done.changed, agreement.terms.get().fees.count(), agreement.element_sharings.count()) == (1, 1, 3)
    assert bring(city, csv_of(ROW)).unchanged == 1


def test_a_fee_is_added_to_a_term_that_has_none() -> None:
    city = make_city()
    bring(city, csv_of({**ROW, "fee_amount": ""}))
    assert bring(city, csv_of(ROW)).changed == 1
    assert Agreement.objects.get().terms.get().fees.get().amount == 2400


ELSEWHERE = {
    "title": ("Another", "The register says “PARS access: Amtrak Police”, which an import does not overwrite."),
    "notice": ("30 days", "The register says “60 days”,"),
    "fee_amount": ("2500", "The term's fee on record (USD 2400.00) changes by a decision"),
    "shared": ("Charges", "changes by a decision"),
    "keepers": ("the.clerk@example.org; nobody@example.org", "has an account here"),
    "withheld": ("", "changes by a decision"),
    "term_starts_on": ("2026-09-02", "A new term follows a decision"),
    "ended_early_on": ("2026-12-31", "Access ends early by a decision"),
    "recipient_name": ("Somebody else", "Write that name or leave the cell empty"),
    "term_basis": ("decision", "The register says “signed”,"),
}


@pytest.mark.parametrize("column", ELSEWHERE)
def test_what_an_import_may_not_change_is_a_fault_that_says_where_it_is_done(column: str) -> None:
    city = make_city()
    bring(city, csv_of({**ROW, "ended_early_on": ""}))
    cell, sentence = ELSEWHERE[column]
    faults = faults_of(csv_of({**ROW, "ended_early_on": "", column: cell}))
    assert any(fault.startswith(f"row 2, {column}: ") and sentence in fault for fault in faults), faults


def test_no_element_slips_in_beside_those_on_record() -> None:
    city = make_city()
    bring(city, csv_of({**ROW, "withheld": ""}))
    (fault,) = faults_of(csv_of(ROW))
    assert fault.startswith("row 2, withheld: What is on record as shared or withheld changes by a decision")


def test_another_recipient_is_another_agreement() -> None:
    city = make_city()
    bring(city, csv_of(ROW))
    (one, two) = faults_of(csv_of({**ROW, "recipient": "fjd", "recipient_name": ""}))
    assert "with a slug of its own" in one + two


def test_a_corrected_end_that_meets_a_later_term_is_refused_in_the_dry_run() -> None:
    city = make_city()
    bring(city, csv_of(ROW))
    agreement = Agreement.objects.get()
    say = {"by": city.clerk, "at": NOW}
    stewardship.begin_term(agreement=agreement, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31), basis="signed", **say)
    (fault,) = faults_of(csv_of({**ROW, "term_ends_on": "2027-09-30"}))
    assert fault == "row 2, term_ends_on: The term shares days with the one from 2027-09-01 to 2028-08-31."


def test_a_register_that_changed_since_it_was_shown_is_not_written_over() -> None:
    city = make_city()
    content = csv_of({**ROW, "recipient": "amtrak"})
    shown = plan(read_sheet(content), moment=NOW).digest
    stewardship.add_party(slug="amtrak", name="Amtrak Police Department", by=city.clerk, at=NOW)
    with refused(RegisterChanged, "has changed since this was shown"):
        bring(city, content, shown=shown)
    assert bring(city, content, shown=plan(read_sheet(content), moment=NOW).digest).new == 1


def test_three_hundred_agreements_flood_nobody_and_nothing_past_is_mailed() -> None:
    city = make_city()
    ends = ["2020-08-31", "2026-11-20", "2026-11-25", "2027-01-15", "2027-08-31"]
    rows = [{**row, "term_starts_on": "2019-09-01", "term_ends_on": ends[place % 5]} for place, row in enumerate(many(300))]
    queue_due(at=at("2026-11-22 10:00"))
    bring(city, csv_of(*rows))
    queue_due(at=at("2026-11-22 12:00"))
    assert Letter.objects.filter(created_at=at("2026-11-22 12:00")).count() == 2  # the two clerks, who keep them too
    owed = Notice.objects.filter(state=NoticeState.QUEUED, kind="term_end")
    assert set(owed.values_list("agreement__terms__ends_on", flat=True)) == {date(2026, 11, 25), date(2027, 1, 15)}
    queue_due(at=at("2026-11-23 12:00"))
    past = Notice.objects.filter(agreement__terms__ends_on__lt=date(2026, 11, 22)).exclude(state=NoticeState.SKIPPED)
    # Of what ended two days ago the certificate is still to come, on 20 December; of 2020 nothing is.
    assert set(past.values_list("kind", "agreement__terms__ends_on")) == {("follow_up", date(2026, 11, 20))}
    assert all(notice.occasion.startswith("certificate:") for notice in past)


def test_comparing_takes_as_many_queries_for_one_row_as_for_three_hundred() -> None:
    city = make_city()
    asked = []
    for content in (csv_of(*many(1)), csv_of(*many(300))):
        bring(city, content)
        sheet = read_sheet(content)
        with CaptureQueriesContext(connection) as queries:
            assert plan(sheet, moment=NOW).unchanged == len(sheet.rows)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20
