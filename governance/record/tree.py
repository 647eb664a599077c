"""YAML as plain values, with the line on which each stands. Every scalar stays text. Pure.

Read event by event, so that what YAML can do to a reader (aliases that multiply, tags that make objects, nesting without end)
is met before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from .faults import Fault, Path, Unreadable

DEEPEST = 20
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same reading; libyaml's is ten times as fast
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOTHING = ("", "~", "null")


@dataclass(slots=True)
class Tree:
    """What a file says: mappings as dicts, lists as tuples, scalars as text, nothing as None; and the line of each path."""

    values: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line_of(self, path: Path) -> int | None:
        """Return the line of the value at `path`, or of the nearest that holds it."""
        return next((self.lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.lines), None)


def grow(text: str) -> Tree:
    """Read one YAML document. A key written twice is a fault of the tree; raises Unreadable for what cannot be read on."""
    if unseen := _UNSEEN.search(text):
        raise Unreadable(f"line {text.count(chr(10), 0, unseen.start()) + 1}: there is a control character in the text.")
    try:
        return _Grower(text).grow()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}: " if mark else ""
        raise Unreadable(f"{line}this is not YAML: {error.problem or error.context}.") from None
    except yaml.YAMLError as error:
        raise Unreadable(f"This is not YAML: {' '.join(str(error).split())}.") from None


class _Grower:
    def __init__(self, text: str) -> None:
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=_LOADER))
        self.tree = Tree()

    def grow(self) -> Tree:
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise Unreadable("The file is empty.")
        self.tree.values = self._value(next(self.events), ())
        next(self.events)  # the document ends
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise Unreadable(f"line {_line(after)}: a second document begins here; a file holds one.")
        return self.tree

    def _value(self, event: yaml.Event, path: Path) -> Any:
        self.tree.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(f"line {_line(event)}: aliases (*{event.anchor}) are not read; write the value out.")
        if tag := getattr(event, "tag", None):
            raise Unreadable(f"line {_line(event)}: tags ({tag}) are not read; write the value plainly.")
        if len(path) > DEEPEST:
            raise Unreadable(f"line {_line(event)}: this is nested more than {DEEPEST} levels deep.")
        if isinstance(event, yaml.ScalarEvent):
            return None if event.implicit[0] and event.value in _NOTHING else event.value
        return self._list(path) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(path)

    def _list(self, path: Path) -> tuple[Any, ...]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return tuple(values)

    def _mapping(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise Unreadable(f"line {_line(key)}: a field's name must be a plain word.")
            here = (*path, key.value)
            if here in self.tree.lines:
                sentence = f"this field stands twice; the first is on line {self.tree.lines[here]}."
                self.tree.faults.append(Fault(here, sentence, _line(key)))
                self._value(next(self.events), (*here, "twice"))
                continue
            self.tree.lines[here] = _line(key)
            value = self._value(next(self.events), here)
            if value is not None:  # "remark:" with nothing behind it says as much as no remark
                values[key.value] = value
        return values


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1
