"""Days, moments, numbers and positions, as pages and mails of every room say them. Reads no clock."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.deadlines import NoticePeriod, NoticeUnit, zone_named
from contracts.models import Deadline, Precision

POSITION_WORDS = {
    "approve": gettext_lazy("Approved"),
    "decline": gettext_lazy("Declined"),
    "abstain": gettext_lazy("Abstained"),
    "recuse": gettext_lazy("Recused itself"),
    "withdrawn": gettext_lazy("Took its position back"),
    "silent": gettext_lazy("Silent: no position on record"),
    "vacant": gettext_lazy("Vacant"),
}
CAPACITY_WORDS = {"principal": gettext_lazy("principal"), "delegate": gettext_lazy("delegate")}
_NUMBERS = (
    gettext_lazy("none"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
)

UTC = "UTC"
# Places whose name is another in Spanish. The rest are called as the zone database calls them.
_PLACES = {
    "America/Los_Angeles": gettext_lazy("Los Angeles"),
    "America/New_York": gettext_lazy("New York"),
    "Europe/London": gettext_lazy("London"),
    "Europe/Paris": gettext_lazy("Paris"),
}


def position_text(code: str, *, is_settled: bool) -> str:
    """Say where a seat stands; who is silent on an open ballot has only not spoken yet."""
    return _("Has not spoken yet") if code == "silent" and not is_settled else str(POSITION_WORDS[code])


def long_day(day: date) -> str:
    """Write a day out: 31 August 2018."""
    return date_format(day)


def day_known(day: date, precision: str) -> str:
    """Write a day as exactly as it is known: "2008", "November 2009", "1 July 2010"."""
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.MONTH:
        return date_format(day, "YEAR_MONTH_FORMAT")
    return long_day(day)


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


def moment(at: datetime, zone: str) -> str:
    """Say an instant on the body's clock: "10 July 2018, 14:05, New York time"."""
    local = at.astimezone(zone_named(zone))
    return at_time(long_day(local.date()), f"{local:%H:%M}", zone)


def number_word(number: int) -> str:
    """Write a number up to ten as a word, as sentences do."""
    return str(_NUMBERS[number]) if number < len(_NUMBERS) else str(number)


def sentence(text: str) -> str:
    """Begin with a capital, whatever came first, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def must_approve(*, needed: int, seats: int) -> str:
    """Say a rule as people do: "2 of 3 seats must approve", and of a body with one seat that it decides alone."""
    words = ngettext("Its one seat decides alone", "%(needed)s of %(seats)s seats must approve", seats)
    return words % {"needed": needed, "seats": seats}


def period(starts_on: date, ends_on: date, precision: str = Precision.DAY) -> str:
    """Write a term out: "1 September 2017 to 31 August 2018"."""
    return _("%(start)s to %(end)s") % {"start": day_known(starts_on, precision), "end": long_day(ends_on)}


def figure(amount: Decimal | int) -> str:
    """Write a number with its thousands apart, or an amount: "5,565"; cents only where there are any."""
    places = 0 if amount == Decimal(amount).to_integral_value() else 2
    return number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)


def how_often(what: str, fee_period: str) -> str:
    """Say how often an amount, or a currency, falls due: "USD a year"."""
    words = {"per_year": _("%(money)s a year"), "per_term": _("%(money)s for the term"), "one_off": _("%(money)s once")}
    return words[fee_period] % {"money": what}


def money(amount: Decimal, currency: str, fee_period: str) -> str:
    """Write a fee out: "USD 5,565 a year"."""
    return how_often(f"{currency} {figure(amount)}", fee_period)


def notice_period(period: NoticePeriod) -> str:
    """Write a notice period out: "60 days", "1 calendar month"."""
    words = {
        NoticeUnit.DAYS: ngettext("%(n)s day", "%(n)s days", period.count),
        NoticeUnit.BUSINESS_DAYS: ngettext("%(n)s business day", "%(n)s business days", period.count),
        NoticeUnit.MONTHS: ngettext("%(n)s calendar month", "%(n)s calendar months", period.count),
    }[period.unit]
    return words % {"n": period.count}


def in_days(days: int) -> str:
    """Say how far off a day is: "today", "tomorrow", "in 12 days", "3 days ago"."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def entered_text(deadline: Deadline) -> str:
    """Say who entered a day, or what the rule computed it from: "Computed by the rule from the decision pars-ice-2018"."""
    if deadline.entered_by is not None:
        return _("Entered by %(name)s") % {"name": deadline.entered_by.name}
    kind, _colon, cause = deadline.computed_from.partition(":")
    if kind == "silence":
        words = _("Computed by the rule, as no notice was given in the term until %(day)s")
        return words % {"day": long_day(date.fromisoformat(cause))}
    if kind == "round":
        return _("Set by the rule, which opened the ballot by itself")
    return _("Computed by the rule from the decision %(slug)s") % {"slug": cause}


def checked_text(deadline: Deadline) -> str:
    """Say whether a person compared the day with its clause; a second one, where a first entered it. Names nobody."""
    if deadline.entered_by_id is None:
        return _("not yet checked by a person") if deadline.checked_at is None else _("checked by a person")
    return _("not yet checked by a second person") if deadline.checked_at is None else _("checked by a second person")
