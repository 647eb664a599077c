"""What happened to an agreement, in order, and the days that bind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.deadlines import local_day
from contracts.models import Deadline, DeadlineKind, Event, EventKind, Statement, StatementKind
from governance.ballots.sentences import what_was_decided
from governance.ballots.tally import Outcome
from governance.public.disclosure import runs_on_unasked
from governance.words import checked_text, day_known, long_day, period, sentence

from .lists import KIND_WORDS, ballot_label, kind_word, question_text
from .parts import SourceLine, shown_label, source_lines
from .reading import Reading
from .rounds import Round

_EVENT_SHAPES = {
    EventKind.NOTICE: "letter",
    EventKind.QUERY: "letter",
    EventKind.RESPONSE: "letter",
    EventKind.SIGNED: "document",
}
ENDS = (EventKind.ENDED, EventKind.EXPIRY)
_SAID = {
    StatementKind.INTENT: gettext_lazy("Intent, not a vote"),
    StatementKind.REPORTED_POSITION: gettext_lazy("Reported position, not a vote"),
    StatementKind.ADVISORY_RESOLUTION: gettext_lazy("Advisory resolution, not a vote"),
    StatementKind.COMMENT: gettext_lazy("Comment"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """Something that happened, as components/timeline.html shows it."""

    when_text: str
    title: str
    text: str
    label: str
    sources: tuple[SourceLine, ...]
    kind: str
    is_quoted: bool = False  # the text stands as it was entered, in the language of record


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the four clocks: its day, its clause, whether a second person compared the two, and the days that it replaced."""

    kind: str
    day: str
    clause: str
    checked: str
    is_checked: bool
    replaced: tuple[str, ...] = ()


def timeline(reading: Reading) -> tuple[Item, ...]:
    """Return events, statements, decisions and the end of the term in order; what was only said is marked as that."""
    dated = [*_events(reading), *_statements(reading), *_decisions(reading), *_voided(reading), *_end(reading)]
    return tuple(item for _day, _rank, item in sorted(dated, key=lambda row: row[:2]))


_Dated = tuple[date, int, Item]


def _events(reading: Reading) -> Iterator[_Dated]:
    for event in reading.events:
        yield event.on, 0, event_item(event)


def event_item(event: Event) -> Item:
    """Return an event as it is told."""
    return _told(event, sentence(str(event.get_kind_display())), _EVENT_SHAPES.get(EventKind(event.kind), ""))


def _statements(reading: Reading) -> Iterator[_Dated]:
    for statement in reading.statements:
        yield statement.on, 0, statement_item(statement)


def statement_item(statement: Statement) -> Item:
    """Return a statement as it is told: as what was only said."""
    return _told(statement, str(_SAID[StatementKind(statement.kind)]), "statement")


def _told(row: Event | Statement, title: str, shape: str) -> Item:
    title = f"{row.actor}: {title[:1].lower()}{title[1:]}" if row.actor else title
    when = day_known(row.on, row.precision)
    text = f"{row.text} ({row.remark})" if row.remark else row.text
    return Item(when, title, text, shown_label(row.label), source_lines(row.sources.all()), shape, is_quoted=True)


def _decisions(reading: Reading) -> Iterator[_Dated]:
    for round_ in reading.rounds:
        if round_.outcome is not None and round_.decided_on is not None:
            yield round_.decided_on, 1, decision_item(round_, round_.outcome, round_.decided_on)


def decision_item(round_: Round, outcome: Outcome, day: date) -> Item:
    """Return a decision as it is told, on the day it was settled or reported."""
    ballot, decision = round_.ballot, getattr(round_.ballot, "decision", None)
    when = _("%(day)s (reported)") if ballot.is_reported else "%(day)s"
    sources = source_lines(decision.sources.all()) if decision is not None else ()
    title = what_was_decided(ballot.question, outcome)
    return Item(when % {"day": long_day(day)}, title, question_text(ballot), ballot_label(ballot), sources, "decision")


def _voided(reading: Reading) -> Iterator[_Dated]:
    for row in reading.agreement.voided_terms.all():
        recorded_on = local_day(row.voided_at, reading.zone)
        text = _(
            "Notice was delivered on %(delivered)s, in time. The renewal by silence from %(term)s, which had been written down, "
            "was never due."
        )
        delivered_on = date.fromisoformat(row.cause.removeprefix("notice:"))
        values = {"delivered": long_day(delivered_on), "term": period(row.starts_on, row.ends_on)}
        yield recorded_on, 1, Item(long_day(recorded_on), _("Recorded late: notice in time"), text % values, "", (), "letter")


def _end(reading: Reading) -> Iterator[_Dated]:
    ends_on, told = reading.ends_on, {event.on for event in reading.events if event.kind in ENDS}
    if ends_on is None or ends_on in told:
        return
    is_over = ends_on < reading.on and not runs_on_unasked(reading.facts)
    title = _("Last day of access") if is_over else _("The term ended") if ends_on < reading.on else _("The term ends")
    label = shown_label(reading.term.label) if reading.term else ""
    yield ends_on, 2, Item(long_day(ends_on), title, "", label, (), "access" if is_over else "term")


def clocks(reading: Reading) -> tuple[Clock, ...]:
    """Return the days that bind from the running term on; a kind of which no day is on record is said to have none.

    The closing of a ballot that is over has a day on record and binds nobody, so nothing is said of it.
    """
    since = reading.span[0] if reading.span else date.min
    rows = [row for row in reading.deadlines if row.on >= since]
    over = {row.kind for row in reading.agreement.deadlines.all() if row.on >= since} - {row.kind for row in rows}
    kinds = [kind for kind in DeadlineKind if kind not in over]
    return tuple(clock for kind in kinds for clock in _clocks_of(kind, [row for row in rows if row.kind == kind], reading))


def _clocks_of(kind: DeadlineKind, rows: list[Deadline], reading: Reading) -> list[Clock]:
    if not rows:
        return [Clock(str(KIND_WORDS[kind]), _("no day on record"), "", "", is_checked=True)]
    return [_clock(row, reading) for row in rows]


def _clock(row: Deadline, reading: Reading) -> Clock:
    checked = checked_text(row)
    if row.entered_by_id is None:
        checked = _("computed by the rule, %(checked)s") % {"checked": checked}
    replaced = tuple(_replaced(row, reading)) if row.revision > 1 else ()
    return Clock(kind_word(row), long_day(row.on), row.clause, checked, is_checked=row.checked_at is not None, replaced=replaced)


def _replaced(row: Deadline, reading: Reading) -> Iterator[str]:
    """Say which other days stood in the place of this one, and until when: a corrected day stays visible."""
    earlier = Deadline.objects.filter(agreement_id=row.agreement_id, kind=row.kind, cause=row.cause, revision__lt=row.revision)
    for was in earlier.exclude(on=row.on).order_by("revision"):
        if was.superseded_at is not None:
            values = {"day": long_day(was.on), "when": long_day(local_day(was.superseded_at, reading.zone))}
            yield _("Stood as %(day)s until it was replaced on %(when)s") % values
