"""Whether the service is up, ready and at work: three answers for three askers, none of them for people.

`/healthz` for whoever restarts the process, `/readyz` for whoever routes visitors to it, `/healthz/work` for whoever watches that
the post goes out. The last must never decide routing: the pages are right without any worker.
"""

from __future__ import annotations

from datetime import datetime

from celery import current_app
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from contracts.guards import missing_guards
from governance.ballots.checks import transaction_faults
from governance.notices.pulse import read_pulse


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Answer that the process serves requests."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, is migrated and guarded; else 503 with the names of the checks that failed.

    No more than the names, since anybody may ask: what is wrong in particular, `manage.py check --database default` says.
    """
    failed = _failed_checks()
    if failed:
        return JsonResponse({"status": "not ready", "failed": failed}, status=503)
    return JsonResponse({"status": "ok"})


def _failed_checks() -> list[str]:
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        executor = MigrationExecutor(connection)
        is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        checks = {
            "migrations": is_migrated,
            "guards": not is_migrated or not missing_guards(connection),
            "transactions": not transaction_faults(connection),
        }
    except DatabaseError:
        return ["database"]
    return [name for name, is_fine in checks.items() if not is_fine]


@require_safe
@never_cache
def at_work(request: HttpRequest) -> JsonResponse:
    """Answer 503 when nobody looked for due notices lately, a letter waits too long or the broker is away. Ages in seconds.

    A post that is on hold is at work for a day: somebody means it. After that it counts as forgotten.
    """
    pulse, broker = read_pulse(at=timezone.now()), _broker_answers()
    is_fine = pulse.is_well and broker
    found = {
        "status": "ok" if is_fine else "stale",
        "post": pulse.state,
        "last_sweep_age": _age(pulse.last_sweep, pulse.at),
        "last_sent_age": _age(pulse.last_sent, pulse.at),
        "oldest_due_letter_age": _age(pulse.oldest_due, pulse.at),
        "held_for": _age(pulse.held_since, pulse.at),
        "broker": broker,
    }
    return JsonResponse(found, status=200 if is_fine else 503)


def _broker_answers() -> bool:
    """Say whether a connection to the broker can be made, without trying again."""
    try:
        with current_app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError):
        return False
    return True


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else round((now - moment).total_seconds())
