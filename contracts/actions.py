"""The only code that changes the register. Called through `governance.stewardship.actions`, which keeps the record of acts.

Every act is atomic, takes who does it (`by`: a person, or the rule) and the instant (`at`), refuses with a sentence, and returns
the row it wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .deadlines import notice_by, public_holidays
from .models import (
    CURRENCIES,
    Agreement,
    Basis,
    Claim,
    Contact,
    DataElement,
    DataSystem,
    Deadline,
    DeadlineKind,
    Document,
    ElementSharing,
    Event,
    Fee,
    Label,
    Party,
    Policy,
    Source,
    Statement,
    Tag,
    Tagging,
    Term,
    VoidedTerm,
    term_cause,
)
from .papers import recognise
from .plain_text import one_line, plain_text
from .refusals import Refused
from .rule import TheRule

User = settings.AUTH_USER_MODEL
Row = TypeVar("Row", bound=models.Model)

# Without savepoints: stewardship, which alone calls these acts, makes one around each act and its entry. An act that refuses
# undoes what it wrote up to there. Entering a sheet makes thousands of them while whoever else writes to SQLite waits.
_atomic = transaction.atomic(savepoint=False)


def _write(row: Row, *, sources: Iterable[Source] = ()) -> Row:
    """Save a new row with its sources; every text in it is plain, every choice a known one."""
    _clean(row)
    row.save(force_insert=True)
    if sources:
        row.sources.set(sources)  # type: ignore[attr-defined]
    return row


def _clean(row: models.Model) -> None:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, str):
            clean = plain_text if isinstance(field, models.TextField) else one_line
            setattr(row, field.attname, clean(value, field=field.name, longest=field.max_length or 10_000))
        if field.choices and value not in ("", None) and value not in dict(field.flatchoices):
            raise Refused(_("%(value)s is not a known value.") % {"value": value}, field=field.name)


def _correct(row: Row, facts: Mapping[str, Any], *, sources: Iterable[Source] | None = None) -> Row:
    """Save these facts over what the row said, as plain and as known as new ones; the ledger keeps what stood before."""
    for name, value in facts.items():
        setattr(row, name, value)
    _clean(row)
    row.save(update_fields=list(facts))
    if sources is not None:
        row.sources.set(sources)  # type: ignore[attr-defined]
    return row


def _refuse_taken(kind: type[models.Model], field: str, value: Any, *, but: models.Model | None = None) -> None:
    """Refuse a name or key that another row of this kind has; the comparison takes no account of case."""
    others = kind._default_manager.exclude(pk=but.pk) if but else kind._default_manager.all()
    if value and others.filter(**{f"{field}__iexact": value}).exists():
        raise Refused(
            _("%(value)s is in the register already. Choose another name, or use what is there.") % {"value": value}, field=field
        )


@_atomic
def add_source(*, key: str, title: str, url: str, by: Any, at: datetime) -> Source:
    """Add a document or page that facts can cite; `url` is "" where it has no address."""
    _refuse_taken(Source, "key", key)
    source = Source(key=key, title=title, url=url)
    _refuse_address(source)
    return _write(source)


def _refuse_address(source: Source) -> None:
    if source.url and not source.url.startswith(("http://", "https://")):
        raise Refused(_("An address begins with http:// or https://."), field="url")


@_atomic
def add_party(*, slug: str, name: str, by: Any, at: datetime) -> Party:
    """Add an office or organisation; its name is unique."""
    _refuse_taken(Party, "name", name)
    _refuse_taken(Party, "slug", slug)
    return _write(Party(slug=slug, name=name))


@_atomic
def add_system(*, stewards: Iterable[Party], sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> DataSystem:
    """Add a data system with the parties that steward it."""
    for field in ("name", "slug"):
        _refuse_taken(DataSystem, field, facts.get(field))
    system = _write(DataSystem(**facts), sources=sources)
    system.stewards.set(stewards)
    return system


@_atomic
def add_element(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> DataElement:
    """Add a kind of field to a system."""
    if DataElement.objects.filter(system=facts["system"], name=facts["name"]).exists():
        raise Refused(_("%(name)s is an element of this system already.") % facts, field="name")
    return _write(DataElement(**facts), sources=sources)


@contextmanager
def _said_at(field: str) -> Iterator[None]:
    """Turn what the pure rules say of a value into a refusal at its field."""
    try:
        yield
    except ValueError as error:
        raise Refused(str(error), field=field) from error


@_atomic
def enter_agreement(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Agreement:
    """Enter an agreement; its terms follow by `begin_term`. The renewal day, where given, must exist in some year."""
    _refuse_taken(Agreement, "slug", facts.get("slug"))
    agreement = Agreement(**facts, entered_by=by, entered_at=at)
    _refuse_agreement(agreement, at=at)
    return _write(agreement, sources=sources)


def _refuse_agreement(agreement: Agreement, *, at: datetime) -> None:
    if (agreement.renewal_month is None) != (agreement.renewal_day is None):
        raise Refused(_("A renewal day needs both a month and a day."), field="renewal_day")
    if agreement.renews_by_silence and agreement.renewal_month is None:
        sentence = _("An agreement that renews by silence needs its renewal day: nobody will be asked for the next one.")
        raise Refused(sentence, field="renewal_day")
    with _said_at("renewal_day"):
        agreement.year_day  # noqa: B018  (raises for a day that no year has)
    with _said_at("notice_count"):
        agreement.notice_period  # noqa: B018
    with _said_at("jurisdiction"):
        if agreement.jurisdiction:
            public_holidays(agreement.jurisdiction, [at.year])


# What of an agreement may have been entered wrongly, or is agreed anew. Its system and recipient make it the one it is.
CORRECTABLE = frozenset(
    {
        "title",
        "purpose",
        "default_outcome",
        "default_outcome_clause",
        "renewal_month",
        "renewal_day",
        "notice_count",
        "notice_unit",
        "notice_clause",
        "jurisdiction",
        "label",
        "remark",
    }
)


@_atomic
def correct_agreement(
    *, agreement: Agreement, sources: Iterable[Source] | None = None, by: Any, at: datetime, **facts: Any
) -> Agreement:
    """Correct facts of an agreement; where its notice period or clause changes, the last term's notice-by date is computed anew.

    Takes the fields in CORRECTABLE. Raises Refused as `enter_agreement` does, and where nothing would change.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    unknown = facts.keys() - CORRECTABLE
    if unknown:
        raise TypeError(f"{sorted(unknown)} cannot be corrected.")
    changed = {name: value for name, value in facts.items() if getattr(agreement, name) != value}
    cited = None if sources is None else set(sources)
    if not changed and (cited is None or cited == set(agreement.sources.all())):
        raise Refused(_("This is what the register says already. Change something, or leave it as it is."))
    before = _clause_of(agreement)
    for name, value in changed.items():
        setattr(agreement, name, value)
    _refuse_agreement(agreement, at=at)
    agreement = _correct(agreement, changed, sources=cited)
    last = agreement.terms.order_by("starts_on").last()
    if last is not None and _clause_of(agreement) != before:
        _store_notice_by(last, by=by, at=at)
    return agreement


