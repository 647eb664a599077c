"""Rounds: yardstick and subject in turn, A B A B. The median of the pairwise ratios counts: the speed of a machine swings."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True)
class Way:
    """One way to do the work. `prepare` makes fresh data, untimed; `work` is timed; `check` fails the run on a wrong result."""

    name: str
    work: Callable[[], object]
    prepare: Callable[[], object] = lambda: None
    check: Callable[[], object] = lambda: None


@dataclass
class Measured:
    """The seconds of each way, round by round."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ratio(self, name: str, to: str) -> str:
        """Return how many times as long a way took as another, pair by pair: median, and from least to most."""
        pairs = [mine / other for mine, other in zip(self.seconds[name], self.seconds[to], strict=True)]
        return f"{statistics.median(pairs):.2f} times as long as {to} ({min(pairs):.2f} to {max(pairs):.2f})"

    def rate(self, name: str, to: str) -> str:
        """Return how many times the rate of another way a way has, pair by pair: median, and from least to most."""
        pairs = [other / mine for mine, other in zip(self.seconds[name], self.seconds[to], strict=True)]
        return f"{statistics.median(pairs):.2g} times the rate of {to} ({min(pairs):.2g} to {max(pairs):.2g})"


def compare(title: str, ways: Sequence[Way], *, rounds: int, unit: str = "", number: int = 0) -> Measured:
    """Take the ways in turn for so many rounds, print each round as it ends, and the ratios to the first way at the end."""
    say(f"\n== {title}")
    measured = Measured({way.name: [] for way in ways})
    for turn in range(1, rounds + 1):
        parts = []
        for way in ways:
            way.prepare()
            begun = time.perf_counter()
            way.work()
            took = time.perf_counter() - begun
            way.check()
            measured.seconds[way.name].append(took)
            parts.append(f"{way.name} {took * 1000:.1f} ms" + (f" ({number / took:.0f} {unit}/s)" if number else ""))
        say(f"  round {turn}: " + ", ".join(parts) + f"; load {os.getloadavg()[0]:.1f}")
    yardstick = ways[0].name
    for way in ways:
        seconds = measured.seconds[way.name]
        line = f"  {way.name}: median {statistics.median(seconds) * 1000:.1f} ms, max {max(seconds) * 1000:.1f} ms"
        say(line if way.name == yardstick else f"{line}; {measured.ratio(way.name, yardstick)}")
    return measured


def say_where(*more: str) -> None:
    """Print the machine and its load."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    parts = [f"{os.cpu_count()} cores, {memory:.0f} GiB", f"Python {platform.python_version()}", *more]
    say(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {'; '.join(parts)}; load {load}")


def most_memory() -> float:
    """Return the most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str) -> None:
    """Print at once: a run that is watched shows where it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
