"""What a field may refer to, where it stands: the names around it and the label it is under. Pure.

Collected from the bare values before they are judged, so that a wrong reference is named beside every other fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Names = frozenset[str]
NONE: Names = frozenset()


@dataclass
class Surroundings:
    """The names known at a place in the document, by kind; what has been named there; and what the label there is."""

    names: dict[str, Names]
    seats_of: Mapping[str, Names]
    elements_of: Mapping[str, Names]
    label: str = "fact"
    has_zone: bool = False
    everywhere: set[tuple[str, str]] = field(default_factory=set)
    here: set[tuple[str, str]] = field(default_factory=set)

    def is_first(self, kind: str, name: str, *, everywhere: bool) -> bool:
        """Say whether this name of this kind is new in the whole document, or else in this place, and remember it."""
        seen = self.everywhere if everywhere else self.here
        known = (kind, name) in seen
        seen.add((kind, name))
        return not known

    @contextmanager
    def under(self, label: object) -> Iterator[None]:
        """Judge what stands under a label; without one, the label around it goes on."""
        before, self.label = self.label, label if isinstance(label, str) else self.label
        try:
            yield
        finally:
            self.label = before

    @contextmanager
    def within(self, *, has_zone: bool | None = None, **names: Names) -> Iterator[None]:
        """Judge what stands inside a place that has names of its own."""
        before = self.names, self.has_zone, self.here
        self.names, self.here = self.names | names, set()
        self.has_zone = self.has_zone if has_zone is None else has_zone
        try:
            yield
        finally:
            self.names, self.has_zone, self.here = before

    @contextmanager
    def of_agreement(self, agreement: Mapping[str, Any]) -> Iterator[None]:
        """Judge what stands in an agreement: its own terms, its system's elements, the seats of the body that decides."""
        system = _text(agreement.get("system"))
        seats, elements = self.seats_of.get(system, NONE), self.elements_of.get(system, NONE)
        terms = _texts(agreement.get("terms"), "ends_on")
        with self.within(terms=terms, seats=seats, elements=elements, has_zone=system in self.seats_of):
            yield

    @contextmanager
    def of_body(self, body: Mapping[str, Any]) -> Iterator[None]:
        """Judge what stands in a body: its own seats, in its own zone."""
        with self.within(seats=_texts(body.get("seats"), "code"), has_zone=True):
            yield


def survey(values: object) -> Surroundings:
    """Return the surroundings of a whole document, from values that nobody has judged yet."""
    document = values if isinstance(values, Mapping) else {}
    bodies, systems = _entries(document.get("bodies")), _entries(document.get("systems"))
    people = {key: entry for key, entry in _mapping(document.get("people")).items() if isinstance(entry, Mapping)}
    return Surroundings(
        names={
            "sources": frozenset(_mapping(document.get("sources"))),
            "people": frozenset(_mapping(document.get("people"))),
            "sample people": frozenset(key for key, person in people.items() if _is_sample(person)),
            "clerks": frozenset(key for key, person in people.items() if person.get("role") == "clerk"),
            "parties": frozenset(_mapping(document.get("parties"))),
            "systems": _texts(systems, "slug"),
        },
        seats_of={system: _texts(body.get("seats"), "code") for body in bodies for system in _list(body.get("systems"))},
        elements_of={_text(system.get("slug")): _texts(system.get("elements"), "name") for system in systems},
    )


def _is_sample(person: Mapping[str, Any]) -> bool:
    return _text(person.get("email")).endswith(".invalid")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()


def _entries(value: object) -> tuple[Mapping[str, Any], ...]:
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, tuple) else ()


def _texts(value: object, name: str) -> Names:
    return frozenset(entry[name] for entry in _entries(value) if isinstance(entry.get(name), str))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
