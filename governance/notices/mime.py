"""A mail as bytes: its headers, what it says as text and as HTML, and a calendar. The same content always gives the same bytes.

Written out here because thousands of mails are made alike: the library's generator folds and parses every header of every part
anew, and that was most of what a letter cost.
"""

from __future__ import annotations

import binascii
import textwrap
from collections.abc import Mapping
from email.header import Header

_FOLD = 76  # characters in a line of a header
_LONGEST = 900  # bytes in a line of the body; SMTP ends at 998


def compose(headers: Mapping[str, str], *, text: str, html: str, calendar: str = "", boundary: str) -> bytes:
    """Return the mail with CRLF line ends, all of it in ASCII, so that any server can carry it.

    `boundary` must be a token that nobody who wrote the content could know. Raises ValueError for a header of several lines.
    """
    body = _multipart("alternative", f"=_{boundary}", _part("text/plain", text), _part("text/html", html))
    if calendar:
        attached = _part("text/calendar", calendar, 'Content-Disposition: attachment; filename="deadlines.ics"\r\n')
        body = _multipart("mixed", f"=_mixed_{boundary}", body, attached)
    head = "".join(f"{name}: {_header(name, value)}\r\n" for name, value in headers.items())
    return head.encode("ascii") + b"MIME-Version: 1.0\r\n" + body


def _multipart(kind: str, boundary: str, *parts: bytes) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    between = f"--{boundary}".encode("ascii")
    return head + b"".join(between + b"\r\n" + part + b"\r\n" for part in parts) + between + b"--\r\n"


def _part(kind: str, words: str, more: str = "") -> bytes:
    """Return a part: as it is where plain ASCII lines are short enough, else quoted-printable."""
    content = words.replace("\r\n", "\n").replace("\r", "\n").encode()
    if content.isascii() and max(map(len, content.split(b"\n"))) <= _LONGEST:
        encoding, content = "7bit", content.replace(b"\n", b"\r\n")
    else:
        # Each line by itself, so that its trailing blanks and its soft line ends are never in doubt.
        lines = [binascii.b2a_qp(line).replace(b"=\n", b"=\r\n") for line in content.split(b"\n")]
        encoding, content = "quoted-printable", b"\r\n".join(lines)
    head = f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n'
    return head.encode("ascii") + content


def _header(name: str, value: str) -> str:
    """Return the value as it stands in a header: folded at blanks, and in encoded words where it is not plain ASCII."""
    if "\n" in value or "\r" in value:
        raise ValueError(f"The header {name} has several lines.")
    if not value.isascii() or "=?" in value or not value.isprintable():
        return Header(value, "utf-8", header_name=name).encode(linesep="\r\n")
    if len(name) + 2 + len(value) <= _FOLD:
        return value
    return "\r\n ".join(
        textwrap.wrap(
            value,
            _FOLD - 1,
            initial_indent=" " * (len(name) + 1),
            break_long_words=False,
            break_on_hyphens=False,
            expand_tabs=False,
            replace_whitespace=False,
        )
    ).lstrip(" ")