def _clause_of(agreement: Agreement) -> tuple[Any, ...]:
    return (agreement.notice_count, agreement.notice_unit, agreement.notice_clause, agreement.jurisdiction)


@_atomic
def begin_term(
    *,
    agreement: Agreement,
    starts_on: date,
    ends_on: date,
    basis: Basis,
    sources: Iterable[Source] = (),
    by: Any,
    at: datetime,
    **facts: Any,
) -> Term:
    """Add a term, inclusive on both ends, and store the days that follow: its end, and notice-by where a clause is recorded.

    Raises Refused if it ends before it starts or shares a day with another term of the agreement.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    if ends_on < starts_on:
        raise Refused(_("The term would end before it starts. Choose a later last day."), field="ends_on")
    clash = Term.objects.filter(agreement=agreement, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if clash is not None:
        sentence = _("The term shares days with the one from %(starts)s to %(ends)s.")
        raise Refused(sentence % {"starts": clash.starts_on, "ends": clash.ends_on}, field="starts_on")
    term = _write(Term(agreement=agreement, starts_on=starts_on, ends_on=ends_on, basis=basis, **facts), sources=sources)
    _store_days_of(term, by=by, at=at)
    return term


def _store_days_of(term: Term, *, by: Any, at: datetime) -> None:
    agreement, cause = term.agreement, term_cause(term.starts_on)
    enter_deadline(agreement=agreement, kind=DeadlineKind.TERM_END, cause=cause, on=term.ends_on, clause="", by=by, at=at)
    _store_notice_by(term, by=by, at=at)


def _store_notice_by(term: Term, *, by: Any, at: datetime) -> None:
    agreement, cause = term.agreement, term_cause(term.starts_on)
    if agreement.notice_period is None:
        current = Deadline.objects.filter(agreement=agreement, kind=DeadlineKind.NOTICE_BY, cause=cause, superseded_at=None)
        current.update(superseded_at=at)
    else:
        enter_deadline(
            agreement=agreement,
            kind=DeadlineKind.NOTICE_BY,
            cause=cause,
            on=_notice_by(agreement, term.ends_on),
            clause=agreement.notice_clause,
            by=by,
            at=at,
        )


def _notice_by(agreement: Agreement, term_ends_on: date) -> date:
    assert agreement.notice_period is not None
    years = [term_ends_on.year - 2, term_ends_on.year - 1, term_ends_on.year]
    holidays = public_holidays(agreement.jurisdiction, years) if agreement.jurisdiction else frozenset[date]()
    return notice_by(term_ends_on=term_ends_on, notice=agreement.notice_period, holidays=holidays)


@_atomic
def add_fee(
    *,
    term: Term,
    amount: Decimal,
    currency: str,
    period: str,
    label: str = Label.FACT,
    sources: Iterable[Source] = (),
    by: Any,
    at: datetime,
) -> Fee:
    """Add what is paid in a term. Raises Refused for a negative amount and for what is not an ISO 4217 code."""
    _refuse_fee(amount, currency)
    return _write(Fee(term=term, amount=amount, currency=currency, period=period, label=label), sources=sources)


def _refuse_fee(amount: Decimal, currency: str) -> None:
    if amount < 0:
        raise Refused(_("A fee cannot be negative. Enter 0 or more."), field="amount")
    if currency not in CURRENCIES:
        raise Refused(
            _("%(code)s is not a currency code in use. Write it like USD or EUR.") % {"code": currency}, field="currency"
        )


@_atomic
def correct_fee(*, fee: Fee, amount: Decimal, currency: str, period: str, by: Any, at: datetime) -> Fee:
    """Correct a fee that was entered wrongly; the ledger keeps the old one. Raises Refused as `add_fee`, or for no change."""
    fee = Fee.objects.select_for_update().get(pk=fee.pk)
    if (amount, currency, period) == (fee.amount, fee.currency, fee.period):
        raise Refused(_("This is the fee on record. Enter another, or leave it as it is."), field="amount")
    _refuse_fee(amount, currency)
    fee.amount, fee.currency, fee.period = amount, currency, period
    fee.save(update_fields=["amount", "currency", "period"])
    return fee


@_atomic
def share_element(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> ElementSharing:
    """Record that from a day on the agreement shares an element, or withholds it. The element must be of the same system."""
    sharing = ElementSharing(**facts)
    if sharing.element.system_id != sharing.agreement.system_id:
        raise Refused(
            _("%(name)s is not an element of this system. Add it to the system first.") % {"name": sharing.element},
            field="element",
        )
    same = ElementSharing.objects.filter(agreement=sharing.agreement, element=sharing.element, since_on=sharing.since_on)
    if same.exists():
        raise Refused(_("For this day it is on record already. Choose another day, or leave it as it is."), field="since_on")
    return _write(sharing, sources=sources)


@_atomic
def end_early(*, agreement: Agreement, ended_early_on: date, by: Any, at: datetime) -> Agreement:
    """Record the last day of access of an agreement that ends before its term does, and store that day as its fourth clock."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    agreement.ended_early_on = ended_early_on
    agreement.save(update_fields=["ended_early_on"])
    term = agreement.term_on(ended_early_on)
    if term is not None:
        cause = term_cause(term.starts_on)
        enter_deadline(agreement=agreement, kind=DeadlineKind.ACCESS_OFF, cause=cause, on=ended_early_on, clause="", by=by, at=at)
    return agreement


