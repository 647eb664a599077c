"""A term that was entered wrongly is corrected: what moves with it, what is refused, and what readers are told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from contracts.models import Basis, Deadline, Event, Term
from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.followups.actions import renew_by_silence
from governance.followups.as_of import as_of
from governance.ledger.models import Entry
from governance.notices.actions import queue_due
from governance.notices.models import Notice
from governance.stewardship import actions as stewardship
from tests.cast import RENEW_2018, Cast, at, check_dates, make_cast, open_ballot, vote
from tests.traces import refused

pytestmark = pytest.mark.django_db
NOW = at("2018-07-03 09:00")
NOTICE: dict[str, Any] = {"notice_count": 30, "notice_unit": "days", "notice_clause": "Section 9"}
LATER_START = date(2017, 10, 1)


def correct(cast: Cast, term: Term | None = None, **facts: Any) -> Term:
    term = term or cast.agreement.terms.order_by("starts_on").get()
    return ballots.correct_term(term=term, because="The signed copy says so.", by=cast.second_clerk, at=NOW, **facts)


def days_of(cast: Cast) -> list[tuple[str, str, int, str, bool]]:
    rows = cast.agreement.deadlines.order_by("cause", "kind", "revision")
    return [(row.kind, row.cause, row.revision, str(row.on), row.superseded_at is None) for row in rows]


def test_what_hangs_on_a_term_hangs_on_it_under_its_new_first_day() -> None:
    cast = make_cast(**NOTICE)
    check_dates(cast)
    before = set(cast.agreement.deadlines.values_list("pk", flat=True))
    correct(cast, starts_on=LATER_START)
    assert days_of(cast) == [
        ("notice_by", "term:2017-09-01", 1, "2018-08-01", False),
        ("term_end", "term:2017-09-01", 1, "2018-08-31", False),
        ("notice_by", "term:2017-10-01", 1, "2018-08-01", True),
        ("term_end", "term:2017-10-01", 1, "2018-08-31", True),
    ]
    standing = Deadline.objects.filter(superseded_at=None)
    assert {row.pk for row in standing} == before
    assert {row.checked_by for row in standing} == {cast.second_clerk}
    assert as_of(cast.agreement, at=NOW).notice_due_on == date(2018, 8, 1)


def test_a_first_day_moved_there_and_back_leaves_the_days_as_they_were() -> None:
    cast = make_cast()
    correct(cast, starts_on=LATER_START)
    correct(cast, starts_on=date(2017, 9, 1))
    assert [row for row in days_of(cast) if row[-1]] == [("term_end", "term:2017-09-01", 2, "2018-08-31", True)]


def test_both_days_are_corrected_at_once_and_the_days_of_the_end_are_computed_anew() -> None:
    cast = make_cast(**NOTICE)
    correct(cast, starts_on=LATER_START, ends_on=date(2018, 9, 30))
    standing = Deadline.objects.filter(superseded_at=None).order_by("kind")
    assert [(row.kind, row.cause, row.on, row.revision) for row in standing] == [
        ("notice_by", "term:2017-10-01", date(2018, 8, 31), 2),
        ("term_end", "term:2017-10-01", date(2018, 9, 30), 2),
    ]


def test_who_was_reminded_of_the_end_is_not_reminded_again_for_a_first_day() -> None:
    cast = make_cast()
    check_dates(cast)
    queue_due(at=at("2018-06-02 12:00"))
    told = Notice.objects.filter(kind="term_end").count()
    assert told > 0
    correct(cast, starts_on=LATER_START)
    queue_due(at=at("2018-07-03 12:00"))
    assert Notice.objects.filter(kind="term_end", rung=90).count() == told
    queue_due(at=at("2018-08-02 12:00"))
    assert Notice.objects.filter(kind="term_end", rung=30).exists()


def test_a_corrected_term_is_renewed_by_silence_once() -> None:
    cast = make_cast(default_outcome="renews_by_silence", renewal_month=8, renewal_day=31, **NOTICE)
    correct(cast, starts_on=LATER_START)
    renewals = [*renew_by_silence(at=at("2018-09-01 00:05")), *renew_by_silence(at=at("2018-09-01 00:06"))]
    assert [str(term) for term in renewals] == ["2018-09-01 - 2019-08-31"]


def test_a_term_that_silence_began_follows_the_corrected_end_of_the_one_before() -> None:
    cast = make_cast(default_outcome="renews_by_silence", renewal_month=8, renewal_day=31, **NOTICE)
    (renewed,) = renew_by_silence(at=at("2018-09-01 00:05"))
    correct(cast, renewed, starts_on=date(2018, 10, 1))
    correct(cast, cast.agreement.terms.earliest("starts_on"), ends_on=date(2018, 9, 30))
    terms = [str(term) for term in cast.agreement.terms.order_by("starts_on")]
    assert terms == ["2017-09-01 - 2018-09-30", "2018-10-01 - 2019-08-31"]


def test_readers_are_told_which_day_stood_there_before_and_why() -> None:
    cast = make_cast()
    correct(cast, starts_on=date(2017, 1, 1), starts_precision="year", ends_on=date(2018, 9, 30))
    event = Event.objects.get()
    assert (event.kind, event.on) == ("date_correction", date(2018, 7, 3))
    assert event.text == (
        "The first day of the term to 30 September 2018 was corrected from 1 September 2017 to 2017. The last day of the term "
        "from 2017 was corrected from 31 August 2018 to 30 September 2018: The signed copy says so."
    )
    facts = json.loads(Entry.objects.get(kind="term.corrected").body)["facts"]
    assert facts["before"] == {"starts_on": "2017-09-01", "starts_precision": "day", "ends_on": "2018-08-31"}
    assert (facts["starts_on"], facts["because"]) == ("2017-01-01", "The signed copy says so.")


def test_what_a_term_rests_on_is_corrected_also_under_an_open_ballot_and_the_timeline_says_nothing() -> None:
    cast = make_cast()
    paper = stewardship.add_source(key="COPY", title="The signed copy", url="", by=cast.clerk, at=NOW)
    open_ballot(cast)
    term = correct(cast, basis=Basis.NOT_RECORDED, label="inferred", remark="From a list.", sources=[paper])
    assert (term.basis, term.label, term.remark, list(term.sources.all())) == (
        "not_recorded",
        "inferred",
        "From a list.",
        [paper],
    )
    assert not Event.objects.exists()
    facts = json.loads(Entry.objects.get(kind="term.corrected").body)["facts"]
    assert facts["before"] == {"basis": "signed", "label": "fact", "remark": "", "sources": []}


def test_a_term_is_not_moved_under_an_open_ballot() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    days: list[dict[str, date]] = [{"ends_on": date(2018, 9, 30)}, {"starts_on": LATER_START}]
    for moved in days:
        with refused(Refused, match="A ballot about this term is open") as refusal:
            correct(cast, **moved)
        assert refusal.value.field == next(iter(moved))
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The date was wrong.", by=cast.clerk, at=NOW)
    assert correct(cast, ends_on=date(2018, 9, 30)).ends_on == date(2018, 9, 30)


def test_a_draft_whose_days_are_not_those_of_the_term_any_more_is_not_opened() -> None:
    cast = make_cast()
    facts: dict[str, Any] = {"agreement": cast.agreement, "question": "renew", "proposal": RENEW_2018}
    draft = ballots.draft_ballot(closes_on=date(2018, 8, 31), by=cast.clerk, at=NOW, **facts)
    correct(cast, ends_on=date(2018, 9, 30))
    with refused(Refused, match="The new term starts on 1 October 2018"):
        ballots.open_ballot(ballot_id=draft.pk, by=cast.clerk, at=NOW)


def test_the_first_day_that_a_decision_gave_is_not_corrected() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "approve", at(f"2018-07-02 {hour}:00"))
    begun = cast.agreement.terms.get(basis="decision")
    with refused(Refused, match="The decision pars-ice-2018 began this term on 1 September 2018") as refusal:
        correct(cast, begun, starts_on=date(2018, 9, 2))
    assert refusal.value.field == "starts_on"
    with refused(Refused, match="written by themselves"):
        correct(cast, begun, basis=Basis.SIGNED)


def test_nothing_is_corrected_without_a_reason_or_without_a_change() -> None:
    cast = make_cast()
    term = cast.agreement.terms.get()
    with refused(Refused, match="Say why"):
        ballots.correct_term(term=term, because=" ", starts_on=LATER_START, by=cast.clerk, at=NOW)
    with refused(Refused, match="what the register says already"):
        correct(cast, starts_on=term.starts_on, ends_on=term.ends_on, basis=term.basis)


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"starts_on": date(2018, 9, 1)}, "starts_on", "Choose an earlier first day"),
        ({"ends_on": date(2017, 8, 31)}, "ends_on", "Choose a later last day"),
        ({"starts_on": date(2017, 8, 31)}, "starts_on", "shares days with the one from 2016-09-01 to 2017-08-31"),
        ({"starts_on": date(2015, 9, 1)}, "starts_on", "shares days with the one from 2016-09-01 to 2017-08-31"),
        ({"ends_on": date(2018, 9, 1)}, "ends_on", "shares days with the one from 2018-09-01 to 2019-08-31"),
        ({"starts_precision": "week"}, "starts_precision", "week is not a known value"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts: dict[str, Any], field: str, sentence: str) -> None:
    cast = make_cast()
    for year in (2016, 2018):
        days = {"starts_on": date(year, 9, 1), "ends_on": date(year + 1, 8, 31)}
        stewardship.begin_term(agreement=cast.agreement, basis=Basis.SIGNED, **days, by=cast.clerk, at=NOW)
    with refused(Refused, match=sentence) as refusal:
        correct(cast, cast.agreement.terms.get(starts_on=date(2017, 9, 1)), **facts)
    assert refusal.value.field == field


def test_a_term_does_not_begin_after_access_ended_in_it() -> None:
    cast = make_cast()
    stewardship.end_early(agreement=cast.agreement, ended_early_on=date(2018, 3, 31), by=cast.clerk, at=NOW)
    with refused(Refused, match="Access ended on 31 March 2018, in this term"):
        correct(cast, starts_on=date(2018, 4, 1))


def test_a_term_does_not_begin_after_a_notice_by_date_that_somebody_entered() -> None:
    cast = make_cast(**NOTICE)
    day = cast.agreement.deadlines.get(kind="notice_by")
    correct(cast, starts_on=date(2018, 8, 15))  # beyond the computed day, which stands where the clause puts it
    correct(cast, starts_on=date(2017, 9, 1))
    stewardship.revise_deadline(deadline=day, on=date(2018, 7, 20), clause="Section 9", by=cast.clerk, at=NOW)
    with refused(Refused, match="its last day on record is 20 July 2018"):
        correct(cast, starts_on=date(2018, 7, 21))
