"""The record of acts: its entries in words, and each as the canonical text that its digest covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.ledger.kinds import KINDS
from governance.ledger.models import Entry
from governance.words import figure

from .acts import Act, acts_of
from .asked import plain
from .lists import PER_PAGE, pages_of
from .parts import Pages
from .register import Option


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The list of entries, the latest first."""

    kinds: tuple[Option, ...]
    subject: str
    is_narrowed: bool
    count_text: str
    acts: tuple[Act, ...]
    pages: Pages


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry. `body` is the text that the digest covers, character by character."""

    act: Act
    subject: str
    subject_url: str
    body: str
    leaf_hash: str
    previous_url: str
    next_url: str
    api_url: str


def entries_asked_for(*, at: datetime, kind: str = "", subject: str = "") -> QuerySet[Entry]:
    """Return the entries written by `at` of this kind and about this name, in the order in which they were written."""
    entries = Entry.objects.filter(at__lte=at).order_by("pk")
    if kind:
        entries = entries.filter(kind=kind)
    return entries.filter(subject=subject) if subject else entries


def ledger_page(*, at: datetime, kind: str = "", subject: str = "", number: str = "1") -> LedgerPage:
    """Return the entries that are asked for, fifty to a page; a kind that there is not counts as not asked."""
    kind, subject = kind if kind in KINDS else "", plain(subject)
    part = Paginator(entries_asked_for(at=at, kind=kind, subject=subject).reverse(), PER_PAGE).get_page(number)
    count = part.paginator.count
    words = {"": _("All kinds"), **{name: str(text) for name, text in KINDS.items()}}
    return LedgerPage(
        kinds=tuple(
            Option(name, text, name == kind) for name, text in sorted(words.items(), key=lambda row: (row[0] > "", row[1]))
        ),
        subject=subject,
        is_narrowed=bool(kind or subject),
        count_text=ngettext("%(n)s entry", "%(n)s entries", count) % {"n": figure(count)},
        acts=acts_of(part, at=at),
        pages=pages_of(part, {"kind": kind, "subject": subject}),
    )


def entry_page(*, leaf_hash: str, at: datetime) -> EntryPage:
    """Return the page of an entry. Raises Entry.DoesNotExist."""
    entries = entries_asked_for(at=at)
    entry = entries.get(leaf_hash=leaf_hash)
    (act,) = acts_of([entry], at=at)
    return EntryPage(
        act=act,
        subject=entry.subject,
        subject_url=f"{reverse('public:ledger')}?{urlencode({'subject': entry.subject})}",
        body=entry.body,
        leaf_hash=entry.leaf_hash,
        previous_url=_url(entries.filter(pk__lt=entry.pk).last()),
        next_url=_url(entries.filter(pk__gt=entry.pk).first()),
        api_url=f"/api/v1/ledger/entries/{entry.leaf_hash}",
    )


def _url(entry: Entry | None) -> str:
    return reverse("public:ledger_entry", args=[entry.leaf_hash]) if entry is not None else ""
