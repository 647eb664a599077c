"""What is typed to add, at once, what a sheet names and the register does not have yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby, islice
from typing import Any, TypeVar

from django import forms
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import DataElement, DataSystem, Party, Sensitivity, Source
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.record.sheets.knowledge import known_to
from governance.record.sheets.missing import Missing, Named, missing_from
from governance.record.sheets.reading import read_sheet
from governance.stewardship import actions as stewardship

from .fields import on_one_line
from .invited import InvitingForm

MOST = 60  # of a kind on one page; what is left comes on the next
NOT_ADDED = [("", gettext_lazy("do not add")), *Sensitivity.choices]
What = TypeVar("What")


class MissingForm(InvitingForm):
    """Systems with who stewards them, their elements, people and sources. What is left empty is not added.

    `about` is the uploaded sheet. A name that is close to a better known one is left for the clerk to decide.
    """

    def shape(self) -> None:
        """Ask about each thing that the sheet names, by a field that keeps its name whatever else is added meanwhile."""
        sheet = read_sheet(bytes(self.about.content))
        found = missing_from(sheet, known_to(sheet))
        self.missing = Missing(_first(found.systems), _first(found.elements), _first(found.people), _first(found.sources))
        for slug, named in self.missing.systems.items():
            label = _("Data system “%(slug)s”: its name") % {"slug": slug}
            self.fields[field_of("system", slug)] = _name(label, 200, named, slug.replace("-", " ").capitalize())
            self.fields[field_of("steward", slug)] = _name(_("Stewarded by"), 200, help_text=_("An office, by its name."))
        for (slug, name), named in self.missing.elements.items():
            self.fields[field_of("element", slug, name)] = _sensitivity(f"{slug}: {name}", named)
        for address, named in self.missing.people.items():
            self.fields[field_of("person", address)] = _name(
                _("Name of %(address)s") % {"address": address}, 200, named, _person(address)
            )
        for key, named in self.missing.sources.items():
            self.fields[field_of("source", key)] = _name(_("Title of the source “%(key)s”") % {"key": key}, 300, named)

    def groups(self) -> list[list[forms.BoundField]]:
        """Return the fields to show: each system beside its steward, and the elements of a system beside each other."""
        together = {field_of(kind, slug): slug for slug in self.missing.systems for kind in ("system", "steward")}
        together |= {field_of("element", *element): f"elements of {element[0]}" for element in self.missing.elements}
        return [
            list(fields) for _same, fields in groupby(self.visible_fields(), lambda field: together.get(field.name, field.name))
        ]

    def clean(self) -> dict[str, Any]:
        """A system that is added has somebody who stewards it."""
        given = super().clean() or {}
        for slug in self.missing.systems:
            steward = field_of("steward", slug)
            if given.get(field_of("system", slug)) and not given.get(steward) and steward not in self.errors:
                self.add_error(steward, _("Say who stewards it: an office that the register has, or a new one."))
        return given

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add it all, or nothing."""
        given = self.given()
        if not any(given.values()):
            raise Refused(_("Nothing is named here. Fill in what is to be added, or correct the sheet."))
        counts = [
            len(self._add_systems(given, by=by, at=at)),
            len(self._add_elements(given, by=by, at=at)),
            len(self._invite(given, by=by, at=at)),
            len(self._add_sources(given, by=by, at=at)),
        ]
        return _("Added: %(what)s.") % {"what": ", ".join(_counted(*counts))}

    def _add_systems(self, given: Mapping[str, str], *, by: User, at: datetime) -> list[DataSystem]:
        named = {slug: name for slug in self.missing.systems if (name := given[field_of("system", slug)])}
        return [
            stewardship.add_system(
                slug=slug, name=name, stewards=[self._party(given[field_of("steward", slug)], by=by, at=at)], by=by, at=at
            )
            for slug, name in named.items()
        ]

    def _party(self, name: str, *, by: User, at: datetime) -> Party:
        found = Party.objects.filter(name__iexact=name).first()
        if found is not None:
            return found
        slug = slugify(name)[:60].strip("-")
        if not slug:
            raise Refused(
                _("From the name %(name)s no short name can be made: add this party to the register first.") % {"name": name}
            )
        return stewardship.add_party(slug=slug, name=name, by=by, at=at)

    def _add_elements(self, given: Mapping[str, str], *, by: User, at: datetime) -> list[DataElement]:
        systems = {
            system.slug: system for system in DataSystem.objects.filter(slug__in={slug for slug, _name in self.missing.elements})
        }
        wanted = [(slug, name, how) for slug, name in self.missing.elements if (how := given[field_of("element", slug, name)])]
        return [
            stewardship.add_element(system=systems[slug], name=name, sensitivity=how, by=by, at=at)
            for slug, name, how in wanted
            if slug in systems
        ]

    def _invite(self, given: Mapping[str, str], *, by: User, at: datetime) -> list[User]:
        named = {address: name for address in self.missing.people if (name := given[field_of("person", address)])}
        return [self.invite(address, name, by=by, at=at) for address, name in named.items()]

    def _add_sources(self, given: Mapping[str, str], *, by: User, at: datetime) -> list[Source]:
        named = {key: title for key in self.missing.sources if (title := given[field_of("source", key)])}
        return [stewardship.add_source(key=key, title=title, url="", by=by, at=at) for key, title in named.items()]


def field_of(kind: str, *names: str) -> str:
    """Return the name of the field that asks about this: names in sheets have signs that no form field may have."""
    return f"{kind}_{hashlib.sha256(chr(10).join(names).encode()).hexdigest()[:12]}"


def _first(found: Mapping[What, Named]) -> dict[What, Named]:
    return dict(islice(found.items(), MOST))


def _name(label: str, longest: int, named: Named | None = None, initial: str = "", **options: Any) -> forms.CharField:
    if named is not None:
        options |= {"help_text": _said(named), "initial": "" if named.meant else initial}
    return forms.CharField(label=label, max_length=longest, required=False, validators=[on_one_line], **options)


def _sensitivity(label: str, named: Named) -> forms.ChoiceField:
    initial = "" if named.meant else Sensitivity.ORDINARY
    return forms.ChoiceField(label=label, choices=NOT_ADDED, initial=initial, required=False, help_text=_said(named))


def _said(named: Named) -> str:
    """Say how often it is named, and what is perhaps meant. The page writes help texts as they are, so they are escaped here."""
    sentence = ngettext("In %(rows)s row.", "In %(rows)s rows.", named.rows) % {"rows": named.rows}
    if not named.meant:
        return sentence
    return sentence + " " + _("Is “%(name)s” meant? Then add nothing here and correct the sheet.") % {"name": escape(named.meant)}


def _person(address: str) -> str:
    """Guess a name from an address that has first and last name in it."""
    parts = address.split("@")[0].replace("_", ".").split(".")
    return " ".join(part.capitalize() for part in parts) if len(parts) > 1 and all(map(str.isalpha, parts)) else ""


def _counted(systems: int, elements: int, people: int, sources: int) -> list[str]:
    """Say how many there are of each, where there is any."""
    words = [
        (systems, ngettext("%(n)s data system", "%(n)s data systems", systems)),
        (elements, ngettext("%(n)s data element", "%(n)s data elements", elements)),
        (people, ngettext("%(n)s person", "%(n)s people", people)),
        (sources, ngettext("%(n)s source", "%(n)s sources", sources)),
    ]
    return [said % {"n": number} for number, said in words if number]
