"""What every entry of a file has in common: known fields only, a label, and sources for what is called a fact. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, ValidationInfo, field_validator, model_validator

from .days import Day
from .references import around, fault, known
from .values import Long, SourceKey

LabelName = Literal["fact", "inferred", "disputed", "illustrative"]
Cited = Annotated[SourceKey, known("sources", "{} is not among the sources of this file.")]


class Entry(BaseModel):
    """Some fields that belong together. Nothing is guessed: an unknown field is a fault, and so is a wrong shape."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Labelled(Entry):
    """A fact with its label; days counted from today may stand in it only if that is "illustrative"."""

    label: LabelName = "fact"
    sources: Annotated[tuple[Cited, ...], Field(validate_default=True)] = ()
    remark: Long = ""

    @model_validator(mode="wrap")
    @classmethod
    def _under_its_label(cls, values: Any, judge: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        label = values.get("label", "fact") if isinstance(values, dict) else None
        with around(info).under(label):
            return judge(values)

    @field_validator("sources")
    @classmethod
    def _a_fact_names_its_sources(cls, sources: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not sources and info.data.get("label") in ("fact", "disputed"):
            raise fault(f"What is labelled {info.data['label']} names its sources; otherwise label it inferred or illustrative.")
        return sources


def in_order(later: Day, info: ValidationInfo, *, earlier: str, sentence: str) -> Day:
    """Judge a day that must not come before the one in the field `earlier`, as far as both can be compared."""
    first = info.data.get(earlier)
    if isinstance(first, Day) and first.comes_after(later):
        raise fault(sentence)
    return later
