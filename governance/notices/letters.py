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

from . import followers
from .calendar import as_ics
from .item import link_to
from .models import Letter, NoticeKind, NoticeState
from .wording import Item, say

_URGENCY = {kind: rank for rank, kind in enumerate(NoticeKind)}


def write(letter: Letter, *, at: datetime) -> bool:
    """Fill in the letter from its notices as of `at`; notices that became moot are recorded as such. False if nothing is left."""
    items: list[Item] = []
    with translation.override(letter.language):
        notices = letter.notices.select_related("user", "agreement").filter(state=NoticeState.QUEUED)
        for notice in sorted(notices, key=lambda notice: (_URGENCY[NoticeKind(notice.kind)], abs(notice.rung), notice.pk)):
            item = say(notice, at=at)
            if item is None:
                notice.state = NoticeState.MOOT
                notice.save(update_fields=["state"])
            else:
                items.append(item)
        if items:
            unsubscribe = followers.unsubscribe_url(letter)
            context = {"items": items, "site_url": link_to("/"), "language": letter.language, "unsubscribe": unsubscribe}
            letter.subject = _subject(items)
            letter.text = render_to_string("notices/letter.txt", context)
            letter.html = render_to_string("notices/letter.html", context)
            letter.unsubscribe_url = unsubscribe
            letter.calendar = as_ics([item.event for item in items if item.event is not None], at=at)
    return bool(items)


def _subject(items: list[Item]) -> str:
    if len(items) == 1:
        return items[0].subject
    more = ngettext("%(subject)s (and %(n)s more)", "%(subject)s (and %(n)s more)", len(items) - 1)
    return more % {"subject": items[0].subject, "n": len(items) - 1}


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
    """Return the headers by which a mail program unsubscribes its reader (RFC 8058); none for a duty."""
    if not letter.unsubscribe_url:
        return {}
    return {"List-Unsubscribe": f"<{letter.unsubscribe_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
