"""Mail of a trial run: kept whole, read safely, shown to this computer alone."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.http import Http404
from django.test import RequestFactory
from pytest_django import Settings

from governance.local import mailbox, ports, sink, views

MARCH = datetime(2027, 3, 1, 13, 0, tzinfo=UTC)


def a_mail(subject: str = "Vote by 31 August: PARS - Amtrak Police") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Countersign <clerk@countersign.example>"
    message["To"] = "The judge <judge@courts.example>"
    message["Subject"] = subject
    message["Date"] = "Mon, 01 Mar 2027 08:00:00 -0500"
    message.set_content("1 more approval is needed.")
    message.add_alternative("<p>1 more approval is <b>needed</b>.<script>alert(1)</script></p>", subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="deadline.ics")
    return message


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    settings.LOCAL = True
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


@pytest.fixture
def server(folder: Path) -> Iterator[Controller]:
    controller = Controller(sink.Sink(folder), hostname=ports.LOOPBACK, port=ports.next_free(20025))
    controller.start()
    yield controller
    controller.stop()


def test_a_mail_sent_is_a_mail_kept(server: Controller, folder: Path) -> None:
    with smtplib.SMTP(ports.LOOPBACK, server.port) as client:
        client.send_message(a_mail())
        client.send_message(a_mail("Your vote is recorded: PARS - Amtrak Police"))
    kept = mailbox.mails(folder)
    assert [mail.subject for mail in kept] == [
        "Your vote is recorded: PARS - Amtrak Police",
        "Vote by 31 August: PARS - Amtrak Police",
    ]
    assert kept[0].text == "1 more approval is needed.\n"
    assert kept[0].sent_at == MARCH
    assert [(file.name, file.kind) for file in kept[0].attachments] == [("deadline.ics", "text/calendar")]


def test_two_mails_of_one_second_are_both_kept(folder: Path) -> None:
    names = [sink.keep(folder, b"Subject: one\r\n\r\n", at=MARCH).name for _ in range(11)]
    assert names[:2] == ["20270301T130000Z-1.eml", "20270301T130000Z-2.eml"]
    assert [mail.name for mail in mailbox.mails(folder)] == names[::-1]
    assert len(list(folder.iterdir())) == 11


@pytest.mark.parametrize("name", ["../secret_key", "..", "secret_key", "20270301T130000Z-1.eml/../../secret_key", ""])
def test_no_name_leads_out_of_the_folder(folder: Path, name: str) -> None:
    (folder.parent / "secret_key").write_text("secret")
    with pytest.raises(mailbox.NoSuchMail):
        mailbox.mail(folder, name)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"Content-Type: text/plain; charset=klingon\r\n\r\nn\xfc"])
def test_a_mail_that_cannot_be_read_is_still_listed(folder: Path, content: bytes) -> None:
    name = sink.keep(folder, content, at=MARCH).name
    [mail] = mailbox.mails(folder)
    assert (mail.name, mail.subject, mail.sent_at) == (name, "", MARCH)
    assert isinstance(mail.text + mail.html, str)
    assert mail.attachments == []


def test_the_html_of_a_mail_comes_with_a_policy_that_forbids_script(folder: Path, rf: RequestFactory) -> None:
    name = sink.keep(folder, a_mail().as_bytes(), at=MARCH).name
    response = views.mail_html(rf.get("/"), name)
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert b"<script>" in response.content  # as it was sent: the sandbox, not a filter, makes it harmless


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.9", "", "unix:"])
def test_another_computer_gets_404(folder: Path, rf: RequestFactory, address: str) -> None:
    with pytest.raises(Http404):
        views.mail_list(rf.get("/", REMOTE_ADDR=address))


def test_in_production_everybody_gets_404(folder: Path, rf: RequestFactory, settings: Settings) -> None:
    settings.LOCAL = False
    with pytest.raises(Http404):
        views.mail_list(rf.get("/"))


def test_an_unknown_mail_is_404(folder: Path, rf: RequestFactory) -> None:
    with pytest.raises(Http404, match=r"There is no mail named 20270301T130000Z-9\.eml\."):
        views.mail_detail(rf.get("/"), "20270301T130000Z-9.eml")
