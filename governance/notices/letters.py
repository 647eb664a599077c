"""Writing a letter: all that is owed to one address, most urgent first, as text and HTML in the reader's language."""

from __future__ import annotations

from datetime import datetime
from email.header import Header
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from .calendar import as_ics
from .gathering import gathered
from .item import Item, link_to
from .models import Letter, Notice, NoticeKind, NoticeState
from .reports import headers_for
from .stopping import way_out
from .wording import say_all

LONGEST_SUBJECT = 300
_URGENCY = {kind: rank for rank, kind in enumerate(NoticeKind)}


def write(letter: Letter, *, at: datetime) -> bool:
    """Fill in the letter from its notices as of `at`; notices that became moot are recorded as such. False if nothing is left."""
    with translation.override(letter.language):
        notices = letter.notices.select_related("user", "agreement").filter(state=NoticeState.QUEUED)
        in_order = sorted(notices, key=lambda notice: (_URGENCY[NoticeKind(notice.kind)], abs(notice.rung), notice.pk))
        said = [(NoticeKind(notice.kind), item) for notice, item in _what_stands(say_all(in_order, at=at))]
        items = gathered(said)
        if items:
            stop = way_out(letter)
            context = {"items": items, "site_url": link_to("/"), "language": letter.language, "stop": stop}
            letter.subject = _subject(items)
            letter.text = render_to_string("notices/letter.txt", context)
            letter.html = render_to_string("notices/letter.html", context)
            letter.unsubscribe_url = stop.url
            letter.calendar = as_ics([item.event for _kind, item in said if item.event is not None], at=at)
    return bool(items)


def _what_stands(said: list[tuple[Notice, Item | None]]) -> list[tuple[Notice, Item]]:
    """Keep what there is to say, and record of the other notices that they became moot."""
    moot = [notice for notice, item in said if item is None]
    for notice in moot:
        notice.state = NoticeState.MOOT
    Notice.objects.bulk_update(moot, ["state"], batch_size=500)
    return [(notice, item) for notice, item in said if item is not None]


def _subject(items: list[Item]) -> str:
    """Say the most urgent subject, and how many more there are, in what a letter's column holds."""
    if len(items) == 1:
        return _cut(items[0].subject, LONGEST_SUBJECT)
    more = ngettext("%(subject)s (and %(n)s more)", "%(subject)s (and %(n)s more)", len(items) - 1)
    left = LONGEST_SUBJECT - len(more % {"subject": "", "n": len(items) - 1})
    return more % {"subject": _cut(items[0].subject, left), "n": len(items) - 1}


def _cut(text: str, longest: int) -> str:
    """Return the text on one line, ended at a word where it is too long."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    words = line[:longest].rsplit(" ", 1)[0] if " " in line[:longest] else line
    return words[: longest - 1].rstrip() + "…"


def as_mail(letter: Letter) -> bytes:
    """Return the letter as a mail with CRLF line ends: the same words and the same Message-ID on every attempt."""
    host = urlsplit(settings.SITE_URL).hostname
    subject = " ".join(letter.subject.split())
    message = EmailMultiAlternatives(
        subject=subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        headers={
            "Message-ID": f"<{letter.message_id}@{host}>",
            "Date": letter.created_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
            **_one_click(letter),
            **headers_for(settings.BOUNCES_FROM, letter.message_id),
        },
    )
    message.attach_alternative(letter.html, "text/html")
    if "BEGIN:VEVENT" in letter.calendar:
        message.attach("deadlines.ics", letter.calendar, "text/calendar")
    mail = message.message()
    if not subject.isascii():
        # Django encodes it without counting "Subject: ", so a long one would begin on the second line, after a blank.
        mail.replace_header("Subject", Header(subject, "utf-8", header_name="Subject"))
    return mail.as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own message


def _one_click(letter: Letter) -> dict[str, str]:
    """Return the headers by which a mail program stops what its reader asked for (RFC 8058); none for a duty."""
    if not letter.unsubscribe_url:
        return {}
    return {"List-Unsubscribe": f"<{letter.unsubscribe_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
