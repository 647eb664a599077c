"""The sweep: what is due and not yet queued, of many deadlines, against the bare SQL set operation on the same rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import databases
from benchmarks.databases import one, run
from benchmarks.rounds import Way, compare, most_memory, say
from governance.bodies.ladder import LADDER
from governance.notices.actions import queue_due
from governance.notices.schedule import LONGEST_OVERDUE, due, overdue_ladder
from tests.cast import make_cast

NOON = datetime(2026, 6, 1, 16, tzinfo=UTC)
NEXT_DAY = NOON + timedelta(days=1)
A_MINUTE_LATER = NOON + timedelta(minutes=1)
KEEPERS = 200  # users; each agreement has two of them
SPREAD = 730  # days over which the current terms end

# The yardstick: current deadlines on each rung, if no later term has taken their place, joined to who keeps the agreement, into a
# table with the same kind of key. Nothing else that the sweep asks.
BARE_TABLE = """
create table bare_notice (id bigserial primary key, deadline_id bigint not null, rung smallint not null, user_id bigint not null,
                          unique (deadline_id, rung, user_id))
"""
BARE = """
insert into bare_notice (deadline_id, rung, user_id)
select d.id, r.days, k.user_id
from (values {rungs}) as r (days, first_day, last_day)
join contracts_deadline d on d."on" between r.first_day::date and r.last_day::date
join stewardship_keeper k on k.agreement_id = d.agreement_id
where d.superseded_at is null
and not exists (select 1 from contracts_term n where n.agreement_id = d.agreement_id and n.starts_on > d."on")
on conflict do nothing
"""


def measure(size: int, *, rounds: int) -> None:
    """Measure the day's first sweep, and the minute's, which finds nothing new."""
    loaded = f"sweep_{size}"
    databases.fresh(loaded, copy_of=databases.MIGRATED)
    load(size)
    run(BARE_TABLE)
    expected = bare(NOON)
    before = most_memory()
    first = queue_due(at=NOON)
    assert first.queued == expected, f"the sweep found {first.queued} notices, the bare statement {expected}"
    run("vacuum analyze")
    say(f"\n{size} deadlines: the first sweep queued {first.queued} notices")
    for title, at in (("the day's first sweep", NEXT_DAY), ("a sweep a minute later, with nothing new", A_MINUTE_LATER)):
        found: dict[str, int] = {}

        def fresh() -> None:
            databases.fresh("round", copy_of=loaded)

        def sweep(at: datetime = at, found: dict[str, int] = found) -> None:
            done = queue_due(at=at)
            found["sweep"] = done.queued + done.skipped

        def yardstick(at: datetime = at, found: dict[str, int] = found) -> None:
            found["bare"] = bare(at)

        def same(found: dict[str, int] = found) -> None:
            if found["sweep"] != found["bare"]:
                raise SystemExit(f"The sweep found {found['sweep']} notices, the bare statement {found['bare']}.")

        ways = [Way("bare SQL", yardstick, fresh), Way("sweep", sweep, fresh, same)]
        compare(f"{size} deadlines, {title}", ways, rounds=rounds)
        say(f"  {found['sweep']} notices queued")
    databases.fresh("round", copy_of=loaded)
    with CaptureQueriesContext(connection) as queries:
        queue_due(at=NEXT_DAY)
    say(f"  {len(queries)} statements; {most_memory() - before:.0f} MB more memory than before the first sweep")
    databases.drop("round", loaded)


def bare(at: datetime) -> int:
    """Run the yardstick for the urgent rungs of the day."""
    spans = [*due(at.date(), None, ladder=LADDER), *due(at.date(), None, ladder=overdue_ladder(LONGEST_OVERDUE))]
    rungs = ", ".join(f"({span.days}, '{span.first_day}', '{span.last_day}')" for span in spans)
    return run(BARE.format(rungs=rungs))


def load(size: int) -> None:
    """Fill the database: agreements of one body, each with a past term that was renewed and a current one, and two keepers.

    The current terms end within two years; one in twenty ended this year without a round. Seats and clerks stand empty.
    """
    cast = make_cast(entered_at=NOON - timedelta(days=1000), term=(NOON.date(), NOON.date() + timedelta(days=3000)))
    run("update accounts_user set is_active = false")
    run("update bodies_appointment set ends_on = %s", NOON.date() - timedelta(days=1))
    multiply("accounts_user", KEEPERS, {"email": "'keeper' || g || '@example.org'", "is_active": "true", "role": "'official'"})
    base = one("select max(id) from accounts_user") - KEEPERS
    agreement, first, agreements = cast.agreement.pk, 1_000_000, size // 2
    multiply("contracts_agreement", agreements, {"id": f"{first} + g", "slug": "'a' || g"}, where=f"id = {agreement}")
    of_it, its = {"agreement_id": f"{first} + g"}, f"agreement_id = {agreement}"
    today = f"date '{NOON.date()}'"
    last_end = f"{today} - 365 + g % 365"  # renewed: the next term begins on the day after
    end = f"case g % 20 when 0 then {today} - g % 300 else {today} + 1 + g % {SPREAD} end"
    for starts, ends in ((f"{today} - 1200", f"least({last_end}, ({end}) - 1)"), (f"1 + least({last_end}, ({end}) - 1)", end)):
        multiply("contracts_term", agreements, {**of_it, "starts_on": starts, "ends_on": ends}, where=its)
        deadline = {**of_it, "on": ends, "cause": f"'term:' || ({starts})::text"}
        multiply("contracts_deadline", agreements, deadline, where=f"{its} and kind = 'term_end'")
    for half in (0, KEEPERS // 2):
        keeper = f"{base} + 1 + {half} + g % {KEEPERS // 2}"
        multiply("stewardship_keeper", agreements, {**of_it, "user_id": keeper}, where=its)
    run("vacuum analyze")


def multiply(table: str, times: int, changed: dict[str, str], *, where: str = "") -> None:
    """Copy one row of a table so many times; `changed` gives columns as expressions of g, the number of the copy."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    kept = [name for name in columns if name != "id" or name in changed]
    values = ", ".join(f"({changed[name]})" if name in changed else f'row."{name}"' for name in kept)
    names = ", ".join(f'"{name}"' for name in kept)
    source = f"(select * from {table} {f'where {where}' if where else ''} order by id limit 1) row"
    written = run(f"insert into {table} ({names}) select {values} from {source}, generate_series(1, {times}) g")
    assert written == times, f"{table}: {written} rows instead of {times}"
