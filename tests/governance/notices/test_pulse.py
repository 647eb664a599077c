"""Whether the post goes out: the one reading that the public footer, the desk and the watcher share."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from governance.notices.models import Hold, Letter, Sweep
from governance.notices.pulse import HELD_AT_MOST, STALE_AFTER, read_pulse
from tests.cast import at, make_cast, sign_in

pytestmark = pytest.mark.django_db
NOW = at("2018-07-10 12:00")
A_MINUTE = timedelta(minutes=1)


def swept(minutes_ago: int = 1) -> None:
    Sweep.objects.create(at=NOW - minutes_ago * A_MINUTE)


def a_letter(**facts: object) -> None:
    Letter.objects.create(address="a@example.org", created_at=NOW, **{"due_at": NOW, **facts})


def test_it_runs_while_it_is_swept_and_no_letter_waits_long() -> None:
    swept()
    a_letter(due_at=NOW - 9 * A_MINUTE)
    a_letter(due_at=NOW + 60 * A_MINUTE)
    pulse = read_pulse(at=NOW)
    assert (pulse.state, pulse.since, pulse.is_well, pulse.oldest_due) == ("running", None, True, NOW - 9 * A_MINUTE)


def test_it_is_late_if_nobody_ever_swept() -> None:
    pulse = read_pulse(at=NOW)
    assert (pulse.state, pulse.since, pulse.is_well) == ("late", None, False)


def test_it_is_late_since_the_last_sweep() -> None:
    swept(minutes_ago=10)
    pulse = read_pulse(at=NOW)
    assert (pulse.state, pulse.since) == ("late", NOW - STALE_AFTER)


def test_it_is_late_since_the_oldest_letter_was_due() -> None:
    swept()
    a_letter(due_at=NOW - 30 * A_MINUTE, state="handed")
    a_letter(due_at=NOW - 90 * A_MINUTE, state="dead")
    pulse = read_pulse(at=NOW)
    assert (pulse.state, pulse.since, pulse.is_well) == ("late", NOW - 30 * A_MINUTE, False)


def test_it_is_held_by_somebody_and_that_is_well_for_a_day() -> None:
    swept()
    a_letter(due_at=NOW - 30 * A_MINUTE)
    Hold.objects.create(because="Restored.", held_at=NOW - HELD_AT_MOST + A_MINUTE)
    assert (read_pulse(at=NOW).state, read_pulse(at=NOW).is_well) == ("held", True)
    Hold.objects.update(held_at=NOW - HELD_AT_MOST)
    assert (read_pulse(at=NOW).state, read_pulse(at=NOW).is_well) == ("held", False)
    Hold.objects.update(released_at=NOW)
    assert read_pulse(at=NOW).state == "late"


def test_a_held_post_that_nobody_sweeps_is_late() -> None:
    swept(minutes_ago=60)
    Hold.objects.create(because="Restored.", held_at=NOW)
    assert read_pulse(at=NOW).state == "late"


def test_the_desk_and_the_public_say_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    swept()
    a_letter(state="sent", sent_at=NOW - 5 * A_MINUTE)
    a_letter(due_at=NOW - 30 * A_MINUTE)
    said = (
        "Notices: late since 10 July 2018, 15:30, UTC time. Deadlines last checked on 10 July 2018, 15:59, UTC time. "
        "Last letter sent on 10 July 2018, 15:55, UTC time. "
        "The oldest letter that waits was due on 10 July 2018, 15:30, UTC time."
    )
    assert said in client.get("/").content.decode()
    sign_in(client, cast.judge)
    for path in ("/desk/", "/desk/agreements/pars-ice/"):
        page = client.get(path).content.decode()
        assert said in page
        assert "heartbeat--late" in page


def test_only_pages_of_the_desk_ask_for_it_there(client: Client) -> None:
    assert "Notices:" not in client.get("/accounts/login/").content.decode()
