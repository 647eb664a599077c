"""The deadline of a letter as a calendar event: one all-day event that a moved date updates instead of doubling it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One day to note. `uid` stays the same when the day moves; `sequence` then grows."""

    uid: str
    sequence: int
    on: date
    title: str
    text: str
    link: str


def event_of(uid: str, sequence: int, on: date, title: str, text: str, link: str) -> Entry:
    """Return the day for a calendar; the same matter keeps its uid, so that a moved day moves the event."""
    host = urlsplit(settings.SITE_URL).hostname
    return Entry(uid=f"{uid}@{host}", sequence=sequence, on=on, title=title, text=text, link=link)


def as_ics(entries: list[Entry], *, at: datetime) -> str:
    """Return a calendar with the entries as all-day events.

    The end of an all-day event is exclusive (RFC 5545), so it is the day after: an event that ended on its own day would
    be shown a day early, or not at all.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Countersign//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, at))
    return calendar.to_ical().decode()


def _event(entry: Entry, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", f"{entry.text}\n{entry.link}")
    event.add("url", entry.link)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", timedelta(days=-1, hours=9))
    event.add_component(alarm)
    return event
