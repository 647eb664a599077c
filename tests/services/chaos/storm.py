"""The storm: keeps workers running and kills them, loses the broker, lets letters fall due, and counts what came of it."""

from __future__ import annotations

import math
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import psycopg

from tests.conftest import plain_text_of
from tests.services.programs import ROOT, Environment, Program, production, wait_until
from tests.services.redis import Redis
from tests.services.sink import DROP, HANG, TAKE_AND_DROP, Sink, running_sink

from .stage import address, title

PATIENCE = 300  # seconds for what takes a few on a machine that has nothing else to do
WAVE = re.compile(title(0).replace("0", r"(\d+)"))


@dataclass(frozen=True)
class Weather:
    """What happens, and how often. The waves are spread over the kills."""

    kills: int
    clerks: int
    waves: int
    form: str = "lease_and_handed"
    loops: int = 2
    celery_workers: int = 2
    pause: tuple[float, float] = (0.2, 1.0)  # seconds between two blows
    mails: int = 0  # if given, a blow waits for no more than so many mails, and the pause is its limit
    is_server_faulty: bool = True


@dataclass
class Outcome:
    """What the mail server took, against what was due and what the database says of doubt."""

    due: set[tuple[str, int]]
    told: set[tuple[str, int]]
    copies: dict[str, int]
    ambiguous: dict[str, int]
    states: dict[str, int]
    blows: dict[str, int]
    seconds: float = 0

    @property
    def lost(self) -> int:
        """Return how many notices reached nobody."""
        return len(self.due - self.told)

    @property
    def extra(self) -> int:
        """Return how many copies came after the first."""
        return sum(self.copies.values()) - len(self.copies)

    @property
    def unexplained(self) -> int:
        """Return how many copies no recorded ambiguous attempt accounts for."""
        return sum(max(0, number - 1 - self.ambiguous.get(key, 0)) for key, number in self.copies.items())

    def __str__(self) -> str:
        blows = ", ".join(f"{number} {what}" for what, number in self.blows.items())
        doubts = sum(self.ambiguous.values())
        return (
            f"{blows}; {len(self.due)} notices due, {len(self.copies)} letters, {self.lost} lost, {self.extra} extra copies, "
            f"{doubts} ambiguous attempts on record, {self.unexplained} copies unexplained; {self.seconds:.0f} s"
        )


