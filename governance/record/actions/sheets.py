"""Importing a sheet of agreements: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contracts.models import Agreement, Basis, Sharing, Source, Term
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ballots.actions import correct_term
from governance.ballots.models import Ballot, State
from governance.record.faults import Fault, Faulty
from governance.record.progress import Progress
from governance.record.sheets.changing import Compared
from governance.record.sheets.plan import Plan, plan
from governance.record.sheets.reading import Numbered, Sheet, at
from governance.record.sheets.row import SheetRow
from governance.stewardship import actions as stewardship

from .work import Act

Tell = Callable[[Progress], object]
A_STEP = 100  # rows, after which progress is told


class RegisterChanged(Refused):
    """The register says other things than when the import was shown."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many agreements were entered, how many changed, and how many were as the sheet says already."""

    new: int
    changed: int
    unchanged: int
    parties: int


@the_clerks
@transaction.atomic
def import_sheet(
    sheet: Sheet, *, by: User, at: datetime, reason: str = "", shown: str = "", tell: Tell = lambda progress: None
) -> Imported:
    """Enter the sheet's new agreements and change those that differ, through the register's own acts.

    `reason` is why days on record are corrected. `shown` is the digest of the plan that was confirmed. Raises Faulty with every
    fault by row and column, Refused at `reason` where one is needed, RegisterChanged if the plan is no longer the one shown.
    Nothing is written then. `tell` hears how far it is, and may stop it by a refusal of its own. What is past is not mailed of: a
    deadline has only the rungs that come after its entry.
    """
    slugs = [numbered.row.slug for numbered in sheet.rows]
    # Taken first, so that what is compared below stays true until it is changed; open ballots come before their agreements.
    asked = Ballot.objects.select_for_update(of=("self",)).filter(agreement__slug__in=slugs, state=State.OPEN)
    list(asked.order_by("pk").values_list("pk"))
    list(Agreement.objects.select_for_update().filter(slug__in=slugs).order_by("pk").values_list("pk"))
    drawn = plan(sheet, moment=at)
    if shown and drawn.digest != shown:
        raise _changed_meanwhile()
    drawn.refuse_unless_whole(reason)
    return _Import(drawn, {"by": by, "at": at}, reason).run(tell)


def _changed_meanwhile() -> RegisterChanged:
    return RegisterChanged(_("The register has changed since this was shown. Look at the differences once more."))


