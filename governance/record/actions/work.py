"""The state of one load: who enters, what was written, what was there already, what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Source
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.record.days import Day
from governance.record.entries import Labelled
from governance.record.faults import Fault, Path


class Act(TypedDict):
    """Who does it, and when."""

    by: User
    at: datetime


class NotInTheRegister(Exception):
    """A row that was to be referred to is missing: it was refused, or what the register keeps differs from the file."""


@dataclass
class Work:
    """One load in progress. `rows` holds what has been entered or found, by kind and key."""

    by: User
    at: datetime
    added: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    rows: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    @property
    def act(self) -> Act:
        """The `by` and `at` of everything that is entered now."""
        return {"by": self.by, "at": self.at}

    @contextmanager
    def item(self, *path: str | int) -> Iterator[None]:
        """Enter one item of the file; a refusal becomes a fault at its path, and the load goes on to find the others."""
        try:
            with transaction.atomic():
                yield
        except Refused as refusal:
            self._refuse((*path, *([refusal.field] if refusal.field else [])), str(refusal))
        except IntegrityError:
            self._refuse(path, _("The register has this already, or does not allow it beside what it has."))
        except NotInTheRegister as missing:
            if not self.faults:  # otherwise it hangs on what has been refused and reported above
                self._refuse(path, str(missing))

    def _refuse(self, path: Path, sentence: str) -> None:
        self.faults.append(Fault(path, sentence))

    def hold(self, kind: str, *key: Any, row: Any) -> None:
        """Remember a row for those that refer to it."""
        self.rows[kind, *key] = row

    def find(self, kind: str, *key: Any) -> Any:
        """Return a row that was entered or kept before. Raises NotInTheRegister."""
        try:
            return self.rows[kind, *key]
        except KeyError:
            sentence = _("“%(name)s” is not in the register: what it keeps of this differs from the file.")
            raise NotInTheRegister(sentence % {"name": key[-1]}) from None

    def sources(self, keys: Iterable[str]) -> list[Source]:
        """Return the sources with these keys."""
        return [self.find("source", key) for key in keys]

    def facts(self, entry: Labelled) -> dict[str, Any]:
        """Return what every labelled entry says of itself."""
        return {"label": entry.label, "remark": entry.remark, "sources": self.sources(entry.sources)}


@dataclass(frozen=True, slots=True)
class Here:
    """The zone of whoever decides about an agreement, and the day it is there at the moment of loading."""

    zone: ZoneInfo
    today: date

    @classmethod
    def at(cls, moment: datetime, zone: str) -> Here:
        """Return the place of this zone."""
        return cls(ZoneInfo(zone), local_day(moment, zone))

    def day(self, day: Day) -> date:
        """Return a day of the file as a date."""
        return day.on(self.today)

    def day_if(self, day: Day | None) -> date | None:
        """Return a day of the file as a date, or None where none is given."""
        return None if day is None else day.on(self.today)
