"""Whether the service is up, ready and at work: three answers for three askers, none of them for people.

`/healthz` for whoever restarts the process, `/readyz` for whoever routes visitors to it, `/healthz/work` for whoever watches that
the post goes out. The last must never decide routing: the pages are right without any worker.
"""

from __future__ import annotations

from datetime import datetime, timedelta

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
from governance.notices.models import Letter, LetterState, Sweep

STALE_AFTER = timedelta(minutes=10)


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Answer that the process serves requests."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, is migrated and guarded; else 503 with what is missing."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        missing = [] if waiting else missing_guards(connection)
        faults = [error.msg for error in transaction_faults(connection)]
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    fine = not waiting and not missing and not faults
    found = {"migrations_waiting": waiting, "guards_missing": missing, "transactions": faults}
    return JsonResponse({"status": "ok" if fine else "not ready", **found}, status=200 if fine else 503)


@require_safe
@never_cache
def at_work(request: HttpRequest) -> JsonResponse:
    """Answer 503 when nobody looked for due notices lately, a letter waits too long or the broker is away. Ages in seconds."""
    now = timezone.now()
    sweep = Sweep.objects.order_by("-at").values_list("at", flat=True).first()
    due = Letter.objects.filter(state__in=[LetterState.QUEUED, LetterState.CLAIMED, LetterState.HANDED], due_at__lte=now)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    is_fresh = sweep is not None and now - sweep < STALE_AFTER and (oldest is None or now - oldest < STALE_AFTER)
    broker = _broker_answers()
    found = {"last_sweep_age": _age(sweep, now), "oldest_due_letter_age": _age(oldest, now), "broker": broker}
    return JsonResponse({"status": "ok" if is_fresh and broker else "stale", **found}, status=200 if is_fresh and broker else 503)


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
