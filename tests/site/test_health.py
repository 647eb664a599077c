"""The three answers for machines that watch."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from governance.notices.models import Hold, Letter, Sweep

pytestmark = pytest.mark.django_db


def test_a_process_that_serves_is_alive(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_migrated_and_guarded_database_is_ready(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ok"}


def test_a_missing_guard_makes_it_unready_and_only_the_check_is_named(client: Client) -> None:
    on_table = " on ledger_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"drop trigger guard_ledger_entry_append_only_update{on_table}")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "failed": ["guards"]})


def test_a_migration_that_waits_makes_it_unready(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="notices").latest("pk").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "failed": ["migrations"]})


def test_a_database_that_is_away_is_named_and_nothing_of_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("could not connect to db.internal:5432 as countersign")

    monkeypatch.setattr("governance.health.MigrationExecutor", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "failed": ["database"]})


def test_work_is_stale_without_a_sweep_and_with_an_old_letter(client: Client) -> None:
    assert client.get("/healthz/work").status_code == 503
    now = timezone.now()
    Sweep.objects.create(at=now - timedelta(minutes=1))
    assert client.get("/healthz/work").status_code == 200
    Letter.objects.create(address="a@example.org", created_at=now, due_at=now - timedelta(hours=1))
    assert client.get("/healthz/work").json()["oldest_due_letter_age"] >= 3600


def test_a_post_on_hold_is_at_work_for_a_day_and_then_forgotten(client: Client) -> None:
    now = timezone.now()
    Sweep.objects.create(at=now)
    Letter.objects.create(address="a@example.org", created_at=now, due_at=now - timedelta(hours=1))
    hold = Hold.objects.create(because="A backup was restored.", held_at=now - timedelta(hours=23))
    answer = client.get("/healthz/work")
    assert (answer.status_code, answer.json()["post"]) == (200, "held")
    Hold.objects.filter(pk=hold.pk).update(held_at=now - timedelta(hours=25))
    assert client.get("/healthz/work").status_code == 503


def test_a_broker_that_is_away_is_stale_work(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    Sweep.objects.create(at=timezone.now())
    monkeypatch.setattr("celery.current_app.conf.broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr("celery.current_app.conf.broker_read_url", "redis://127.0.0.1:1/0")
    answer = client.get("/healthz/work")
    assert (answer.status_code, answer.json()["broker"]) == (503, False)
