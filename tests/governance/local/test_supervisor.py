"""The supervisor keeps its programs running, and none of them outlives it: told to stop, or killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from governance.local import caretaker

ROOT = Path(__file__).resolve().parents[3]

# A program that starts another one, as the worker starts its clock, and writes both ids down.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
with open(sys.argv[1] + ".new", "w") as file:
    file.write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(120)
"""
# The same, deaf to SIGTERM.
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FAMILY

SUPERVISE = """
import os, sys
from pathlib import Path
from governance.local.supervisor import Program, Supervisor
programs = [Program(f"program {n}", [sys.executable, "-c", code, path]) for n, (code, path) in
            enumerate(zip(sys.argv[1::2], sys.argv[2::2]))]
Supervisor(programs, folder=Path.cwd(), environment=dict(os.environ), say=lambda line: print(line, flush=True)).run()
"""


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def wait_for(what: Callable[[], object], *, seconds: float = 15) -> None:
    latest = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < latest, "it did not come to pass"
        time.sleep(0.02)


class House:
    """A supervisor in a process of its own, with the ids that its programs wrote down."""

    def __init__(self, folder: Path, *codes: str) -> None:
        self.notes = [folder / f"family-{n}" for n, _ in enumerate(codes)]
        arguments = [word for code, note in zip(codes, self.notes, strict=True) for word in (code, str(note))]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self.seen: set[int] = set()

    def family(self, n: int) -> tuple[int, int]:
        wait_for(self.notes[n].exists)
        parent, child = map(int, self.notes[n].read_text().split())
        self.seen |= {parent, child}
        return parent, child


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[Callable[..., House]]:
    built: list[House] = []

    def build(*codes: str) -> House:
        built.append(House(tmp_path, *codes))
        return built[-1]

    yield build
    for house in built:
        house.process.kill()
        house.process.communicate()
        for pid in house.seen:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_programs_and_what_they_started(houses: Callable[..., House], number: int) -> None:
    house = houses(FAMILY, FAMILY)
    everybody = [*house.family(0), *house.family(1)]
    began = time.monotonic()
    house.process.send_signal(number)
    assert house.process.wait(timeout=10) == 0
    assert time.monotonic() - began < 5
    assert not [pid for pid in everybody if is_alive(pid)]


def test_a_program_that_ignores_the_signal_is_made_to_end(houses: Callable[..., House]) -> None:
    house = houses(STUBBORN)
    everybody = house.family(0)
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(timeout=12) == 0
    assert not [pid for pid in everybody if is_alive(pid)]


def test_killed_outright_it_leaves_nobody_behind(houses: Callable[..., House]) -> None:
    house = houses(FAMILY, STUBBORN)
    everybody = [*house.family(0), *house.family(1)]
    house.process.kill()
    wait_for(lambda: not [pid for pid in everybody if is_alive(pid)])


def test_a_program_that_died_is_cleared_away_and_started_again(houses: Callable[..., House]) -> None:
    house = houses(FAMILY)
    parent, child = house.family(0)
    house.notes[0].unlink()
    os.kill(parent, signal.SIGKILL)
    assert house.process.stdout is not None
    assert house.process.stdout.readline() == "The program 0 was ended by SIGKILL; starting it again in 1 s.\n"
    assert not is_alive(child)
    again, _ = house.family(0)
    assert again != parent


def test_each_further_death_makes_it_wait_longer(houses: Callable[..., House]) -> None:
    house = houses("raise SystemExit(3)")
    assert house.process.stdout is not None
    assert [house.process.stdout.readline() for _ in range(3)] == [
        "The program 0 ended with exit code 3; starting it again in 1 s.\n",
        "The program 0 ended with exit code 3; starting it again in 2 s.\n",
        "The program 0 ended with exit code 3; starting it again in 4 s.\n",
    ]


def test_the_caretaker_forgets_groups_that_were_buried() -> None:
    assert caretaker.groups_left(["+10\n", "+11\n", "-10\n"]) == {11}
