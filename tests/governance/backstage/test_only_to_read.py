"""The admin shows every table to administrators, and changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from governance.accounts.models import Role, User
from governance.backstage.site import site
from tests.cast import PASSWORD, Cast, at, make_cast, make_user, open_ballot, signed_in, vote
from tests.traces import every_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    vote(cast, open_ballot(cast), "FJD", "decline", at("2018-07-10 10:00"))
    return cast


@pytest.fixture
def administrator() -> User:
    return make_user("The administrator", Role.ADMINISTRATOR)


def paths() -> list[str]:
    return [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry]


def test_administrators_read_every_table_and_row(cast: Cast, administrator: User) -> None:
    client = signed_in(administrator)
    assert client.get("/admin/").status_code == 200
    rows = 0
    for model in site._registry:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(path).status_code == 200, path
        row = model._default_manager.first()
        if row is not None:
            rows += 1
            page = client.get(f"{path}{row.pk}/change/")
            assert page.status_code == 200, path
            assert "pbkdf2" not in page.content.decode()
            assert "md5$" not in page.content.decode()
    assert rows > 10


def test_nothing_is_added_changed_or_deleted_there(cast: Cast, administrator: User) -> None:
    client = signed_in(administrator)
    before = every_row()
    for path in paths():
        assert client.get(f"{path}add/").status_code == 403
        for url in (f"{path}add/", f"{path}1/change/", f"{path}1/delete/"):
            assert client.post(url, {"name": "Something else", "post": "yes"}).status_code in (302, 403), url
        client.post(path, {"action": "delete_selected", "_selected_action": "1", "post": "yes"})
    assert every_row() == before


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.CLERK, Role.AUDITOR])
def test_nobody_else_comes_in(role: Role) -> None:
    client = signed_in(make_user("Somebody", role))
    User.objects.update(is_staff=True, is_superuser=True)
    for path in ("/admin/", *paths()):
        assert client.get(path, follow=True).status_code == 403


def test_the_admins_own_sign_in_is_not_offered(administrator: User) -> None:
    client = Client()
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=/admin/"
    given = {"username": administrator.email, "password": PASSWORD, "next": "/admin/"}
    assert client.post("/admin/login/", given)["Location"].startswith("/accounts/login/")
    assert client.get("/admin/").status_code == 302
    assert signed_in(administrator).get("/admin/password_change/")["Location"] == "/accounts/password/change/"
