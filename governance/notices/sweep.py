"""The set operations that find what is due and not yet queued, and queue it: one statement each, however large the register.

Plain SQL, because it must be one INSERT ... SELECT on both databases. A date is passed as a parameter and only ever compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection

from .schedule import AFTERWARDS, Due

MOST_PARAMETERS = 30_000  # SQLite takes 32,766 in a statement, PostgreSQL 65,535

Row = TypeVar("Row", bound=tuple[Any, ...])

# Who hears of a deadline or an act, as (body, agreement, ballot) -> user. `%(today)s` is the body's own day, from the rungs.
_CLERKS = "select u.id as user_id from accounts_user u where u.role = 'clerk' and u.is_active"

_STANDING = """
    exists (select 1 from ballots_vote v where v.ballot_id = s.ballot_id and v.seat_id = s.seat_id and v.position <> 'withdrawn'
            and not exists (select 1 from ballots_vote w
                            where w.ballot_id = v.ballot_id and w.seat_id = v.seat_id and w.number > v.number))
"""

_ABOUT_THE_END = "('renew', 'amend', 'give_notice')"


def _closed(duty: str) -> str:
    """Return the condition that this duty after the term was met or waived."""
    return f"""exists (select 1 from followups_followup f
                       where f.term_id = o.term_id and f.duty = '{duty}' and f.state in ('done', 'waived'))"""  # noqa: S608


# The one thing that the two databases write differently: the day a deadline was entered, and so many days later.
_ENTERED_PLUS_DAYS = {
    "sqlite": "date(substr(d.entered_at, 1, 10), r.days || ' days')",
    "postgresql": "cast(d.entered_at as date) + r.days",
}

# The statements below are put together from this module's own text alone; every value is a parameter.
DEADLINES = f"""
insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)
with rung (zone_and_ladder, today, sort, days, first_day, last_day, is_urgent) as (values {{rungs}}),
owed as (
    select d.id, d.agreement_id, d.kind, d."on", d.cause, r.sort, r.days, r.today, r.is_urgent, m.body_id, t.id as term_id
    from contracts_deadline d
    join contracts_agreement a on a.id = d.agreement_id
    join bodies_remit m on m.system_id = a.system_id
    join bodies_body b on b.id = m.body_id
    -- One text, not two columns: PostgreSQL would take two equalities for independent, expect hardly a row, and be far slower.
    join rung r on r.zone_and_ladder = b.time_zone || ' ' || b.ladder and d."on" between r.first_day and r.last_day
    left join contracts_term t on t.agreement_id = d.agreement_id and 'term:' || t.starts_on = d.cause
    where d.superseded_at is null and a.ended_early_on is null
    -- A rung that was passed before the day was entered was never missed; and what was over by then is the past.
    and (r.is_urgent = 1 or d.entered_at < %s) and (r.days >= 0 or d."on" >= {{entered_plus_days}})
    -- What a later term has settled is most of a register: it is left out here, before anything is asked of it below.
    and not (d.kind in ('term_end', 'notice_by') and (r.sort = 'before' or r.days < %s)
             and exists (select 1 from contracts_term n where n.agreement_id = d.agreement_id and n.starts_on > d."on"))
),
live as (
    select o.*, o.kind as notice_kind, cast(null as integer) as ballot_id from owed o
    where o.sort = 'before' and o.kind in ('term_end', 'notice_by')
    and (o.kind = 'term_end' or not {_closed("notice_letter")})
    union all
    -- No round, or a renewal by silence; the latter is told three times and then is what it is.
    select o.*, 'no_round', null from owed o
    where o.sort = 'after' and o.kind = 'term_end' and not {_closed("access_off")}
    and not exists (select 1 from contracts_term n
                    where n.agreement_id = o.agreement_id and n.starts_on > o."on" and n.basis <> 'by_silence')
    and case when exists (select 1 from contracts_term n where n.agreement_id = o.agreement_id and n.starts_on > o."on")
        then o.days >= %s
        else not exists (select 1 from ballots_ballot q where q.term_id = o.term_id and q.question in {_ABOUT_THE_END}
                         and (q.is_reported or q.opened_at is not null)) end
    union all
    select o.*, 'ballot_closing', q.id from owed o
    join ballots_ballot q on 'ballot:' || q.slug = o.cause and q.state = 'open'
    where o.sort = 'before' and o.kind = 'ballot_closing'
),
addressed as (
    select l.id, l.notice_kind, l.agreement_id, l.days, l.is_urgent, c.user_id from live l cross join ({_CLERKS}) c
    union all
    select l.id, l.notice_kind, l.agreement_id, l.days, l.is_urgent, k.user_id from live l
    join stewardship_keeper k on k.agreement_id = l.agreement_id
    where l.notice_kind <> 'ballot_closing'
    union all
    select l.id, l.notice_kind, l.agreement_id, l.days, l.is_urgent, p.user_id from live l
    join bodies_seat s on s.body_id = l.body_id
    join bodies_appointment p on p.seat_id = s.id and p.starts_on <= l.today and (p.ends_on is null or p.ends_on >= l.today)
         and (p.agreement_id is null or p.agreement_id = l.agreement_id)
    where l.notice_kind <> 'ballot_closing' and l.days <= %s
    and not exists (select 1 from ballots_ballot q where q.term_id = l.term_id and q.question in {_ABOUT_THE_END}
                    and q.state in ('carried', 'defeated', 'lapsed'))
    union all
    select l.id, l.notice_kind, l.agreement_id, l.days, l.is_urgent, p.user_id from live l
    join ballots_ballotseat s on s.ballot_id = l.ballot_id
    join bodies_appointment p on p.seat_id = s.seat_id and p.starts_on <= l.today and (p.ends_on is null or p.ends_on >= l.today)
         and (p.agreement_id is null or p.agreement_id = l.agreement_id)
    where l.notice_kind = 'ballot_closing' and not {_STANDING}
)
select r.notice_kind, 'deadline:' || r.id, r.days, u.email, u.id, r.agreement_id,
       case when r.is_urgent = 1 then 'queued' else 'skipped' end, %s
