"""What the database refuses by itself, whoever asks it: the ORM, raw SQL, or a later version of this code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from contracts.checks import guards_stand
from contracts.guards import guarded_tables, install_guards, missing_guards
from contracts.models import Term
from governance.ballots.checks import transaction_faults, transactions_can_be_trusted
from governance.ballots.models import Ballot, Decision, Reasons, Vote
from governance.ledger.models import Entry
from tests.cast import Cast, at, make_cast, open_ballot, vote


@pytest.fixture
def cast(db: None) -> Cast:
    """A ballot carried, with reasons given."""
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-10 10:00"), reasons="It serves the courts.")
    vote(cast, ballot, "DAO", "approve", at("2018-07-11 10:00"))
    return cast


def sql(statement: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


REWRITES = {
    "a vote changed": lambda: Vote.objects.update(position="decline"),
    "a vote removed": lambda: Vote.objects.all()._raw_delete("default"),
    "a vote saved again": lambda: Vote.objects.earliest("pk").save(),
    "a vote removed in SQL": sql("delete from ballots_vote"),
    "a decision changed": lambda: Decision.objects.update(outcome="defeated"),
    "a decision removed": sql("delete from ballots_decision"),
    "an entry changed": lambda: Entry.objects.update(body="{}"),
    "an entry removed": sql("delete from ledger_entry"),
    "reasons reworded": lambda: Reasons.objects.update(text="Something else."),
    "a settled ballot reopened": lambda: Ballot.objects.update(state="open"),
    "a settled ballot's text changed": lambda: Ballot.objects.update(text="Something else."),
    "a ballot removed": sql("delete from ballots_ballot"),
    "a vote in a state unknown": lambda: Vote.objects.create(ballot=Ballot.objects.get(), seat_id=1, number=9, position="maybe"),
    "two terms on one day": lambda: Term.objects.create(
        agreement=Term.objects.get(starts_on="2017-09-01").agreement,
        starts_on="2018-08-31",
        ends_on="2018-12-31",
        basis="signed",
    ),
    "a term that ends before it starts": lambda: Term.objects.create(
        agreement=Term.objects.get(starts_on="2017-09-01").agreement,
        starts_on="2031-01-02",
        ends_on="2031-01-01",
        basis="signed",
    ),
    "a rule of half the seats": sql("update bodies_body set rule_seats = 4, rule_needed = 2"),
}


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES.keys())
def test_the_database_refuses(cast: Cast, rewrite: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        rewrite()


@pytest.mark.django_db(transaction=True)
def test_the_way_around_row_triggers_is_refused() -> None:
    """SQLite's REPLACE and PostgreSQL's TRUNCATE do not ask the triggers for deleted rows."""
    entry = Entry.objects.create(kind="x", subject="x", at=at("2018-01-01 00:00"), body="{}", leaf_hash="0" * 64)
    around = {
        "sqlite": "insert or replace into ledger_entry select * from ledger_entry",
        "postgresql": "truncate ledger_entry cascade",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match="append-only"):
        sql(around)()
    assert Entry.objects.get() == entry


@pytest.mark.django_db
def test_every_guard_stands_after_migrating() -> None:
    assert missing_guards(connection) == []
    assert {"ballots_vote", "ballots_decision", "ballots_ballot", "ballots_reasons", "ledger_entry"} <= guarded_tables()


@pytest.mark.django_db
def test_a_missing_guard_is_reported_and_put_back() -> None:
    on_table = " on ballots_vote" if connection.vendor == "postgresql" else ""
    sql(f"drop trigger guard_ballots_vote_append_only_update{on_table}")()
    (error,) = guards_stand(None, databases=["default"])
    assert "guard_ballots_vote_append_only_update" in error.msg
    install_guards(connection)
    assert guards_stand(None, databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_guards_are_put_back_after_sqlite_rebuilds_a_table() -> None:
    from django.db import models

    field = models.PositiveSmallIntegerField(default=0)
    field.set_attributes_from_name("added_later")
    try:
        with connection.schema_editor() as editor:
            editor.add_field(Vote, field)
        if connection.vendor == "sqlite":
            assert missing_guards(connection) != [], "a rebuild drops the triggers: else this test shows nothing"
        call_command("migrate", verbosity=0)
        assert missing_guards(connection) == []
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(Vote, field)
        call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_flush_is_refused_by_the_application() -> None:
    """The fixture that empties tables after a test lifts the guards; nothing in the application can."""
    with pytest.MonkeyPatch.context() as patch:
        operations = type(connection.ops)
        patch.setattr(operations, "sql_flush", operations.sql_flush.stock)  # type: ignore[attr-defined]
        Entry.objects.create(kind="x", subject="x", at=at("2018-01-01 00:00"), body="{}", leaf_hash="0" * 64)
        with pytest.raises(CommandError):
            call_command("flush", interactive=False, verbosity=0)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_transactions_run_as_the_locks_need_them() -> None:
    assert transactions_can_be_trusted(None, databases=["default"]) == []


class Stub:
    """A connection of another kind than the one the tests run on."""

    def __init__(self, vendor: str, answer: str = "") -> None:
        self.vendor, self.answer = vendor, answer
        self.settings_dict: dict[str, dict[str, str]] = {"OPTIONS": {"transaction_mode": answer}}

    def cursor(self) -> Stub:
        return self

    def __enter__(self) -> Stub:
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, statement: str) -> None: ...

    def fetchone(self) -> tuple[str]:
        return (self.answer,)


@pytest.mark.parametrize(
    ("vendor", "answer", "errors"),
    [
        ("sqlite", "IMMEDIATE", []),
        ("sqlite", "DEFERRED", ["ballots.E001"]),
        ("postgresql", "read committed", []),
        ("postgresql", "repeatable read", ["ballots.E002"]),
        ("postgresql", "serializable", ["ballots.E002"]),
    ],
)
def test_other_ways_of_running_transactions_are_refused_at_the_start(vendor: str, answer: str, errors: list[str]) -> None:
    assert [error.id for error in transaction_faults(Stub(vendor, answer))] == errors
