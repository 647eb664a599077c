"""A mail as bytes: read by the standard library's own parser, and against the mail that Django makes of the same words."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.notices.mime import compose

BOUNDARY = "5e0f3f6a"
ICS = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Se termina el día 31\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

printable = st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs"))
words = st.text(printable, min_size=1, max_size=40)
subjects = st.lists(words, min_size=1, max_size=30).map(" ".join)
bodies = st.text(st.one_of(printable, st.sampled_from(" \t\n.=")), min_size=1, max_size=300)  # Django leaves an empty part out


def parts_of(mail: bytes) -> dict[str, str]:
    """Return what a mail program reads: each part by its kind."""
    message = message_from_bytes(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}


def made(subject: str = "s", text: str = "t", html: str = "h", calendar: str = "") -> bytes:
    headers = {"Subject": subject, "From": "Clerk <clerk@example.org>", "To": "judge@example.org"}
    return compose(headers, text=text, html=html, calendar=calendar, boundary=BOUNDARY)


def by_django(subject: str, text: str, html: str, calendar: str) -> bytes:
    message = EmailMultiAlternatives(subject, text, "Clerk <clerk@example.org>", ["judge@example.org"])
    message.attach_alternative(html, "text/html")
    if calendar:
        message.attach("deadlines.ics", calendar, "text/calendar")
    return message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own message


@settings(max_examples=40, deadline=None)
@given(subjects, bodies, bodies, st.sampled_from(["", ICS]))
@example("Quedan 3 días: el acuerdo con la policía sobre los datos de las detenciones y su cesión", "é" * 300, "x" * 3000, ICS)
@example("=?utf-8?q?Decided=3A_renewed?=", ".\n..\n. \t\n=", "", "")
def test_it_is_read_as_the_mail_that_django_makes_of_the_same_words(subject: str, text: str, html: str, calendar: str) -> None:
    mine, djangos = made(subject, text, html, calendar), by_django(subject, text, html, calendar)
    one, other = (message_from_bytes(mail, policy=policy.default) for mail in (mine, djangos))
    for name in ("From", "To", "MIME-Version"):
        assert one[name] == other[name]
    assert " ".join(one["Subject"].split()) == subject
    assert [part.get_content_type() for part in one.walk()] == [part.get_content_type() for part in other.walk()]
    assert one.defects == []
    read, expected = parts_of(mine), parts_of(djangos)
    assert read.keys() == expected.keys()
    assert [said.rstrip("\n") for said in read.values()] == [said.rstrip("\n") for said in expected.values()]
    assert [part.get_filename() for part in one.walk()] == [part.get_filename() for part in other.walk()]


@settings(max_examples=40, deadline=None)
@given(subjects, bodies)
def test_every_server_can_carry_it(subject: str, text: str) -> None:
    mail = made(subject, text, html=text * 20, calendar=ICS)
    assert mail.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", mail), "a line ends with CR and LF"
    assert max(map(len, mail.split(b"\r\n"))) <= 998


def test_the_same_letter_gives_the_same_bytes_on_every_attempt() -> None:
    assert made(calendar=ICS) == made(calendar=ICS)


def test_a_long_link_in_a_header_is_not_broken() -> None:
    link = "<https://countersign.example/subscriptions/end/" + "a,b;c-" * 40 + ">"
    mail = compose({"List-Unsubscribe": link}, text="t", html="h", boundary=BOUNDARY)
    assert f"List-Unsubscribe: {link}\r\n".encode() in mail or f"List-Unsubscribe:\r\n {link}\r\n".encode() in mail
    assert message_from_bytes(mail, policy=policy.compat32)["List-Unsubscribe"].strip() == link


@pytest.mark.parametrize("value", ["Decided\r\nBcc: all@example.org", "Decided\nBcc: all@example.org", "a\rb"])
def test_nobody_slips_a_header_in(value: str) -> None:
    with pytest.raises(ValueError, match="several lines"):
        made(subject=value)
