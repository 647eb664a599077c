"""The forecast itself: what is owed when, put into letters as sweeps do. Pure.

To add an occasion, add a function that returns what it owes to one of the two tuples below, or to the rest in `_all`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from .acts import of_ballots, of_confirmations, of_receipts, of_seats, of_undelivered
from .deadlines import of_deadlines, of_followed_deadlines
from .digests import of_digests
from .duties import of_duties
from .facts import Agreement, Facts, Person
from .following import follow
from .owed import Owed
from .silence import letters_to_keepers, of_silent_keepers
from .unchecked import of_unchecked
from .waiting import said_by

OF_AN_AGREEMENT = (of_deadlines, of_duties, of_unchecked, of_ballots, of_followed_deadlines)
OF_A_BODY = (of_seats,)

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail that will go out at `at`, if nobody acts until then: its notices, most urgent first, and the zone of the first."""

    at: datetime
    zone: str
    person: Person
    notices: tuple[Owed, ...]
    due_at: datetime  # earlier than `at` if it waits since then


def forecast(
    facts: Facts, *, until: datetime, urgency: Mapping[str, int], progress: Progress = lambda done, of: None
) -> tuple[Letter, ...]:
    """Return every letter that goes out from now to `until`, in order, if nobody acts and the workers run.

    `urgency` ranks the kinds of notice as letters order them. `progress` is told how many agreements are done, of how many.
    """
    agreements: list[Agreement] = []
    for number, agreement in enumerate(facts.agreements):
        agreements.append(follow(agreement, now=facts.now, until=until))
        progress(number + 1, 2 * len(facts.agreements))
    followed = replace(facts, agreements=agreements)
    owed = list(_not_queued_yet(_all(followed, until=until, progress=progress), facts))
    # Which keepers are silent follows from what they were written; that is told in letters too, but calls for no answer again.
    written = [(letter.due_at, notice) for letter in _letters(followed, owed, until, urgency) for notice in letter.notices]
    silent = of_silent_keepers(followed, letters_to_keepers(followed, written), until=until)
    owed.extend(_not_queued_yet(silent, facts))
    return tuple(sorted(_letters(followed, owed, until, urgency), key=lambda letter: (letter.at, letter.person.address)))


def _all(facts: Facts, *, until: datetime, progress: Progress) -> Iterator[Owed]:
    for number, agreement in enumerate(facts.agreements):
        for occasion in OF_AN_AGREEMENT:
            yield from occasion(facts, agreement, until=until)
        progress(len(facts.agreements) + number + 1, 2 * len(facts.agreements))
    for body in facts.bodies:
        for of_a_body in OF_A_BODY:
            yield from of_a_body(facts, body, until=until)
    yield from chain(of_receipts(facts), of_undelivered(facts, until=until), of_confirmations(facts))
    yield from of_digests(facts, until=until)


def _not_queued_yet(owed: Iterable[Owed], facts: Facts) -> Iterator[Owed]:
    """Return each notice once, when it is first owed; not those on record, and not those that are moot by then."""
    first: dict[object, Owed] = {}
    for notice in owed:
        earlier = first.get(notice.identity)
        if (earlier is None or notice.at < earlier.at) and notice.key not in facts.queued:
            first[notice.identity] = notice
    return (notice for notice in first.values() if notice.is_said)


def _letters(facts: Facts, owed: Iterable[Owed], until: datetime, urgency: Mapping[str, int]) -> Iterator[Letter]:
    together: dict[object, list[Owed]] = {}
    due: dict[object, datetime] = {}
    for notice in owed:
        together.setdefault((notice.at, notice.person.address, notice.person.id), []).append(notice)
    agreements = {agreement.id: agreement for agreement in facts.agreements} if facts.waiting else {}
    for row in facts.waiting:
        at = max(facts.now, row.due_at)
        place: object = ("letter", row.letter) if row.letter else (at, row.address, row.person)
        said = list(said_by(facts, agreements, row, at)) if at <= until else []
        if said:
            together.setdefault(place, []).extend(said)
            due[place] = row.due_at if row.letter else at
    for place, notices in together.items():
        notices.sort(key=lambda notice: (urgency[notice.kind], abs(notice.rung), notice.matter))
        first = notices[0]
        yield Letter(first.at, first.zone, first.person, tuple(notices), due_at=due.get(place, first.at))
