"""Letters on their way to a real mail server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar

from governance.notices.actions import Delivery, queue_due, send_due
from governance.notices.actions.sending import LEASE, claim
from governance.notices.item import Item
from governance.notices.letters import _subject
from governance.notices.models import Letter, Notice
from governance.stewardship.actions import correct_term
from tests.cast import at, make_cast, open_ballot, vote
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db
NOW = at("2018-08-24 12:00")


def send(when: datetime = NOW) -> Delivery:
    return send_due(worker="w1", clock=lambda: when)


def test_a_letter_says_what_to_do_by_when_and_what_is_still_needed(post_office: PostOffice) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    queue_due(at=NOW)
    send()
    (mail,) = post_office.to(cast.commissioner.email)
    text = plain_text_of(mail)
    assert mail["Subject"].startswith("No vote yet, 7 days left: PARS - ICE")
    assert text.startswith("Please put your position on record by 31 August 2018, end of day, New York time.")
    assert "1 more approval is needed, from the Police Department or the District Attorney's Office" in text
    assert "https://countersign.example/desk/ballots/pars-ice-2018/" in text
    assert "If nobody acts, the agreement ends on" in text
    assert "The First Judicial District approved." in text
    assert len(text.splitlines()) < 60


def test_the_clerk_is_told_who_has_not_spoken_and_not_asked_to_vote(post_office: PostOffice) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    queue_due(at=NOW)
    send()
    (mail,) = post_office.to(cast.clerk.email)
    text = plain_text_of(mail)
    assert text.startswith("No position yet from the Police Department and the District Attorney's Office.")
    assert "put your position" not in text


def test_each_letter_goes_out_once(post_office: PostOffice) -> None:
    make_cast()
    queue_due(at=NOW)
    assert send().sent == 5
    assert send().sent == 0
    assert len(post_office.mails) == 5
    assert len({mail["Message-ID"] for mail in post_office.mails}) == 5


def test_a_vote_cast_after_queueing_makes_the_reminder_moot(post_office: PostOffice) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    queue_due(at=at("2018-07-24 12:00"))
    vote(cast, ballot, "PPD", "approve", at("2018-07-24 12:01"))
    send(at("2018-07-24 12:02"))
    assert set(Notice.objects.filter(address=cast.commissioner.email, kind="invitation").values_list("state", flat=True)) == {
        "moot"
    }


def test_a_greylisting_server_is_asked_again_later(post_office: PostOffice) -> None:
    cast = make_cast()
    post_office.answers[cast.clerk.email] = "451 try again later"
    queue_due(at=NOW)
    assert send().retried == 1
    letter = Letter.objects.get(address=cast.clerk.email)
    assert (letter.state, letter.due_at) == ("queued", NOW + timedelta(minutes=1))
    assert "451" in letter.last_error
    post_office.answers.clear()
    assert send(NOW + timedelta(minutes=2)).sent == 1


def test_a_refused_address_is_dead_and_the_others_go_out(post_office: PostOffice) -> None:
    cast = make_cast()
    post_office.answers[cast.clerk.email] = "550 no such mailbox"
    queue_due(at=NOW)
    done = send()
    assert (done.dead, done.sent) == (1, 4)
    assert Letter.objects.get(address=cast.clerk.email).last_error.startswith("550")


def test_a_server_that_is_away_loses_nothing(settings: Any, post_office: PostOffice) -> None:
    make_cast()
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    queue_due(at=NOW)
    assert send().sent == 0
    settings.EMAIL_PORT = port
    assert send(NOW + timedelta(hours=1)).sent == 5


def test_a_letter_whose_worker_died_is_taken_up_after_its_lease(post_office: PostOffice) -> None:
    make_cast()
    queue_due(at=NOW)
    assert len(claim(worker="dead", at=NOW, limit=100)) == 5
    assert send().sent == 0
    assert send(NOW + LEASE + timedelta(seconds=1)).sent == 5


def test_a_letter_left_handed_is_repeated_and_counted_as_ambiguous(post_office: PostOffice) -> None:
    make_cast()
    queue_due(at=NOW)
    claim(worker="dead", at=NOW, limit=100)
    Letter.objects.update(state="handed", subject="s", text="t", html="h")
    send(NOW + LEASE + timedelta(seconds=1))
    assert set(Letter.objects.values_list("ambiguous", "state")) == {(1, "sent")}


def test_dates_are_told_in_utc_header_and_local_words(post_office: PostOffice) -> None:
    cast = make_cast()
    queue_due(at=NOW)
    send()
    (mail,) = post_office.to(cast.clerk.email)
    assert mail["Date"].datetime == NOW.astimezone(UTC)
    assert "31 August 2018" in plain_text_of(mail)


def events_of(mail: EmailMessage) -> list[Any]:
    """Return the events of the calendar that a mail carries, as icalendar reads them."""
    parts = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    return [event for part in parts for event in Calendar.from_ical(part.get_content()).walk("VEVENT")]


def test_a_letter_carries_the_deadline_as_an_all_day_event_with_the_right_end(post_office: PostOffice) -> None:
    cast = make_cast()
    queue_due(at=NOW)
    send()
    (mail,) = post_office.to(cast.clerk.email)
    (event,) = events_of(mail)
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2018, 8, 31), date(2018, 9, 1))
    assert event["uid"] == "pars-ice-term_end-term:2017-09-01@countersign.example"


def test_a_moved_date_updates_the_same_event(post_office: PostOffice) -> None:
    cast = make_cast(term=(date(2017, 9, 1), date(2018, 9, 23)))
    queue_due(at=at("2018-08-24 12:00"))
    send(at("2018-08-24 12:00"))
    correct_term(term=cast.agreement.terms.get(), ends_on=date(2018, 8, 31), by=cast.clerk, at=at("2018-08-25 09:00"))
    queue_due(at=at("2018-08-25 12:00"))
    send(at("2018-08-25 12:00"))
    events = [event for mail in post_office.to(cast.clerk.email) for event in events_of(mail)]
    assert len({event["uid"] for event in events}) == 1
    assert [event["sequence"] for event in events] == [1, 2]


def test_a_subject_longer_than_its_column_is_cut_at_a_word(post_office: PostOffice) -> None:
    cast = make_cast()
    item = Item(subject="word " * 100, first="f", facts=(), link="l", link_text="t", agreement=(), why="w")
    for items in ([item], [item, item, item]):
        subject = _subject(items)
        assert 290 < len(subject) <= 300
        assert "word…" in subject
    assert _subject([item, item, item]).endswith("word… (and 2 more)")
    assert len(_subject([replace(item, subject="x" * 500)])) == 300
    cast.agreement.title = "An agreement with a long title " * 6
    cast.agreement.save()
    queue_due(at=NOW)
    assert send().sent == 5
    assert max(len(letter.subject) for letter in Letter.objects.all()) <= 300
