"""A file's text becomes a document, or everything that is wrong with it. Pure: the register is not asked."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from .entries import Entry
from .faults import Fault, Faulty, Path, Unreadable
from .format import Document
from .surroundings import survey
from .tree import Tree, grow

LARGEST = 10 * 1024 * 1024
_SHAPES = {
    "missing": "This field is missing.",
    "string_type": "Expected a single value here, not a list or fields.",
    "tuple_type": "Expected a list here.",
    "dict_type": "Expected fields here.",
    "model_type": "Expected fields here.",
    "model_attributes_type": "Expected fields here.",
    "string_too_short": "This field is empty.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that is whole, and where each of its values stands in the file."""

    document: Document
    tree: Tree

    def placed(self, faults: Iterable[Fault]) -> Faulty:
        """Return the faults that the register found, each with its line."""
        return _placed(self.tree, faults)


def content_of(path: FilePath, *, largest: int) -> bytes:
    """Return the bytes of a file. Raises Unreadable, saying in a sentence what is in the way."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            raise Unreadable(f"{path} is a folder, not a file." if stat.S_ISDIR(kind) else f"{path} is not a file.")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}.") from None
    except OSError as reason:
        raise Unreadable(f"{path} cannot be read: {reason.strerror}.") from None
    if len(content) > largest:
        raise Unreadable(f"{path} is larger than {largest // 1024 // 1024} MB.")
    return content


def text_of(path: FilePath) -> str:
    """Return the text of a file of at most 10 MB in UTF-8. Raises Unreadable, saying in a sentence what is in the way."""
    content = content_of(path, largest=LARGEST)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = content.count(b"\n", 0, reason.start) + 1
        raise Unreadable(f"line {line}: the text is not in UTF-8; save it in that encoding.") from None


def read(text: str) -> Reading:
    """Return the document. Raises Unreadable for what is no YAML mapping, and Faulty with every fault there is."""
    tree = grow(text)
    if not isinstance(tree.values, dict):
        raise Unreadable("The file must begin with fields such as register, sources and agreements.")
    try:
        document = Document.model_validate(tree.values, context=survey(tree.values))
    except ValidationError as error:
        raise _placed(tree, [*tree.faults, *map(fault_of, error.errors(include_url=False))]) from None
    if tree.faults:
        raise _placed(tree, tree.faults)
    return Reading(document, tree)


def _placed(tree: Tree, faults: Iterable[Fault]) -> Faulty:
    found = {Fault(fault.path, fault.sentence, fault.line or tree.line_of(fault.path)) for fault in faults}
    return Faulty(sorted(found, key=lambda fault: (fault.line or 0, str(fault))))


def fault_of(error: Any) -> Fault:
    """Return what one of the errors of a pydantic judgement says, in a sentence."""
    kind, path, facts = error["type"], _plain_path(error["loc"]), error.get("ctx", {})
    if kind == "fault":
        return Fault(path, facts["sentence"])
    if kind == "value_error":
        return Fault(path, str(facts["error"]))
    if kind == "extra_forbidden":
        return Fault(path, _unknown_field(path))
    if kind == "literal_error":
        return Fault(path, f"“{error['input']!s:.60}” is not known here; it is one of {_listed(facts['expected'])}.")
    if kind == "string_too_long":
        return Fault(path, f"This text has {len(error['input'])} characters; at most {facts['max_length']} fit.")
    if kind == "too_short":
        return Fault(path, f"Expected at least {facts['min_length']} here.")
    return Fault(path, _SHAPES.get(kind, f"{error['msg']}."))


def _plain_path(steps: Iterable[str | int]) -> Path:
    """Leave out the step that pydantic adds where a mapping's key is at fault."""
    return tuple(step for step in steps if step != "[key]")


def _listed(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def _unknown_field(path: Path) -> str:
    near = get_close_matches(str(path[-1]), sorted(_field_names(Entry)), n=1, cutoff=0.75)
    return f"There is no such field here{f'; is {near[0]} meant?' if near else '.'}"


def _field_names(model: type[Entry]) -> set[str]:
    return set(model.model_fields).union(*map(_field_names, model.__subclasses__()))
