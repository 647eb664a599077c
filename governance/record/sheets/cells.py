"""What a spreadsheet's cell says, as text. What would be computed there: governance/formulas.py. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Made(Enum):
    """What the program made of what was typed."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FORMULA = "formula"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the file writes it: a real date as 2018-08-31, a number without an idle ".0". `FAULTY` says why in `text`."""

    text: str = ""
    made: Made = Made.TEXT


NOTHING = Cell()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet; `number` is the one that a spreadsheet program shows beside it, the headings being in row 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.text.strip() for cell in self.cells)


def listed(items: Iterable[str]) -> str:
    """Write a list into a cell: separated by semicolons, or one to a line where an item has a semicolon of its own."""
    items = tuple(items)
    return "".join(f"{item}\n" for item in items) if any(";" in item for item in items) else "; ".join(items)


def items_of(text: str) -> tuple[str, ...]:
    """Read a list from a cell: one to a line where it has lines, otherwise separated by semicolons."""
    return tuple(item for part in text.split("\n" if "\n" in text else ";") if (item := part.strip()))


def lines_of(text: str) -> tuple[str, ...]:
    """Read a cell in which each line belongs to the same line of the cells beside it. An empty cell has none."""
    return tuple(part.strip() for part in text.split("\n")) if text.strip() else ()
