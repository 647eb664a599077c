"""A sheet names what the register does not have: the clerk adds it in one form, and looks at the same sheet again."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from contracts.models import DataElement, DataSystem, Sensitivity, Source
from governance.accounts.models import Invitation, Role, User
from governance.desk.forms.missing import field_of
from tests.cast import make_user
from tests.governance.record.sheets.stage import ROW, City, csv_of, make_city

from .test_desk_importing import clock as clock
from .test_desk_importing import shown
from .test_desk_stage import Clock, sign_in, text_of

pytestmark = pytest.mark.django_db
PERMITS = {"system": "permits", "shared": "Sites", "withheld": "", "keepers": "the.clerk@example.org; ana.reyes@example.org"}
PERMITS_ROW = {**ROW, **PERMITS, "slug": "permits-amtrak", "sources": "PLAN"}


@pytest.fixture
def city() -> City:
    return make_city()


def offered(page: Any) -> dict[str, str]:
    """Return what the form would send without being touched."""
    body = page.content.decode()
    inputs = re.findall(r'<input type="text" name="([^"]+)"(?: value="([^"]*)")?', body)
    chosen = {
        name: next(iter(re.findall(r'<option value="([^"]*)" selected', options)), "")
        for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', body, flags=re.DOTALL)
    }
    return {name: unescape(value) for name, value in inputs} | chosen


def add(client: Client, path: str, **typed: str) -> Any:
    form = offered(client.get(f"{path}missing/")) | {"key": str(uuid.uuid4())} | typed
    return client.post(f"{path}missing/", form)


STEWARD = {field_of("steward", "permits"): "Department of Buildings"}
SOURCE = {field_of("source", "PLAN"): "The plan of 2026"}


def test_all_that_a_sheet_names_is_added_in_one_form_and_the_sheet_is_whole(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, page = shown(client, csv_of(PERMITS_ROW))
    said = text_of(page)
    assert "Data systems: 1. Data elements: 1. People without an account: 1. Sources: 1." in said
    answer = add(client, path, **STEWARD, **SOURCE, **{field_of("element", "permits", "Sites"): Sensitivity.SENSITIVE})
    assert answer["Location"] == path
    system = DataSystem.objects.get(slug="permits")
    assert (system.name, [party.slug for party in system.stewards.all()]) == ("Permits", ["department-of-buildings"])
    assert DataElement.objects.get(system=system).sensitivity == Sensitivity.SENSITIVE
    assert Source.objects.get(key="PLAN").title == "The plan of 2026"
    keeper = User.objects.get(email="ana.reyes@example.org")
    assert (keeper.name, keeper.role) == ("Ana Reyes", Role.OFFICIAL)
    assert Invitation.objects.get().person == keeper
    assert [sent.to for sent in mail.outbox] == [["ana.reyes@example.org"]]
    assert "This is what would be entered" in text_of(client.get(path))


def test_a_name_close_to_a_better_known_one_is_left_alone_and_stays_a_fault(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    mistyped = {**ROW, "slug": "pars-septa", "system": "parse", "shared": "Charges; Name"}
    path, _page = shown(client, csv_of(ROW, mistyped, {**mistyped, "system": "pars", "slug": "pars-bart"}))
    page = client.get(f"{path}missing/")
    assert "Is “pars” meant?" in text_of(page)
    assert "Is “Names” meant?" in text_of(page)
    assert offered(page)[field_of("system", "parse")] == ""
    assert offered(page)[field_of("element", "pars", "Name")] == ""
    assert "Nothing is named here." in text_of(add(client, path))
    assert DataSystem.objects.count() == 1


def test_a_system_is_added_with_somebody_who_stewards_it_or_not_at_all(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, _page = shown(client, csv_of(PERMITS_ROW))
    assert "Say who stewards it" in text_of(add(client, path))
    assert not Invitation.objects.exists()
    steward = {field_of("steward", "permits"): "first judicial district"}
    assert add(client, path, **steward).status_code == 302
    assert [party.slug for party in DataSystem.objects.get(slug="permits").stewards.all()] == ["fjd"], "it is found by its name"


def test_what_is_left_empty_is_not_added(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, _page = shown(client, csv_of(PERMITS_ROW))
    nobody = {field_of("person", "ana.reyes@example.org"): "", field_of("system", "permits"): ""}
    assert add(client, path, **nobody, **SOURCE).status_code == 302
    assert (DataSystem.objects.count(), Invitation.objects.count()) == (1, 0)
    assert "Nobody with the address ana.reyes@example.org has an account here." in text_of(client.get(path))


def test_the_same_form_twice_adds_and_invites_once(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, _page = shown(client, csv_of(PERMITS_ROW))
    form = offered(client.get(f"{path}missing/")) | {"key": str(uuid.uuid4()), **STEWARD}
    assert [client.post(f"{path}missing/", form).status_code for _time in range(2)] == [302, 302]
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_who_has_a_closed_account_is_not_invited_anew(clock: Clock, city: City) -> None:
    closed = make_user("Ana Reyes")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    client = sign_in(city.clerk)
    _path, page = shown(client, csv_of({**ROW, "keepers": f"{city.clerk.email}; {closed.email}"}))
    assert "Nobody with the address ana.reyes@example.org has an account here." in text_of(page)
    assert "Add what the sheet names" not in text_of(page)


def test_an_invitation_that_the_mail_server_refuses_is_said(clock: Clock, city: City, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    client = sign_in(city.clerk)
    path, _page = shown(client, csv_of(PERMITS_ROW))
    answer = client.get(add(client, path, **STEWARD)["Location"])
    assert "the mail server did not take the invitation to ana.reyes@example.org" in text_of(answer)
    assert User.objects.filter(email="ana.reyes@example.org").exists()


def test_another_clerk_s_sheet_is_not_there(clock: Clock, city: City) -> None:
    path, _page = shown(sign_in(city.clerk), csv_of(PERMITS_ROW))
    assert sign_in(city.deputy).get(f"{path}missing/").status_code == 404


def test_the_same_fault_in_many_rows_stands_once_with_all_of_them(clock: Clock, city: City) -> None:
    rows = [{**PERMITS_ROW, "slug": f"permits-{number}"} for number in range(3)]
    _path, page = shown(sign_in(city.clerk), csv_of(*rows[:2], {**ROW}, rows[2]))
    assert "2-3, 5 system No data system “permits” is in the register" in text_of(page)
