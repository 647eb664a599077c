"""What a sheet names and the register does not have yet, and that can be added without leaving the sheet. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from governance.accounts.models import User

from .knowledge import Knowledge
from .reading import Sheet
from .row import SheetRow

_ALIKE = 0.8  # from here on two names may be one of them mistyped
Element = tuple[str, str]  # the slug of a system, and the name


@dataclass(frozen=True, slots=True)
class Named:
    """Something that so many rows name; `meant` is what is perhaps meant, where another name is close and better known."""

    rows: int
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Systems by slug, elements by system and name, people by address, and sources by key; in the order of the sheet."""

    systems: dict[str, Named] = field(default_factory=dict)
    elements: dict[Element, Named] = field(default_factory=dict)
    people: dict[str, Named] = field(default_factory=dict)
    sources: dict[str, Named] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.systems or self.elements or self.people or self.sources)


def missing_from(sheet: Sheet, knowledge: Knowledge) -> Missing:
    """Return what the whole rows of the sheet name and the register, of which all this is known, lacks.

    Who has an account that is closed is not among the people: it is opened again, or the sheet names somebody else.
    """
    rows = [numbered.row for numbered in sheet.rows]
    closed = User.objects.filter(is_active=False).values_list("email", flat=True)
    systems = _unknown((row.system for row in rows), knowledge.systems)
    return Missing(
        systems,
        _elements(rows, knowledge, systems),
        _unknown((address for row in rows for address in row.keepers), {*knowledge.people, *closed}),
        _unknown((key for row in rows for key in _cited(row)), knowledge.sources),
    )


def _elements(rows: list[SheetRow], knowledge: Knowledge, systems: dict[str, Named]) -> dict[Element, Named]:
    """Judge the elements of each system apart; those of a system that is perhaps mistyped wait until it is not."""
    found: dict[Element, Named] = {}
    for slug in dict.fromkeys(row.system for row in rows):
        if slug in systems and systems[slug].meant:
            continue
        system = knowledge.systems.get(slug)
        known = {name for key, name in knowledge.elements if system is not None and key == system.pk}
        names = (name for row in rows if row.system == slug for name in (*row.shared, *row.withheld))
        found |= {(slug, name): named for name, named in _unknown(names, known).items()}
    return found


def _cited(row: SheetRow) -> Iterator[str]:
    yield from row.sources
    yield from row.term.sources if row.term else ()
    for fee in row.fees:
        yield from fee.sources


def _unknown(names: Iterable[str], known: Iterable[str]) -> dict[str, Named]:
    known, counted = set(known), Counter(names)
    return {name: Named(rows, _meant(name, counted, known)) for name, rows in counted.items() if name not in known}


def _meant(name: str, counted: Counter[str], known: set[str]) -> str:
    better = [other for other in (*known, *counted) if other in known or counted[other] > counted[name]]
    return next(iter(get_close_matches(name, better, n=1, cutoff=_ALIKE)), "")
