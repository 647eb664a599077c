"""The supervisor: keeps a few programs running side by side, and lets none of them outlive it. Plain Python."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from governance.local import caretaker

LONGEST_WAIT = 30.0  # seconds before another try
HEALTHY_AFTER = 30.0  # seconds up, after which earlier deaths are forgiven
PATIENCE = 8.0  # seconds that programs have to end by themselves; an idle worker takes three to five
CARETAKER = [sys.executable, "-m", "governance.local.caretaker"]


@dataclass
class Program:
    """One program: what to call it, how to start it, and how it fares."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    deaths: int = 0


class Supervisor:
    """Starts programs, starts again what died, and stops everything on SIGINT or SIGTERM.

    Each program leads a process group of its own, so that what it started ends with it. `say` gets each line for the
    reader. `environment` is the whole of what the programs see.
    """

    def __init__(
        self, programs: Sequence[Program], *, folder: Path, environment: Mapping[str, str], say: Callable[[str], object]
    ) -> None:
        self.programs = programs
        self.folder = folder
        self.environment = environment
        self.say = say
        self.stopping = threading.Event()
        self.caretaker: subprocess.Popen[str] | None = None

    def run(self, *, when_started: Callable[[], object] = lambda: None) -> None:
        """Keep the programs running until a signal asks to stop; then return with none of them left.

        `when_started` runs in a thread of its own once all have been started.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        self.caretaker = subprocess.Popen(CARETAKER, stdin=subprocess.PIPE, text=True, cwd=self.folder, start_new_session=True)
        try:
            for program in self.programs:
                self._start(program)
            threading.Thread(target=when_started, daemon=True).start()
            while not self.stopping.wait(0.2):
                self._look_after()
        finally:
            self._stop()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _look_after(self) -> None:
        now = time.monotonic()
        for program in self.programs:
            if program.process is not None and program.process.poll() is not None:
                self._bury(program, program.process, now)
            elif program.process is None and now >= program.start_again_at:
                self._start(program)

    def _start(self, program: Program) -> None:
        program.process = subprocess.Popen(
            program.command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, process_group=0
        )
        program.started_at = time.monotonic()
        self._tell_caretaker(f"+{program.process.pid}")

    def _bury(self, program: Program, process: subprocess.Popen[bytes], now: float) -> None:
        """Clear away what a dead program left running, and plan its next start."""
        caretaker.end([process.pid], grace=1.0)
        self._tell_caretaker(f"-{process.pid}")
        program.process = None
        program.deaths = 1 if now - program.started_at > HEALTHY_AFTER else program.deaths + 1
        wait = min(2.0 ** (program.deaths - 1), LONGEST_WAIT)
        program.start_again_at = time.monotonic() + wait
        self.say(f"The {program.name} {_how_it_ended(process.returncode)}; starting it again in {wait:.0f} s.")

    def _stop(self) -> None:
        """Ask the programs to end, wait a little, and end what is left of them."""
        running = {p.process.pid: p.process for p in self.programs if p.process is not None}
        self.say("\nStopping ...")
        for process in running.values():
            # Only the leader is asked: each knows best in which order to end what it started.
            process.terminate()
        latest = time.monotonic() + PATIENCE
        for process in running.values():
            try:
                process.wait(timeout=max(0.0, latest - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        caretaker.end(running, grace=1.0)
        for process in running.values():
            process.wait()
        if self.caretaker is not None:
            self.caretaker.communicate("".join(f"-{group}\n" for group in running))

    def _tell_caretaker(self, line: str) -> None:
        assert self.caretaker is not None
        assert self.caretaker.stdin is not None
        self.caretaker.stdin.write(f"{line}\n")
        self.caretaker.stdin.flush()


def _how_it_ended(returncode: int) -> str:
    if returncode >= 0:
        return f"ended with exit code {returncode}"
    return f"was ended by {signal.Signals(-returncode).name}"
