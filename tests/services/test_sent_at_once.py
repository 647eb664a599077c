"""Each form of the desk, sent many times at the same moment, is one act: through the real views, a connection for each sender.

Which rows one act leaves is not said here but tried: the form is sent once and undone, and that is what all senders together
may leave. Two are enough to overlap, and a few more to queue behind a lock; the long form sends every form fifty times at once:
CONTRIBUTING.md has the command.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from governance.ledger.models import Entry
from tests.cast import signed_in
from tests.site.filled import FORMS, NOW, SHOWS_ONLY, Sent, Stage, make_stage
from tests.traces import undone

pytestmark = pytest.mark.django_db(transaction=True)
OF_SIGN_INS = ("sessions", "mfa")
ALL = tuple(route for route in FORMS if route not in SHOWS_ONLY)
# Forms that leave others nothing to act on: each has the stage for itself.
ALONE = (
    "withdraw_ballot",
    "amend_ballot",
    "paper_vote",
    "confirm_ballot",
    "report_decision",
    "close_account",
    "revoke_invitation",
    "waive_notice_letter",
    "waive_access_off",
    "waive_certificate",
    "revise_deadline",
    "withdraw_vote",
)
TOGETHER = tuple(route for route in ALL if route not in ALONE)
A_FEW, MANY = 4, 50


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Stage:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.MEDIA_ROOT = tmp_path
    return make_stage()


def how_many() -> dict[str, int]:
    """Return how many rows each table has: one statement, because it is asked four times for every form."""
    ours = [model._meta for model in apps.get_models() if model._meta.app_label not in OF_SIGN_INS]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(f"select '{meta.label}', count(*) from {meta.db_table}" for meta in ours))
        return dict(cursor.fetchall())


def added(before: dict[str, int]) -> dict[str, int]:
    return {label: number - before[label] for label, number in how_many().items() if number != before[label]}


def body_of(sent: Sent) -> dict[str, Any]:
    """Return what is sent, each file as one of its own to read."""
    files = {name: value for name, value in sent.data.items() if isinstance(value, SimpleUploadedFile)}
    for file in files.values():
        file.seek(0)
    return sent.data | {name: SimpleUploadedFile(str(file.name), file.read()) for name, file in files.items()}


def sent_once(client: Client, sent: Sent) -> dict[str, int]:
    """Return the rows that the form leaves when it is sent once; they are taken away again."""
    before = how_many()
    with undone():
        assert client.post(sent.path, body_of(sent)).status_code == 302
        return added(before)


def sent_at_once(client: Client, sent: Sent, *, senders: int) -> list[int]:
    """Send the form from so many threads at the same moment; return the status of each answer."""
    start = threading.Barrier(senders)
    answers = [0] * senders
    bodies = [body_of(sent) for _ in range(senders)]

    def send(place: int) -> None:
        browser = Client(raise_request_exception=False)
        browser.cookies = client.cookies.copy()  # type: ignore[assignment]
        try:
            start.wait(timeout=60)
            answers[place] = browser.post(sent.path, bodies[place]).status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(place,)) for place in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return answers


def send_and_count(stage: Stage, route: str, *, senders: int) -> None:
    sent = FORMS[route](stage)
    client = signed_in(sent.by)
    once = sent_once(client, sent)
    before, entries = how_many(), Entry.objects.count()
    answers = sent_at_once(client, sent, senders=senders)
    assert set(answers) <= {200, 302, 404}, (route, answers)  # 404: what it was about is done with
    assert 302 in answers, (route, answers)
    assert added(before) == once, route
    assert Entry.objects.count() - entries == once.get("ledger.Entry", 0), route


def test_each_form_sent_a_few_times_at_once_is_one_act(stage: Stage) -> None:
    for route in TOGETHER:
        send_and_count(stage, route, senders=A_FEW)


@pytest.mark.parametrize("route", ALONE)
def test_a_form_after_which_others_have_nothing_to_act_on_is_one_act_too(stage: Stage, route: str) -> None:
    send_and_count(stage, route, senders=A_FEW)


def test_a_vote_sent_fifty_times_at_once_is_one_act(stage: Stage) -> None:
    send_and_count(stage, "confirm_vote", senders=MANY)


@pytest.mark.slow
@pytest.mark.parametrize("route", ALL)
def test_each_form_sent_fifty_times_at_once_is_one_act(stage: Stage, route: str) -> None:
    send_and_count(stage, route, senders=MANY)
