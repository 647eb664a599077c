"""Lanes over the years: bars for what lasted, marks for what happened on a day, one lane for each sort of thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .axis import LEAST_NARROW, LEAST_WIDE, Axis, Year

_TOP, _NAME, _TEXT, _BODY, _TALL, _GAP = 24, 18, 16, 20, 48, 14  # heights, in pixels
_MARK, _LETTER = 18, 7.5  # what a mark and a letter take across, in pixels
MANY, EARLIER, LATER = "many", "earlier", "later"  # shapes of marks that are given here
_LEAST_BAR, _LEAST_RISE = 0.5, 2.0  # a day is seen too, in hundredths; and the smallest amount, in pixels


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that lasted, both days included; until `sure_from` it is not known whether it had begun.

    Its bar takes a `share` of the lane's height, on the floor of a tall lane and in the middle of another; `known` is the label
    of how it is known.
    """

    starts_on: date
    ends_on: date
    fill: str
    known: str = ""
    sure_from: date | None = None
    share: float = 1.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """Something that happened on a day from `earliest` to `latest`."""

    earliest: date
    latest: date
    shape: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """What is to be drawn in one lane. A tall lane has bars of different heights and texts over them."""

    name: str
    stretches: tuple[Stretch, ...] = ()
    points: tuple[Point, ...] = ()
    is_tall: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle, across in hundredths and down in pixels, and under it how it is known."""

    x: float
    width: float
    end: float
    y: float
    height: float
    fill: str
    known: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape; of several that stand too close one mark says how many they are.

    A day that is known to the month or year alone lies from `start` to `end`: a line says so where it is longer than the shape.
    """

    x: float
    start: float
    end: float
    shape: str
    tone: str
    count: int
    has_line: bool


@dataclass(frozen=True, slots=True)
class Text:
    """Words over a bar, shown `always` or only where it is `wide`; anchored at their start or their end."""

    x: float
    words: str
    anchor: str
    shown: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lane with its places: its name's, its texts', its marks', its floor's and that of the line under it."""

    name: str
    name_y: int
    text_y: int
    mark_y: int
    floor_y: int
    known_y: int
    is_tall: bool
    bars: tuple[Bar, ...]
    wide: tuple[Mark, ...]
    narrow: tuple[Mark, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture; `today` is None where the day is not in it."""

    height: int
    years: tuple[Year, ...]
    lanes: tuple[Drawn, ...]
    today: float | None


