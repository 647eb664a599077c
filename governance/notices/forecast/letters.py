"""The forecast itself: what is owed when, put into letters as sweeps do. Pure.

To add an occasion, add a function that returns what it owes to one of the two tuples below, or to the rest in `_all`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from .acts import of_ballots, of_confirmations, of_receipts, of_seats, of_undelivered
from .deadlines import is_ballot_said, is_said, is_said_to_followers, of_deadlines, of_followed_deadlines
from .facts import Agreement, Ballot, Deadline, Facts, Person, Waiting
from .following import follow
from .owed import Owed

OF_AN_AGREEMENT = (of_deadlines, of_ballots, of_followed_deadlines)
OF_A_BODY = (of_seats,)

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail that will go out at `at`, if nobody acts until then: its notices, most urgent first, and the zone of the first."""

    at: datetime
    zone: str
    person: Person
    notices: tuple[Owed, ...]


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
    owed = _not_queued_yet(_all(followed, until=until, progress=progress), facts)
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
    for notice in owed:
        together.setdefault((notice.at, notice.person.address, notice.person.id), []).append(notice)
    agreements = {agreement.id: agreement for agreement in facts.agreements}
    for row in facts.waiting:
        at = max(facts.now, row.due_at)
        place = ("letter", row.letter) if row.letter else (at, row.address, row.person)
        said = list(_waiting(facts, agreements, row, at)) if at <= until else []
        if said:
            together.setdefault(place, []).extend(said)
    for notices in together.values():
        notices.sort(key=lambda notice: (urgency[notice.kind], abs(notice.rung), notice.matter))
        yield Letter(notices[0].at, notices[0].zone, notices[0].person, tuple(notices))


# --- What is on its way already ---


def _waiting(facts: Facts, agreements: Mapping[int, Agreement], letter: Waiting, at: datetime) -> Iterator[Owed]:
    """Return what a letter that waits will say; all of it if it is written already."""
    person = facts.people[letter.person] if letter.person else Person(None, letter.address)
    for kind, row, rung, number in letter.notices:
        agreement = agreements.get(number)
        deadline, ballot = _named(agreement, row)
        if agreement is None or letter.is_written or _is_still_said(facts, kind, agreement, deadline, ballot, row, person, at):
            matter = _matter(agreement, deadline, ballot, row)
            zone = agreement.body.zone if agreement and agreement.body else "UTC"
            yield Owed(at, kind, matter, row, rung, person, number, zone, deadline.on if deadline else None)


def _named(agreement: Agreement | None, row: str) -> tuple[Deadline | None, Ballot | None]:
    what, _, number = row.partition(":")
    if agreement is None:
        return None, None
    deadline = next((day for day in agreement.deadlines if what == "deadline" and str(day.id) == number), None)
    ballot = next(
        (put for put in agreement.ballots if number == str({"ballot": put.id, "decision": put.decision}.get(what))), None
    )
    return deadline, ballot


def _matter(agreement: Agreement | None, deadline: Deadline | None, ballot: Ballot | None, row: str) -> str:
    if agreement is not None and deadline is not None:
        return f"deadline:{agreement.slug}:{deadline.kind}:{deadline.cause}:{deadline.revision}"
    return f"{row.partition(':')[0]}:{ballot.slug}" if ballot is not None else row


def _is_still_said(
    facts: Facts,
    kind: str,
    agreement: Agreement,
    deadline: Deadline | None,
    ballot: Ballot | None,
    row: str,
    person: Person,
    at: datetime,
) -> bool:
    if row.startswith("deadline:"):
        if deadline is None:
            return False
        if kind == "followed_comes_up":
            return is_said_to_followers(agreement, deadline, at)
        return is_said(facts, kind, agreement, deadline, person, at)
    return kind != "invitation" or (ballot is not None and is_ballot_said(facts, ballot, person, at))
