"""The way to the mail server: one connection for a batch, each mail in the two steps that tell a doubt from a failure."""

from __future__ import annotations

import smtplib
import ssl
from email.utils import getaddresses
from types import TracebackType

from django.conf import settings


class Refusal(Exception):
    """The server refused a mail. `is_final` for a 5xx answer: trying again would not help."""

    def __init__(self, code: int, answer: str) -> None:
        super().__init__(f"{code} {answer}")
        self.is_final = 500 <= code < 600


class Courier:
    """A kept SMTP connection as the settings describe it. Raises OSError or smtplib.SMTPException where the server is away."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Courier:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.hang_up()

    def address(self, recipient: str) -> None:
        """Name sender and recipient. Repeatable: nothing is delivered by it. Raises Refusal."""
        server = self._connected()
        sender = getaddresses([settings.DEFAULT_FROM_EMAIL])[0][1]
        for answer in (server.mail(sender), server.rcpt(recipient)):
            self._refuse_unless_2xx(answer)

    def deliver(self, mail: bytes) -> None:
        """Hand over the mail that was addressed, as bytes with CRLF line ends.

        When this raises anything but Refusal, whether the mail was taken is not known.
        """
        assert self._server is not None, "a mail is addressed before it is delivered"
        self._refuse_unless_2xx(self._server.data(mail))

    def hang_up(self) -> None:
        """Close the connection, politely if the server still listens."""
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
            self._server = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
            if settings.EMAIL_USE_TLS:
                self._server.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                self._server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            self._server.ehlo_or_helo_if_needed()
        return self._server

    def _refuse_unless_2xx(self, answer: tuple[int, bytes]) -> None:
        code, text = answer
        if not 200 <= code < 300:
            if self._server is not None:
                self._server.rset()
            raise Refusal(code, text.decode(errors="replace"))