def joined(spans: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Return the spans in order, those that follow each other without a gap as one."""
    whole: list[tuple[date, date]] = []
    for starts_on, ends_on in sorted(spans):
        if whole and starts_on.toordinal() <= whole[-1][1].toordinal() + 1:
            whole[-1] = (whole[-1][0], max(ends_on, whole[-1][1]))
        else:
            whole.append((starts_on, ends_on))
    return tuple(whole)


def draw(lanes: Sequence[Lane], axis: Axis, *, today: date | None = None) -> Drawing:
    """Return where everything stands."""
    drawn, y = [], _TOP
    for lane in lanes:
        drawn.append(_drawn(lane, axis, y))
        y = drawn[-1].floor_y + _GAP
    is_in_it = today is not None and axis.first <= today.year <= axis.last
    return Drawing(y, axis.years, tuple(drawn), axis.before(today) if is_in_it and today is not None else None)


def _drawn(lane: Lane, axis: Axis, y: int) -> Drawn:
    body, texts = (_TALL, _TEXT) if lane.is_tall else (_BODY, 0)
    top = y + _NAME + texts
    return Drawn(
        name=lane.name,
        name_y=y + _NAME - 6,
        text_y=top - 4,
        mark_y=top + body // 2,
        floor_y=top + body,
        known_y=top + body + 4,
        is_tall=lane.is_tall,
        bars=tuple(bar for stretch in lane.stretches for bar in _bars(stretch, axis, top, is_tall=lane.is_tall)),
        wide=_marks(lane.points, axis, 100 * _MARK / LEAST_WIDE),
        narrow=_marks(lane.points, axis, 100 * _MARK / LEAST_NARROW),
        texts=_texts(lane.stretches, axis),
    )


def _bars(stretch: Stretch, axis: Axis, top: int, *, is_tall: bool) -> Iterator[Bar]:
    """Yield the part that may have been, where there is one, and the part that was; nothing of what lies outside."""
    if stretch.ends_on.year < axis.first or stretch.starts_on.year > axis.last:
        return
    body = _TALL if is_tall else _BODY
    height = round(max(body * min(stretch.share, 1.0), _LEAST_RISE), 2)
    y, start, end = (
        round(top + (body - height) * (1 if is_tall else 0.5), 2),
        axis.before(stretch.starts_on),
        axis.after(stretch.ends_on),
    )
    sure = start
    if stretch.sure_from is not None:
        sure = min(max(axis.before(stretch.sure_from), start), end)
        if sure > start:
            yield Bar(start, round(sure - start, 2), sure, y, height, "unsure", stretch.known)
    if sure < end or sure == start:
        width = round(max(end - sure, _LEAST_BAR), 2)
        x = round(min(sure, 100 - width), 2)
        yield Bar(x, width, round(x + width, 2), y, height, stretch.fill, stretch.known)


def _marks(points: Sequence[Point], axis: Axis, size: float) -> tuple[Mark, ...]:
    """Return the marks so that no two touch: while two stand closer than their size, they become one, between them."""
    groups: list[list[tuple[float, Point]]] = []
    inside = (_kept_inside(point, axis) for point in points)
    for placed in sorted(((_middle(point, axis, size), point) for point in inside), key=lambda pair: pair[0]):
        groups.append([placed])
        while len(groups) > 1 and _mean(groups[-1]) - _mean(groups[-2]) < size:
            last = groups.pop()
            groups[-1] += last
    return tuple(_mark(group, axis, size) for group in groups)


def _kept_inside(point: Point, axis: Axis) -> Point:
    """Give what lies outside the years a shape that says so; it will stand at the edge."""
    if point.latest.year < axis.first:
        return replace(point, shape=EARLIER, tone="")
    return replace(point, shape=LATER, tone="") if point.earliest.year > axis.last else point


def _middle(point: Point, axis: Axis, size: float) -> float:
    middle = (axis.before(point.earliest) + axis.after(point.latest)) / 2
    return min(max(middle, size / 2), 100 - size / 2)


def _mean(group: list[tuple[float, Point]]) -> float:
    return sum(x for x, _point in group) / len(group)


def _mark(group: list[tuple[float, Point]], axis: Axis, size: float) -> Mark:
    x, points = round(_mean(group), 2), [point for _x, point in group]
    start = axis.before(min(point.earliest for point in points))
    end = axis.after(max(point.latest for point in points))
    if len(points) > 1:
        return Mark(x, start, end, MANY, "", len(points), has_line=False)
    return Mark(x, start, end, points[0].shape, points[0].tone, 1, has_line=end - start > size)


def _texts(stretches: Sequence[Stretch], axis: Axis) -> tuple[Text, ...]:
    """Return the words over the bars, as many as fit beside each other; whoever needs them all has the table."""
    taken = {LEAST_NARROW: 0.0, LEAST_WIDE: 0.0}
    texts = []
    for stretch in stretches:
        for shown, widths in (("always", (LEAST_NARROW, LEAST_WIDE)), ("wide", (LEAST_WIDE,))):
            anchor = next((each for each in ("start", "end") if _fits(stretch, axis, each, widths, taken)), None)
            if stretch.text and anchor is not None:
                ends = {width: _reach(stretch, axis, anchor, width)[1] for width in widths}
                taken.update(ends)
                x = axis.before(stretch.starts_on) if anchor == "start" else axis.after(stretch.ends_on)
                texts.append(Text(x, stretch.text, anchor, shown))
                break
    return tuple(texts)


def _fits(stretch: Stretch, axis: Axis, anchor: str, widths: tuple[int, ...], taken: dict[int, float]) -> bool:
    reaches = ((width, *_reach(stretch, axis, anchor, width)) for width in widths)
    return all(start >= taken[width] and end <= 100 for width, start, end in reaches)


def _reach(stretch: Stretch, axis: Axis, anchor: str, width: int) -> tuple[float, float]:
    """Return from where to where the words over a bar stand, in hundredths of a drawing so many pixels wide."""
    length, start, end = 100 * _LETTER * len(stretch.text) / width, axis.before(stretch.starts_on), axis.after(stretch.ends_on)
    return (start, start + length) if anchor == "start" else (end - length, end)
