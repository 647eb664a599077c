"""What an installation still needs before its first ballot, as the records say. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import Agreement, DataSystem, DeadlineKind
from governance.accounts.models import Role, User
from governance.ballots.models import Ballot, State
from governance.bodies.models import Body

from .deadlines import CHECKABLE, days_ahead, unchecked
from .seating import seats_of_all

Action = tuple[str, str]  # words and an address


@dataclass(frozen=True, slots=True)
class Step:
    """One thing, done or not, with the way to do it where this reader may. What is `beside` keeps no ballot from opening."""

    is_done: bool
    text: str
    action: Action | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Beginning:
    """The steps in their order."""

    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        """The first step that is not done, if this reader can do it."""
        undone = next((step for step in self.steps if not step.is_done and not step.beside), None)
        return undone if undone is not None and undone.action is not None else None

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.is_done for step in self.steps)


def beginning(reader: User, *, at: datetime) -> Beginning | None:
    """Return the steps as they are for this reader at `at`; None once a ballot is on record that is no draft."""
    if Ballot.objects.exclude(state=State.DRAFT).exists():
        return None
    return Beginning(
        (_clerks(reader), _agreements(reader), _bodies(reader), _seats(reader, at), _ballot(reader, at), _dates(reader, at))
    )


def next_step(reader: User, *, at: datetime) -> Step | None:
    """Return what comes next on the way to the first ballot; None once it was opened, or where this reader can do nothing."""
    found = beginning(reader, at=at)
    return found.next if found else None


def _for_clerks(reader: User, words: str, name: str, *arguments: str) -> Action | None:
    return (words, reverse(f"desk:{name}", args=arguments)) if reader.is_clerk else None


def _clerks(reader: User) -> Step:
    number = User.objects.filter(role=Role.CLERK, is_active=True).count()
    invite = (_("Invite somebody"), reverse("desk:invite")) if reader.lets_people_in else None
    if number == 0:
        return Step(False, _("Nobody keeps the register yet. A clerk enters the agreements and opens ballots."), invite)
    if number == 1:
        return Step(
            False, _("One clerk has an account. A second one checks the dates that the first has entered."), invite, beside=True
        )
    return Step(
        True, ngettext("%(n)s clerk has an account.", "%(n)s clerks have an account.", number) % {"n": number}, beside=True
    )


def _agreements(reader: User) -> Step:
    number = Agreement.objects.count()
    if not number:
        sheet = _for_clerks(reader, _("Bring in from a spreadsheet"), "import")
        return Step(False, _("No agreement is in the register yet. A spreadsheet of them can be brought in at once."), sheet)
    return Step(True, ngettext("%(n)s agreement is on record.", "%(n)s agreements are on record.", number) % {"n": number})


def _bodies(reader: User) -> Step:
    found = _for_clerks(reader, _("Found a body"), "found_body")
    if not Body.objects.exists():
        return Step(False, _("No body is in the register yet: its seats, and how many of them must approve."), found)
    without = DataSystem.objects.filter(remit=None, agreements__isnull=False).distinct().order_by("name")
    if names := ", ".join(system.name for system in without):
        return Step(False, _("No body decides about %(systems)s.") % {"systems": names}, found)
    return Step(True, _("A body decides about each system that has agreements."))


def _seats(reader: User, at: datetime) -> Step:
    vacant = [(body, seating.seat) for body, seats in seats_of_all(at=at) for seating in seats if seating.is_vacant]
    if vacant:
        fill = _for_clerks(reader, _("Fill the vacant seats"), "fill_seats", vacant[0][0].slug)
        return Step(
            False, _("Nobody holds these seats: %(seats)s.") % {"seats": ", ".join(seat.name for _body, seat in vacant)}, fill
        )
    if not Body.objects.exists():
        return Step(False, _("No seat is there to be held yet."))
    return Step(True, _("Somebody holds each seat."))


def _ballot(reader: User, at: datetime) -> Step:
    ends = days_ahead(at=at).filter(kind=DeadlineKind.TERM_END, agreement__system__remit__isnull=False)
    first = ends.first()
    if first is None:
        return Step(False, _("No ballot has been opened yet, and no term is to end about which a body could decide."))
    sentence = _("No ballot has been opened yet. The first term to end is that of %(title)s, on %(day)s.")
    text = sentence % {"title": first.agreement.title, "day": date_format(first.on)}
    return Step(False, text, _for_clerks(reader, _("Open a ballot"), "new_ballot", first.agreement.slug))


def _dates(reader: User, at: datetime) -> Step:
    coming = days_ahead(at=at).filter(kind__in=CHECKABLE)
    left = unchecked(coming, reader=reader)
    number, whole = left.count(), coming.count()
    if not number:
        return Step(bool(whole), _("Every date to come is checked.") if whole else _("No date is on record yet."), beside=True)
    sentence = _("%(n)s of %(whole)s dates are unchecked. Somebody other than who entered them compares each with the paper.")
    may_check = reader.is_clerk and left.exclude(entered_by=reader).exists()
    check = (_("Check dates"), reverse("desk:deadlines") + "?unchecked=1") if may_check else None
    return Step(False, sentence % {"n": number, "whole": whole}, check, beside=True)
