"""The set operation for what an end of access obliges: each duty is told on the ladder before and after its due day.

A sibling of sweep.py, in the same style. A duty is no clock of its own (docs/adr/0013): its day is reckoned from the deadline it
hangs on, the last day of access or the notice-by date, by as many days as `followups.obligations` says. So a moved deadline,
which is a new row, moves the duty and arms it anew, and nothing has to be kept in step. An occasion is the duty and the key of
that row ("certificate:12").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection

from governance.followups.obligations import DAYS_AFTER_THE_END

from .schedule import Due
from .sweep import _ABOUT_THE_END, _CLERKS, _adapted, in_statements

# The local day of a moment, and the day a row was entered and so many days later, as each database writes them.
_SETTLED_ON = {
    "sqlite": "django_datetime_cast_date(x.settled_at, k.time_zone, 'UTC')",
    "postgresql": "cast(x.settled_at at time zone k.time_zone as date)",
}
_ENTERED_PLUS_DAYS = {
    "sqlite": "date(substr(o.entered_at, 1, 10), o.since_end || ' days')",
    "postgresql": "cast(o.entered_at as date) + cast(o.since_end as integer)",
}

# By what access is to end for good: an early end, else the latest round about the last term that ends it.
_ENDS_ACCESS = f"""
    select max(q.id) from ballots_ballot q
    where q.agreement_id = a.id and case
        when a.ended_early_on is not null then q.question = 'end_early' and q.state = 'carried'
        else q.term_id = t.id and q.question in {_ABOUT_THE_END} and case
            when q.question = 'give_notice' then q.state = 'carried' else q.state in ('defeated', 'lapsed') end end
"""  # noqa: S608

# The same question as the alert "no round held" asks the other way: where that is told, it asks for access off as well.
_ROUND_WAS_HELD = f"""
    exists (select 1 from ballots_ballot h where h.term_id = e.term_id and h.question in {_ABOUT_THE_END}
            and (h.is_reported or h.opened_at is not null))
"""  # noqa: S608

# Put together from this module's own text alone; every value is a parameter.
DUTIES = f"""
insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)
with rung (zone_and_ladder, duty, today, days, since_end, first_day, last_day, is_urgent) as (values {{rungs}}),
ending as (
    select d.id, d.agreement_id, d."on", d.cause, d.entered_at, b.time_zone || ' ' || b.ladder as zone_and_ladder,
           t.id as term_id, t.starts_on, a.ended_early_on, x.id as decision_id, x.recorded_at,
           coalesce(x.reported_on, case when x.settled_at >= k.closes_at then k.closes_on else {{settled_on}} end) as decided_on
    from contracts_deadline d
    join contracts_agreement a on a.id = d.agreement_id
    join bodies_remit m on m.system_id = a.system_id
    join bodies_body b on b.id = m.body_id
    join contracts_term t on t.agreement_id = a.id and 'term:' || t.starts_on = d.cause
    left join ballots_ballot k on k.id = ({_ENDS_ACCESS})
    left join ballots_decision x on x.ballot_id = k.id
    where d.superseded_at is null and d.kind in ('term_end', 'access_off') and d."on" >= %s
    and case when a.ended_early_on is not null then d.kind = 'access_off' and d."on" = a.ended_early_on
        else d.kind = 'term_end' and (a.default_outcome <> 'renews_by_silence' or x.id is not null)
             and not exists (select 1 from contracts_term n where n.agreement_id = a.id and n.starts_on > d."on") end
),
-- A notice letter is due by the notice-by date if that lies between the decision and the end, else by the end itself.
letter_by as (
    select e.id, n.id as deadline_id, n."on", n.entered_at from ending e
    join contracts_deadline n on n.agreement_id = e.agreement_id and n.cause = e.cause and n.kind = 'notice_by'
         and n.superseded_at is null and n."on" between e.decided_on and e."on"
    where e.decision_id is not null
),
owed as (
    select e.id, e.agreement_id, e."on", e.entered_at, e.recorded_at, e.starts_on, r.duty, r.days, r.since_end, r.is_urgent
    from ending e join rung r on r.zone_and_ladder = e.zone_and_ladder and e."on" between r.first_day and r.last_day
    where case r.duty
        when 'notice_letter' then e.decision_id is not null and not exists (select 1 from letter_by l where l.id = e.id)
        when 'access_off' then (e.decision_id is not null or e."on" < r.today)
             and (e.ended_early_on is not null or {_ROUND_WAS_HELD})
        else e.decision_id is not null or e."on" < r.today end
    union all
    select l.deadline_id, e.agreement_id, l."on", l.entered_at, e.recorded_at, e.starts_on,
           r.duty, r.days, r.since_end, r.is_urgent
    from ending e join letter_by l on l.id = e.id
    join rung r on r.zone_and_ladder = e.zone_and_ladder and l."on" between r.first_day and r.last_day
    where r.duty = 'notice_letter'
),
live as (
    select o.* from owed o
    -- A rung that was passed before there was anything to owe was never missed; and what was over by then is the past.
    where (o.is_urgent = 1
           or o.entered_at < %s and case when o.recorded_at is null then o.since_end < 0 else o.recorded_at < %s end)
    and (o.days >= 0 or o."on" >= {{entered_plus_days}})
    and not exists (select 1 from followups_followup f join contracts_term s on s.id = f.term_id
                    where s.agreement_id = o.agreement_id and s.starts_on >= o.starts_on
                    and f.duty = o.duty and f.state in ('done', 'waived'))
),
addressed as (
    select l.id, l.duty, l.agreement_id, l.days, l.is_urgent, c.user_id from live l cross join ({_CLERKS}) c
    union
    select l.id, l.duty, l.agreement_id, l.days, l.is_urgent, k.user_id from live l
    join stewardship_keeper k on k.agreement_id = l.agreement_id
)
select 'follow_up', r.duty || ':' || r.id, r.days, u.email, u.id, r.agreement_id,
       case when r.is_urgent = 1 then 'queued' else 'skipped' end, %s
from addressed r join accounts_user u on u.id = r.user_id
where u.is_active
on conflict do nothing
"""  # noqa: S608


def queue_duties(rungs: Iterable[tuple[str, str, date, str, Sequence[Due]]], *, known_since: datetime, at: datetime) -> None:
    """Queue what ends of access oblige, to the clerks and the keepers; `rungs` and `known_since` as `sweep.queue_deadlines`."""
    rows = [
        row
        for zone, ladder, today, _sort, spans in rungs
        for span in spans
        for row in _of_each_duty(f"{zone} {ladder}", today, span)
    ]
    for some, values, parameters in in_statements(rows):
        statement = DUTIES.format(
            rungs=values, settled_on=_SETTLED_ON[connection.vendor], entered_plus_days=_ENTERED_PLUS_DAYS[connection.vendor]
        )
        # A letter may hang on a notice-by date long before the end, so only what has ended long ago is left out at once.
        from_day = min(row[5] for row in some)
        with connection.cursor() as cursor:
            cursor.execute(statement, _adapted([*parameters, from_day, known_since, known_since, at]))


def _of_each_duty(zone_and_ladder: str, today: date, span: Due) -> list[tuple[str, str, date, int, int, date, date, int]]:
    """Return, for each duty, of which deadlines the duty stands on this rung: the days after the end are taken off its own."""
    return [
        (
            zone_and_ladder,
            str(duty),
            today,
            span.days,
            span.days - after.days,
            span.first_day - after,
            span.last_day - after,
            int(span.is_urgent),
        )
        for duty, after in DAYS_AFTER_THE_END.items()
    ]
