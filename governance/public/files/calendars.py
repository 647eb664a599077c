"""The deadlines as calendars to subscribe to: one event for each day, which moves when the day is corrected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from contracts.models import Agreement, Deadline
from governance.notices.calendar import Entry, as_ics, uid_of_deadline, with_host
from governance.notices.item import link_to
from governance.public.pages.days import all_days, called_off_at, changed_at, in_a_line
from governance.public.pages.lists import agreement_url
from governance.words import checked_text

KEPT = timedelta(days=366)  # how long a day that is past stays in the calendar of all agreements
MOST = 2_000  # days in that calendar; of a longer register those to come stay, the nearest first


def calendar_of_all(*, at: datetime) -> str:
    """Return the days that bind of all agreements, from a year ago on."""
    today, days = at.date(), all_days(at=at)
    to_come = list(days.filter(on__gte=today)[:MOST])
    past = days.filter(on__lt=today, on__gte=today - KEPT).reverse()[: MOST - len(to_come)]
    return _calendar([*reversed(past), *to_come], _("Data-sharing agreements"), at)


def calendar_of_agreement(*, slug: str, at: datetime) -> str:
    """Return all days of an agreement. Raises Agreement.DoesNotExist."""
    agreement = Agreement.objects.get(slug=slug)
    return _calendar(all_days(at=at).filter(agreement=agreement), agreement.title, at)


def _calendar(days: Iterable[Deadline], name: str, at: datetime) -> str:
    return as_ics([_event(day) for day in days], at=at, name=name)


def _event(day: Deadline) -> Entry:
    # Being called off comes after the last revision, and whoever noted that one must take this for newer.
    called_off = called_off_at(day) is not None
    return Entry(
        uid=with_host(uid_of_deadline(day)),
        sequence=day.revision + called_off,
        on=day.on,
        title=in_a_line(day),
        text="; ".join(filter(None, (day.clause, checked_text(day)))),
        link=link_to(agreement_url(day.agreement.slug)),
        as_of=changed_at(day),
        is_cancelled=called_off,
        reminds=False,
    )
