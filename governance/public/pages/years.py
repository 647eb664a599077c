"""The years of an agreement as a picture: its terms, what was decided, said and sent, and whether access is off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.deadlines import local_day
from contracts.models import Basis, DeadlineKind, Event, EventKind, Statement, Term
from governance.followups.obligations import Duty
from governance.public.pictures.axis import axis_over
from governance.public.pictures.lanes import Lane, Point, Stretch, draw, joined
from governance.words import long_day, period, sentence

from .facts import Disputed
from .fees import FEE
from .lists import ballot_label
from .parts import shown_label
from .pictures import SHAPES, Picture, Row, day_after, days_in, last_possible, shapes_in, signs_in, sure_from
from .reading import Reading
from .rounds import round_status
from .timeline import ENDS, decision_item, event_item, statement_item

_ACCESS = 0.4  # of the height of its lane


@dataclass
class _Told:
    """A lane as it is gathered: what is drawn in it, and the same in words."""

    name: str
    none: str = ""  # said of it where nothing is in it; a lane without such words is then left out
    stretches: list[Stretch] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def mark(self, point: Point, when: str, text: str, label: str = "") -> None:
        self.points.append(point)
        self.rows.append((when, text, label))


def years(reading: Reading, disputed: tuple[Disputed, ...]) -> Picture | None:
    """Return the picture; None where nothing that has a day is on record. What sources dispute is named in its note."""
    bound = [_terms(reading), _decisions(reading), _notice(reading), _access(reading)]
    lanes = [*bound, _said(reading), _happened(reading)]
    days = [day for lane in (bound if reading.spans else lanes) for day in _days(lane)]  # what is older stands at the edge
    if not days:
        return None
    shown = [lane for lane in lanes if lane.rows or lane.none]
    drawn = [Lane(_named(lane), tuple(lane.stretches), tuple(lane.points)) for lane in shown]
    drawing = draw(drawn, axis_over(days), today=reading.on)
    return Picture(
        name="years",
        title=_("The years of the agreement, as a picture"),
        told=" ".join(_summed_up(lane) for lane in shown),
        drawing=drawing,
        shapes=shapes_in(drawing),
        signs=signs_in(drawing, on=reading.on),
        note=_note(disputed),
        rows=tuple(Row(lane.name, *row) for lane in shown for row in lane.rows),
    )


def _note(disputed: tuple[Disputed, ...]) -> str:
    fields = "; ".join(fact.word for fact in disputed if fact.field.casefold() != FEE)
    if not fields:
        return ""
    return _("Sources dispute: %(fields)s. Drawn is the value that the register uses.") % {"fields": fields}


def _days(lane: _Told) -> Iterator[date]:
    yield from days_in(lane.stretches)
    for point in lane.points:
        yield from (point.earliest, point.latest)


def _named(lane: _Told) -> str:
    return lane.name if lane.rows else _("%(lane)s: %(none)s") % {"lane": lane.name, "none": lane.none}


def _summed_up(lane: _Told) -> str:
    if not lane.rows:
        return f"{_named(lane)}."
    return ngettext("%(lane)s: %(n)s entry.", "%(lane)s: %(n)s entries.", len(lane.rows)) % {
        "lane": lane.name,
        "n": len(lane.rows),
    }


def _terms(reading: Reading) -> _Told:
    lane = _Told(_("Terms"), none=_("nothing on record"))
    rows = {term.starts_on: term for term in reading.terms}
    for starts_on, ends_on in reading.spans:
        if (term := rows.get(starts_on)) is not None:
            _add_term(lane, term)
        else:
            lane.stretches.append(Stretch(starts_on, ends_on, Basis.DECISION.value))
            lane.rows.append((period(starts_on, ends_on), sentence(str(Basis.DECISION.label)), ""))
    if reading.now.runs_on and reading.spans and reading.spans[-1][1] < reading.on:
        since = day_after(reading.spans[-1][1])
        lane.stretches.append(Stretch(since, reading.on, Basis.BY_SILENCE.value))
        lane.rows.append((_("since %(day)s") % {"day": long_day(since)}, sentence(str(Basis.BY_SILENCE.label)), ""))
    return lane


def _add_term(lane: _Told, term: Term) -> None:
    known = shown_label(term.label)
    begun = sure_from(term.starts_on, term.ends_on, term.starts_precision)
    lane.stretches.append(Stretch(term.starts_on, term.ends_on, term.basis, known, begun))
    when = period(term.starts_on, term.ends_on, term.starts_precision)
    lane.rows.append((when, sentence(str(term.get_basis_display())), known))


def _decisions(reading: Reading) -> _Told:
    lane = _Told(_("Decisions"), none=_("nothing on record"))
    for round_ in reversed(reading.rounds):
        status = round_status(round_)
        if round_.outcome is not None and round_.decided_on is not None:
            item = decision_item(round_, round_.outcome, round_.decided_on)
            lane.mark(_point(round_.decided_on, status.code), item.when_text, item.title, item.label)
        elif round_.ballot.opened_at is not None:
            day = local_day(round_.ballot.opened_at, reading.zone)
            lane.mark(_point(day, status.code), long_day(day), status.text, ballot_label(round_.ballot))
    return lane


def _notice(reading: Reading) -> _Told:
    lane = _Told(_("Notice"))
    sent = [event for event in reading.events if event.kind == EventKind.NOTICE]
    for event in sent:
        lane.mark(_dated(event, "letter"), *_words_of(event))
    row = reading.now.follow_ups.get(Duty.NOTICE_LETTER)
    if row is not None and row.done_on is not None and row.done_on not in {event.on for event in sent}:
        lane.mark(_point(row.done_on, "letter"), long_day(row.done_on), str(SHAPES["letter"][2]))
    for deadline in reading.deadlines:
        if deadline.kind == DeadlineKind.NOTICE_BY:
            lane.mark(_point(deadline.on, "notice_by"), long_day(deadline.on), str(SHAPES["notice_by"][2]))
    return lane


def _access(reading: Reading) -> _Told:
    lane = _Told(_("Access"), none=_("not recorded"))
    spans = _spans_of_access(reading)
    lane.stretches = [part for span in spans for part in _access_until(span, reading)]
    ends_on = reading.ends_on if reading.has_ended and not reading.now.runs_on else reading.now.ended_early_on
    if ends_on is not None:
        told = [event for event in reading.events if event.kind in ENDS and event.on == ends_on]
        label = shown_label(*(event.label for event in told))
        lane.mark(_point(ends_on, "last_day"), long_day(ends_on), str(SHAPES["last_day"][2]), label)
        if spans and ends_on < reading.on:
            _add_proof(lane, reading, ends_on)
    elif spans:
        lane.rows.append((period(spans[0][0], spans[-1][1]), _("Access"), ""))
    return lane


def _spans_of_access(reading: Reading) -> tuple[tuple[date, date], ...]:
    """Return the terms, those that follow each other without a gap as one; an early end cuts them off."""
    early, spans = reading.now.ended_early_on, joined(reading.spans)
    if reading.now.runs_on and spans and spans[-1][1] < reading.on:
        spans = (*spans[:-1], (spans[-1][0], reading.on))
    if early is None:
        return spans
    return tuple((starts_on, min(ends_on, early)) for starts_on, ends_on in spans if starts_on <= early)


def _access_until(span: tuple[date, date], reading: Reading) -> Iterator[Stretch]:
    """Yield the part of access that was, up to today, and the part still to come."""
    starts_on, ends_on = span
    first = next((term for term in reading.terms if term.starts_on == starts_on), None)
    begun = sure_from(starts_on, ends_on, first.starts_precision) if first is not None else None
    if starts_on <= reading.on:
        yield Stretch(starts_on, min(ends_on, reading.on), "access", sure_from=begun, share=_ACCESS)
    if ends_on > reading.on:
        yield Stretch(max(starts_on, day_after(reading.on)), ends_on, "to_come", share=_ACCESS)


def _add_proof(lane: _Told, reading: Reading, ends_on: date) -> None:
    """Add what is known of access after its last day: confirmed off, that it was waived, or nothing as of today."""
    row = reading.access_off
    if row is None:
        since = day_after(ends_on)
        lane.stretches.append(Stretch(since, reading.on, "unconfirmed", share=_ACCESS))
        when = _("since %(day)s") % {"day": long_day(since)}
        lane.mark(_point(reading.on, "unconfirmed"), when, str(SHAPES["unconfirmed"][2]))
        return
    shape, day = ("confirmed", row.done_on) if row.done_on is not None else ("waived", local_day(row.entered_at, reading.zone))
    lane.mark(_point(day, shape), long_day(day), str(SHAPES[shape][2]))


def _said(reading: Reading) -> _Told:
    lane = _Told(_("What was said, never counted"))
    for statement in reading.statements:
        lane.mark(_dated(statement, "statement"), *_words_of(statement))
    return lane


def _happened(reading: Reading) -> _Told:
    lane = _Told(_("What else happened"))
    for event in reading.events:
        if event.kind not in (*ENDS, EventKind.NOTICE):
            lane.mark(_dated(event, "signed" if event.kind == EventKind.SIGNED else "event"), *_words_of(event))
    return lane


def _words_of(row: Event | Statement) -> tuple[str, str, str]:
    item = statement_item(row) if isinstance(row, Statement) else event_item(row)
    return item.when_text, item.title, item.label


def _dated(row: Event | Statement, shape: str) -> Point:
    return Point(row.on, last_possible(row.on, row.precision), shape, SHAPES[shape][1])


def _point(day: date, shape: str) -> Point:
    return Point(day, day, shape, SHAPES[shape][1])
