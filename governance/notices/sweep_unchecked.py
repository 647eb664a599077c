"""The set operations for dates that nobody has checked: told the day after they were entered, then on each rung before them.

A sibling of sweep.py, in the same style. A date is checked against its clause, so it is the end of a term or a notice-by date; a
ballot's closing and the end of access that a decision names are set by the act itself, and there is nothing to compare them with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from .schedule import Due
from .sweep import _adapted, in_statements

# A rung that was reached by the day of the first letter, the one after the entry, has nothing to add to it.
_AFTER_THE_FIRST_LETTER = {
    "sqlite": """d."on" > date(substr(d.entered_at, 1, 10), (r.days + 1) || ' days')""",
    "postgresql": """d."on" > cast(d.entered_at as date) + cast(r.days as integer) + 1""",
}


def _checkable(reached: str, when: str, told: str) -> str:
    """Return who is to be told of which dates; `told` says which notice is the same one.

    Who entered a date cannot be the one who checks it; a date of the rule may be checked by any clerk. What is settled by a later
    term, or ended early, is checked by nobody.
    """
    return f"""
    from contracts_deadline d
    join contracts_agreement a on a.id = d.agreement_id
    join bodies_remit m on m.system_id = a.system_id
    join bodies_body b on b.id = m.body_id
    {reached}
    join accounts_user u on u.role = 'clerk' and u.is_active and (d.entered_by_id is null or u.id <> d.entered_by_id)
    where d.kind in ('term_end', 'notice_by') and d.superseded_at is null and d.checked_at is null and a.ended_early_on is null
    and {when}
    and not exists (select 1 from contracts_term n where n.agreement_id = d.agreement_id and n.starts_on > d."on")
    and not exists (select 1 from notices_notice x where x.kind = 'date_unchecked' and x.address = u.email and {told})
on conflict do nothing
"""  # noqa: S608


_INTO = "insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)"

# After an outage a rung may have been told first; then there is nothing new in the entry.
_ENTERED = _checkable(
    reached="join day y on y.zone = b.time_zone and d.entered_at >= y.entered_from and d.entered_at < y.entered_until",
    when='d."on" >= y.today',
    told="x.occasion in ('deadline:' || d.id || ':entered', 'deadline:' || d.id)",
)

ENTERED = f"""
{_INTO}
with day (zone, today, entered_from, entered_until) as (values {{days}})
select 'date_unchecked', 'deadline:' || d.id || ':entered', 0, u.email, u.id, d.agreement_id, 'queued', %s
{_ENTERED}
"""

_COMES_UP = _checkable(
    reached='join rung r on r.zone = b.time_zone and r.ladder = b.ladder and d."on" between r.first_day and r.last_day',
    when="(r.is_urgent = 1 or d.entered_at < %s) and {after_the_first_letter}",
    told="x.occasion = 'deadline:' || d.id and x.rung = r.days",
)

COMES_UP = f"""
{_INTO}
with rung (zone, ladder, days, first_day, last_day, is_urgent) as (values {{rungs}})
select 'date_unchecked', 'deadline:' || d.id, r.days, u.email, u.id, d.agreement_id,
       case when r.is_urgent = 1 then 'queued' else 'skipped' end, %s
{_COMES_UP}
"""


def queue_entered(days: Iterable[tuple[str, date, datetime, datetime]], *, at: datetime) -> None:
    """Queue the unchecked dates that were entered before the day of the post, if no rung of theirs was told before.

    `days` gives (zone, day of the post, entered from, entered until).
    """
    for _some, values, parameters in in_statements(list(days)):
        _run(ENTERED.format(days=values), [*parameters, at])


def queue_coming_up(rungs: Iterable[tuple[str, str, date, str, Sequence[Due]]], *, known_since: datetime, at: datetime) -> None:
    """Queue the unchecked dates that have reached a rung before them; `rungs` and `known_since` as `sweep.queue_deadlines`."""
    rows = [
        (zone, ladder, span.days, span.first_day, span.last_day, int(span.is_urgent))
        for zone, ladder, _today, sort, spans in rungs
        for span in spans
        if sort == "before"
    ]
    for _some, values, parameters in in_statements(rows):
        statement = COMES_UP.format(rungs=values, after_the_first_letter=_AFTER_THE_FIRST_LETTER[connection.vendor])
        _run(statement, [*parameters, at, known_since])


def _run(statement: str, values: Iterable[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, _adapted(values))
