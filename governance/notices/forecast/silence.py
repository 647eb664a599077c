"""The keepers who do not come: nobody signs in during a forecast, so each is silent a week after the first letter. Pure.

The same as the statement of silent_keepers.py asks. It follows from the letters that go out, and calls for no further one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from contracts.deadlines import local_day
from governance.ballots.tally import Outcome
from governance.notices.schedule import CLERK_AFTER, LONGEST_ON_ITS_WAY, LOOK_BACK, LOOKED_AT_FOR, NEW_FOR, SILENT_AFTER

from .acts import active
from .deadlines import has_closed, later_terms, rounds_about, term_of
from .facts import LONG_AGO, Agreement, Deadline, Facts, Unanswered
from .owed import Owed, matter_of, row_of

KINDS = ("term_end", "notice_by", "no_round", "follow_up")  # the notices to a keeper that ask for something

Letters = Mapping[tuple[str, int], list[Unanswered]]  # by the deadline, as in `Owed.matter`, and who got them


def of_silent_keepers(facts: Facts, letters: Letters, *, until: datetime) -> Iterator[Owed]:
    """Return who hears of silent keepers: the other keepers a week after the letter, the clerks a day later."""
    about = {matter_of(agreement, day): (agreement, day) for agreement in facts.agreements for day in agreement.deadlines}
    for (matter, keeper), rows in letters.items():
        if matter not in about:  # it went out as it was written, about a day that has been replaced
            continue
        agreement, deadline = about[matter]
        others = [number for number in agreement.keepers if number != keeper]
        for told, after in ((others, SILENT_AFTER), (facts.clerks(), SILENT_AFTER + CLERK_AFTER)):
            moments = {max(facts.now, row.sent_at + after) for row in rows}
            for at in sorted(at for at in moments if at <= until):
                if is_silent(agreement, deadline, rows, at, written_from=_written_from(facts, at), after=after):
                    yield from _owed(facts, agreement, deadline, keeper, told, at)


def _owed(
    facts: Facts, agreement: Agreement, deadline: Deadline, keeper: int, told: Iterable[int], at: datetime
) -> Iterator[Owed]:
    for person in active(facts, told):
        yield Owed(
            at=at,
            kind="silent_keeper",
            matter=f"{matter_of(agreement, deadline)}:keeper:{keeper}",
            row=row_of(deadline, f":keeper:{keeper}"),
            rung=0,
            person=person,
            agreement=agreement.id,
            zone=agreement.body.zone if agreement.body else "UTC",
            day=deadline.on,
        )


def letters_to_keepers(facts: Facts, sent: Iterable[tuple[datetime, Owed]]) -> Letters:
    """Return what keepers were written, and will be, and have not answered; `sent` gives what goes out, and when it was due."""
    agreements = {agreement.id: agreement for agreement in facts.agreements}
    found: dict[tuple[str, int], list[Unanswered]] = {}
    for row in facts.unanswered:
        asked = agreements[row.agreement]
        deadline = next((day for day in asked.deadlines if is_about(row, day)), None)
        if deadline is not None and asked.body is not None:
            found.setdefault((matter_of(asked, deadline), row.person), []).append(row)
    for due_at, notice in sent:
        person, agreement = notice.person, agreements.get(notice.agreement or 0)
        if notice.kind not in KINDS or agreement is None or agreement.body is None or person.id not in agreement.keepers:
            continue
        if person.id is not None and person.is_active and not person.is_clerk:
            duty = duty_of(notice.kind, notice.matter)
            row = Unanswered(agreement.id, notice.row, person.id, notice.at, due_at, notice.rung, duty)
            matter = f"deadline:{notice.matter.partition(':')[2]}"
            found.setdefault((matter, person.id), []).append(row)
    return found


def duty_of(kind: str, occasion: str) -> str:
    """Return the duty that a notice tells of; "" where it tells of the deadline itself."""
    return occasion.partition(":")[0] if kind == "follow_up" else ""


def is_about(letter: Unanswered, deadline: Deadline) -> bool:
    """Say whether the letter tells of the deadline, or of a duty that is reckoned from it."""
    return deadline.id is not None and letter.row.partition(":")[2] == str(deadline.id)


def is_silent(
    agreement: Agreement, deadline: Deadline, rows: list[Unanswered], at: datetime, *, written_from: datetime, after: timedelta
) -> bool:
    """Say whether a keeper who got these letters has been silent for `after` about what is open; older ones are left out."""
    due_from = written_from - LONGEST_ON_ITS_WAY
    known = [row for row in rows if written_from <= row.sent_at <= at - SILENT_AFTER and row.due_at >= due_from]
    return any(row.sent_at <= at - after and _is_open(agreement, deadline, row, at) for row in known)


def is_silent_still(agreement: Agreement, deadline: Deadline, rows: list[Unanswered], at: datetime) -> bool:
    """Say whether a letter written at `at` still tells of it."""
    return is_silent(agreement, deadline, rows, at, written_from=at - LOOKED_AT_FOR, after=SILENT_AFTER)


def _written_from(facts: Facts, at: datetime) -> datetime:
    """Return from when on a sweep at `at` looks at letters."""
    before = facts.sweep_before(at)
    since = max(before - LOOK_BACK if before is not None else LONG_AGO, at - NEW_FOR)
    return since - SILENT_AFTER - CLERK_AFTER


def _is_open(agreement: Agreement, deadline: Deadline, letter: Unanswered, at: datetime) -> bool:
    """Say whether something is still to be done of what the letter asked for."""
    if deadline.until is not None and deadline.until <= at:
        return False
    is_ended_early, has_next_term = agreement.ended_early_at(at) is not None, bool(later_terms(agreement, deadline, at))
    if letter.duty:
        return (
            letter.rung <= 0
            and (is_ended_early or not has_next_term)
            and not has_closed(term_of(agreement, deadline), letter.duty)
        )
    return not is_ended_early and not has_next_term and _is_day_open(agreement, deadline, at)


def _is_day_open(agreement: Agreement, deadline: Deadline, at: datetime) -> bool:
    """Say whether the day itself still asks for something. Notice that was decided on is to be given until its day is past."""
    term = term_of(agreement, deadline)
    if has_closed(term, "access_off"):
        return False
    settled = [row for row in rounds_about(agreement, deadline) if row.is_settled_by(at)]
    if deadline.kind == "term_end":
        return not settled
    if deadline.kind != "notice_by":
        return True
    if deadline.on < local_day(at, agreement.body.zone if agreement.body else "UTC") or has_closed(term, "notice_letter"):
        return False
    return all(row.question == "give_notice" and row.outcome is Outcome.CARRIED for row in settled)