@_atomic
def enter_deadline(*, agreement: Agreement, kind: str, cause: str, on: date, clause: str, by: Any, at: datetime) -> Deadline:
    """Enter a day of one clock, or a new revision of it: the earlier one stays on record as superseded.

    Of a day that `TheRule` enters no person is on record, but what it was computed from.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    earlier = Deadline.objects.filter(agreement=agreement, kind=kind, cause=cause).order_by("-revision").first()
    if earlier is not None and earlier.superseded_at is None:
        earlier.superseded_at = at
        earlier.save(update_fields=["superseded_at"])
    revision = 1 if earlier is None else earlier.revision + 1
    row = Deadline(
        agreement=agreement,
        kind=kind,
        cause=cause,
        revision=revision,
        on=on,
        clause=clause,
        entered_by=None if isinstance(by, TheRule) else by,
        computed_from=by.cause if isinstance(by, TheRule) else "",
        entered_at=at,
    )
    return _write(row)


@_atomic
def revise_deadline(*, deadline: Deadline, on: date, clause: str, by: Any, at: datetime) -> Deadline:
    """Correct a day that stands by itself, with the clause it rests on; the old one stays on record as superseded.

    Raises Refused for a day that follows from something else (a term's end, a ballot's closing), and for a notice-by date that
    lies outside its term.
    """
    Agreement.objects.select_for_update().get(pk=deadline.agreement_id)
    deadline = Deadline.objects.get(pk=deadline.pk)
    if deadline.superseded_at is not None:
        raise Refused(_("This date has been replaced already. Look at the present one."))
    if deadline.kind == DeadlineKind.TERM_END:
        raise Refused(_("This day is the end of a term: correct the term, and the days that hang on it follow."), field="on")
    if deadline.kind == DeadlineKind.BALLOT_CLOSING:
        raise Refused(_("This day belongs to a ballot's text: amend the ballot."), field="on")
    if (on, clause) == (deadline.on, deadline.clause):
        raise Refused(_("This is the day on record. Enter another, or leave it as it is."), field="on")
    term = next((term for term in deadline.agreement.terms.all() if term_cause(term.starts_on) == deadline.cause), None)
    if deadline.kind == DeadlineKind.NOTICE_BY and term is not None and not term.starts_on <= on <= term.ends_on:
        sentence = _("Notice is given within the term, from %(starts)s to %(ends)s.")
        raise Refused(sentence % {"starts": term.starts_on, "ends": term.ends_on}, field="on")
    kind, cause = deadline.kind, deadline.cause
    return enter_deadline(agreement=deadline.agreement, kind=kind, cause=cause, on=on, clause=clause, by=by, at=at)


@_atomic
def correct_term(*, term: Term, ends_on: date, by: Any, at: datetime) -> Term:
    """Correct the last day of a term that was entered wrongly, with new revisions of the days that follow from it.

    The old days stay on record as superseded. Raises Refused if the term would end before it starts or meet another one.
    """
    Agreement.objects.select_for_update().get(pk=term.agreement_id)
    term = Term.objects.select_related("agreement").get(pk=term.pk)
    if ends_on < term.starts_on:
        raise Refused(_("The term would end before it starts. Choose a later last day."), field="ends_on")
    if ends_on == term.ends_on:
        raise Refused(_("This is the day on record. Enter another, or leave it as it is."), field="ends_on")
    later = Term.objects.filter(agreement=term.agreement, starts_on__gt=term.starts_on, starts_on__lte=ends_on).first()
    if later is not None:
        sentence = _("The term shares days with the one from %(starts)s to %(ends)s.")
        raise Refused(sentence % {"starts": later.starts_on, "ends": later.ends_on}, field="ends_on")
    term.ends_on = ends_on
    term.save(update_fields=["ends_on"])
    _store_days_of(term, by=by, at=at)
    return term


@_atomic
def void_term(*, term: Term, cause: str, by: Any, at: datetime) -> VoidedTerm:
    """Take away the last term, which silence was taken to have begun and which was never due; what was written of it is kept.

    Its days stay on record as superseded. Raises Refused for any other term, and where something on record hangs on it.
    """
    Agreement.objects.select_for_update().get(pk=term.agreement_id)
    term = Term.objects.select_related("agreement").get(pk=term.pk)
    if term.basis != Basis.BY_SILENCE or Term.objects.filter(agreement=term.agreement, starts_on__gt=term.starts_on).exists():
        raise Refused(_("Only a term that silence began, and that none follows, can turn out never to have been due."))
    days = Deadline.objects.filter(agreement=term.agreement, cause=term_cause(term.starts_on), superseded_at=None)
    days.update(superseded_at=at)
    voided = VoidedTerm(agreement=term.agreement, starts_on=term.starts_on, ends_on=term.ends_on, basis=term.basis)
    voided.cause, voided.entered_by, voided.voided_at = cause, by, at
    term.fees.all().delete()
    try:
        term.delete()
    except models.ProtectedError as error:
        sentence = _(
            "Something on record hangs on the term from %(starts)s to %(ends)s, such as a ballot about it, so it cannot be taken "
            "back. Ask the body to decide on an early end."
        )
        values = {"starts": date_format(voided.starts_on), "ends": date_format(voided.ends_on)}
        raise Refused(sentence % values) from error
    return _write(voided)


@_atomic
def check_deadline(*, deadline: Deadline, by: Any, at: datetime) -> Deadline:
    """Record that a person compared the day with the clause. Raises Refused for who entered it; the rule's are for anybody."""
    deadline = Deadline.objects.select_for_update().get(pk=deadline.pk)
    if deadline.entered_by_id == by.pk:
        raise Refused(_("A date is checked by somebody other than the person who entered it. Ask a colleague to check it."))
    if deadline.checked_at is not None or deadline.superseded_at is not None:
        raise Refused(_("This date has been checked or replaced already. Nothing is left to do here."))
    deadline.checked_by, deadline.checked_at = by, at
    deadline.save(update_fields=["checked_by", "checked_at"])
    return deadline


