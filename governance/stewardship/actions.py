"""The one door to the register: each change and its ledger entry in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from contracts import actions as register
from contracts.models import Agreement, Claim, ElementSharing, Event, Policy, Statement, Term
from contracts.plain_text import one_line
from contracts.refusals import Refused
from contracts.rule import TheRule
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ledger import actions as ledger

from .models import Keeper

P = ParamSpec("P")
Row = TypeVar("Row", bound=models.Model)


def _door(act: Callable[P, Row], *, kind: str, facts: Callable[[Any], dict[str, Any]] | None = None) -> Callable[P, Row]:
    """Return `act` with its ledger entry: what was done by the role that did it, as `facts` or the `public_fields` say.

    `by` is the clerk or the rule; anybody else is refused.
    """

    @the_clerks
    @wraps(act)
    @transaction.atomic
    def recorded(*args: P.args, **kwargs: P.kwargs) -> Row:
        row = act(*args, **kwargs)
        at = kwargs["at"]
        by: User | TheRule = kwargs["by"]  # type: ignore[assignment]
        person = by if isinstance(by, User) else None
        ledger.append(kind=kind, subject=_subject(row), facts=(facts or _public)(row), actor=by.role, by=person, at=at)  # type: ignore[arg-type]
        return row

    return recorded


def _subject(row: models.Model) -> str:
    """Return the public name of what the act is about: of a row that has none, that of what it belongs to."""
    term = getattr(row, "term", None)
    owners = (getattr(row, "agreement", None), getattr(term, "agreement", None), getattr(row, "party", None), row)
    owner = next(owner for owner in owners if owner is not None)
    return getattr(owner, "slug", None) or getattr(owner, "key", None) or str(owner)


def _public(row: models.Model) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in row.public_fields}  # type: ignore[attr-defined]


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return getattr(value, "slug", None) or str(value)
    if isinstance(value, date | Decimal):
        return str(value)
    return value if value is None or isinstance(value, bool | int) else str(value)


def _tags_of_agreement(agreement: Agreement) -> dict[str, Any]:
    return {"tags": [str(tagging.tag) for tagging in agreement.taggings.select_related("tag").order_by("tag__name")]}


def _policy(policy: Policy) -> dict[str, Any]:
    return _public(policy) | {"tags": [str(tag) for tag in policy.tags.all()]}


add_source = _door(register.add_source, kind="source.added")
add_party = _door(register.add_party, kind="party.added")
add_system = _door(register.add_system, kind="system.added")
add_element = _door(register.add_element, kind="element.added")
enter_agreement = _door(register.enter_agreement, kind="agreement.entered")
correct_agreement = _door(register.correct_agreement, kind="agreement.corrected")
begin_term = _door(register.begin_term, kind="term.begun")
add_fee = _door(register.add_fee, kind="fee.added")
correct_fee = _door(register.correct_fee, kind="fee.corrected")
share_element = _door(register.share_element, kind="element.shared_or_withheld")
end_early = _door(register.end_early, kind="agreement.ended_early")
enter_deadline = _door(register.enter_deadline, kind="deadline.entered")
revise_deadline = _door(register.revise_deadline, kind="deadline.revised")
add_contact = _door(register.add_contact, kind="contact.added")
retire_contact = _door(register.retire_contact, kind="contact.retired")
tag_agreement = _door(register.tag_agreement, kind="agreement.tagged", facts=_tags_of_agreement)
record_policy = _door(register.record_policy, kind="policy.recorded", facts=_policy)
void_term = _door(register.void_term, kind="term.voided")
file_document = _door(register.file_document, kind="document.filed")
check_deadline = _door(register.check_deadline, kind="deadline.checked")
record_event = _door(register.record_event, kind="event.recorded")
record_statement = _door(register.record_statement, kind="statement.recorded")
record_claim = _door(register.record_claim, kind="claim.recorded")


# What the public reads of a row beside its `public_fields`; the entry of a correction keeps it too.
_BESIDE = frozenset({"remark", "holds", "sources", "stewards"})


def _whole(row: models.Model, facts: Callable[[Any], dict[str, Any]] = _public) -> dict[str, Any]:
    """Return all that the public reads of a row that can be corrected."""
    lists = {field.name for field in row._meta.many_to_many}
    beside = {name: getattr(row, name) for name in sorted(register.MENDABLE[type(row)] & _BESIDE)}
    return facts(row) | {
        name: sorted(_plain(each) for each in value.all()) if name in lists else value for name, value in beside.items()
    }


def _mending(kind: str, facts: Callable[[Any], dict[str, Any]] = _public) -> Callable[..., Any]:
    """Return the act that corrects a row of this kind: its entry says what stands now, and what of it stood otherwise before."""

    @the_clerks
    @transaction.atomic
    def mended(row: Row, *, by: User, at: datetime, **corrected: Any) -> Row:
        before = _whole(register.still_there(row), facts)
        row = register.mend(row, by=by, at=at, **corrected)
        now = _whole(row, facts)
        said = now | {"before": {name: value for name, value in before.items() if now[name] != value}}
        ledger.append(kind=kind, subject=_subject(row), facts=said, actor=by.role, by=by, at=at)
        return row

    return mended


mend_source = _mending("source.corrected")
mend_party = _mending("party.corrected")
mend_contact = _mending("contact.corrected")
mend_system = _mending("system.corrected")
mend_element = _mending("element.corrected")
mend_sharing = _mending("sharing.corrected")
mend_event = _mending("event.corrected")
mend_statement = _mending("statement.corrected")
mend_claim = _mending("claim.corrected")
mend_policy = _mending("policy.corrected", facts=_policy)
mend_document = _mending("document.corrected")


@the_clerks
@transaction.atomic
def correct_term(*, term: Term, because: str = "", by: User, at: datetime, **facts: Any) -> Term:
    """Correct a term; its entry says what stands now, what of it stood otherwise before, and why where a reason is given."""
    because = one_line(because, field="because", longest=500)
    Agreement.objects.select_for_update().get(pk=term.agreement_id)  # before the term, as every act takes them
    before = _term(register.still_there(term))
    term = register.correct_term(term=term, by=by, at=at, **facts)
    now = _term(term)
    said = now | {"before": {name: value for name, value in before.items() if now[name] != value}}
    said |= {"because": because} if because else {}
    ledger.append(kind="term.corrected", subject=_subject(term), facts=said, actor=by.role, by=by, at=at)
    return term


def _term(term: Term) -> dict[str, Any]:
    return _public(term) | {"remark": term.remark, "sources": sorted(source.key for source in term.sources.all())}


_NOUNS: dict[type[models.Model], str] = {ElementSharing: "sharing", Event: "event", Statement: "statement", Claim: "claim"}


@the_clerks
@transaction.atomic
def take_out(row: Row, *, because: str, by: User, at: datetime) -> Row:
    """Take out what ought never to have been put on an agreement's record. The reason is public, as what stood there is."""
    because = one_line(because, field="because", longest=500)
    if not because:
        raise Refused(_("Say why, for the public record."), field="because")
    facts = _whole(register.still_there(row)) | {"because": because}
    row = register.take_out(row, by=by, at=at)
    ledger.append(kind=f"{_NOUNS[type(row)]}.taken_out", subject=_subject(row), facts=facts, actor=by.role, by=by, at=at)
    return row


@the_clerks
@transaction.atomic
def name_keepers(*, agreement: Agreement, users: list[User], by: User, at: datetime) -> list[Keeper]:
    """Make these users, at least two, the keepers of the agreement."""
    if len({user.pk for user in users}) < 2:
        raise Refused(_("An agreement has at least two keepers, so that one absence loses nothing."), field="keepers")
    agreement.keepers.all().delete()
    keepers = Keeper.objects.bulk_create(Keeper(agreement=agreement, user=user) for user in users)
    ledger.append(kind="keepers.named", subject=agreement.slug, facts={"keepers": len(users)}, actor=by.role, by=by, at=at)
    return keepers
