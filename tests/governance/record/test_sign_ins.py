"""The sample people can sign in on the computer of a trial run, and nowhere else."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.http import Http404
from django.test import RequestFactory

from governance.accounts.codes import accept, next_code
from governance.accounts.models import User
from governance.local.management.commands.local_sign_ins import Command
from governance.local.views import sign_ins
from governance.record.actions import load
from governance.record.reading import read
from tests.cast import at, with_a_phone

from .small import SMALL

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(settings: Any, tmp_path: Path) -> Path:
    settings.LOCAL, settings.DATA_DIR, settings.ROOT_URLCONF = True, tmp_path, "tests.governance.record.trial_urls"
    load(read(SMALL).document, at=at("2026-11-22 11:00"))
    return tmp_path / "sign-ins.txt"


def said() -> str:
    out = io.StringIO()
    call_command(Command(), stdout=out)
    return out.getvalue()


def printed_password(email: str) -> str:
    return next(line.split()[-1] for line in said().splitlines() if email in line)


def test_each_sample_person_gets_a_password_that_works(trial: Path) -> None:
    password = printed_password("judge@sample.invalid")
    assert len(password) >= 16
    assert User.objects.get(email="judge@sample.invalid").check_password(password)
    assert not User.objects.get(email="citizen@example.org").has_usable_password()
    assert "citizen" not in said()


def test_a_later_start_prints_the_same_and_nobody_else_can_read_the_file(trial: Path) -> None:
    assert said() == said()
    assert trial.stat().st_mode & 0o777 == 0o600


def test_a_new_database_gets_the_passwords_that_were_kept(trial: Path) -> None:
    password = printed_password("judge@sample.invalid")
    User.objects.update(password="!")
    assert printed_password("judge@sample.invalid") == password


def test_a_lost_file_brings_new_passwords(trial: Path) -> None:
    password = printed_password("judge@sample.invalid")
    trial.unlink()
    assert printed_password("judge@sample.invalid") != password


def test_a_password_changed_on_the_site_is_left_alone(trial: Path) -> None:
    said()
    judge = User.objects.get(email="judge@sample.invalid")
    judge.set_password("a password of my own")
    judge.save()
    assert "judge@sample.invalid" in said()
    assert "(changed since)" in said()
    assert User.objects.get(pk=judge.pk).check_password("a password of my own")


def test_each_sample_person_gets_a_phone_that_only_this_computer_shows(trial: Path, rf: RequestFactory) -> None:
    said()
    judge = User.objects.get(email="judge@sample.invalid")
    shown = sign_ins(rf.get("/local/sign-ins/")).content.decode()
    on_the_phone = re.search(r"<code>([\d ]+)</code>", shown.partition(judge.email)[2])
    assert on_the_phone is not None
    code = re.sub(r"\s", "", on_the_phone[1])
    found = accept(code, of=judge)
    assert found is not None
    assert accept(code, of=judge) is None, "a code is taken once"
    assert next_code(found) != code, "the page shows the next one then"
    with pytest.raises(Http404):
        sign_ins(rf.get("/local/sign-ins/", REMOTE_ADDR="192.0.2.7"))


def test_there_is_an_administrator_to_sign_in_as_and_one_only(trial: Path) -> None:
    assert said() == said()
    assert "Administrator (sample)" in said()
    assert User.objects.get(role="administrator").check_password(printed_password("administrator@sample.invalid"))


def test_a_second_factor_that_somebody_set_up_is_left_alone(trial: Path) -> None:
    judge = User.objects.get(email="judge@sample.invalid")
    own = with_a_phone(judge)
    said()
    assert list(Authenticator.objects.filter(user=judge)) == [own]


def test_it_refuses_to_run_in_production(settings: Any) -> None:
    settings.LOCAL = False
    with pytest.raises(CommandError, match="for a trial run alone"):
        call_command(Command())
