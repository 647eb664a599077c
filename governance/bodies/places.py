"""How a reader knows a time zone: by a place, in the language in force."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

UTC = "UTC"
# Places whose name is another in Spanish. The rest are called as the zone database calls them.
_PLACES = {
    "America/Los_Angeles": gettext_lazy("Los Angeles"),
    "America/New_York": gettext_lazy("New York"),
    "Europe/London": gettext_lazy("London"),
    "Europe/Paris": gettext_lazy("Paris"),
}


def place_of(zone: str) -> str:
    """Return the place that stands for a zone: "New York" for America/New_York."""
    return str(_PLACES.get(zone) or zone.rsplit("/", 1)[-1].replace("_", " "))


def end_of_day(day: str, zone: str) -> str:
    """Say when a day, written out, is over: "31 August 2018, end of day, New York time"."""
    if zone == UTC:
        return _("%(day)s, end of day, UTC time") % {"day": day}
    return _("%(day)s, end of day, %(place)s time") % {"day": day, "place": place_of(zone)}


def at_time(day: str, time: str, zone: str) -> str:
    """Say a moment of a day, written out: "10 July 2018, 14:05, New York time"."""
    if zone == UTC:
        return _("%(day)s, %(time)s, UTC time") % {"day": day, "time": time}
    return _("%(day)s, %(time)s, %(place)s time") % {"day": day, "time": time, "place": place_of(zone)}
