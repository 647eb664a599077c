"""The caretaker: ends what the supervisor started when the supervisor cannot. Plain Python, its own process.

It reads `+<group>` and `-<group>` lines, the process groups that run now. When the pipe closes, the supervisor is gone,
even by SIGKILL: every group still on the list is asked to end, and three seconds later made to.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

GRACE = 3.0  # seconds


def groups_left(lines: Iterable[str]) -> set[int]:
    """Return the groups on the list once the pipe has closed."""
    left: set[int] = set()
    for line in lines:
        group = int(line[1:])
        if line.startswith("+"):
            left.add(group)
        else:
            left.discard(group)
    return left


def end(groups: Iterable[int], *, grace: float = GRACE) -> None:
    """Ask every process of the groups to end; after the grace, make them."""
    left = [group for group in groups if signal_group(group, signal.SIGTERM)]
    latest = time.monotonic() + grace
    while left and time.monotonic() < latest:
        time.sleep(0.05)
        left = [group for group in left if signal_group(group, 0)]
    for group in left:
        signal_group(group, signal.SIGKILL)


def signal_group(group: int, number: int) -> bool:
    """Send the signal to a process group; False if nobody is left in it. Signal 0 only asks."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(groups_left(sys.stdin))
