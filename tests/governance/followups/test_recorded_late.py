"""A notice letter that went out in time and is entered only after silence was written down: the renewal was never due."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from contracts.models import Basis, VoidedTerm
from contracts.refusals import Refused
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.followups.actions import confirm, renew_by_silence
from governance.followups.as_of import as_of
from governance.followups.obligations import Duty, Notice
from governance.followups.owed import late_letter, owed
from governance.ledger.models import Entry
from governance.public.pages.agreement import agreement_page
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.site.test_desk_stage import met, sign_in, text_of
from tests.traces import every_row, refused

pytestmark = pytest.mark.django_db
ENTERED = at("2018-09-10 09:00")


@pytest.fixture
def renewed() -> Cast:
    """Notice carried on 3 July, nobody recorded its letter by 1 August, and silence was written down on 1 September."""
    cast = make_cast(
        default_outcome="renews_by_silence",
        renewal_month=8,
        renewal_day=31,
        notice_count=30,
        notice_unit="days",
        notice_clause="section 9",
    )
    ballot = open_ballot(
        cast, question=Question.GIVE_NOTICE, proposal=Proposal(None, date(2018, 8, 31)), closes_on=date(2018, 7, 31)
    )
    for code, hour in (("PPD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "approve", at(f"2018-07-03 {hour}:00"))
    assert len(list(renew_by_silence(at=at("2018-09-01 00:05")))) == 1
    return cast


def enter(cast: Cast, delivered_on: date) -> None:
    confirm(
        term=cast.agreement.terms.earliest("starts_on"),
        duty=Duty.NOTICE_LETTER,
        done_on=delivered_on,
        evidence="The receipt of the registered letter.",
        by=cast.clerk,
        at=ENTERED,
    )


def test_delivered_in_time_it_ended_and_what_silence_wrote_is_kept_as_never_due(renewed: Cast) -> None:
    enter(renewed, date(2018, 7, 26))
    now = as_of(type(renewed.agreement).objects.get(), at=ENTERED)
    assert (now.standing, now.notice, now.runs_on) == ("expired", Notice.IN_TIME, False)
    assert {item.duty: item.is_overdue for item in owed(now.agreement, at=ENTERED)} == {
        Duty.NOTICE_LETTER: False,
        Duty.ACCESS_OFF: True,
        Duty.CERTIFICATE: False,
    }
    void = VoidedTerm.objects.get()
    assert (void.starts_on, void.ends_on, void.basis) == (date(2018, 9, 1), date(2019, 8, 31), Basis.BY_SILENCE)
    assert (void.cause, void.voided_at, void.entered_by) == ("notice:2018-07-26", ENTERED, renewed.clerk)
    assert set(renewed.agreement.deadlines.filter(cause="term:2018-09-01").values_list("superseded_at", flat=True)) == {ENTERED}
    kinds = list(Entry.objects.order_by("-pk").values_list("kind", flat=True)[:2])
    assert kinds == ["term.voided", "follow_up.done"]
    assert Entry.objects.filter(kind="term.begun").count() == 2, "that it was written stays on record"
    assert list(renew_by_silence(at=at("2018-09-11 00:05"))) == []


def test_delivered_a_day_late_it_is_recorded_and_stops_nothing(renewed: Cast) -> None:
    enter(renewed, date(2018, 8, 2))
    assert as_of(renewed.agreement, at=ENTERED).standing == "in force"
    assert not VoidedTerm.objects.exists()


def test_every_year_that_silence_added_was_never_due(renewed: Cast) -> None:
    list(renew_by_silence(at=at("2020-06-01 12:00")))
    enter(renewed, date(2018, 7, 26))
    assert VoidedTerm.objects.count() == 2
    assert renewed.agreement.terms.count() == 1


def test_a_letter_entered_late_does_not_come_before_the_decision_either(renewed: Cast) -> None:
    with refused(Refused, match="This was decided on 3 July 2018") as refusal:
        enter(renewed, date(2018, 7, 2))
    assert refusal.value.field == "done_on"


def test_a_term_that_a_ballot_hangs_on_is_not_done_away_with(renewed: Cast) -> None:
    open_ballot(
        renewed,
        opened_at=at("2018-09-05 09:00"),
        question=Question.GIVE_NOTICE,
        proposal=Proposal(None, date(2019, 8, 31)),
        closes_on=date(2019, 7, 31),
    )
    with refused(Refused, match="Something on record hangs on the term from 1 September 2018"):
        enter(renewed, date(2018, 7, 26))


def test_only_what_silence_began_can_turn_out_never_to_have_been_due() -> None:
    cast = make_cast()
    with refused(Refused, match="Only a term that silence began"):
        stewardship.void_term(term=cast.agreement.terms.get(), cause="notice:2018-07-26", by=cast.clerk, at=ENTERED)


def test_what_is_kept_of_it_is_not_rewritten(renewed: Cast) -> None:
    enter(renewed, date(2018, 7, 26))
    for change in (lambda: VoidedTerm.objects.update(cause="other"), lambda: VoidedTerm.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            change()


def test_a_letter_can_be_entered_late_until_it_is_closed(renewed: Cast) -> None:
    found = late_letter(as_of(renewed.agreement, at=ENTERED))
    assert found is not None
    term, letter = found
    assert (term.ends_on, letter.due_on, letter.is_overdue) == (date(2018, 8, 31), date(2018, 8, 1), True)
    enter(renewed, date(2018, 8, 2))
    assert late_letter(as_of(type(renewed.agreement).objects.get(), at=ENTERED)) is None


def test_the_clerk_enters_it_at_the_desk_and_both_pages_tell_it(renewed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: ENTERED)
    client, path = sign_in(renewed.clerk), "/desk/agreements/pars-ice/notice-letter/"
    assert path in client.get("/desk/agreements/pars-ice/").content.decode()
    page = text_of(client.get(path))
    assert "It was due by 1 August 2018." in page
    assert "If it was delivered by then, that renewal was never due" in page
    before = every_row()
    assert client.post(path, met("2018-07-26", "")).status_code == 200
    assert every_row() == before
    answer = client.post(path, met("2018-07-26", "The receipt."), follow=True)
    assert "Expired: access not confirmed off" in text_of(answer)
    (told,) = [item for item in agreement_page(slug="pars-ice", at=ENTERED).timeline if "Recorded late" in item.title]
    assert told.when_text == "10 September 2018"
    assert "delivered on 26 July 2018, in time" in told.text
    assert "1 September 2018 to 31 August 2019" in told.text
