"""The set operations for what concerns people rather than days: an empty seat, a new holder, a letter that reached nobody.

As in `sweep`: one INSERT ... SELECT each, put together from this module's own text, with every value a parameter.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from .sweep import _adapted

_HELD = "p.starts_on <= %(day)s and (p.ends_on is null or p.ends_on >= %(day)s)"


def _notice(kind: str, told: str) -> str:
    return f"""
    insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)
    select distinct '{kind}', told.occasion, 0, u.email, u.id, told.agreement_id, %(state)s, %(at)s
    from ({told}) told join accounts_user u on u.id = told.user_id
    where u.is_active
    on conflict do nothing
    """  # noqa: S608


# Refused by our own mail server, or taken by it and come back later, which may be days after.
_FAILED = """
    select l.id, l.user_id, l.sent_again, l.created_at as failed_at from notices_letter l
    where l.state = 'dead' and l.created_at >= %(failed_since)s
    union all
    select l.id, l.user_id, l.sent_again, min(b.at) from notices_letter l
    join notices_bounce b on b.letter_id = l.id and b.sent_again = l.sent_again
    where l.state = 'sent' and b.at >= %(failed_since)s group by l.id, l.user_id, l.sent_again
"""

# A letter that the clerk had sent again and that failed again is told again.
_THIS_SENDING = "'letter:' || l.id || case when l.sent_again > 0 then ':' || l.sent_again else '' end"

ALERTS = (
    # What concerns a whole body is filed under no agreement.
    # Who stands in for one agreement alone does not fill the seat.
    # The occasion names the last appointment too, so that a seat that falls vacant again is told again.
    _notice(
        "seat_vacant",
        f"""select 'seat:' || v.id || ':' || v.last as occasion, cast(null as bigint) as agreement_id, c.id as user_id
            from (select s.id, coalesce(max(p.id), 0) as last
                  from bodies_seat s join bodies_body b on b.id = s.body_id
                  left join bodies_appointment p on p.seat_id = s.id and p.starts_on <= %(day)s
                  where b.time_zone = %(zone)s and s.ends_on is null
                  group by s.id
                  having coalesce(max(case when {_HELD} and p.agreement_id is null then 1 else 0 end), 0) = 0) v
            cross join accounts_user c where c.role = 'clerk'""",  # noqa: S608
    ),
    _notice(
        "inventory",
        f"""select 'appointment:' || p.id as occasion, cast(null as bigint) as agreement_id, p.user_id
            from bodies_appointment p join bodies_seat s on s.id = p.seat_id join bodies_body b on b.id = s.body_id
            where b.time_zone = %(zone)s and {_HELD}
            and (p.made_at >= %(since)s or p.starts_on >= %(since_day)s)""",  # noqa: S608
    ),
    # The other keepers at once, the clerk a day later; and no alert about a letter that was itself only such an alert.
    _notice(
        "undelivered",
        f"""select {_THIS_SENDING} as occasion, min(n.agreement_id) as agreement_id, k.user_id
           from ({_FAILED}) l
           join notices_notice n on n.letter_id = l.id and n.kind <> 'undelivered'
           join stewardship_keeper k on k.agreement_id = n.agreement_id and k.user_id <> l.user_id
           group by l.id, l.sent_again, k.user_id
           union
           select {_THIS_SENDING}, min(n.agreement_id), c.id
           from ({_FAILED}) l
           join notices_notice n on n.letter_id = l.id and n.kind <> 'undelivered'
           cross join accounts_user c
           where c.role = 'clerk' and c.id <> l.user_id and l.failed_at <= %(a_day_ago)s
           group by l.id, l.sent_again, c.id""",  # noqa: S608
    ),
)


def queue_alerts(
    *,
    since: datetime,
    since_day: date,
    failed_since: datetime,
    a_day_ago: datetime,
    zone: str,
    day: date,
    state: str,
    at: datetime,
) -> None:
    """Queue the alerts of a zone's bodies, and of letters; `day` is the zone's own, `since` bounds what counts as new.

    A letter can come back long after it went out, so it has a bound of its own.
    """
    names = ("since", "since_day", "failed_since", "a_day_ago", "zone", "day", "state", "at")
    values = dict(zip(names, _adapted([since, since_day, failed_since, a_day_ago, zone, day, state, at]), strict=True))
    with connection.cursor() as cursor:
        for statement in ALERTS:
            cursor.execute(statement, values)
