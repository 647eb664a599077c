"""What importing a sheet would do: what is new, what changes, what is wrong. Reads the register and writes nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.models import Agreement
from contracts.refusals import Refused
from governance.record.faults import Fault, Faulty

from .changing import Compared, compare
from .columns import written
from .knowledge import Knowledge, known_to
from .reading import Numbered, Sheet, at
from .register import on_record


@dataclass
class Plan:
    """All that an import would do. With one fault in it, nothing is imported. The lists are in the order of the sheet.

    A row with a fault stands among the faults and nowhere else. Of the faults, `lacking` are those that go once the register has
    what the row names.
    """

    knowledge: Knowledge
    new: list[Numbered] = field(default_factory=list)
    changed: list[Compared] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    lacking: list[Fault] = field(default_factory=list)
    warnings: tuple[Fault, ...] = ()

    @property
    def to_correct(self) -> list[Fault]:
        """The faults that are corrected in the sheet."""
        lacking = set(self.lacking)
        return [fault for fault in self.faults if fault not in lacking]

    @property
    def parties(self) -> dict[str, str]:
        """The names of the parties that are added, by slug."""
        recipients = {numbered.row.recipient for numbered in self.new}
        return {slug: name for slug, name in self.knowledge.brought.items() if slug in recipients}

    @property
    def needs_a_reason(self) -> bool:
        """Whether a day on record is corrected, which nobody does without saying why."""
        return any(change.is_a_correction for row in self.changed for change in row.changes)

    @property
    def does_nothing(self) -> bool:
        """Whether the register says all this already."""
        return not self.new and not self.changed

    def refuse_unless_whole(self, reason: str) -> None:
        """Raise Faulty with all its faults if it has any, and Refused at `reason` where one is needed and none is given."""
        if self.faults:
            raise Faulty(self.faults)
        if self.needs_a_reason and not reason.strip():
            raise Refused(_("Say why days on record are corrected; readers will see it."), field="reason")

    @property
    def digest(self) -> str:
        """What stands for all that is shown of it: the same plan has the same digest, a plan with one other word another."""
        said = {
            "new": [(row.number, written(row.row)) for row in self.new],
            "changed": [
                (row.numbered.number, row.agreement.pk, [(one.column, one.old, one.new) for one in row.changes])
                for row in self.changed
            ],
            "unchanged": self.unchanged,
            "parties": self.parties,
            "faults": [str(fault) for fault in self.faults],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def plan(sheet: Sheet, *, moment: datetime) -> Plan:
    """Compare a sheet with the register as it is at `moment`, in as many queries for one row as for all."""
    knowledge = known_to(sheet)
    drawn = Plan(knowledge, faults=list(sheet.faults), warnings=sheet.warnings)
    agreements = Agreement.objects.filter(slug__in=[numbered.row.slug for numbered in sheet.rows])
    found = {item.agreement.slug: item for item in on_record(agreements, at=moment)}
    for numbered in sheet.rows:
        whole = Numbered(numbered.number, knowledge.with_recipient(numbered.row))
        unknown = [at(whole.number, column, sentence) for column, sentence in knowledge.unknown_in(whole.row)]
        drawn.faults += unknown
        drawn.lacking += [fault for fault in unknown if fault.path[0] not in ("recipient", "recipient_name")]
        compared = compare(whole, sheet.columns, found[whole.row.slug]) if whole.row.slug in found else None
        drawn.faults += compared.faults if compared else []
        if unknown or (compared and compared.faults):
            continue
        if compared is None:
            drawn.new.append(whole)
        elif compared.changes:
            drawn.changed.append(compared)
        else:
            drawn.unchanged += 1
    drawn.faults.sort(key=lambda fault: fault.line or 0)
    return drawn