@dataclass
class Storm:
    """One run. `seed` makes the blows the same again; when they meet a letter is up to the machine."""

    weather: Weather
    given: Environment
    sink: Sink
    redis: Redis
    seed: int
    blows: dict[str, int] = field(default_factory=lambda: {"kills": 0, "flushes": 0, "deaths of Redis": 0})

    def run(self) -> Outcome:
        """Let it rage, then let it drain."""
        begun = time.monotonic()
        chance = random.Random(self.seed)
        with ExitStack() as stack, self._stage() as stage:
            programs = [self._start(number) for number in range(self.weather.loops + self.weather.celery_workers)]
            stack.callback(_kill_all, programs)
            by_bell, victims = programs[self.weather.loops :], list[int]()
            wait_until(
                lambda: all(" ready." in program.words() for program in by_bell),
                seconds=PATIENCE,
                otherwise=lambda: self._words(programs),
            )
            waves = iter(range(1, self.weather.waves + 1))
            every = max(1, self.weather.kills // self.weather.waves)
            self._fall_due(stage, next(waves))
            wait_until(lambda: len(self.sink.taken) > 0, seconds=PATIENCE, otherwise=lambda: self._words(programs))
            for kill in range(self.weather.kills):
                self._lull(chance)
                victims = victims or chance.sample(range(len(programs)), len(programs))  # nobody is spared for long
                place = victims.pop()
                programs[place].kill()
                self.blows["kills"] += 1
                programs[place] = self._start(place)
                if kill % 4 == 1 and self.weather.celery_workers:
                    self._lose_the_broker(chance)
                if kill % every == every - 1 and (wave := next(waves, None)):
                    self._fall_due(stage, wave)
            for wave in waves:
                self._fall_due(stage, wave)
            self.sink.fault = lambda step, to: ""
            self._drain(programs)
        outcome = self._count()
        outcome.seconds = time.monotonic() - begun
        return outcome

    def _start(self, number: int) -> Program:
        if number < self.weather.loops:
            words = ["-m", "tests.services.chaos.loop", self.weather.form]
        else:  # each has a beat of its own: two beats at once
            options = ["-B", "-c", "1", "-n", f"w{number}@chaos", "-l", "INFO", "--without-gossip", "--without-mingle"]
            words = ["-m", "celery", "-A", "tests.services.chaos.bells", "worker", *options]
        folder = Path(self.given["DATA_DIR"]) / str(number)
        folder.mkdir(exist_ok=True)
        return Program(f"{number}", words, self.given | {"DATA_DIR": str(folder)}, folder / "log")

    def _lull(self, chance: random.Random) -> None:
        """Let the post go on until the next blow."""
        latest = time.monotonic() + chance.uniform(*self.weather.pause)
        enough = len(self.sink.taken) + chance.randint(1, self.weather.mails) if self.weather.mails else math.inf
        while len(self.sink.taken) < enough and (left := latest - time.monotonic()) > 0:
            time.sleep(min(left, 0.01))

    def _lose_the_broker(self, chance: random.Random) -> None:
        """Let Redis forget everything and die, in turn."""
        if self.redis.process is None or self.blows["flushes"] <= self.blows["deaths of Redis"]:
            self.redis.flush()
            self.blows["flushes"] += 1
        else:
            self.redis.kill()
            time.sleep(chance.uniform(0, 0.5))
            self.redis.start()
            self.blows["deaths of Redis"] += 1

    @contextmanager
    def _stage(self) -> Iterator[subprocess.Popen[str]]:
        command = [sys.executable, "-m", "tests.services.chaos.stage", str(self.weather.clerks)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, env=self.given, stdin=pipe, stdout=pipe, text=True) as stage:
            assert stage.stdout is not None
            assert stage.stdout.readline() == "ready\n"
            try:
                yield stage
            finally:
                stage.kill()

    def _fall_due(self, stage: subprocess.Popen[str], wave: int) -> None:
        assert stage.stdin is not None
        assert stage.stdout is not None
        stage.stdin.write(f"{wave}\n")
        stage.stdin.flush()
        assert stage.stdout.readline() == f"{wave}\n"

    def _drain(self, programs: list[Program]) -> None:
        """Wait until a sweep later than the last wave has found everything, and nothing waits any more."""
        url = self.given["DATABASE_URL"]
        owed = self.weather.clerks * self.weather.waves
        with psycopg.connect(url, autocommit=True) as database:

            def is_quiet() -> bool:
                queued = _one(database, "select count(*) from notices_notice where kind = 'term_end'")
                waiting = _one(database, "select count(*) from notices_letter where state in ('queued', 'claimed', 'handed')")
                return queued >= owed and waiting == 0

            wait_until(is_quiet, seconds=PATIENCE, otherwise=lambda: self._words(programs))

    def _words(self, programs: list[Program]) -> str:
        return "\n".join(f"--- {program.name}\n{program.words()[-3000:]}" for program in programs)

    def _count(self) -> Outcome:
        told = set()
        for to, content in list(self.sink.mails):
            text = plain_text_of(message_from_bytes(content, policy=policy.default))
            told |= {(to, int(wave)) for wave in WAVE.findall(" ".join(text.split()))}
        with psycopg.connect(self.given["DATABASE_URL"]) as database:
            doubts: dict[str, int] = dict(database.execute("select message_id, ambiguous from notices_letter").fetchall())
            states = Counter(state for (state,) in database.execute("select state from notices_letter"))
        waves = range(1, self.weather.waves + 1)
        return Outcome(
            due={(address(clerk), wave) for clerk in range(self.weather.clerks) for wave in waves},
            told=told,
            copies=dict(self.sink.copies()),
            ambiguous=doubts,
            states=states,
            blows=self.blows,
        )


def rage(weather: Weather, *, database_url: str, redis: Redis, folder: Path, seed: int) -> Outcome:
    """Run a storm over a migrated database that holds nothing yet."""
    chance = random.Random(seed + 1)

    def fault(step: str, to: str) -> str:
        """Be a bad server: one in five mails meets something."""
        if step == "CONTENT":
            time.sleep(chance.choice((0.002, 0.005, 0.02, 0.06)))
        if not weather.is_server_faulty:
            return ""
        odds = {
            "RCPT": ((0.05, "451 greylisted"),),
            "CONTENT": ((0.04, "451 busy"), (0.04, DROP), (0.04, TAKE_AND_DROP), (0.003, HANG)),
        }.get(step, ())
        dice = chance.random()
        for odd, what in odds:
            dice -= odd
            if dice < 0:
                return what
        return ""

    with running_sink(fault) as sink:
        given = production(folder, database_url=database_url, redis_url=redis.url, smtp_port=sink.port)
        return Storm(weather, given | {"DJANGO_SETTINGS_MODULE": "governance.settings"}, sink, redis, seed).run()


def _kill_all(programs: list[Program]) -> None:
    for program in programs:
        program.kill()


def _one(database: psycopg.Connection, query: str) -> int:
    row = database.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])
