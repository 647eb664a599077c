"""Story 15: a term end typed as 1 July is corrected to 31 August by a second person.

The public calendar is not built yet; the event that letters carry is what moves here.
"""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest
from icalendar import Calendar, Event

from contracts.models import Deadline
from governance.followups.actions import renew_by_silence
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Notice
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.site.test_desk_stage import text_of

from .stage import Town, rungs

pytestmark = pytest.mark.django_db
NOTICE_BY = {"notice_count": 30, "notice_unit": "days", "notice_clause": "section 9"}


def typed_as_1_july() -> Cast:
    return make_cast(term=(date(2017, 9, 1), date(2018, 7, 1)), **NOTICE_BY)


def correct_it(cast: Cast, when: str = "2018-06-24 09:30") -> None:
    stewardship.correct_term(term=cast.agreement.terms.get(), ends_on=date(2018, 8, 31), by=cast.second_clerk, at=at(when))


def test_the_old_day_stays_visible_beside_the_new_one_with_who_entered_each(town: Town) -> None:
    cast = typed_as_1_july()
    assert "Term ends 1 July 2018" in town.agreement("2018-06-24 09:00")
    correct_it(cast)
    ends = Deadline.objects.filter(agreement=cast.agreement, kind="term_end").order_by("revision")
    assert [(day.on, day.entered_by, day.superseded_at is None) for day in ends] == [
        (date(2018, 7, 1), cast.clerk, False),
        (date(2018, 8, 31), cast.second_clerk, True),
    ]
    notice_by = Deadline.objects.filter(agreement=cast.agreement, kind="notice_by").order_by("revision")
    assert [day.on for day in notice_by] == [date(2018, 6, 1), date(2018, 8, 1)]
    page = town.agreement("2018-06-24 09:31")
    assert "It runs until 31 August 2018." in page
    assert "Term ends 31 August 2018" in page
    assert "Stood as 1 July 2018 until it was replaced on 24 June 2018" in page
    assert "Last day for notice 1 August 2018" in page
    assert "Stood as 1 June 2018 until it was replaced on 24 June 2018" in page


def test_what_was_queued_for_the_old_day_is_moot_when_its_letter_is_written(town: Town) -> None:
    cast = typed_as_1_july()
    town.posts("2018-06-20 08:00")
    town.office.mails.clear()
    queue_due(at=at("2018-06-24 08:00"))
    assert 7 in rungs(cast.clerk, "term_end")
    correct_it(cast)
    send_due(worker="the worker", clock=lambda: at("2018-06-24 09:31"))
    assert town.office.mails == []
    assert set(Notice.objects.filter(kind="term_end", rung=7).values_list("state", flat=True)) == {"moot"}


def test_the_ladder_begins_anew_from_the_new_day(town: Town) -> None:
    cast = typed_as_1_july()
    town.posts("2018-06-24 08:00")
    correct_it(cast)
    town.office.mails.clear()
    for day in ("06-25", "07-02", "08-01", "08-17", "08-24", "08-28", "08-30", "08-31"):
        town.posts(f"2018-{day} 08:00")
    new = Deadline.objects.get(agreement=cast.agreement, kind="term_end", superseded_at=None)
    told = Notice.objects.filter(kind="term_end", occasion=f"deadline:{new.pk}", address=cast.clerk.email, state="queued")
    assert set(told.values_list("rung", flat=True)) == {90, 60, 30, 14, 7, 3, 1, 0}
    subjects = [str(mail["Subject"]) for mail in town.office.mails]
    assert not [subject for subject in subjects if "1 July" in subject]


def test_a_letter_of_the_new_day_moves_the_event_that_one_of_the_old_day_put_in_the_calendar(town: Town) -> None:
    cast = typed_as_1_july()
    town.posts("2018-06-24 08:00")
    (old,) = events_of(town.office.to(cast.clerk.email)[-1])
    correct_it(cast)
    town.posts("2018-07-02 08:00")
    (new,) = events_of(town.office.to(cast.clerk.email)[-1])
    assert (old["uid"], old.decoded("dtstart")) == (new["uid"], date(2018, 7, 1))
    assert (new.decoded("dtstart"), new.decoded("dtend")) == (date(2018, 8, 31), date(2018, 9, 1))
    assert (old["sequence"], new["sequence"]) == (1, 2)


def events_of(mail: EmailMessage) -> list[Event]:
    """Return the term's end among the events that a mail carries."""
    (attached,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(attached.get_payload(decode=True))
    return [event for event in calendar.events if "term_end" in str(event["uid"])]


def test_nothing_goes_red_on_the_day_that_was_never_right(town: Town) -> None:
    cast = typed_as_1_july()
    assert "Expired" in town.agreement("2018-07-02 00:00")
    correct_it(cast)
    assert "Expired" not in town.agreement("2018-07-02 00:00")
    assert "Expired: access not confirmed off" in town.agreement("2018-09-01 00:00")


def test_the_new_day_counts_as_unchecked_until_the_first_person_has_checked_it(town: Town) -> None:
    cast = typed_as_1_july()
    correct_it(cast)
    page = text_of(town.desk(cast.clerk, "2018-06-25 09:00").get("/desk/agreements/pars-ice/"))
    assert "Entered by The deputy clerk, not yet checked by a second person" in page
    new = Deadline.objects.get(agreement=cast.agreement, kind="term_end", superseded_at=None)
    stewardship.check_deadline(deadline=new, by=cast.clerk, at=at("2018-06-25 09:00"))
    page = text_of(town.desk(cast.clerk).get("/desk/agreements/pars-ice/"))
    assert "Entered by The deputy clerk, checked by The clerk" in page


def test_a_day_that_a_decision_brought_is_said_to_be_the_rules_and_its_drafter_may_check_it(town: Town) -> None:
    cast = make_cast(**NOTICE_BY)
    ballot = open_ballot(cast)
    for code, hour in (("FJD", 10), ("DAO", 11)):
        vote(cast, ballot, code, "approve", at(f"2018-07-03 {hour}:00"))
    says = "Computed by the rule from the decision pars-ice-2018, "
    page = text_of(town.desk(cast.clerk, "2018-09-03 09:00").get("/desk/agreements/pars-ice/"))
    assert page.count(f"{says}not yet checked by a person") == 2
    assert "computed by the rule, not yet checked by a person" in town.agreement("2018-09-03 09:00")
    end = Deadline.objects.get(agreement=cast.agreement, kind="term_end", on=date(2019, 8, 31))
    stewardship.check_deadline(deadline=end, by=cast.clerk, at=at("2018-09-03 09:00"))
    page = text_of(town.desk(cast.clerk).get("/desk/agreements/pars-ice/"))
    assert f"{says}checked by The clerk" in page
    assert "computed by the rule, checked by a person" in town.agreement("2018-09-03 09:00")


def test_a_day_that_silence_brought_is_said_to_be_the_rules(town: Town) -> None:
    cast = make_cast(default_outcome="renews_by_silence", renewal_month=8, renewal_day=31)
    list(renew_by_silence(at=at("2018-09-01 00:05")))
    page = text_of(town.desk(cast.clerk, "2018-09-03 09:00").get("/desk/agreements/pars-ice/"))
    assert "Computed by the rule, as no notice was given in the term until 31 August 2018, not yet checked by a person" in page
