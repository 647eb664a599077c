"""The set operations of the public's subscriptions: what followers are owed, and that who stopped following is forgotten.

A sibling of sweep.py, in the same style. Its one step with a date, back from a deadline to the day of its rung, each database
writes in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from .models import TO_THE_PUBLIC, LetterState, NoticeState
from .schedule import Due
from .sweep import _adapted, in_statements

CONFIRMATIONS = """
insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)
select 'confirm_subscription', 'subscription:' || s.id, s.asks, s.address, cast(null as bigint), s.agreement_id, 'queued', %(at)s
from subscribers_subscription s
where s.state = 'pending'
on conflict do nothing
"""

_FOLLOWERS = """
    join subscribers_subscription s on s.state = 'confirmed' and (s.agreement_id is null or s.agreement_id = {agreement})
"""

DECISIONS = f"""
insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)
select distinct 'followed_decision', 'decision:' || d.id, 0, s.address, cast(null as bigint), b.agreement_id, %(state)s, %(at)s
from ballots_decision d join ballots_ballot b on b.id = d.ballot_id
{_FOLLOWERS.format(agreement="b.agreement_id")} and s.confirmed_at <= d.recorded_at
where d.recorded_at >= %(since)s and d.settled_at is not null and b.time_zone = %(zone)s
on conflict do nothing
"""  # noqa: S608

# What had reached its rung by the day on which somebody confirmed is on the page they came from: they are told what comes after.
_DAY_OF_RUNG = {
    "sqlite": """date(d."on", '-' || r.days || ' days')""",
    "postgresql": """(d."on" - cast(r.days as integer))""",
}

COMES_UP = f"""
insert into notices_notice (kind, occasion, rung, address, user_id, agreement_id, state, queued_at)
with rung (zone, days, first_day, last_day, is_urgent) as (values {{rungs}})
select distinct 'followed_comes_up', 'deadline:' || d.id, r.days, s.address, cast(null as bigint), d.agreement_id,
       case when r.is_urgent = 1 then 'queued' else 'skipped' end, %s
from contracts_deadline d
join contracts_agreement a on a.id = d.agreement_id
join bodies_remit m on m.system_id = a.system_id
join bodies_body b on b.id = m.body_id
join rung r on r.zone = b.time_zone and d."on" between r.first_day and r.last_day
{_FOLLOWERS.format(agreement="d.agreement_id")} and {{day_of_rung}} > s.confirmed_at
where d.kind = 'term_end' and d.superseded_at is null and a.ended_early_on is null
and (r.is_urgent = 1 or d.entered_at < %s)
and not exists (select 1 from contracts_term n where n.agreement_id = d.agreement_id and n.starts_on > d."on")
on conflict do nothing
"""  # noqa: S608

_KINDS = ", ".join(f"'{kind.value}'" for kind in TO_THE_PUBLIC)

# A letter on its way is left alone until it has arrived; a name that no mail can reach takes the place of the address.
FORGET = (
    f"""
    update notices_letter set address = 'erased-' || id || '@erased.invalid',
           text = '', html = '', calendar = '', unsubscribe_url = '', last_error = '',
           state = case when state = 'sent' then state else '{LetterState.MOOT.value}' end
    where user_id is null and state in ('queued', 'sent', 'dead', 'moot') and address not like %(erased)s
    and exists (select 1 from notices_notice n where n.letter_id = notices_letter.id and n.kind in ({_KINDS}))
    and not exists (select 1 from subscribers_subscription s where s.address = notices_letter.address)
    """,  # noqa: S608
    f"""
    update notices_notice set address = 'erased-' || id || '@erased.invalid',
           state = case when state = 'queued' and not exists (
               select 1 from notices_letter l where l.id = notices_notice.letter_id and l.state in ('sent', 'dead')
           ) then '{NoticeState.MOOT.value}' else state end
    where kind in ({_KINDS}) and address not like %(erased)s
    and not exists (select 1 from notices_letter l where l.id = notices_notice.letter_id and l.state in ('claimed', 'handed'))
    and not exists (select 1 from subscribers_subscription s where s.address = notices_notice.address)
    """,  # noqa: S608
)


def queue_confirmations(*, at: datetime) -> None:
    """Queue a confirmation mail for every subscription that asks for one and has not had it."""
    _run(CONFIRMATIONS, at=at)


def queue_followed_decisions(*, since: datetime, zone: str, state: str, at: datetime) -> None:
    """Queue the decisions since `since` on ballots of a zone for who followed them by then. Reported ones are news to nobody."""
    _run(DECISIONS, since=since, zone=zone, state=state, at=at)


def queue_coming_up(rungs: Iterable[tuple[str, Sequence[Due]]], *, known_since: datetime, at: datetime) -> None:
    """Queue the ends of terms that have come within the days of their rungs. `rungs` gives (zone, spans)."""
    rows: list[tuple[str, int, date, date, int]] = [
        (zone, span.days, span.first_day, span.last_day, int(span.is_urgent)) for zone, spans in rungs for span in spans
    ]
    for _some, values, parameters in in_statements(rows):
        statement = COMES_UP.format(rungs=values, day_of_rung=_DAY_OF_RUNG[connection.vendor])
        with connection.cursor() as cursor:
            cursor.execute(statement, _adapted([*parameters, at, known_since]))


def forget_who_stopped() -> None:
    """Erase the addresses of those who follow nothing any more, and what was written to them."""
    for statement in FORGET:
        _run(statement, erased="%@erased.invalid")


def _run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(zip(values, _adapted(values.values()), strict=True)))
