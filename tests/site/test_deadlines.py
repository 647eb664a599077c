"""The year of deadlines, and the same days as calendars and as a feed, read by parsers that are not ours."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import feedparser
import icalendar
import pytest
from django.test import Client
from lxml import html

from contracts.models import Deadline, DeadlineKind
from governance.ballots import actions as ballots
from governance.public.pages.days import all_days, called_off_at, standing_days
from governance.stewardship import actions as stewardship
from tests.cast import LONG_BEFORE, at, make_cast, open_ballot, vote

from .generated import make_many

pytestmark = pytest.mark.django_db
NOW = at("2018-07-20 12:00")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def tree(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def events(client: Client, path: str = "/calendar.ics") -> dict[str, Any]:
    answer = client.get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    by_uid = {str(event["uid"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


# --- The page ---


def test_a_year_has_twelve_months_and_each_marked_day_leads_to_its_entry(client: Client) -> None:
    cast = make_cast()
    open_ballot(cast)
    page = tree(client, "/deadlines/?year=2018")
    months = page.cssselect("table.month")
    assert [month.cssselect("caption")[0].text.strip() for month in months][0::11] == ["January", "December"]
    assert len(months) == 12
    marked = page.cssselect("a.month__day")
    assert [link.get("href") for link in marked] == ["?year=2018#day-2018-08-31"]
    assert marked[0].cssselect(".visually-hidden")[0].text == "31 August 2018: 2 entries"
    entry = page.get_element_by_id("day-2018-08-31").text_content()
    assert "Vote closes" in entry
    assert "Term ends" in entry
    assert all(len(row.cssselect("td")) == 7 for month in months for row in month.cssselect("tbody tr"))


def test_the_present_year_is_shown_where_none_or_a_wrong_one_is_asked_for(client: Client) -> None:
    make_cast()
    for query in ("", "?year=0000", "?year=99999", "?year=zzz", "?year=²018", "?page=-3"):
        assert "Deadlines in 2018" in tree(client, f"/deadlines/{query}").text_content()
    empty = tree(client, "/deadlines/?year=2010")
    assert "The next day that binds is 31 August 2018." in empty.text_content()
    assert empty.cssselect(".empty a")[0].get("href") == "?year=2018"


def test_a_long_year_is_paged_and_its_marks_lead_to_the_right_page(client: Client) -> None:
    make_many(make_cast(), 150, entered_at=LONG_BEFORE)
    hrefs = [link.get("href") for link in tree(client, "/deadlines/?year=2018").cssselect("a.month__day")]
    assert any("page=3" in href for href in hrefs)
    for href in hrefs[:: max(1, len(hrefs) // 6)]:
        query, anchor = href.split("#")
        assert tree(client, f"/deadlines/{query}").get_element_by_id(anchor) is not None


def test_a_day_of_an_illustrative_agreement_says_so(client: Client) -> None:
    make_cast(label="illustrative")
    assert "Illustrative" in tree(client, "/deadlines/?year=2018").text_content()


# --- Which days stand ---


def test_the_closing_of_a_withdrawn_ballot_or_of_one_that_settled_before_no_longer_stands() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    closing = {"kind": DeadlineKind.BALLOT_CLOSING}
    assert standing_days(at=NOW).filter(**closing).exists()
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    vote(cast, ballot, "PPD", "approve", at("2018-07-11 10:00"))
    assert not standing_days(at=NOW).filter(**closing).exists()
    assert called_off_at(all_days(at=NOW).get(**closing)) == at("2018-07-11 10:00")


def test_a_ballot_that_settled_with_nobody_to_write_it_down_calls_its_closing_off_too() -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    vote(cast, ballot, "PPD", "approve", at("2018-07-11 10:00"))
    day = all_days(at=NOW).get(kind=DeadlineKind.BALLOT_CLOSING)
    assert called_off_at(day) == at("2018-07-12 10:00")
    assert not standing_days(at=NOW).filter(pk=day.pk).exists()


def test_a_ballot_that_settles_at_its_closing_keeps_that_day() -> None:
    open_ballot(make_cast())
    after = at("2018-09-05 12:00")
    assert len(list(ballots.settle_due(at=after))) == 1
    assert standing_days(at=after).filter(kind=DeadlineKind.BALLOT_CLOSING).exists()


# --- Calendars ---


def test_the_calendar_has_one_event_for_each_day(client: Client) -> None:
    cast = make_cast()
    make_many(cast, 20, entered_at=LONG_BEFORE)
    open_ballot(cast)
    found = events(client)
    assert len(found) == Deadline.objects.count() == 20 * 2 + 2
    for event in found.values():
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
        assert isinstance(event["dtstart"].dt, date)
        assert event["status"] == "CONFIRMED"
    term_end = found["pars-ice-term_end-term:2017-09-01@countersign.example"]
    assert term_end["dtstart"].dt == date(2018, 8, 31)
    assert term_end["url"] == "https://countersign.example/agreements/pars-ice/"


def test_a_corrected_date_moves_the_same_event(client: Client) -> None:
    cast = make_cast()
    before = events(client, "/agreements/pars-ice/calendar.ics")
    stewardship.correct_term(term=cast.agreement.terms.get(), ends_on=date(2018, 8, 30), by=cast.clerk, at=at("2018-07-19 09:00"))
    after = events(client, "/agreements/pars-ice/calendar.ics")
    uid = "pars-ice-term_end-term:2017-09-01@countersign.example"
    assert set(before) == set(after)
    assert (before[uid]["sequence"], before[uid]["dtstart"].dt) == (1, date(2018, 8, 31))
    assert (after[uid]["sequence"], after[uid]["dtstart"].dt) == (2, date(2018, 8, 30))


def test_a_corrected_first_day_calls_the_old_event_off_and_notes_the_day_anew(client: Client) -> None:
    cast = make_cast()
    term = cast.agreement.terms.get()
    stewardship.correct_term(term=term, starts_on=date(2017, 10, 1), by=cast.clerk, at=at("2018-07-19 09:00"))
    found = events(client, "/agreements/pars-ice/calendar.ics")
    assert {uid.split("@")[0]: (event["status"], event["sequence"], event["dtstart"].dt) for uid, event in found.items()} == {
        "pars-ice-term_end-term:2017-09-01": ("CANCELLED", 2, date(2018, 8, 31)),
        "pars-ice-term_end-term:2017-10-01": ("CONFIRMED", 1, date(2018, 8, 31)),
    }


def test_a_withdrawn_ballot_cancels_its_event(client: Client) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    uid = "pars-ice-2018-closing@countersign.example"
    assert (events(client)[uid]["status"], events(client)[uid]["sequence"]) == ("CONFIRMED", 1)
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The fee was wrong.", by=cast.clerk, at=at("2018-07-19 10:00"))
    assert (events(client)[uid]["status"], events(client)[uid]["sequence"]) == ("CANCELLED", 2)


def test_the_calendar_of_a_long_register_keeps_what_is_to_come_and_then_the_nearest_of_the_past(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_many(make_cast(), 8, entered_at=LONG_BEFORE)
    days = [day["on"] for day in client.get("/api/v1/deadlines?since=2017-09-01&per_page=100").json()["results"]]
    past, to_come = [day for day in days if day < "2018-07-20"], [day for day in days if day >= "2018-07-20"]
    assert past, "some of them are past"
    for most, expected in ((3, to_come[:3]), (len(to_come) + 2, past[-2:] + to_come), (100, days)):
        monkeypatch.setattr("governance.public.files.calendars.MOST", most)
        shown = re.findall(r"DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)", client.get("/calendar.ics").content.decode())
        assert ["-".join(parts) for parts in shown] == expected


def test_what_is_long_past_leaves_the_calendar_of_all_and_stays_in_the_agreement_s_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_cast()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2019-10-01 12:00"))
    assert events(client) == {}
    assert events(client, "/agreements/pars-ice/calendar.ics")


# --- The feeds ---


@pytest.mark.parametrize("path", ["/feeds/deadlines.atom", "/feeds/decisions.atom"])
def test_a_feed_is_well_formed_has_stable_ids_and_points_to_itself(client: Client, path: str) -> None:
    cast = make_cast()
    stewardship.correct_agreement(agreement=cast.agreement, title="PARS & <ICE> “é”", by=cast.clerk, at=LONG_BEFORE)
    open_ballot(cast)
    answer = client.get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert feed.bozo == 0
    assert feed.version == "atom10"
    assert {link.rel: link.href for link in feed.feed.links}["self"] == f"https://countersign.example{path}"
    assert feed.feed.id == f"tag:countersign.example,2026:{path.strip('/')}"
    assert feed.entries
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        assert entry.id.startswith("tag:countersign.example,2026:")
        assert "PARS & <ICE> “é”" in entry.title
        assert entry.updated_parsed
        assert entry.link.startswith("https://countersign.example/")
    assert client.get(path).content == answer.content


def test_an_entry_keeps_its_id_and_is_updated_when_the_ballot_settles(client: Client) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    (before,) = feedparser.parse(client.get("/feeds/decisions.atom").content).entries
    vote(cast, ballot, "DAO", "decline", at("2018-07-10 10:00"))
    vote(cast, ballot, "PPD", "decline", at("2018-07-11 10:00"))
    (after,) = feedparser.parse(client.get("/feeds/decisions.atom").content).entries
    assert before.id == after.id
    assert before.updated < after.updated
    assert "Not renewed." in after.summary


def test_an_empty_feed_is_one_too(client: Client) -> None:
    for path in ("/feeds/deadlines.atom", "/feeds/decisions.atom"):
        feed = feedparser.parse(client.get(path).content)
        assert (feed.bozo, feed.entries, feed.feed.updated) == (0, [], "2000-01-01T00:00:00+00:00")


def test_a_clause_with_angle_brackets_is_text_in_the_feed(client: Client) -> None:
    cast = make_cast()
    clause = "§ 4 <b>notice</b> & more"
    stewardship.enter_deadline(
        agreement=cast.agreement,
        kind=DeadlineKind.NOTICE_BY,
        cause="term:2017-09-01",
        on=date(2018, 8, 1),
        clause=clause,
        by=cast.clerk,
        at=LONG_BEFORE,
    )
    first = feedparser.parse(client.get("/feeds/deadlines.atom").content).entries[0]
    assert html.fromstring(f"<p>{first.summary}</p>").text_content() == clause
