"""A picture on a page: what is drawn, the signs it uses with their words, and the same in rows for who reads instead of looks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Precision
from governance.public.pictures.lanes import EARLIER, LATER, MANY, Drawing, Stretch
from governance.words import long_day

# What stands for what: the icon, its tone, the words; what the name of its lane says already has none in the legend.
SHAPES = {
    "carried": ("check", "good", gettext_lazy("Carried")),
    "defeated": ("square-bar", "closed", gettext_lazy("Defeated")),
    "lapsed": ("square", "closed", gettext_lazy("Lapsed")),
    "open": ("half", "vote", gettext_lazy("Vote open, since this day")),
    "withdrawn": ("cross", "closed", gettext_lazy("Withdrawn, opened on this day")),
    "statement": ("speech", "", ""),
    "event": ("ring", "", ""),
    "signed": ("document", "", gettext_lazy("Agreement signed")),
    "letter": ("letter", "", gettext_lazy("Notice sent")),
    "notice_by": ("clock", "wait", gettext_lazy("Last day for notice")),
    "last_day": ("slash", "closed", gettext_lazy("Last day of access")),
    "confirmed": ("square-check", "good", gettext_lazy("Access confirmed off")),
    "waived": ("cross", "closed", gettext_lazy("Confirmation that access is off was waived")),
    "unconfirmed": ("triangle", "alert", gettext_lazy("Not confirmed off as of this day")),
    MANY: ("disc", "", gettext_lazy("As many as the number says, close together")),
    EARLIER: ("earlier", "", gettext_lazy("Before these years")),
    LATER: ("arrow", "", gettext_lazy("After these years")),
}
_FILLS = {
    "decision": gettext_lazy("Term begun by a decision"),
    "signed": gettext_lazy("Term that was signed"),
    "by_silence": gettext_lazy("Term renewed by silence"),
    "not_recorded": gettext_lazy("Term; why it ran is not recorded"),
    "unsure": gettext_lazy("The first day lies somewhere in here"),
    "access": gettext_lazy("Access"),
    "to_come": gettext_lazy("Access still to come"),
    "unconfirmed": gettext_lazy("Access not confirmed off"),
    "fee": gettext_lazy("Fee on record"),
    "fee_disputed": gettext_lazy("Fee that sources dispute"),
    "fee_doubtful": gettext_lazy("Fee that is inferred or illustrative"),
    "no_fee": gettext_lazy("Term without a fee on record"),
}
_KNOWN = {
    "inferred": gettext_lazy("Inferred"),
    "disputed": gettext_lazy("Disputed"),
    "illustrative": gettext_lazy("Illustrative, not a record"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape that marks use, drawn once: `code` names it, `icon` is what is drawn."""

    code: str
    icon: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A line of the legend; `kind` is bar, known, mark or today, `code` the fill, the label or the icon."""

    kind: str
    code: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One of the things drawn, in words."""

    lane: str
    when: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`name` is its own on the page; `title` and `told` are read to whoever does not see it; `note` says what it stands on."""

    name: str
    title: str
    told: str
    drawing: Drawing
    shapes: tuple[Shape, ...]
    signs: tuple[Sign, ...]
    note: str
    rows: tuple[Row, ...]


def shapes_in(drawing: Drawing) -> tuple[Shape, ...]:
    """Return the shapes that the marks of a drawing use."""
    return tuple(Shape(code, SHAPES[code][0]) for code in _codes(drawing))


def signs_in(drawing: Drawing, *, on: date) -> tuple[Sign, ...]:
    """Return the legend: what is in the drawing, and nothing else."""
    bars = [bar for lane in drawing.lanes for bar in lane.bars]
    fills, known = {bar.fill for bar in bars}, {bar.known for bar in bars}
    return (
        *(Sign("bar", code, "", str(words)) for code, words in _FILLS.items() if code in fills),
        *(Sign("known", code, "", str(words)) for code, words in _KNOWN.items() if code in known),
        *(Sign("mark", SHAPES[code][0], SHAPES[code][1], str(SHAPES[code][2])) for code in _codes(drawing) if SHAPES[code][2]),
        *([Sign("today", "", "", _("Today: %(day)s") % {"day": long_day(on)})] if drawing.today is not None else []),
    )


def _codes(drawing: Drawing) -> list[str]:
    used = {mark.shape for lane in drawing.lanes for mark in (*lane.wide, *lane.narrow)}
    return [code for code in SHAPES if code in used]


def last_possible(day: date, precision: str) -> date:
    """Return the last day that may be meant by one known to the day, the month or the year."""
    if precision == Precision.YEAR:
        return date(day.year, 12, 31)
    return day.replace(day=monthrange(day.year, day.month)[1]) if precision == Precision.MONTH else day


def sure_from(starts_on: date, ends_on: date, precision: str) -> date | None:
    """Return the day from which something has begun for certain; None where its first day is known."""
    if precision == Precision.DAY:
        return None
    return min(last_possible(starts_on, precision), ends_on)


def days_in(stretches: Iterable[Stretch]) -> Iterator[date]:
    """Yield the first and the last day of each."""
    for stretch in stretches:
        yield from (stretch.starts_on, stretch.ends_on)


def day_after(day: date) -> date:
    """Return the next day; the last of all days itself."""
    return day + timedelta(days=1) if day < date.max else day
