"""What the clerk does about terms, fees and days, and that each act is done once and leaves its history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse

from contracts.models import Deadline, DeadlineKind, Fee, Term
from governance.ledger.models import DoneBy, Entry
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

HERE = "/desk/agreements/pars-ice/"
NOTICE = {"notice_count": 30, "notice_unit": "days", "notice_clause": "Section 9"}


def current(kind: DeadlineKind) -> Deadline:
    return Deadline.objects.get(kind=kind, superseded_at=None)


def test_a_term_is_entered_after_a_page_that_shows_its_days(clock: Clock) -> None:
    cast = make_cast(**NOTICE)
    client = sign_in(cast.clerk)
    before = rows()
    typed = {**hidden_of(client.get(f"{HERE}terms/new/")), "starts_on": "2018-09-01", "ends_on": "2019-08-31", "basis": "signed"}
    shown = client.post(f"{HERE}terms/new/", typed)
    assert "Term ends none 31 August 2019" in text_of(shown)
    assert "Notice-by date none 1 August 2019" in text_of(shown)
    assert rows() == before
    answer = client.post(f"{HERE}terms/new/", hidden_of(shown))
    assert answer["Location"] == HERE
    term = Term.objects.get(starts_on=date(2018, 9, 1))
    assert (term.ends_on, term.basis) == (date(2019, 8, 31), "signed")
    assert "On record: the term from 1 September 2018 to 31 August 2019." in text_of(client.get(HERE))


def test_the_form_begins_with_the_term_that_follows(clock: Clock) -> None:
    body = sign_in(make_cast(renewal_month=8, renewal_day=31).clerk).get(f"{HERE}terms/new/").content.decode()
    assert 'value="2018-09-01"' in body
    assert 'value="2019-08-31"' in body


def test_a_term_that_meets_another_is_refused_at_its_field_and_leaves_no_trace(clock: Clock) -> None:
    client = sign_in(make_cast().clerk)
    key = hidden_of(client.get(f"{HERE}terms/new/"))
    before = rows()
    typed = {**key, "starts_on": "2018-08-31", "ends_on": "2019-08-31", "basis": "signed"}
    for confirmed in ({}, {"confirmed": "1"}):
        answer = client.post(f"{HERE}terms/new/", typed | confirmed)
        assert 'href="#id_starts_on"' in answer.content.decode()
        assert "The term shares days with the one from 2017-09-01 to 2018-08-31." in text_of(answer)
    assert rows() == before


AS_IT_IS = {"starts_on": "2017-09-01", "starts_precision": "day", "ends_on": "2018-08-31", "basis": "signed", "label": "fact"}


def correcting(cast: Cast, page: HttpResponse, **changed: str) -> dict[str, str]:
    return {**hidden_of(page), **AS_IT_IS, "because": "The signed copy says so.", **changed}


def test_correcting_the_end_of_a_term_shows_and_then_moves_the_days_that_hang_on_it(clock: Clock) -> None:
    cast = make_cast(**NOTICE)
    client = sign_in(cast.clerk)
    url = f"{HERE}terms/{cast.agreement.terms.get().pk}/correct/"
    shown = client.post(url, correcting(cast, client.get(url), ends_on="2018-12-31"))
    assert "Term ends 31 August 2018 31 December 2018" in text_of(shown)
    assert "Reminders that hang on them are not sent" in text_of(shown)
    assert current(DeadlineKind.TERM_END).on == date(2018, 8, 31)
    client.post(url, hidden_of(shown))
    assert current(DeadlineKind.TERM_END).on == date(2018, 12, 31)
    assert Deadline.objects.get(kind=DeadlineKind.TERM_END, revision=1).on == date(2018, 8, 31)


def test_correcting_the_first_day_of_a_term_shows_that_no_reminder_hangs_on_it_and_tells_readers_why(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{HERE}terms/{cast.agreement.terms.get().pk}/correct/"
    shown = client.post(url, correcting(cast, client.get(url), starts_on="2017-01-01", starts_precision="year"))
    assert "First day of the term 1 September 2017 2017" in text_of(shown)
    assert "Reminders that hang on them" not in text_of(shown)
    client.post(url, hidden_of(shown))
    assert "Corrected: the term from 2017 to 31 August 2018." in text_of(client.get(HERE))
    page = text_of(client.get("/agreements/pars-ice/"))
    assert "was corrected from 1 September 2017 to 2017: The signed copy says so." in page
    assert "2017 to 31 August 2018, signed (before: 1 September 2017 to 31 August 2018)" in text_of(client.get("/changes/"))


def test_a_term_corrected_meanwhile_is_not_set_back(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{HERE}terms/{cast.agreement.terms.get().pk}/correct/"
    opened = correcting(cast, client.get(url), ends_on="2018-12-31", confirmed="1")
    stewardship.correct_term(
        term=cast.agreement.terms.get(), starts_on=date(2017, 10, 1), by=cast.second_clerk, at=at("2018-07-01 09:00")
    )
    assert "Somebody has corrected this since you opened the form" in text_of(client.post(url, opened))
    assert cast.agreement.terms.get().ends_on == date(2018, 8, 31)


def test_why_a_term_runs_is_not_asked_where_the_rule_wrote_it(clock: Clock) -> None:
    cast = make_cast()
    Term.objects.update(basis="by_silence")
    client = sign_in(cast.clerk)
    url = f"{HERE}terms/{cast.agreement.terms.get().pk}/correct/"
    page = client.get(url)
    assert 'name="basis"' not in page.content.decode()
    client.post(url, correcting(cast, page, starts_on="2017-10-01", confirmed="1"))
    assert str(cast.agreement.terms.get()) == "2017-10-01 - 2018-08-31"


def test_a_term_whose_ballot_is_open_is_not_corrected(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    client = sign_in(cast.clerk)
    url = f"{HERE}terms/{cast.agreement.terms.get().pk}/correct/"
    answer = client.post(url, correcting(cast, client.get(url), ends_on="2018-12-31"))
    assert "A ballot about this term is open" in text_of(answer)


def test_a_form_sent_twice_enters_one_fee(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{HERE}terms/{cast.agreement.terms.get().pk}/fees/new/"
    typed = {**hidden_of(client.get(url)), "amount": "5565", "currency": "USD", "period": "per_year"}
    for _ in range(3):
        assert client.post(url, typed)["Location"] == HERE
    assert [fee.amount for fee in Fee.objects.all()] == [Decimal(5565)]
    assert "This form had been sent already" in text_of(client.get(HERE))


def test_a_refused_form_can_be_mended_and_sent_again(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{HERE}terms/{cast.agreement.terms.get().pk}/fees/new/"
    typed = {**hidden_of(client.get(url)), "currency": "USD", "period": "per_year"}
    assert "A fee cannot be negative." in text_of(client.post(url, {**typed, "amount": "-1"}))
    assert not Fee.objects.exists()
    client.post(url, {**typed, "amount": "5565"})
    assert Fee.objects.count() == 1


def test_a_fee_entered_wrongly_is_corrected_and_the_history_keeps_the_old_one(clock: Clock) -> None:
    cast = make_cast()
    fee = stewardship.add_fee(
        term=cast.agreement.terms.get(),
        amount=Decimal(5655),
        currency="USD",
        period="per_year",
        by=cast.clerk,
        at=at("2018-07-01 09:00"),
    )
    client = sign_in(cast.second_clerk)
    url = f"{HERE}fees/{fee.pk}/correct/"
    assert 'value="5655.00"' in client.get(url).content.decode()
    client.post(url, {**hidden_of(client.get(url)), "amount": "5565", "currency": "USD", "period": "per_year"})
    assert Fee.objects.get().amount == Decimal(5565)
    page = text_of(client.get(f"{HERE}history/"))
    for words in ("Fee corrected", "The deputy clerk (clerk)", "amount 5565", "Fee entered", "The clerk (clerk)", "amount 5655"):
        assert words in page


def test_a_day_is_checked_by_somebody_other_than_who_entered_it(clock: Clock) -> None:
    cast = make_cast()
    url = f"{HERE}days/{current(DeadlineKind.TERM_END).pk}/check/"
    client = sign_in(cast.clerk)
    assert "checked by somebody other than the person who entered it" in text_of(client.post(url, hidden_of(client.get(url))))
    assert current(DeadlineKind.TERM_END).checked_at is None
    client = sign_in(cast.second_clerk)
    client.post(url, hidden_of(client.get(url)))
    assert current(DeadlineKind.TERM_END).checked_by == cast.second_clerk
    assert "checked by The deputy clerk" in text_of(client.get(HERE))


def test_a_notice_by_date_is_corrected_with_its_clause_and_must_lie_in_the_term(clock: Clock) -> None:
    cast = make_cast(**NOTICE)
    client = sign_in(cast.clerk)
    url = f"{HERE}days/{current(DeadlineKind.NOTICE_BY).pk}/correct/"
    typed = {**hidden_of(client.get(url)), "clause": "Section 9 (b), as amended"}
    outside = client.post(url, {**typed, "on": "2018-09-01", "confirmed": "1"})
    assert "Notice is given within the term" in text_of(outside)
    client.post(url, {**typed, "on": "2018-07-20", "confirmed": "1"})
    row = current(DeadlineKind.NOTICE_BY)
    assert (row.on, row.clause, row.revision) == (date(2018, 7, 20), "Section 9 (b), as amended", 2)


def test_a_day_that_follows_from_something_else_is_not_corrected_by_itself(clock: Clock) -> None:
    client = sign_in(make_cast().clerk)
    url = f"{HERE}days/{current(DeadlineKind.TERM_END).pk}/correct/"
    typed = {**hidden_of(client.get(url)), "on": "2018-12-31", "clause": "Section 1", "confirmed": "1"}
    assert "correct the term, and the days that hang on it follow" in text_of(client.post(url, typed))


def test_the_record_keeps_who_did_it_beside_the_entry_and_never_in_it(clock: Clock) -> None:
    cast: Cast = make_cast()
    entry = Entry.objects.get(kind="term.begun")
    assert DoneBy.objects.get(entry=entry).user == cast.clerk
    assert cast.clerk.name not in entry.body
    assert cast.clerk.email not in entry.body
