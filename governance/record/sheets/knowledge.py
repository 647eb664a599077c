"""What a sheet refers to and the register has: systems with their elements, parties, sources, people. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.models import DataElement, DataSystem, Party, Source
from governance.accounts.models import User

from .reading import Sheet
from .row import SheetRow

Wrong = Iterator[tuple[str, str]]  # a column, and the sentence that says what is wrong in it


@dataclass
class Knowledge:
    """The rows of the register that a sheet may refer to, by what it calls them; and the parties that it brings."""

    systems: dict[str, DataSystem]
    elements: dict[tuple[int, str], DataElement]
    parties: dict[str, Party]
    sources: dict[str, Source]
    people: dict[str, User]
    brought: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names: dict[str, str] = {}
        self._slugs: dict[str, str] = {}  # of names; of two with one name, the first
        for slug, party in self.parties.items():
            self._call(slug, party.name)

    def _call(self, slug: str, name: str) -> None:
        self._names[slug] = name
        self._slugs.setdefault(name, slug)

    def with_recipient(self, row: SheetRow) -> SheetRow:
        """Return the row with both the slug and the name of its recipient, as far as they can be known."""
        if not row.recipient:
            slug = self._slugs.get(row.recipient_name) or slugify(row.recipient_name)[:60].strip("-")
            return replace(row, recipient=slug)
        name = row.recipient_name or self._names.get(row.recipient, "")
        return replace(row, recipient_name=name)

    def unknown_in(self, row: SheetRow) -> Wrong:
        """Return what the row refers to and nobody knows. A party that is new is remembered as brought."""
        system = self.systems.get(row.system)
        if system is None:
            known = ", ".join(sorted(self.systems)) or pgettext("of days, seats or systems", "none")
            sentence = _(
                "No data system “%(slug)s” is in the register; it has: %(known)s. A system is entered before its agreements."
            )
            yield "system", sentence % {"slug": row.system, "known": known}
        for column in ("shared", "withheld"):
            for name in getattr(row, column):
                if system is not None and (system.pk, name) not in self.elements:
                    yield column, _("“%(name)s” is not an element of this system.") % {"name": name}
        for address in row.keepers:
            if address not in self.people:
                sentence = _(
                    "Nobody with the address %(address)s has an account here. Whoever keeps an agreement is invited first."
                )
                yield "keepers", sentence % {"address": address}
        yield from self._unknown_sources(row)
        yield from self._recipient(row)

    def _unknown_sources(self, row: SheetRow) -> Wrong:
        cited = [("sources", key) for key in row.sources]
        cited += [("term_sources", key) for key in row.term.sources] if row.term else []
        cited += [("fee_sources", key) for fee in row.fees for key in fee.sources]
        for column, key in cited:
            if key not in self.sources:
                yield column, _("No source “%(key)s” is in the register; it is added before it is cited.") % {"key": key}

    def _recipient(self, row: SheetRow) -> Wrong:
        known, owner = self._names.get(row.recipient), self._slugs.get(row.recipient_name)
        if not row.recipient:
            yield "recipient", _("From this name no slug can be made; write one.")
        elif known is not None and row.recipient_name != known:
            values = {"slug": row.recipient, "name": known}
            yield (
                "recipient_name",
                _("“%(slug)s” is %(name)s. Write that name or leave the cell empty; a new party needs another slug.") % values,
            )
        elif known is None and not row.recipient_name:
            sentence = _("No party “%(slug)s” is in the register. For a new one write its name too, in recipient_name.")
            yield "recipient", sentence % {"slug": row.recipient}
        elif known is None and owner:
            sentence = _("%(name)s goes by the slug “%(slug)s” already.")
            yield "recipient", sentence % {"name": row.recipient_name, "slug": owner}
        elif known is None:
            self.brought[row.recipient] = row.recipient_name
            self._call(row.recipient, row.recipient_name)


def known_to(sheet: Sheet) -> Knowledge:
    """Return what the register knows of what the sheet refers to."""
    rows = [numbered.row for numbered in sheet.rows]
    addresses = {address for row in rows for address in row.keepers}
    return Knowledge(
        systems={system.slug: system for system in DataSystem.objects.all()},
        elements={(element.system_id, element.name): element for element in DataElement.objects.all()},
        parties={party.slug: party for party in Party.objects.all()},
        sources={source.key: source for source in Source.objects.all()},
        people={user.email: user for user in User.objects.filter(email__in=addresses, is_active=True)},
    )
