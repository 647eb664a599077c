"""Loading a document: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from contracts.models import Agreement as AgreementRow
from governance.accounts.models import User
from governance.notices.actions import past_is_told
from governance.record.agreements import Agreement
from governance.record.faults import Faulty
from governance.record.format import Document

from .agreements import enter_agreement
from .foundations import enter_foundations, enter_person
from .rounds import enter_rounds
from .work import Here, Work

Say = Callable[[str], object]


class NotLoaded(Faulty):
    """The register refused what `faults` names, and nothing was written. Their lines are not known here."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many of each noun were added, and how many were there already and were left as they are."""

    added: Mapping[str, int]
    kept: Mapping[str, int]


def load(document: Document, *, by: User | None = None, at: datetime, say: Say = lambda line: None) -> Loaded:
    """Enter a register in one transaction; `by` is the clerk whom the document names, unless somebody else is given.

    Agreements, bodies and systems whose slug is known are kept whole, as are sources and parties by key and people by address.
    `at` is the moment of loading, from which days such as today+41 are counted in the body's zone. Nobody is told of what
    is past. Raises NotLoaded with everything that the register refuses; nothing is written then.
    """
    with past_is_told(at=at):
        return _load(document, by=by, at=at, say=say)


def _load(document: Document, *, by: User | None, at: datetime, say: Say) -> Loaded:
    work = _begin(document, by=by, at=at)
    enter_foundations(work, document)
    for number, entry in enumerate(document.agreements):
        before, faults = Counter(work.added), len(work.faults)
        with work.item("agreements", number):
            _enter(work, number, entry)
        told = "refused" if len(work.faults) > faults else counted(work.added - before) or "kept as it is"
        say(f"{entry.slug}: {told}")
    if work.faults:
        raise NotLoaded(work.faults)
    return Loaded(added=MappingProxyType(dict(work.added)), kept=MappingProxyType(dict(work.kept)))


def _begin(document: Document, *, by: User | None, at: datetime) -> Work:
    people = {key: enter_person(person) for key, person in document.people.items()}
    work = Work(by=by or people[document.clerk][0], at=at)
    for key, (user, is_new) in people.items():
        work.hold("person", key, row=user)
        (work.added if is_new else work.kept)["people"] += 1
    return work


def _enter(work: Work, number: int, entry: Agreement) -> None:
    if AgreementRow.objects.filter(slug=entry.slug).exists():
        work.kept["agreements"] += 1
        return
    body = work.rows.get(("body", entry.system))
    here = Here.at(work.at, body.time_zone if body else "UTC")
    agreement = enter_agreement(work, number, entry, here)
    enter_rounds(work, number, entry, agreement, here)


def counted(numbers: Mapping[str, int]) -> str:
    """Say how many of each noun: "1 agreement, 10 terms"."""
    return ", ".join(f"{number} {noun if number > 1 else _one(noun)}" for noun, number in numbers.items())


def _one(noun: str) -> str:
    return {"people": "person", "parties": "party", "bodies": "body"}.get(noun) or noun.removesuffix("s")
