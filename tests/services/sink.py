"""A mail server that does what a test tells it to: takes, refuses, delays, drips, hangs, or hangs up at the worst moment."""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

HANG = "hang"  # never answer
DROP = "drop"  # hang up without an answer, and without having taken anything
TAKE_AND_DROP = "take and drop"  # take the mail, and hang up before saying so
DRIP = "drip"  # answer with a byte now and then, and never end

# What to do at a step (CONNECT, MAIL, RCPT, DATA, CONTENT) of the mail to an address: an answer, one of the above, or "" for yes.
Fault = Callable[[str, str], str]

_YES = {"CONNECT": "220 sink", "DATA": "354 go on"}
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>@]+)@", re.MULTILINE | re.IGNORECASE)


def _no_fault(step: str, address: str) -> str:
    return ""


@dataclass
class Sink:
    """What the server took: the local part of each Message-ID, once for each copy."""

    port: int = 0
    fault: Fault = _no_fault
    taken: list[str] = field(default_factory=list)
    mails: list[tuple[str, bytes]] = field(default_factory=list)  # each with the address it went to
    connections: int = 0
    hears_ahead: bool = True  # says that it knows PIPELINING
    is_over: threading.Event = field(default_factory=threading.Event)

    def copies(self) -> Counter[str]:
        """Return how many copies of each mail were taken."""
        return Counter(list(self.taken))


@contextmanager
def running_sink(fault: Fault = _no_fault) -> Iterator[Sink]:
    """Run such a server on a free port."""
    sink = Sink(fault=fault)

    class Conversation(_Conversation):
        office = sink

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Conversation) as server:
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield sink
        sink.is_over.set()
        server.shutdown()


class _HungUp(Exception):
    pass


class _Conversation(socketserver.StreamRequestHandler):
    office: Sink
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.office.connections += 1
        with suppress(_HungUp, OSError):
            self._talk()

    def _talk(self) -> None:
        address = ""
        self._answer("CONNECT", address)
        while line := self.rfile.readline():
            verb = line[:4].upper().decode("ascii", "replace").strip()
            if verb == "RCPT":
                address = line.decode().partition("<")[2].partition(">")[0]
            if verb in ("MAIL", "RCPT"):
                self._answer(verb, address)
            elif verb == "DATA":
                if self._answer("DATA", address):
                    self._take(self._content(), address)
            elif verb == "EHLO":
                self._say("250-sink\r\n250 PIPELINING" if self.office.hears_ahead else "250 sink")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 sink")

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _HungUp
            lines.append(line)
        return b"".join(lines)

    def _take(self, content: bytes, address: str) -> None:
        found = _MESSAGE_ID.search(content)
        assert found is not None, "a mail without a Message-ID"
        what = self.office.fault("CONTENT", address)
        if what in ("", TAKE_AND_DROP):
            self.office.mails.append((address, content))
            self.office.taken.append(found[1].decode())
        self._act_on(what, "250 taken")

    def _answer(self, step: str, address: str) -> bool:
        """Answer as told; say whether that was a yes."""
        what = self.office.fault(step, address)
        self._act_on(what, _YES.get(step, "250 yes"))
        return what == ""

    def _act_on(self, what: str, yes: str) -> None:
        if what in (DROP, TAKE_AND_DROP):
            raise _HungUp
        if what == HANG:
            self.office.is_over.wait()
            raise _HungUp
        while what == DRIP and not self.office.is_over.is_set():
            self.wfile.write(b"2")
            time.sleep(0.02)
        self._say(what or yes)

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


def point_to(settings: Any, sink: Sink) -> None:
    """Let Django's settings name this server."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
