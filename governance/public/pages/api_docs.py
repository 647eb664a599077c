"""The API as its own description says it: a page without script, so that nothing is fetched from anybody to read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Schemas = Mapping[str, Any]
_SHAPES = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is, in words; `shape` is the one it has or is a list of, "" for a plain value."""

    text: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may be asked."""

    name: str
    where: str
    type: Type
    is_needed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and the shape it has."""

    status: str
    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address."""

    anchor: str
    path: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A field of a shape."""

    name: str
    type: Type
    text: str
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer looks like."""

    name: str
    text: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class ApiDocsPage:
    """The whole description."""

    title: str
    lead: str
    operations: tuple[Operation, ...]
    shapes: tuple[Shape, ...]


def api_docs_page(described: Mapping[str, Any]) -> ApiDocsPage:
    """Return the page of an OpenAPI description."""
    schemas = described["components"]["schemas"]
    methods = ((path, operation) for path, operations in described["paths"].items() for operation in operations.values())
    operations = [_operation(path, operation, schemas) for path, operation in methods]
    answered = {answer.shape for operation in operations for answer in operation.answers}
    return ApiDocsPage(
        title=described["info"]["title"],
        lead=described["info"]["description"],
        operations=tuple(sorted(operations, key=lambda operation: operation.path)),
        shapes=tuple(_shape(name, schemas) for name in sorted(_with_all_in_them(answered, schemas))),
    )


def _operation(path: str, operation: Mapping[str, Any], schemas: Schemas) -> Operation:
    return Operation(
        anchor=operation["operationId"],
        path=path,
        summary=operation.get("summary", ""),
        text=_told(operation),
        parameters=tuple(_parameter(row, schemas) for row in operation.get("parameters", ())),
        answers=tuple(_answer(str(status), row, schemas) for status, row in operation["responses"].items()),
    )


def _parameter(row: Mapping[str, Any], schemas: Schemas) -> Parameter:
    schema = row["schema"]
    text = _told(row) or _told(schema)
    return Parameter(row["name"], row["in"], type_of(schema, schemas), bool(row.get("required")), text)


def _answer(status: str, row: Mapping[str, Any], schemas: Schemas) -> Answer:
    content = row.get("content", {}).get("application/json", {})
    return Answer(status, row.get("description", ""), type_of(content["schema"], schemas).shape if content else "")


def _with_all_in_them(names: Iterable[str], schemas: Schemas) -> set[str]:
    """Return the shapes of these names and all that stand in them: what is only asked is told where it is asked."""
    found, to_look_at = set(), {name for name in names if name}
    while to_look_at:
        found |= to_look_at
        inner = {property_.type.shape for name in to_look_at for property_ in _shape(name, schemas).properties}
        to_look_at = inner - found - {""}
    return found


def _shape(name: str, schemas: Schemas) -> Shape:
    schema = schemas[name]
    properties = tuple(_property(field, row, schemas) for field, row in schema["properties"].items())
    return Shape(name, _told(schema), properties)


def _property(name: str, row: Mapping[str, Any], schemas: Schemas) -> Property:
    examples = row.get("examples") or [None]
    example = json.dumps(examples[0], ensure_ascii=False) if examples[0] is not None else ""
    return Property(name, type_of(row, schemas), _told(row), example)


def _told(row: Mapping[str, Any]) -> str:
    """Return the description without the ticks that set off code where it is read as Markdown."""
    return str(row.get("description", "")).replace("`", "")


def type_of(schema: Mapping[str, Any], schemas: Schemas) -> Type:
    """Say the type of a value in a word or two: "text", "day or null", "list of SeatOut", or the words it is one of."""
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix(_SHAPES)
        return Type(name, name) if "properties" in schemas[name] else type_of(schemas[name], schemas)
    for joined in ("anyOf", "allOf"):
        if joined in schema:
            parts = [type_of(part, schemas) for part in schema[joined]]
            return Type(" or ".join(part.text for part in parts), next((part.shape for part in parts if part.shape), ""))
    if "enum" in schema:
        return Type(" or ".join(map(str, schema["enum"])))
    if schema.get("type") == "array":
        item = type_of(schema.get("items", {}), schemas)
        return Type(f"list of {item.text}", item.shape)
    plain = _TYPES.get(schema.get("type", ""), "any")
    return Type({"date": "day", "date-time": "instant"}.get(schema.get("format", ""), plain))


_TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null", "object": "object"}
