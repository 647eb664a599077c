"""Facts of the register that were entered wrongly: corrected, or taken out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Claim, Contact, DataElement, DataSystem, Document, ElementSharing, Event, Party, Policy, Source, Statement
from ..refusals import Refused
from .history import choose_instead, refuse_address
from .parties import refuse_unreachable
from .policies import matters
from .rows import Row, atomic, correct, make_plain, refuse_taken

# What of a row may have been entered wrongly. What it belongs to, and its name in addresses, make it the row it is.
_OF_A_FACT = frozenset({"label", "remark", "sources"})
_OF_A_DAY = _OF_A_FACT | {"kind", "on", "precision", "actor", "text"}
MENDABLE: dict[type[models.Model], frozenset[str]] = {
    Source: frozenset({"title", "url"}),
    Party: frozenset({"name"}),
    Contact: frozenset({"name", "office", "email", "phone", "is_system_contact"}),
    DataSystem: _OF_A_FACT | {"name", "acronym", "purpose", "holds", "in_use_since", "stewards"},
    DataElement: _OF_A_FACT | {"name", "sensitivity", "is_held"},
    ElementSharing: _OF_A_FACT | {"sharing", "since_on", "since_precision"},
    Event: _OF_A_DAY,
    Statement: _OF_A_DAY,
    Claim: _OF_A_FACT | {"value", "is_chosen"},
    Policy: _OF_A_FACT | {"title", "on", "text", "tags"},
    Document: frozenset({"title", "is_public"}),
}
# What a corrected row can come up against, by the constraint's name: the field to change, and what to do.
_WHAT_IS_WRONG: dict[str, tuple[str, Promise]] = {
    "one_element_of_a_name_in_a_system": (
        "name",
        gettext_lazy("This data system has an element of this name already. Choose another name, or use the one that is there."),
    ),
    "one_sharing_of_an_element_from_a_day_on": (
        "since_on",
        gettext_lazy("Another entry says for this day already whether it is shared. Correct that one, or take one of them out."),
    ),
    "one_sharing_of_an_element_without_a_day": (
        "since_on",
        gettext_lazy(
            "Another entry without a day says already whether it is shared. Give this one its day, or take one of them out."
        ),
    ),
    "known_sharing": ("sharing", gettext_lazy("Choose whether it is shared or withheld.")),
    "known_event_kind": ("kind", gettext_lazy("Choose one of the kinds of events.")),
    "known_statement_kind": ("kind", gettext_lazy("Choose one of the kinds of statements.")),
    "one_claim_of_a_value": (
        "value",
        gettext_lazy("Another entry gives this value already. Correct that one, or take one of them out."),
    ),
    "one_chosen_claim_of_a_field": ("is_chosen", gettext_lazy("The register goes by another value already. Choose one of them.")),
}
REMOVABLE = (ElementSharing, Event, Statement, Claim)  # what only stands on an agreement's record, and holds nothing up


@atomic
def mend(row: Row, *, by: Any, at: datetime, **facts: Any) -> Row:
    """Correct facts of a row that were entered wrongly; those that are many (`sources`, `stewards`, `tags`) are given whole.

    Takes the fields in MENDABLE; tags are names. Raises Refused as entering the row does, and where nothing would change.
    """
    kind = type(row)
    if unknown := facts.keys() - MENDABLE[kind]:
        raise TypeError(f"{sorted(unknown)} of a {kind.__name__} cannot be corrected.")
    row = still_there(row)
    if "tags" in facts:
        facts["tags"] = matters(facts["tags"])
    lists = {field.name for field in kind._meta.many_to_many} & facts.keys()
    many = {name: set(facts[name]) for name in lists if set(facts[name]) != set(getattr(row, name).all())}
    plain = {name: value for name, value in facts.items() if name not in lists and getattr(row, name) != value}
    if not (many or plain):
        raise Refused(_("This is what the register says already. Change something, or leave it as it is."))
    for name, value in plain.items():
        setattr(row, name, value)
    _refuse_mended(row, plain)
    correct(row, plain)
    for name, rows in many.items():
        getattr(row, name).set(rows)
    return row


def _refuse_mended(row: models.Model, changed: Mapping[str, Any]) -> None:
    make_plain(row)
    for name in changed:
        if getattr(row._meta.get_field(name), "unique", False):
            refuse_taken(type(row), name, changed[name], but=row)
    if isinstance(row, Source):
        refuse_address(row)
    if isinstance(row, Contact):
        refuse_unreachable(row)
    if isinstance(row, Claim) and "is_chosen" in changed:
        if not row.is_chosen:
            raise Refused(_("Choose the other claim instead: the register goes by one of them."), field="is_chosen")
        choose_instead(row)
    for kind, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(kind, row, exclude={"label"})
            except ValidationError as error:
                field, sentence = _WHAT_IS_WRONG[constraint.name]
                raise Refused(str(sentence), field=field) from error


@atomic
def take_out(row: Row, *, by: Any, at: datetime) -> Row:
    """Take out what ought never to have been put on an agreement's record; the ledger keeps that it stood there.

    Takes the kinds in REMOVABLE. A claim by which the register goes is refused while the fact has others.
    """
    if type(row) not in REMOVABLE:
        raise TypeError(f"A {type(row).__name__} cannot be taken out.")
    found = still_there(row)
    if isinstance(found, Claim) and found.is_chosen and found.others.exists():
        raise Refused(_("The register goes by this claim. Let it go by another one first, then take this one out."))
    type(row)._default_manager.filter(pk=row.pk).delete()
    return found


def still_there(row: Row) -> Row:
    """Return the row as it is now, locked; refused if it was taken out since it was looked at."""
    rows: models.Manager[Row] = type(row)._default_manager
    found = rows.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise Refused(_("This was taken out of the record meanwhile. Its history says by whom, and why."))
    return found
