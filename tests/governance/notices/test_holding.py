"""Holding the post after a restore."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from contracts.refusals import Refused
from governance.notices.actions import hold, is_on_hold, queue_due, release, send_due
from governance.notices.actions.sending import claim
from governance.notices.models import Letter, LetterState
from tests.cast import at, check_dates, make_cast
from tests.conftest import PostOffice

pytestmark = pytest.mark.django_db
NOW = at("2018-08-24 12:00")


def send() -> int:
    return send_due(worker="w1", clock=lambda: NOW).sent


def test_while_the_post_is_held_notices_are_queued_and_no_letter_goes_out(post_office: PostOffice) -> None:
    check_dates(make_cast())
    hold(because="A backup was restored.", at=NOW)
    assert queue_due(at=NOW).queued == 5
    assert send() == 0
    assert set(Letter.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert release(at=NOW) == 0
    assert send() == 5


def test_what_went_out_since_the_backup_is_closed_unsent(post_office: PostOffice) -> None:
    make_cast()
    hold(because="A backup was restored.", at=NOW)
    queue_due(at=NOW)
    assert release(discard_before=at("2018-08-24 12:01"), at=NOW) == 5
    assert send() == 0
    assert post_office.mails == []


def test_what_a_worker_held_when_the_backup_was_taken_is_closed_with_the_rest(post_office: PostOffice) -> None:
    make_cast()
    queue_due(at=NOW)
    claimed, handed = claim(worker="of the old machine", at=NOW, limit=2)
    Letter.objects.filter(pk=handed.pk).update(state=LetterState.HANDED)
    restored_at = at("2018-08-27 09:00")
    hold(because="A backup was restored.", at=restored_at)
    assert release(discard_before=at("2018-08-24 12:01"), at=restored_at) == 5
    assert send_due(worker="w1", clock=lambda: restored_at).sent == 0
    assert post_office.mails == []
    claimed.refresh_from_db()
    handed.refresh_from_db()
    assert (claimed.state, claimed.ambiguous, claimed.lease_until) == ("moot", 0, None)
    assert (handed.state, handed.ambiguous, handed.lease_until) == ("moot", 1, None)
    assert "nobody knows whether it arrived" in handed.last_error


def test_what_fell_due_between_the_backup_and_the_accident_went_out_then_and_does_not_go_again(
    post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_cast()
    accident, restored_at, later = at("2018-08-25 12:00"), at("2018-08-26 09:00"), at("2018-08-28 12:00")
    monkeypatch.setattr("django.utils.timezone.now", lambda: restored_at)
    call_command("hold_notices", "--accident-at", "2018-08-25T16:00", stdout=StringIO())
    queue_due(at=restored_at)
    assert release(discard_before=accident, at=restored_at) == 5
    assert send_due(worker="w1", clock=lambda: restored_at).sent == 0
    queue_due(at=later)
    assert send_due(worker="w1", clock=lambda: later).sent == 5, "the next rung is told as ever"


def test_an_accident_to_come_is_refused() -> None:
    with pytest.raises(CommandError, match="has not come yet"):
        call_command("hold_notices", "--accident-at", "2999-01-01T00:00")
    assert not is_on_hold()


def test_it_is_held_once_and_released_once() -> None:
    with pytest.raises(Refused, match="not on hold"):
        release(at=NOW)
    hold(because="A backup was restored.", at=NOW)
    with pytest.raises(Refused, match="already"):
        hold(because="Again.", at=NOW)


def test_the_command_holds_releases_and_refuses_nonsense() -> None:
    out = StringIO()
    call_command("hold_notices", stdout=out)
    assert is_on_hold()
    with pytest.raises(CommandError, match="already"):
        call_command("hold_notices")
    with pytest.raises(CommandError, match="is not a moment"):
        call_command("hold_notices", "--release", "--discard-before", "yesterday")
    assert is_on_hold()
    call_command("hold_notices", "--release", stdout=out)
    assert not is_on_hold()
    assert "The post is on hold." in out.getvalue()
