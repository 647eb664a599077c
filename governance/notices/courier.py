"""The way to the mail server: one kept connection, and steps that tell a refusal, a broken line and a doubt apart."""

from __future__ import annotations

import io
import math
import re
import smtplib
import ssl
import time
from email.utils import getaddresses
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail.utils import DNS_NAME

# So many mails in a row may break the line before the server counts as away: else a sick one would cost each letter an attempt.
BREAKS_IN_A_ROW = 2
_CHUNK = 16 * 1024
_CLOSING = 421  # "I am going away": the server closes the connection after this answer


class Refusal(Exception):
    """The server refused this one mail. `is_final` for a 5xx answer: trying again would not help."""

    def __init__(self, code: int, answer: str) -> None:
        super().__init__(f"{code} {answer}")
        self.is_final = 500 <= code < 600


class LineLost(Exception):
    """The connection broke over this mail. `is_doubtful`: its content was on the way, so it may have been taken."""

    def __init__(self, reason: object, *, is_doubtful: bool) -> None:
        super().__init__(str(reason))
        self.is_doubtful = is_doubtful


class ServerAway(Exception):
    """Nothing can be sent now: nobody answers, or mail from us is not taken. No letter is to blame."""


class Courier:
    """A kept SMTP connection as the settings describe it. A mail has `deadline` seconds from `address` to the end of `deliver`.

    The deadline is a total. A timeout of the socket holds for each operation, and a dripping server could stretch it for ever.
    """

    def __init__(self, *, deadline: float) -> None:
        self._deadline = deadline
        self._server: _Punctual | None = None
        self._has_envelope = False
        self._breaks = 0

    def __enter__(self) -> Courier:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.hang_up()

    def connect(self) -> None:
        """Be connected and signed in. Raises ServerAway."""
        if self._server is None:
            self._server = self._connected(until=time.monotonic() + self._deadline)

    def address(self, recipient: str) -> None:
        """Name sender and recipient. Repeatable: nothing is delivered by it. Raises ServerAway, Refusal or LineLost.

        A kept connection that went stale is made anew once.
        """
        if self._breaks >= BREAKS_IN_A_ROW:
            raise ServerAway(f"The line broke over {self._breaks} letters in a row.")
        envelope = f"MAIL FROM:<{_sender()}>", f"RCPT TO:<{_on_the_wire(recipient)}>"
        was_kept = self._server is not None
        until = time.monotonic() + self._deadline
        try:
            server = self._name_sender(until, *envelope)
        except ServerAway:
            if not was_kept:
                raise
            server = self._name_sender(until, *envelope)
        try:
            answer = server.answer()
        except OSError as error:
            raise self._broken(error, is_doubtful=False) from error
        if answer[0] == _CLOSING:  # it says nothing about the recipient
            raise self._broken(_said(answer), is_doubtful=False)
        if not 200 <= answer[0] < 300:
            raise self._refusal(answer, is_doubtful=False)

    def deliver(self, mail: bytes) -> None:
        """Hand over the mail that was addressed, as bytes with CRLF line ends. Raises Refusal or LineLost."""
        assert self._server is not None, "a mail is addressed before it is delivered"
        is_doubtful = False
        try:
            self._server.say("DATA")
            answer = self._server.answer()
            if answer[0] == 354:
                is_doubtful = True
                self._server.send(_stuffed(mail))
                self._server.patience = math.inf  # a server that examines a mail may think as long as the deadline allows
                answer = self._server.answer()
                self._server.patience = settings.EMAIL_TIMEOUT
                self._has_envelope = False
        except OSError as error:
            raise self._broken(error, is_doubtful=is_doubtful) from error
        if not 200 <= answer[0] < 300:
            raise self._refusal(answer, is_doubtful=is_doubtful)
        self._breaks = 0

    def hang_up(self) -> None:
        """Close the connection, politely if the server still listens."""
        server, self._server, self._has_envelope = self._server, None, False
        if server is None:
            return
        server.until = time.monotonic() + 1
        try:
            server.quit()
        except OSError:
            server.close()

    def _connected(self, until: float) -> _Punctual:
        kind, options = (_PunctualTLS, {"context": ssl.create_default_context()}) if settings.EMAIL_USE_SSL else (_Punctual, {})
        try:
            server = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, until=until, **options)
        except OSError as error:
            raise ServerAway(f"{settings.EMAIL_HOST}: {error}") from error
        try:
            if settings.EMAIL_USE_TLS:
                server.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            server.ehlo_or_helo_if_needed()
        except OSError as error:
            server.close()
            raise ServerAway(f"{settings.EMAIL_HOST}: {error}") from error
        return server

    def _name_sender(self, until: float, *envelope: str) -> _Punctual:
        """Say the envelope, and hear what the server says to the sender; what it says to the recipient is heard next."""
        server = self._server = self._server or self._connected(until=until)
        server.until = until
        try:
            server.say(*(["RSET"] if self._has_envelope else []), *envelope)
            if self._has_envelope:
                server.answer()
            answer = server.answer()
        except OSError as error:
            self._close()
            raise ServerAway(str(error)) from error
        if not 200 <= answer[0] < 300:  # it is us who are refused, for every letter alike
            self._close()
            raise ServerAway(_said(answer))
        self._has_envelope = True
        return server

    def _refusal(self, answer: tuple[int, bytes], *, is_doubtful: bool) -> Refusal | LineLost:
        if not 400 <= answer[0] < 600:
            return self._broken(f"The server answered nonsense: {_said(answer)}", is_doubtful=is_doubtful)
        self._breaks = 0
        if answer[0] == _CLOSING:
            self._close()
        return Refusal(answer[0], answer[1].decode(errors="replace"))

    def _broken(self, reason: object, *, is_doubtful: bool) -> LineLost:
        self._breaks += 1
        self._close()
        return LineLost(reason, is_doubtful=is_doubtful)

    def _close(self) -> None:
        server, self._server, self._has_envelope = self._server, None, False
        if server is not None:
            server.close()