@_atomic
def record_event(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Event:
    """Put on the timeline what happened."""
    return _write(Event(**facts), sources=sources)


@_atomic
def record_statement(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Statement:
    """Put on record what somebody said. It is shown and never counted."""
    return _write(Statement(**facts), sources=sources)


@_atomic
def record_claim(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Claim:
    """Record one of the values that sources give for a disputed fact; one that is chosen takes the place of the one before."""
    claim = Claim(**facts)
    if claim.is_chosen:
        _choose_instead(claim)
    return _write(claim, sources=sources)


def _choose_instead(claim: Claim) -> None:
    """Let go of the claim that the register has gone by."""
    claim.others.select_for_update().filter(is_chosen=True).update(is_chosen=False)


@_atomic
def add_contact(*, party: Party, by: Any, at: datetime, **facts: Any) -> Contact:
    """Add a person to reach at a party; at least an address or a telephone number is needed to reach them."""
    contact = Contact(party=party, **facts)
    _refuse_unreachable(contact)
    return _write(contact)


def _refuse_unreachable(contact: Contact) -> None:
    if not (contact.email or contact.phone):
        raise Refused(_("Enter an e-mail address or a telephone number."), field="email")
    if contact.email:
        try:
            validate_email(contact.email)
        except ValidationError as error:
            raise Refused(_("This is no e-mail address."), field="email") from error


@_atomic
def retire_contact(*, contact: Contact, by: Any, at: datetime) -> Contact:
    """Record that a contact is to be reached there no more."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if not contact.is_current:
        raise Refused(_("This contact was retired already. Nothing is left to do here."))
    return _correct(contact, {"is_current": False})


@_atomic
def tag_agreement(*, agreement: Agreement, tags: Iterable[str], by: Any, at: datetime) -> Agreement:
    """Say what an agreement is about, so that policies on the matter find it; tags that are not given are taken off."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    wanted = _tags(tags)
    agreement.taggings.exclude(tag__in=wanted).delete()
    has = set(agreement.taggings.values_list("tag_id", flat=True))
    Tagging.objects.bulk_create(Tagging(agreement=agreement, tag=tag, tagged_at=at) for tag in wanted if tag.pk not in has)
    return agreement


def _tags(names: Iterable[str]) -> list[Tag]:
    slugs = sorted({one_line(name, field="tags", longest=40).lower() for name in names} - {""})
    for slug in slugs:
        if slugify(slug) != slug:
            sentence = _("%(tag)s is not a tag: use lower-case letters, figures and hyphens.")
            raise Refused(sentence % {"tag": slug}, field="tags")
    return [Tag.objects.get_or_create(name=slug)[0] for slug in slugs]


@_atomic
def record_policy(*, tags: Iterable[str], sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Policy:
    """Record a policy with the matters it is about. It changes no agreement; those with a common tag are shown beside it."""
    _refuse_taken(Policy, "slug", facts.get("slug"))
    about = _matters(tags)
    policy = _write(Policy(**facts), sources=sources)
    policy.tags.set(about)
    return policy


def _matters(tags: Iterable[str]) -> list[Tag]:
    """Return what a policy is about."""
    about = _tags(tags)
    if not about:
        raise Refused(_("Say what the policy is about: without a tag it finds no agreement."), field="tags")
    return about


@_atomic
def file_document(
    *, agreement: Agreement, title: str, content: bytes, name: str, is_public: bool = False, by: Any, at: datetime
) -> Document:
    """File a PDF, PNG or JPEG under the digest of its bytes; the same bytes again give the document that is on file."""
    paper = recognise(content, name)
    filed = Document.objects.filter(agreement=agreement, digest=paper.digest).first()
    if filed is not None:
        return filed
    document = Document(
        agreement=agreement,
        title=title,
        file_name=paper.file_name,
        media_type=paper.media_type,
        size=paper.size,
        digest=paper.digest,
        is_public=is_public,
        entered_by=by,
        entered_at=at,
    )
    if not default_storage.exists(document.path):
        default_storage.save(document.path, ContentFile(content))
    return _write(document)


# What of a row may have been entered wrongly. What it belongs to, and its name in addresses, make it the row it is.
_OF_A_FACT = frozenset({"label", "remark", "sources"})
_OF_A_DAY = _OF_A_FACT | {"kind", "on", "precision", "actor", "text"}
MENDABLE: dict[type[models.Model], frozenset[str]] = {
    Source: frozenset({"title", "url"}),
    Party: frozenset({"name"}),
    Contact: frozenset({"name", "office", "email", "phone", "is_system_contact"}),
    DataSystem: _OF_A_FACT | {"name", "acronym", "purpose", "holds", "in_use_since", "stewards"},
    DataElement: _OF_A_FACT | {"name", "sensitivity", "is_held"},
    ElementSharing: _OF_A_FACT | {"sharing", "since_on", "since_precision"},
    Event: _OF_A_DAY,
    Statement: _OF_A_DAY,
    Claim: _OF_A_FACT | {"value", "is_chosen"},
    Policy: _OF_A_FACT | {"title", "on", "text", "tags"},
    Document: frozenset({"title", "is_public"}),
}
REMOVABLE = (ElementSharing, Event, Statement, Claim)  # what only stands on an agreement's record, and holds nothing up


@_atomic
def mend(row: Row, *, by: Any, at: datetime, **facts: Any) -> Row:
    """Correct facts of a row that were entered wrongly; those that are many (`sources`, `stewards`, `tags`) are given whole.

    Takes the fields in MENDABLE; tags are names. Raises Refused as entering the row does, and where nothing would change.
    """
    kind = type(row)
    if unknown := facts.keys() - MENDABLE[kind]:
        raise TypeError(f"{sorted(unknown)} of a {kind.__name__} cannot be corrected.")
    row = kind._default_manager.select_for_update().get(pk=row.pk)
    if "tags" in facts:
        facts["tags"] = _matters(facts["tags"])
    lists = {field.name for field in kind._meta.many_to_many} & facts.keys()
    many = {name: set(facts[name]) for name in lists if set(facts[name]) != set(getattr(row, name).all())}
    plain = {name: value for name, value in facts.items() if name not in lists and getattr(row, name) != value}
    if not (many or plain):
        raise Refused(_("This is what the register says already. Change something, or leave it as it is."))
    for name, value in plain.items():
        setattr(row, name, value)
    _refuse_mended(row, plain)
    _correct(row, plain)
    for name, rows in many.items():
        getattr(row, name).set(rows)
    return row


def _refuse_mended(row: models.Model, changed: Mapping[str, Any]) -> None:
    _clean(row)
    for name in changed:
        if getattr(row._meta.get_field(name), "unique", False):
            _refuse_taken(type(row), name, changed[name], but=row)
    if isinstance(row, Source):
        _refuse_address(row)
    if isinstance(row, Contact):
        _refuse_unreachable(row)
    if isinstance(row, Claim) and "is_chosen" in changed:
        if not row.is_chosen:
            raise Refused(_("Choose the other claim instead: the register goes by one of them."), field="is_chosen")
        _choose_instead(row)
    try:
        row.validate_constraints(exclude={"label"})
    except ValidationError as error:
        raise Refused(
            _("The register says this already, in another entry. Correct that one, or take one of them out.")
        ) from error


@_atomic
def take_out(row: Row, *, by: Any, at: datetime) -> Row:
    """Take out what ought never to have been put on an agreement's record; the ledger keeps that it stood there.

    Takes the kinds in REMOVABLE. A claim by which the register goes is refused while the fact has others.
    """
    if type(row) not in REMOVABLE:
        raise TypeError(f"A {type(row).__name__} cannot be taken out.")
    rows: models.Manager[Row] = type(row)._default_manager
    found = rows.select_for_update().get(pk=row.pk)
    if isinstance(found, Claim) and found.is_chosen and found.others.exists():
        raise Refused(_("The register goes by this claim. Let it go by another one first, then take this one out."))
    rows.filter(pk=row.pk).delete()
    return found
