"""The API asked for everything that its description allows, and much that it does not: no answer but those it describes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from governance.ledger.models import Entry
from tests.cast import LONG_BEFORE, at, make_cast, open_ballot, vote

from .generated import make_many

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
load_all_checks()
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
OPERATIONS = 9


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection of the test open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as-described", "otherwise"])
def test_every_answer_is_one_that_is_described(mode: GenerationMode, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    make_many(cast, 30, entered_at=LONG_BEFORE)
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-20 12:00"))
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    checks = [*CHECKS, positive_data_acceptance] if mode is GenerationMode.POSITIVE else CHECKS
    asked: set[tuple[str, int]] = set()
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    for operation in operations:

        @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Case) -> None:
            answer = case.call()
            asked.add((case.path, answer.status_code))
            case.validate_response(answer, checks=checks)

        if mode is GenerationMode.POSITIVE or operation.path_parameters or operation.query:
            ask()
    assert len(operations) == OPERATIONS
    assert {status for _path, status in asked} >= ({200, 404} if mode is GenerationMode.POSITIVE else {422})


def test_what_is_there_is_told_as_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up names find nothing, so the answers about one thing are asked for by names that there are."""
    cast = make_cast()
    open_ballot(cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-20 12:00"))
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    digest = Entry.objects.values_list("leaf_hash", flat=True).first()
    names = {
        "/api/v1/agreements/{slug}": {"slug": "pars-ice"},
        "/api/v1/bodies/{slug}": {"slug": "pars-subcommittee"},
        "/api/v1/decisions/{slug}": {"slug": "pars-ice-2018"},
        "/api/v1/ledger/entries/{leaf_hash}": {"leaf_hash": digest},
    }
    for path, parameters in names.items():
        case = described[path]["GET"].Case(path_parameters=parameters)
        answer = case.call()
        assert answer.status_code == 200
        case.validate_response(answer, checks=CHECKS)
