"""The mailbox: reads the mails that the sink has kept."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path

NAME = re.compile(r"(?P<stamp>[0-9]{8}T[0-9]{6}Z)-(?P<n>[0-9]{1,9})\.eml")
SHOWN_HEADERS = ("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "X-Envelope-To")


class NoSuchMail(Exception):
    """The folder holds no mail of that name."""


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class Mail:
    """One kept mail. What cannot be read in it is shown as far as it can."""

    name: str
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The mail as Python reads it."""
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def to(self) -> str:
        """Whom it is addressed to."""
        return str(self.message.get("To", "")) or str(self.message.get("X-Envelope-To", ""))

    @property
    def subject(self) -> str:
        """Its subject, or "" if it has none."""
        return str(self.message.get("Subject", ""))

    @property
    def sent_at(self) -> datetime:
        """The moment in its Date header, else the moment it was kept."""
        try:
            at = parsedate_to_datetime(str(self.message["Date"]))
        except (TypeError, ValueError):
            return _kept_at(self.name)[0]
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers a reader wants to see, in a fixed order."""
        return [(name, str(value)) for name in SHOWN_HEADERS for value in self.message.get_all(name, [])]

    @property
    def text(self) -> str:
        """The plain text, or "" if there is none."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML as it was sent, or "" if there is none. Never to be shown outside a sandbox."""
        return self._part("html")

    @property
    def attachments(self) -> list[Attachment]:
        """What came with it."""
        return [
            Attachment(
                name=part.get_filename() or "without a name",
                kind=part.get_content_type(),
                size=len(part.get_payload(decode=True) or b""),
            )
            for part in self.message.walk()
            if part.is_attachment() or (part.get_content_maintype() not in ("text", "multipart"))
        ]

    def _part(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        if part is None:
            return ""
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            return ""
        try:
            text = payload.decode(part.get_content_charset("utf-8"), "replace")
        except LookupError:  # a character set that Python does not know
            text = payload.decode("utf-8", "replace")
        return text.replace("\r\n", "\n")


def mails(folder: Path) -> list[Mail]:
    """Return every kept mail, newest first."""
    if not folder.is_dir():
        return []
    names = [file.name for file in folder.iterdir() if NAME.fullmatch(file.name)]
    return [Mail(name, (folder / name).read_bytes()) for name in sorted(names, key=_kept_at, reverse=True)]


def mail(folder: Path, name: str) -> Mail:
    """Return one mail. Raises NoSuchMail, also for any name that the sink would not have given."""
    if not NAME.fullmatch(name):
        raise NoSuchMail(name)
    try:
        return Mail(name, (folder / name).read_bytes())
    except OSError as reason:
        raise NoSuchMail(name) from reason


def _kept_at(name: str) -> tuple[datetime, int]:
    found = NAME.fullmatch(name)
    assert found is not None
    try:
        at = datetime.strptime(found["stamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:  # digits in the right places that are no date
        at = datetime.min.replace(tzinfo=UTC)
    return at, int(found["n"])
