"""What is wrong with a file, said for whoever wrote it: the line, the field and a sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]


def spelled(path: Path) -> str:
    """Write where a value stands: "agreements[2].terms[0].ends_on", counted from 0."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where; `line` is counted from 1, or None where the file is not at hand.

    `unit` is what the file is counted in: a spreadsheet has rows.
    """

    path: Path
    sentence: str
    line: int | None = None
    unit: str = "line"

    def __str__(self) -> str:
        places = [f"{self.unit} {self.line}" if self.line else "", spelled(self.path)]
        where = ", ".join(filter(None, places))
        return f"{where}: {self.sentence}" if where else self.sentence


class Unreadable(Exception):
    """The file cannot be read at all. `str()` is the one sentence that says why."""


class Faulty(Exception):
    """The file was read and is refused: `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
