"""What is wrong with a sheet, as its page lists it: what is wrong in many rows stands once, with their numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.record.faults import Fault


@dataclass(frozen=True, slots=True)
class InRows:
    """One sentence about a column, and the rows of which it is true: "2, 5-61"."""

    rows: str
    column: str
    sentence: str


def by_rows(faults: Iterable[Fault]) -> list[InRows]:
    """Return the faults in the order in which each first stands in the sheet."""
    found: dict[tuple[str, str], list[int]] = {}
    for fault in faults:
        column = str(fault.path[0]) if fault.path else ""
        found.setdefault((column, fault.sentence), []).append(fault.line or 0)
    return [InRows(spans(rows), column, sentence) for (column, sentence), rows in found.items()]


def spans(rows: Sequence[int]) -> str:
    """Write numbers of rows, in rising order, as short as they can be read: 2, 5-61, 70."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1][1:] = [row]
        elif not runs or row != runs[-1][-1]:
            runs.append([row])
    return ", ".join("-".join(map(str, run)) for run in runs)
