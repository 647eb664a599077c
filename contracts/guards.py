"""What the database itself refuses, whatever the code above it does: triggers, written for SQLite and PostgreSQL alike.

Each app registers the guards of its own tables in its `AppConfig.ready()`. They are put back after every migrate, because
SQLite drops a table's triggers silently when a migration rebuilds the table (an added default, an altered column, a check).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger: `name` is unique in the database and is also what the refusal says, so that errors can be told apart.

    `events` are lower-case SQL events ("update", "delete", "insert"); `when` is a condition over OLD and NEW in SQL that both
    databases read, or "" for always. It must name no other table: SQLite could not rebuild that one any more.
    """

    table: str
    name: str
    events: tuple[str, ...]
    says: str
    when: str = ""
    truncate: bool = False
    only: str = ""  # "sqlite" where PostgreSQL has a better means, such as an exclusion constraint

    def triggers(self) -> Iterator[str]:
        """Yield the names under which the database lists this guard's triggers."""
        for event in (*self.events, *(["truncate"] if self.truncate else [])):
            yield f"{self.name}_{event}"


_guards: dict[str, Guard] = {}


def register(*guards: Guard) -> None:
    """Make the guards known; registering the same one again changes nothing."""
    for guard in guards:
        _guards[guard.name] = guard


def append_only(table: str, *, keys: Iterable[tuple[str, ...]]) -> tuple[Guard, ...]:
    """Return the guards that let rows of `table` be added and never changed or removed.

    `keys` are its unique keys: SQLite's INSERT OR REPLACE removes the clashing row without asking the delete trigger, so an
    insert that clashes with any of them is refused beforehand.
    """
    says = f"{table} is append-only"
    return (
        Guard(table, f"guard_{table}_append_only", ("update", "delete"), says, truncate=True),
        *(Guard(table, f"guard_{table}_replace_{'_'.join(key)}", ("replace",), says, when=_clash(table, key)) for key in keys),
    )


def _clash(table: str, key: tuple[str, ...]) -> str:
    same = " and ".join(f"{column} = new.{column}" for column in key)
    return f"exists (select 1 from {table} where {same})"  # noqa: S608  (names from this code, never from a visitor)


def install_guards(connection: BaseDatabaseWrapper, tables: Iterable[str] | None = None) -> None:
    """Put every registered guard whose table exists in place, replacing an older form of it. Safe to call at any time."""
    existing = set(connection.introspection.table_names())
    wanted = existing if tables is None else existing & set(tables)
    with connection.cursor() as cursor:
        for guard in _guards.values():
            if guard.table in wanted:
                for statement in (
                    *drop_statements(guard, connection.vendor),
                    *create_statements(guard, connection.vendor),
                ):
                    cursor.execute(statement, None)


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that ought to stand in this database and do not."""
    catalogue = {
        "sqlite": "select name from sqlite_master where type = 'trigger'",
        "postgresql": "select tgname from pg_trigger where not tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue, None)
        present = {row[0] for row in cursor.fetchall()}
    expected = (name for guard in _guards.values() for name in _trigger_names(guard, connection.vendor))
    return sorted(set(expected) - present)


def guarded_tables() -> set[str]:
    """Return the tables that at least one guard watches."""
    return {guard.table for guard in _guards.values()}


def guards_of(table: str) -> list[Guard]:
    """Return the guards registered for `table`."""
    return [guard for guard in _guards.values() if guard.table == table]


def _trigger_names(guard: Guard, vendor: str) -> list[str]:
    if guard.only and guard.only != vendor:
        return []
    only_here = {"sqlite": "replace", "postgresql": "truncate"}[vendor]
    foreign = {"replace", "truncate"} - {only_here}
    return [name for name in guard.triggers() if not any(name.endswith(f"_{event}") for event in foreign)]


def drop_statements(guard: Guard, vendor: str) -> list[str]:
    """Return the SQL that lifts `guard`. The application never runs it but to put a newer form in its place."""
    if vendor == "sqlite":
        return [f"drop trigger if exists {name}" for name in _trigger_names(guard, vendor)]
    return [f"drop trigger if exists {name} on {guard.table}" for name in _trigger_names(guard, vendor)]


def create_statements(guard: Guard, vendor: str) -> list[str]:
    """Return the SQL that puts `guard` in place on `vendor`, "sqlite" or "postgresql"."""
    build = _sqlite_trigger if vendor == "sqlite" else _postgresql_trigger
    names = _trigger_names(guard, vendor)
    prelude = [_postgresql_function(guard)] if vendor == "postgresql" and names else []
    return [*prelude, *(build(guard, name, name.rsplit("_", 1)[1]) for name in names)]


def _sqlite_trigger(guard: Guard, name: str, event: str) -> str:
    sql_event = "insert" if event == "replace" else event
    when = f"when {guard.when} " if guard.when else ""
    return (
        f"create trigger {name} before {sql_event} on {guard.table} for each row {when}"
        f"begin select raise(abort, '{guard.name}: {guard.says}'); end"
    )


def _postgresql_function(guard: Guard) -> str:
    return (
        f"create or replace function {guard.name}() returns trigger language plpgsql as $$ begin "
        f"raise exception '{guard.name}: {guard.says}' using errcode = 'restrict_violation'; end $$"
    )


def _postgresql_trigger(guard: Guard, name: str, event: str) -> str:
    each = "for each statement" if event == "truncate" else "for each row"
    when = f"when ({guard.when}) " if guard.when and event != "truncate" else ""
    return f"create trigger {name} before {event} on {guard.table} {each} {when}execute function {guard.name}()"
