"""TCP ports of this computer: which are free."""

import socket
from collections.abc import Container

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Say whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As servers do: a port whose last connections are still closing counts as free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def next_free(port: int, *, but: Container[int] = ()) -> int:
    """Return the first free port from this one upwards, leaving out some."""
    for candidate in range(port, 65536):
        if candidate not in but and is_free(candidate):
            return candidate
    raise OSError(f"There is no free port from {port} upwards.")
