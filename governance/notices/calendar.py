"""A deadline as a calendar event: one all-day event that a moved date updates instead of doubling it.

Letters and the public calendar name an event in the same way, so whoever has both has each day once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from contracts.models import Deadline, DeadlineKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One day to note. `uid` stays the same when the day moves; `sequence` then grows. `as_of` is when it was last changed."""

    uid: str
    sequence: int
    on: date
    title: str
    text: str
    link: str
    as_of: datetime | None = None
    is_cancelled: bool = False
    reminds: bool = True


def uid_of_deadline(deadline: Deadline) -> str:
    """Return what the event of a deadline goes by, whichever of its revisions this is."""
    if deadline.kind == DeadlineKind.BALLOT_CLOSING:
        return uid_of_closing(deadline.cause.removeprefix("ballot:"))
    return f"{deadline.agreement.slug}-{deadline.kind}-{deadline.cause}"


def uid_of_closing(ballot_slug: str) -> str:
    """Return what the event of a ballot's closing goes by."""
    return f"{ballot_slug}-closing"


def with_host(uid: str) -> str:
    """Return the name of an event as it is unique in the world."""
    return f"{uid}@{urlsplit(settings.SITE_URL).hostname}"


def event_of(uid: str, sequence: int, on: date, title: str, text: str, link: str) -> Entry:
    """Return the day for a calendar; the same matter keeps its uid, so that a moved day moves the event."""
    return Entry(uid=with_host(uid), sequence=sequence, on=on, title=title, text=text, link=link)


def as_ics(entries: list[Entry], *, at: datetime, name: str = "") -> str:
    """Return a calendar with the entries as all-day events; one that programs subscribe to has a `name`.

    The end of an all-day event is exclusive (RFC 5545), so it is the day after: an event that ended on its own day would
    be shown a day early, or not at all.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Countersign//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        # The second is how older programs know the first (RFC 7986).
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, at))
    return calendar.to_ical().decode()


def _event(entry: Entry, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.as_of or at)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", f"{entry.text}\n{entry.link}")
    event.add("url", entry.link)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.reminds and not entry.is_cancelled:
        event.add_component(_alarm(entry))
    return event


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", timedelta(days=-1, hours=9))
    return alarm