class _Punctual(smtplib.SMTP):
    """An SMTP connection on which everything must be over by `until`, and each operation within `patience` seconds."""

    def __init__(self, host: str, port: int, *, until: float, **options: Any) -> None:
        self.until = until
        self.patience: float = settings.EMAIL_TIMEOUT
        timeout = min(self.patience, max(until - time.monotonic(), 0.01))
        self._unsaid: list[str] = []
        super().__init__(host, port, local_hostname=DNS_NAME.get_fqdn(), timeout=timeout, **options)

    def say(self, *commands: str) -> None:
        """Say the commands: in one go to a server that hears them so (RFC 2920), else each when its answer is asked for."""
        lines = [f"{command}\r\n" for command in commands]
        if self.has_extn("pipelining"):
            self.send("".join(lines))
        else:
            self._unsaid = lines

    def answer(self) -> tuple[int, bytes]:
        """Return the answer to the next of the commands, or to what was sent beside them."""
        if self._unsaid:
            self.send(self._unsaid.pop(0))
        return self.getreply()

    def limit(self) -> None:
        """Let the next operation of the socket take no longer than is left. Raises TimeoutError if nothing is."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the mail was not over in time")
        if self.sock is not None:
            self.sock.settimeout(min(left, self.patience))

    def send(self, s: Any) -> None:
        content = s.encode(self.command_encoding) if isinstance(s, str) else bytes(s)
        for start in range(0, len(content), _CHUNK):
            self.limit()
            super().send(content[start : start + _CHUNK])

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Limited(self))
        return super().getreply()


class _PunctualTLS(_Punctual, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte on."""


class _Limited(io.RawIOBase):
    """What the server says, each read limited anew: a reply that drips in must be over in time, too."""

    def __init__(self, server: _Punctual) -> None:
        self._server = server

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._server.limit()
        assert self._server.sock is not None
        return self._server.sock.recv_into(buffer)


def _sender() -> str:
    """Return our own address as it goes onto the wire. Raises ServerAway: were it wrong, no letter would be to blame."""
    try:
        return _on_the_wire(getaddresses([settings.DEFAULT_FROM_EMAIL])[0][1])
    except Refusal as refusal:
        raise ServerAway(f"DEFAULT_FROM_EMAIL: {refusal}") from None


def _on_the_wire(address: str) -> str:
    """Return the address as it goes onto the wire. Raises Refusal for one that plain SMTP cannot carry."""
    local, _, domain = address.rpartition("@")
    try:
        found = f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Refusal(553, "this address cannot be written in ASCII") from None
    if not found.isprintable() or "<" in found or ">" in found:
        raise Refusal(553, "this address would end early")
    return found


def _stuffed(mail: bytes) -> bytes:
    """Return the content as DATA wants it: no line is a lone dot but the last."""
    return re.sub(rb"(?m)^\.", b"..", mail) + (b"" if mail.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _said(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]} {answer[1].decode(errors='replace')}"
