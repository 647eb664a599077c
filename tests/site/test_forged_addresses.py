"""Addresses that a visitor may forge: the host of a request, and where a page is to lead next. Every route is tried."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail
from django.test import Client

from governance.accounts.codes import next_code
from tests.cast import PASSWORD, make_user, sign_in, with_a_phone

from .filled import FORMS, Stage, make_stage
from .test_desk_stage import Clock, rows
from .test_desk_stage import clock as clock
from .test_roles import asked, undone

pytestmark = pytest.mark.django_db
ELSEWHERE = ("https://forged.example/", "//forged.example", "/\\forged.example", "https:///forged.example", "javascript:alert(1)")
FORGED = {"X-Forwarded-Host": "forged.host", "Forwarded": "host=forged.host", "X-Original-URL": "//forged.host/"}
FORGED_HOSTS = ("forged.example", "testserver.forged.example", "testserver@forged.example", "testserver:80\r\nX: 1")
HERE = "http://testserver"


@pytest.fixture
def stage(clock: Clock) -> Stage:
    return make_stage()


def leads_elsewhere(answer: Any, path: str) -> str:
    """Return where an answer leads if that is not here."""
    said = answer.get("Location", "")
    parts = urlsplit(urljoin(HERE + path, said.replace("\\", "/")))
    return "" if (parts.scheme, parts.netloc) == ("http", "testserver") else said


def test_no_answer_leads_to_another_site_or_repeats_a_forged_host(stage: Stage) -> None:
    nobody, clerk = (Client(raise_request_exception=False, headers=FORGED) for _ in range(2))
    sign_in(clerk, stage.cast.clerk)
    for number, (name, path, data) in enumerate(asked(stage)):
        wanted = ELSEWHERE[number % len(ELSEWHERE)]
        client = nobody if name.startswith(("public:", "files:", "subscribers:")) else clerk
        with undone(client):
            read = client.get(path, {"next": wanted})
            sent = client.post(f"{path}?next={wanted}", {**data, "next": wanted})
        for answer in (read, sent):
            assert answer.status_code != 500, path
            assert leads_elsewhere(answer, path) == "", (path, wanted)
        assert "forged.host" not in read.getvalue().decode(errors="replace") + str(read.headers), path


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_to_the_desk_and_never_to_another_site(client: Client, wanted: str) -> None:
    judge = make_user("The judge")
    phone = with_a_phone(judge)
    client.get("/accounts/login/", {"next": wanted})
    client.post("/accounts/login/", {"login": judge.email, "password": PASSWORD, "next": wanted})
    answer = client.post("/accounts/2fa/authenticate/", {"code": next_code(phone), "next": wanted})
    assert answer["Location"] == "/desk/"
    again = client.post(f"/accounts/2fa/reauthenticate/?next={wanted}", {"code": next_code(phone), "next": wanted})
    assert leads_elsewhere(again, "/accounts/2fa/reauthenticate/") == ""
    assert leads_elsewhere(client.post("/accounts/logout/", {"next": wanted}), "/accounts/logout/") == ""


def test_a_host_that_is_not_ours_is_refused_on_every_route(stage: Stage) -> None:
    clerk = Client(raise_request_exception=False)
    sign_in(clerk, stage.cast.clerk)
    before = rows()
    for number, (_name, path, data) in enumerate(asked(stage)):
        host = FORGED_HOSTS[number % len(FORGED_HOSTS)]
        for answer in (clerk.get(path, headers={"Host": host}), clerk.post(path, data, headers={"Host": host})):
            assert answer.status_code == 400, (path, host)
    assert rows() == before


def test_every_link_of_a_mail_that_a_page_sends_is_on_our_own_address(stage: Stage) -> None:
    """The host asked for is one that we answer to, and another than the one that mails name."""
    for route in ("invite", "invite_again", "reset_second_factor"):
        sent = FORMS[route](stage)
        client = Client(headers={**FORGED, "Host": "localhost"})
        sign_in(client, sent.by)
        assert client.post(sent.path, sent.data).status_code == 302
    guest = Client(headers={**FORGED, "Host": "localhost"})
    guest.post("/accounts/password/reset/", {"email": stage.cast.judge.email}).close()
    assert len(mail.outbox) > 2
    for message in mail.outbox:
        bodies = [str(message.body), *(str(part[0]) for part in getattr(message, "alternatives", []))]
        for link in re.findall(r"https?://[^\s\"<>]+", " ".join(bodies)):
            assert link.startswith("https://countersign.example/"), link
        assert "forged" not in " ".join(bodies)
