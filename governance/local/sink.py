"""The sink: takes every mail that Countersign sends on this computer and keeps it in a folder. None goes further."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """An SMTP handler that keeps each mail as `<utc timestamp>-<n>.eml`, either whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Accept the mail once it is on disk."""
        content = envelope.original_content or b""
        to = ", ".join(envelope.rcpt_tos).encode("utf-8", "replace")
        keep(self.folder, b"X-Envelope-To: " + to + b"\r\n" + content, at=datetime.now(UTC))
        return "250 Kept on this computer"


def keep(folder: Path, content: bytes, *, at: datetime) -> Path:
    """Write the mail under the first free name of that second, and return where it is."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = folder / f".{stamp}-{os.getpid()}.tmp"
    with open(aside, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        for n in count(1):
            kept = folder / f"{stamp}-{n}.eml"
            with suppress(FileExistsError):
                os.link(aside, kept)  # unlike a rename, never replaces a mail that is there
                return kept
    finally:
        aside.unlink()
    raise AssertionError("count() has no end")
