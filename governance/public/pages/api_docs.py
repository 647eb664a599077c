"""The API as its own description says it: a page without script, so that nothing is fetched from anybody to read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may be asked."""

    name: str
    where: str
    type: str
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
    type: str
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
    operations = [_operation(path, operation) for path, methods in described["paths"].items() for operation in methods.values()]
    return ApiDocsPage(
        title=described["info"]["title"],
        lead=described["info"]["description"],
        operations=tuple(sorted(operations, key=lambda operation: operation.path)),
        shapes=tuple(_shapes(described["components"]["schemas"])),
    )


def _operation(path: str, operation: Mapping[str, Any]) -> Operation:
    return Operation(
        anchor=operation["operationId"],
        path=path,
        summary=operation.get("summary", ""),
        text=operation.get("description", ""),
        parameters=tuple(_parameter(row) for row in operation.get("parameters", ())),
        answers=tuple(_answer(str(status), row) for status, row in operation["responses"].items()),
    )


def _parameter(row: Mapping[str, Any]) -> Parameter:
    schema = row["schema"]
    text = row.get("description") or schema.get("description", "")
    return Parameter(row["name"], row["in"], type_of(schema), bool(row.get("required")), text)


def _answer(status: str, row: Mapping[str, Any]) -> Answer:
    content = row.get("content", {}).get("application/json", {})
    return Answer(status, row.get("description", ""), type_of(content["schema"]) if content else "")


def _shapes(schemas: Mapping[str, Any]) -> Iterator[Shape]:
    for name, schema in sorted(schemas.items()):
        if "properties" in schema:
            properties = tuple(_property(field, row) for field, row in schema["properties"].items())
            yield Shape(name, schema.get("description", ""), properties)


def _property(name: str, row: Mapping[str, Any]) -> Property:
    examples = row.get("examples") or [None]
    example = json.dumps(examples[0], ensure_ascii=False) if examples[0] is not None else ""
    return Property(name, type_of(row), row.get("description", ""), example)


def type_of(schema: Mapping[str, Any]) -> str:
    """Say the type of a value in a word or two: "text", "day or null", "list of SeatOut"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for joined in ("anyOf", "allOf"):
        if joined in schema:
            return " or ".join(type_of(part) for part in schema[joined])
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    return {"date": "day", "date-time": "instant"}.get(schema.get("format", ""), _TYPES.get(schema.get("type", ""), "any"))


_TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null", "object": "object"}
