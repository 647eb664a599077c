"""How a name is judged by what stands around it: known at its place, or standing there once only. Pure."""

from __future__ import annotations

from typing import Any

from pydantic import AfterValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from .surroundings import Surroundings


def fault(sentence: str) -> PydanticCustomError:
    """Return what a validator raises to have this sentence reported at the field."""
    return PydanticCustomError("fault", "{sentence}", {"sentence": sentence})


def around(info: ValidationInfo) -> Surroundings:
    """Return what is known at the place that is being judged."""
    assert isinstance(info.context, Surroundings), "a document is judged with its surroundings"
    return info.context


def known(kind: str, sentence: str) -> AfterValidator:
    """Judge a reference: a name that must be known at its place. The sentence has {} for the name."""

    def judge(name: str, info: ValidationInfo) -> str:
        if name not in around(info).names.get(kind, frozenset()):
            raise fault(sentence.format(f"“{name:.60}”"))
        return name

    return AfterValidator(judge)


def unique(kind: str, *, everywhere: bool = False) -> AfterValidator:
    """Judge a name that may stand once only: in the whole file, or else in its agreement, body, system or decision."""

    def judge(name: Any, info: ValidationInfo) -> Any:
        if not around(info).is_first(kind, str(name), everywhere=everywhere):
            raise fault(f"There is another {kind} “{name!s:.60}”.")
        return name

    return AfterValidator(judge)
