"""What stands on an agreement's record besides its terms and ballots, as the clerk keeps it. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.models import Agreement, Claim, Document, ElementSharing, Event, Statement
from governance.words import day_known

from . import act_pages
from .acting import Words

Row = TypeVar("Row", bound=Model)
NEW = {
    "share_element": act_pages.SHARE_ELEMENT,
    "new_claim": act_pages.NEW_CLAIM,
    "new_event": act_pages.NEW_EVENT,
    "new_statement": act_pages.NEW_STATEMENT,
    "file_document": act_pages.FILE_DOCUMENT,
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry: what it says, and the addresses where it is corrected and taken out; "" where it cannot be."""

    title: str
    details: tuple[str, ...]
    correct_url: str
    take_out_url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one kind, and where another one is entered."""

    title: Promise
    rows: tuple[Recorded, ...]
    new_url: str
    new_text: Words


def recorded_about(agreement: Agreement) -> list[Group]:
    """Return the entries by kind, in the order in which the public page tells them."""
    shared = agreement.element_sharings.select_related("element")
    papers = agreement.documents.order_by("title")
    return [
        _group(agreement, _("What is shared and withheld"), _all(shared, _sharing, agreement), "share_element"),
        _group(agreement, _("What sources dispute"), _all(agreement.claims.all(), _claim, agreement), "new_claim"),
        _group(agreement, _("Events"), _all(agreement.events.all(), _dated, agreement), "new_event"),
        _group(agreement, _("Statements"), _all(agreement.statements.all(), _dated, agreement), "new_statement"),
        _group(agreement, _("Documents"), _all(papers, _document, agreement), "file_document"),
    ]


def named(row: Model) -> str:
    """Name an entry in one line: what it is and its day, or what it says."""
    if isinstance(row, Event | Statement):
        return f"{row.get_kind_display()}, {day_known(row.on, row.precision)}"
    return str(row)


def _group(agreement: Agreement, title: Promise, rows: tuple[Recorded, ...], entered_at: str) -> Group:
    return Group(title, rows, reverse(f"desk:{entered_at}", args=[agreement.slug]), NEW[entered_at].title)


def _all(rows: Iterable[Row], said: Callable[[Row], tuple[str, ...]], agreement: Agreement) -> tuple[Recorded, ...]:
    return tuple(_entry(row, said(row), agreement) for row in rows)


def _entry(row: Model, said: tuple[str, ...], agreement: Agreement) -> Recorded:
    title, *details = said
    kind, here = row._meta.model_name, [agreement.slug, row.pk]
    is_paper = isinstance(row, Document)
    return Recorded(
        title=capfirst(title),
        details=tuple(filter(None, details)),
        correct_url=reverse(f"desk:correct_{kind}", args=here),
        take_out_url="" if is_paper else reverse(f"desk:take_out_{kind}", args=here),
    )


def _sharing(row: ElementSharing) -> tuple[str, ...]:
    since = day_known(row.since_on, row.since_precision) if row.since_on else gettext("since when is not recorded")
    return (f"{row.element.name}: {row.get_sharing_display()}", since)


def _claim(row: Claim) -> tuple[str, ...]:
    return (f"{row.field}: {row.value}", gettext("the register goes by this one") if row.is_chosen else "")


def _dated(row: Event | Statement) -> tuple[str, ...]:
    return (row.get_kind_display(), day_known(row.on, row.precision), row.actor, row.text)


def _document(row: Document) -> tuple[str, ...]:
    return (row.title, gettext("anybody may read it") if row.is_public else gettext("confidential"))