from addressed r join accounts_user u on u.id = r.user_id
where u.is_active
-- What is queued already, nearly all of it, is sorted out by the key's index, at a quarter of the price of a conflict.
and not exists (select 1 from notices_notice x where x.kind = r.notice_kind and x.occasion = 'deadline:' || r.id
                and x.rung = r.days and x.address = u.email)
on conflict do nothing
"""  # noqa: S608

_SEATED = """
    join ballots_ballotseat s on s.ballot_id = b.id
    join bodies_appointment p on p.seat_id = s.seat_id
         and p.starts_on <= %(day)s and (p.ends_on is null or p.ends_on >= %(day)s)
         and (p.agreement_id is null or p.agreement_id = b.agreement_id)
"""


def _act(kind: str, occasion: str, recipients: str) -> str:
    """Return the statement that queues one notice of an act for each of its recipients."""
    return f"""
    insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)
    select distinct '{kind}', {occasion}, 0, u.email, u.id, told.agreement_id, %(state)s, %(at)s
    from ({recipients}) told join accounts_user u on u.id = told.user_id
    where u.is_active
    on conflict do nothing
    """  # noqa: S608


ACTS = (
    _act(
        "receipt",
        "'vote:' || told.id",
        """select v.id, v.cast_by_id as user_id, b.agreement_id from ballots_vote v join ballots_ballot b on b.id = v.ballot_id
           where v.cast_by_id is not null and v.cast_at >= %(since)s and b.time_zone = %(zone)s""",
    ),
    _act(
        "invitation",
        "'ballot:' || told.id",
        f"""select b.id, p.user_id, b.agreement_id from ballots_ballot b {_SEATED}
            where b.state = 'open' and b.opened_at >= %(since)s and b.time_zone = %(zone)s""",  # noqa: S608
    ),
    _act(
        "withdrawn",
        "'ballot:' || told.id",
        f"""select b.id, p.user_id, b.agreement_id from ballots_ballot b {_SEATED}
            where b.state = 'withdrawn' and b.opened_at is not null and b.withdrawn_at >= %(since)s
            and b.time_zone = %(zone)s""",  # noqa: S608
    ),
    _act(
        "decision",
        "'decision:' || told.id",
        f"""select d.id, p.user_id, b.agreement_id
            from ballots_decision d join ballots_ballot b on b.id = d.ballot_id {_SEATED}
            where d.recorded_at >= %(since)s and d.settled_at is not null and b.time_zone = %(zone)s
            union
            select d.id, k.user_id, b.agreement_id
            from ballots_decision d join ballots_ballot b on b.id = d.ballot_id
            join stewardship_keeper k on k.agreement_id = b.agreement_id
            where d.recorded_at >= %(since)s and d.settled_at is not null and b.time_zone = %(zone)s
            union
            select d.id, c.user_id, b.agreement_id
            from ballots_decision d join ballots_ballot b on b.id = d.ballot_id cross join ({_CLERKS}) c
            where d.recorded_at >= %(since)s and d.settled_at is not null and b.time_zone = %(zone)s""",  # noqa: S608
    ),
)


def queue_deadlines(
    rungs: Iterable[tuple[str, str, date, str, Sequence[Due]]], *, known_since: datetime, body_from: int, at: datetime
) -> None:
    """Queue what deadlines owe. `rungs` gives (zone, ladder, that zone's day, "before" or "after", spans).

    What was missed is recorded as skipped, for deadlines entered before `known_since`.
    """
    rows = [
        (f"{zone} {ladder}", today, sort, span.days, span.first_day, span.last_day, int(span.is_urgent))
        for zone, ladder, today, sort, spans in rungs
        for span in spans
    ]
    for _some, values, parameters in in_statements(rows):
        statement = DEADLINES.format(rungs=values, entered_plus_days=_ENTERED_PLUS_DAYS[connection.vendor])
        with connection.cursor() as cursor:
            cursor.execute(statement, _adapted([*parameters, known_since, min(AFTERWARDS), min(AFTERWARDS), body_from, at]))


def in_statements(rows: Sequence[Row]) -> Iterator[tuple[Sequence[Row], str, list[Any]]]:
    """Part rungs into as many as one statement can carry; yield them with the text of their values, and these as parameters.

    A deadline stands on one rung only, so it makes no difference which rungs are asked for together. Ten years of rungs of a
    dozen pairs of zone and ladder are more than SQLite takes at once, and of two dozen more than PostgreSQL.
    """
    if not rows:
        return
    width = len(rows[0])
    place, many = f"({', '.join(['%s'] * width)})", MOST_PARAMETERS // width
    for start in range(0, len(rows), many):
        some = rows[start : start + many]
        yield some, ", ".join([place] * len(some)), [value for row in some for value in row]


def queue_acts(*, since: datetime, zone: str, day: date, state: str, at: datetime) -> None:
    """Queue what acts since `since` owe on ballots of a zone: receipts, invitations, withdrawals, decisions.

    `day` is the zone's own; it judges who holds a seat.
    """
    with connection.cursor() as cursor:
        for statement in ACTS:
            values = _adapted([since, zone, day, state, at])
            cursor.execute(statement, dict(zip(("since", "zone", "day", "state", "at"), values, strict=True)))


def _adapted(values: Iterable[Any]) -> list[Any]:
    """Return the values as the database's own columns hold them, so that they compare: SQLite keeps moments as text in UTC."""
    ops = connection.ops  # looked up once, not for each of thousands of values
    return [
        ops.adapt_datetimefield_value(value)
        if isinstance(value, datetime)
        else ops.adapt_datefield_value(value)
        if isinstance(value, date)
        else value
        for value in values
    ]
