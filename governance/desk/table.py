"""The clerk's table: what is red first, each row with the one thing to do next; and one agreement's part of it. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline, Term
from governance.accounts.models import User
from governance.ballots.judgement import judge, with_all_that_judging_reads
from governance.ballots.models import Ballot, State
from governance.ballots.to_come import round_to_come
from governance.bodies.models import zone_of, zones
from governance.followups.as_of import as_of
from governance.followups.obligations import Duty
from governance.followups.owed import Owed, late_letter, owed_by
from governance.notices.models import Letter
from governance.words import checked_text, entered_text, moment, money, period

from .days import days_to_come
from .deliveries import why_not_delivered
from .dossier import policies_about
from .in_the_way import in_the_way
from .papers import papers_listed
from .standings import Standpoint, standpoint, standpoints
from .words import DUTY_DONE, ballot_status, duty_url, question_of

QUIET = 5  # ranks from here on need nothing today
SETTLED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ClerksTable:
    """What needs the clerk: agreements that are red, those coming up, and mails that reached nobody."""

    red: list[Standpoint]
    coming: list[Standpoint]
    letters: list[dict[str, Any]]


def clerks_table(*, at: datetime) -> ClerksTable:
    """Return the table as it is at `at`."""
    points = [point for point in standpoints(at=at) if point.rank < QUIET]
    red = [point for point in points if point.is_red]
    return ClerksTable(red, [point for point in points if not point.is_red], dead_letters(Letter.objects.all()))


def dead_letters(letters: Any) -> list[dict[str, Any]]:
    """Return those of these letters that reached nobody, refused or come back, the latest first."""
    failed = letters.undelivered().select_related("user").prefetch_related("notices__agreement", "bounces")
    by_system = zones()
    return [_letter(letter, zone_of_letter(letter, by_system)) for letter in failed.order_by("-pk").distinct()]


def _letter(letter: Letter, zone: str) -> dict[str, Any]:
    notice = next(iter(letter.notices.all()), None)
    return {
        "subject": letter.subject or (notice.get_kind_display() if notice else letter.message_id),
        "name": letter.user.name if letter.user else letter.address,
        "address": letter.address,
        "when": moment(letter.due_at, zone),
        "letter_id": letter.pk,
        "error": why_not_delivered(letter),
        "agreement": next((about.agreement for about in letter.notices.all() if about.agreement), None),
    }


def zone_of_letter(letter: Letter, by_system: Mapping[int, str]) -> str:
    """Return the zone in which a letter's moments are told: that of the body of its first agreement; UTC where it names none.

    `by_system` is `zones()`.
    """
    agreement = next((notice.agreement for notice in letter.notices.all() if notice.agreement), None)
    return by_system.get(agreement.system_id, "UTC") if agreement else "UTC"


def agreement_at(agreement: Agreement, user: User, *, at: datetime) -> dict[str, Any]:
    """Return what the desk shows of one agreement; drafts and failed mails are for who reads all of it."""
    zone = zone_of(agreement)
    on = local_day(at, zone)
    ballots = with_all_that_judging_reads(agreement.ballots.select_related("agreement", "term"))
    if not user.reads_the_desk:
        ballots = ballots.exclude(state=State.DRAFT)
    current = Deadline.objects.filter(agreement=agreement, superseded_at=None, on__gte=on)
    days = current.select_related("entered_by", "checked_by")
    terms = agreement.terms.order_by("-starts_on").select_related("decision__ballot").prefetch_related("fees")
    letters = Letter.objects.filter(notices__agreement=agreement) if user.reads_the_desk else Letter.objects.none()
    return {
        "agreement": agreement,
        "point": standpoint(agreement, at=at),
        "in_the_way": in_the_way(round_to_come(agreement, at=at)),
        "ballots": [ballot_row(ballot, at=at) for ballot in ballots],
        "days": [(day, entered_text(day), checked_text(day)) for day in days_to_come(days, at=at)],
        "terms": [_term_row(term) for term in terms],
        "owed": [(item, DUTY_DONE[item.duty], duty_url(agreement, item.duty)) for item in _duties(agreement, at=at)],
        "letters": dead_letters(letters),
        "documents": papers_listed(user, agreement, at=at),
        "policies": policies_about(agreement),
    }


def _term_row(term: Term) -> dict[str, Any]:
    """Return a term in words, each of its fees as (fee, words)."""
    fees = [(fee, money(fee.amount, fee.currency, fee.period)) for fee in term.fees.all()]
    return {"term": term, "days": period(term.starts_on, term.ends_on), "fees": fees}


def ballot_row(ballot: Ballot, *, at: datetime) -> dict[str, Any]:
    """Return a ballot as a row of a list."""
    judgement = judge(ballot, at=at)
    return {
        "ballot": ballot,
        "question": question_of(ballot),
        "status": ballot_status(ballot, judgement),
        "is_open": ballot.state == State.OPEN and not judgement.is_settled,
    }


def all_ballots(*, at: datetime) -> list[dict[str, Any]]:
    """Return the ballots put here, the open ones by closing, then drafts, then the rest, latest first."""
    put = with_all_that_judging_reads(Ballot.objects.filter(is_reported=False).select_related("agreement", "term"))
    unsettled = put.filter(state__in=[State.OPEN, State.DRAFT]).order_by("closes_at", "pk")
    final = put.exclude(state__in=[State.OPEN, State.DRAFT]).order_by("-pk")[:SETTLED_SHOWN]
    rows = [ballot_row(ballot, at=at) for ballot in (*unsettled, *final)]
    return sorted(rows, key=lambda row: (not row["is_open"], row["ballot"].state != State.DRAFT))


def what_is_owed(agreement: Agreement, duty: Duty, *, at: datetime) -> tuple[Term | None, Owed | None]:
    """Return the term at whose end this duty is owed, and how it stands; (None, None) while nothing is owed."""
    now = as_of(agreement, at=at)
    item = next((item for item in owed_by(now) if item.duty is duty), None)
    if item is not None:
        return now.terms[-1], item
    return (late_letter(now) if duty is Duty.NOTICE_LETTER else None) or (None, None)


def is_renewed_after(term: Term | None) -> bool:
    """Tell whether a term follows this one on record."""
    return term is not None and Term.objects.filter(agreement_id=term.agreement_id, starts_on__gt=term.starts_on).exists()


def _duties(agreement: Agreement, *, at: datetime) -> list[Owed]:
    """Return what the end of an agreement obliges, or the letter that could still show that it has ended."""
    now = as_of(agreement, at=at)
    late = late_letter(now)
    return [*owed_by(now), *([late[1]] if late is not None else [])]
