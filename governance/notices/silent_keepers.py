"""The set operation for keepers who do not answer: the other keepers are told at once, the clerk a day later.

A keeper is silent about a deadline if a letter about it (its term's end, its notice-by date, that no round was held, or a
follow-up that is due or overdue) was sent to them `SILENT_AFTER` ago or more, as keeper of its agreement; they have since neither
signed in nor acted (voted, drafted a ballot, entered or checked a date, recorded a follow-up); and the matter is still open. A
clerk who keeps an agreement is never called silent: what the clerk leaves undone is told to the clerk by the ladder anyway.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from governance.followups.obligations import Duty

from .schedule import CLERK_AFTER, LONGEST_ON_ITS_WAY, LOOKED_AT_FOR, SILENT_AFTER
from .sweep import _ABOUT_THE_END, _adapted

# What each user did last, of the acts that name their doer. Asked once, and not letter by letter.
_ACTED = """
    select user_id, max(acted_at) as acted_at from (
        select cast_by_id as user_id, cast_at as acted_at from ballots_vote where cast_at >= %(written_from)s
        union all
        select drafted_by_id, drafted_at from ballots_ballot where drafted_at >= %(written_from)s
        union all
        select entered_by_id, entered_at from contracts_deadline where entered_at >= %(written_from)s
        union all
        select checked_by_id, checked_at from contracts_deadline where checked_at >= %(written_from)s
        union all
        select entered_by_id, entered_at from followups_followup where entered_at >= %(written_from)s
    ) acts group by user_id
"""


def _closed(duty: str) -> str:
    return f"""exists (select 1 from followups_followup f where f.term_id = t.id
                       and f.duty = '{duty}' and f.state in ('done', 'waived'))"""  # noqa: S608


def _settled(unless: str = "false") -> str:
    return f"""exists (select 1 from ballots_ballot q where q.term_id = t.id and q.question in {_ABOUT_THE_END}
                       and q.state in ('carried', 'defeated', 'lapsed') and not ({unless}))"""  # noqa: S608


_HAS_NEXT_TERM = """
    exists (select 1 from contracts_term x where x.agreement_id = d.agreement_id and x.starts_on > d."on")
"""

# Notice that was decided on is still to be given; once its day is past, the end of the term is what is left to see to.
_IS_OPEN = f"""
    d.superseded_at is null and case when n.kind = 'follow_up'
        then n.rung <= 0 and (a.ended_early_on is not null or not {_HAS_NEXT_TERM})
             and not exists (select 1 from followups_followup f where f.term_id = t.id and f.state in ('done', 'waived')
                             and n.occasion = f.duty || ':' || d.id)
        else a.ended_early_on is null and not {_HAS_NEXT_TERM} and not {_closed("access_off")}
             and (d.kind <> 'term_end' or not {_settled()})
             and (d.kind <> 'notice_by' or (d."on" >= %(day)s and not {_closed("notice_letter")}
                  and not {_settled("q.state = 'carried' and q.question = 'give_notice'")})) end
"""  # noqa: S608

# Their occasion is "deadline:", or a duty and ":", and the key. Only from these is a key read: other kinds name other rows.
_KINDS = "('term_end', 'notice_by', 'no_round', 'follow_up')"
_KEY = "n.occasion"
for _name in ("deadline", *Duty):
    _KEY = f"replace({_KEY}, '{_name}:', '')"

SILENT = f"""
    select d.id as deadline_id, d.agreement_id, n.user_id, min(l.sent_at) as told_at
    from notices_letter l
    join notices_notice n on n.letter_id = l.id and n.state = 'queued' and n.kind in {_KINDS}
    join contracts_deadline d on d.id = case when n.kind in {_KINDS} then cast({_KEY} as bigint) end
    join contracts_agreement a on a.id = d.agreement_id
    join bodies_remit m on m.system_id = a.system_id
    join bodies_body b on b.id = m.body_id and b.time_zone = %(zone)s
    join stewardship_keeper k on k.agreement_id = d.agreement_id and k.user_id = n.user_id
    join accounts_user u on u.id = n.user_id
    left join ({_ACTED}) c on c.user_id = n.user_id
    left join contracts_term t on t.agreement_id = d.agreement_id and 'term:' || t.starts_on = d.cause
    where l.state = 'sent' and l.due_at >= %(due_from)s and l.sent_at between %(written_from)s and %(a_week_ago)s
    and u.is_active and u.role <> 'clerk' and (u.last_login is null or u.last_login < l.sent_at)
    and (c.acted_at is null or c.acted_at < l.sent_at) and {_IS_OPEN}
    group by d.id, d.agreement_id, n.user_id
"""  # noqa: S608

_OCCASION = "'deadline:' || told.deadline_id || ':keeper:' || told.silent_id"

ALERT = f"""
insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)
with silent as ({SILENT}),
told as (
    select s.deadline_id, s.agreement_id, s.user_id as silent_id, k.user_id from silent s
    join stewardship_keeper k on k.agreement_id = s.agreement_id and k.user_id <> s.user_id
    union
    select s.deadline_id, s.agreement_id, s.user_id, c.id from silent s
    join accounts_user c on c.role = 'clerk' where s.told_at <= %(a_week_and_a_day_ago)s
)
select 'silent_keeper', {_OCCASION}, 0, u.email, u.id, told.agreement_id, %(state)s, %(at)s
from told join accounts_user u on u.id = told.user_id
where u.is_active
on conflict do nothing
"""  # noqa: S608


def queue_silent_keepers(*, since: datetime, zone: str, day: date, state: str, at: datetime) -> None:
    """Queue the alerts about silent keepers of a zone's agreements; `day` is the zone's own, `since` when it was last asked.

    Only letters are looked at whose week, or whose day after it, has ended since then.
    """
    values = _values(zone, day, at, written_from=since - SILENT_AFTER - CLERK_AFTER)
    with connection.cursor() as cursor:
        cursor.execute(ALERT, values | {"state": state})


def silent_since(*, deadline_id: int, user_id: int, zone: str, day: date, at: datetime) -> datetime | None:
    """Return when the oldest letter was sent that this keeper has not answered about the deadline; None once it is moot."""
    query = f"select told_at from ({SILENT}) s where s.deadline_id = %(deadline_id)s and s.user_id = %(user_id)s"  # noqa: S608
    values = _values(zone, day, at, written_from=at - LOOKED_AT_FOR)
    with connection.cursor() as cursor:
        cursor.execute(query, values | {"deadline_id": deadline_id, "user_id": user_id})
        row = cursor.fetchone()
    return _moment(row[0]) if row is not None else None


def acted_since(since: datetime) -> dict[int, datetime]:
    """Return when each user last did something that names its doer, of what was done from `since` on."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTED, {"written_from": _adapted([since])[0]})
        return {user: _moment(acted_at) for user, acted_at in cursor.fetchall() if user is not None}


def _moment(value: Any) -> datetime:
    """Return a moment as Django gives it; SQLite answers a raw query with text."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def _values(zone: str, day: date, at: datetime, *, written_from: datetime) -> dict[str, Any]:
    moments = {
        "a_week_ago": at - SILENT_AFTER,
        "a_week_and_a_day_ago": at - SILENT_AFTER - CLERK_AFTER,
        "written_from": written_from,
        "due_from": written_from - LONGEST_ON_ITS_WAY,
        "at": at,
        "day": day,
    }
    return {"zone": zone, **dict(zip(moments, _adapted(moments.values()), strict=True))}
