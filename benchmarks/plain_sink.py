"""`python -m benchmarks.plain_sink PORT`: a mail server that takes everything, counts it and prints the count."""

from __future__ import annotations

import socketserver
import sys
import threading

_count = 0
_lock = threading.Lock()


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Say yes to everything."""
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                _take()
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 yes\r\n")


def _take() -> None:
    global _count
    with _lock:
        _count += 1
        sys.stdout.write(f"mesg={_count}\r")
        sys.stdout.flush()


class Server(socketserver.ThreadingTCPServer):
    """The listener."""

    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Conversation).serve_forever()