class _Import:
    def __init__(self, drawn: Plan, act: Act, reason: str) -> None:
        self.plan, self.act, self.reason = drawn, act, reason
        self.faults: list[Fault] = []
        self.parties, self.brought = dict(drawn.knowledge.parties), drawn.parties

    def run(self, tell: Tell) -> Imported:
        whole = len(self.plan.new) + len(self.plan.changed)
        tell(Progress(0, whole))
        for done, (numbered, item) in enumerate(self._items(), start=1):
            if item is None:
                self._add_recipient(numbered.row)
            with self._row(numbered):
                if item is None:
                    self._enter(numbered.row)
                else:
                    self._change(item)
            if done % A_STEP == 0 or done == whole:
                tell(Progress(done, whole))
        if self.faults:
            raise Faulty(self.faults)
        return Imported(len(self.plan.new), len(self.plan.changed), self.plan.unchanged, len(self.brought))

    def _items(self) -> Iterator[tuple[Numbered, Compared | None]]:
        yield from ((numbered, None) for numbered in self.plan.new)
        yield from ((item.numbered, item) for item in self.plan.changed)

    @contextmanager
    def _row(self, numbered: Numbered) -> Iterator[None]:
        """Do what one row asks for; what the register refuses becomes a fault of the row, and the others are still tried."""
        try:
            with transaction.atomic():
                yield
        except Refused as refusal:
            self.faults.append(at(numbered.number, refusal.field, str(refusal)))
        except IntegrityError:
            self.faults.append(
                at(numbered.number, "", _("The register has this already, or does not allow it beside what it has."))
            )

    def _add_recipient(self, row: SheetRow) -> None:
        """Add the party that the row names, unless the register or an earlier row has it."""
        if row.recipient in self.parties:
            return
        name = self.brought[row.recipient]
        try:
            with transaction.atomic():
                self.parties[row.recipient] = stewardship.add_party(slug=row.recipient, name=name, **self.act)
        except (IntegrityError, Refused) as reason:  # somebody else has just entered it
            raise _changed_meanwhile() from reason

    def _sources(self, keys: tuple[str, ...]) -> list[Source]:
        return [self.plan.knowledge.sources[key] for key in keys]

    def _enter(self, row: SheetRow) -> None:
        knowledge = self.plan.knowledge
        agreement = stewardship.enter_agreement(
            slug=row.slug,
            title=row.title,
            system=knowledge.systems[row.system],
            recipient=self.parties[row.recipient],
            purpose=row.purpose,
            default_outcome=row.default_outcome,
            default_outcome_clause=row.default_outcome_clause,
            renewal_month=row.renewal_day and row.renewal_day.month,
            renewal_day=row.renewal_day and row.renewal_day.day,
            notice_count=row.notice and row.notice.count,
            notice_unit=row.notice.unit.value if row.notice else "",
            notice_clause=row.notice_clause,
            jurisdiction=row.jurisdiction,
            label=row.label,
            remark=row.remark,
            sources=self._sources(row.sources),
            **self.act,
        )
        self._name_keepers(agreement, row)
        if row.tags:
            stewardship.tag_agreement(agreement=agreement, tags=row.tags, **self.act)
        self._begin_term(agreement, row)
        self._share(agreement, row, row.shared, Sharing.SHARED)
        self._share(agreement, row, row.withheld, Sharing.WITHHELD)
        if row.ended_early_on is not None:
            stewardship.end_early(agreement=agreement, ended_early_on=row.ended_early_on, **self.act)

    def _name_keepers(self, agreement: Agreement, row: SheetRow) -> None:
        people = [self.plan.knowledge.people[address] for address in row.keepers]
        stewardship.name_keepers(agreement=agreement, users=people, **self.act)

    def _begin_term(self, agreement: Agreement, row: SheetRow) -> None:
        if row.term is None:
            return
        term = stewardship.begin_term(
            agreement=agreement,
            starts_on=row.term.starts_on.on(date.min),
            starts_precision=row.term.starts_on.precision,
            ends_on=row.term.ends_on,
            basis=Basis(row.term.basis),
            label=row.term.label,
            remark=row.term.remark,
            sources=self._sources(row.term.sources),
            **self.act,
        )
        self._add_fees(term, row)

    def _add_fees(self, term: Term, row: SheetRow) -> None:
        for fee in row.fees:
            stewardship.add_fee(
                term=term,
                amount=fee.amount,
                currency=fee.currency,
                period=fee.period,
                label=fee.label,
                sources=self._sources(fee.sources),
                **self.act,
            )

    def _share(self, agreement: Agreement, row: SheetRow, names: tuple[str, ...], sharing: Sharing) -> None:
        for name in names:
            element = self.plan.knowledge.elements[agreement.system_id, name]
            stewardship.share_element(
                agreement=agreement,
                element=element,
                sharing=sharing,
                label=row.label,
                sources=self._sources(row.sources),
                **self.act,
            )

    def _change(self, item: Compared) -> None:
        agreement, row, term = item.agreement, item.row, item.term
        differs = {change.column for change in item.changes}
        if "keepers" in differs:
            self._name_keepers(agreement, row)
        if "tags" in differs:
            stewardship.tag_agreement(agreement=agreement, tags=row.tags, **self.act)
        if term is None and "term_starts_on" in differs:
            self._begin_term(agreement, row)
        elif term is not None and "fee_amount" in differs:
            self._add_fees(term, row)
        for column, sharing in (("shared", Sharing.SHARED), ("withheld", Sharing.WITHHELD)):
            if column in differs:
                self._share(agreement, row, getattr(row, column), sharing)
        if term is not None and "term_ends_on" in differs:
            assert row.term is not None
            correct_term(term=term, ends_on=row.term.ends_on, because=self.reason, **self.act)
