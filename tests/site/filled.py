"""A register in which every form of the desk can be sent, and each of those forms filled in, by the name of its route."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.models import Agreement, Basis, Deadline, DeadlineKind
from governance.accounts import actions as accounts
from governance.accounts.models import Role, User
from governance.ballots import actions as ballots
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.bodies import actions as bodies
from governance.bodies.actions import NewSeat
from governance.bodies.models import Capacity
from governance.desk.forms.missing import field_of
from governance.notices.models import Letter, LetterState
from governance.record.actions import keep_sheet
from governance.record.models import SheetState, UploadedSheet
from governance.record.sheets.plan import plan
from governance.record.sheets.reading import read_sheet
from governance.stewardship import actions as stewardship
from tests.cast import RENEW_2018, Cast, at, make_cast, make_user, open_ballot, vote, with_a_phone

NOW = at("2018-07-10 10:00")
SHEET = (
    "slug,title,system,recipient,recipient_name,renewal_day,notice,notice_clause,keepers,term_starts_on,term_ends_on,term_basis\n"
    "pars-septa,PARS access: SEPTA,pars,septa,SEPTA,31 August,60 days,Section 9.2,"
    "the.clerk@example.org; the.deputy.clerk@example.org,2017-09-01,2018-08-31,signed\n"
)
NAMES_MORE = SHEET.replace(",pars,", ",dockets,").replace("the.deputy.clerk@", "new.keeper@")


@dataclass
class Stage:
    """PARS with ballots that are open, drafted and withdrawn, an open one of another body, and who may be there."""

    cast: Cast
    others: Cast  # the same people, about the agreement with another body
    auditor: User
    administrator: User
    delegate: User
    elsewhere: User  # holds a seat of another body
    gone: User  # a clerk whose account is closed
    rows: dict[str, Any] = field(default_factory=dict)

    def url(self, route: str, *arguments: object) -> str:
        return reverse(f"desk:{route}", args=arguments)


def make_stage() -> Stage:
    """Make it, as it stands on 10 July 2018."""
    cast = make_cast()
    say: dict[str, Any] = {"by": cast.clerk, "at": at("2018-07-02 09:00")}
    stage = Stage(
        cast=cast,
        others=cast,
        auditor=make_user("The auditor", Role.AUDITOR),
        administrator=make_user("The administrator", Role.ADMINISTRATOR),
        delegate=make_user("The delegate"),
        elsewhere=make_user("The recorder"),
        gone=make_user("A former clerk", Role.CLERK),
    )
    bodies.appoint(seat=cast.seat("DAO"), user=stage.delegate, capacity=Capacity.DELEGATE, starts_on=date(2018, 1, 1), **say)
    days = {"starts_on": date(2018, 7, 5), "ends_on": date(2018, 7, 31), "at": at("2018-07-05 09:00")}
    stand_in = make_user("A stand-in")
    stage.rows["delegation"] = bodies.delegate(seat=cast.seat("FJD"), user=stand_in, by=cast.judge, **days)
    _furnish(stage, say)
    _put_ballots(stage, say)
    _another_body(stage, say)
    _write_letters(stage)
    _let_in(stage)
    return stage


def _furnish(stage: Stage, say: dict[str, Any]) -> None:
    cast = stage.cast
    party = cast.agreement.recipient
    records = stewardship.add_element(system=cast.agreement.system, name="Names", **say)
    stage.rows |= {
        "seat": cast.seat("PPD"),
        "sharing": stewardship.share_element(agreement=cast.agreement, element=records, sharing="shared", **say),
        "contact": stewardship.add_contact(party=party, name="A contact", email="contact@example.org", **say),
        "element": stewardship.add_element(system=cast.agreement.system, name="Charges", **say),
        "source": stewardship.add_source(key="letter", title="A letter", url="", **say),
        "term": cast.agreement.terms.get(),
        "fee": stewardship.add_fee(
            term=cast.agreement.terms.get(), amount=Decimal(5565), currency="USD", period="per_year", **say
        ),
        "policy": stewardship.record_policy(
            slug="order", title="An order", on=date(2016, 1, 4), text="No access.", tags=["juveniles"], **say
        ),
        "event": stewardship.record_event(agreement=cast.agreement, kind="context", on=date(2018, 6, 1), text="Asked.", **say),
        "statement": stewardship.record_statement(
            agreement=cast.agreement, kind="comment", on=date(2018, 6, 1), text="It is in use.", **say
        ),
        "claim": stewardship.record_claim(agreement=cast.agreement, field="since", value="2008", **say),
        "paper": stewardship.file_document(
            agreement=cast.agreement, title="The contract", content=b"%PDF-1.7", name="c.pdf", **say
        ),
        "deadline": _entered(stage, "entered:1", say),
        "another deadline": _entered(stage, "entered:2", say),
        "sheet": keep_sheet(content=SHEET.encode(), file_name="agreements.csv", by=cast.clerk, at=NOW),
        "sheet that waits": _waiting_sheet(cast),
        "sheet that names more": keep_sheet(content=NAMES_MORE.encode(), file_name="more.csv", by=cast.clerk, at=NOW),
    }


def _entered(stage: Stage, cause: str, say: dict[str, Any]) -> Deadline:
    """A day that the deputy clerk entered, so that the clerk may check it."""
    facts = {"kind": DeadlineKind.NOTICE_BY, "cause": cause, "on": date(2018, 8, 1), "clause": "Section 9"}
    return stewardship.enter_deadline(agreement=stage.cast.agreement, **facts, by=stage.cast.second_clerk, at=say["at"])


def _waiting_sheet(cast: Cast) -> UploadedSheet:
    """A sheet that a worker has not come to yet, as only a long one is."""
    row = keep_sheet(content=SHEET.replace("septa", "njt").encode(), file_name="long.csv", by=cast.clerk, at=NOW)
    row.state, row.confirmed, row.confirmed_at = SheetState.WAITING, "0" * 64, NOW
    row.save()
    return row


def _agreement(stage: Stage, slug: str, say: dict[str, Any], *, ends_on: date = date(2018, 8, 31), **facts: Any) -> Agreement:
    system = facts.pop("system", stage.cast.agreement.system)
    recipient = stewardship.add_party(slug=slug.split("-", 1)[1], name=f"Recipient of {slug}", **say)
    row = stewardship.enter_agreement(slug=slug, title=slug.upper(), system=system, recipient=recipient, **facts, **say)
    stewardship.begin_term(
        agreement=row, starts_on=ends_on.replace(year=ends_on.year - 1), ends_on=ends_on, basis=Basis.SIGNED, **say
    )
    return row


def _put_ballots(stage: Stage, say: dict[str, Any]) -> None:
    cast = stage.cast
    stage.rows["open"] = open_ballot(cast)
    stage.rows["vote"] = vote(cast, stage.rows["open"], "FJD", "decline", at("2018-07-09 10:00"))
    for name in ("free", "draft", "withdrawn"):
        agreement = _agreement(stage, f"pars-{name}", say)
        stage.rows[f"agreement {name}"] = agreement
        stage.rows[f"term {name}"] = agreement.terms.get()
        if name != "free":
            stage.rows[name] = ballots.draft_ballot(
                agreement=agreement, question=Question.RENEW, proposal=RENEW_2018, closes_on=date(2018, 8, 31), **say
            )
    ballots.withdraw_ballot(ballot_id=stage.rows["withdrawn"].pk, because="A mistake.", **say)
    stage.rows["withdrawn"].refresh_from_db()
    ended = _agreement(stage, "pars-ended", say, ends_on=date(2018, 6, 30))
    stage.rows["agreement ended"] = ended
    silent = {"default_outcome": "renews_by_silence", "renewal_month": 7, "renewal_day": 5}
    stage.rows["agreement silent"] = _stopped(stage, say, silent)


def _stopped(stage: Stage, say: dict[str, Any], silent: dict[str, Any]) -> Agreement:
    """An agreement whose body decided to give notice, so that a letter is owed."""
    early = say | {"at": at("2018-06-01 09:00")}
    agreement = _agreement(stage, "pars-stopped", early, ends_on=date(2018, 7, 5), **silent)
    draft = ballots.draft_ballot(
        agreement=agreement,
        question=Question.GIVE_NOTICE,
        proposal=Proposal(None, date(2018, 7, 5)),
        closes_on=date(2018, 7, 4),
        **early,
    )
    ballot = ballots.open_ballot(ballot_id=draft.pk, **early)
    for code in ("FJD", "PPD"):
        vote(stage.cast, ballot, code, "approve", at("2018-06-10 10:00"))
    return agreement


def _another_body(stage: Stage, say: dict[str, Any]) -> None:
    system = stewardship.add_system(slug="deeds", name="Deeds", stewards=[], **say)
    body = bodies.found_body(
        slug="deeds-board",
        name="Deeds board",
        time_zone="America/New_York",
        needed=1,
        seats=[NewSeat("REC", "Department of Records", "Commissioner")],
        systems=[system],
        **say,
    )
    bodies.appoint(seat=body.seats.get(), user=stage.elsewhere, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 1, 1), **say)
    agreement = _agreement(stage, "deeds-bank", say, system=system)
    stage.others = Cast(**{**vars(stage.cast), "body": body, "agreement": agreement})
    stage.rows["other"] = open_ballot(stage.others)
    empty = {"time_zone": "America/New_York", "needed": 1, "seats": [NewSeat("PRK", "Department of Parks")], "systems": []}
    stage.rows["vacant"] = bodies.found_body(slug="parks-board", name="Parks board", **empty, **say).seats.get()
    stage.rows["unheld"] = stewardship.add_system(slug="permits", name="Permits", stewards=[], **say)


def _write_letters(stage: Stage) -> None:
    stage.rows["letter"] = Letter.objects.create(
        address=stage.cast.judge.email,
        user=stage.cast.judge,
        state=LetterState.DEAD,
        subject="A letter",
        text="Dear judge",
        created_at=NOW,
        due_at=NOW,
        last_error="550 no such box",
    )


def _let_in(stage: Stage) -> None:
    people: dict[str, Any] = {"role": Role.OFFICIAL, "by": stage.administrator, "at": at("2018-07-02 09:00")}
    stage.rows["invited"] = accounts.invite(email="invited@example.org", name="An invited official", **people).person
    stage.rows["closed"] = make_user("A closed account")
    accounts.close_account(person=stage.rows["closed"], because="Left.", by=stage.administrator, at=NOW)
    stage.rows["person"] = stage.cast.outsider
    with_a_phone(stage.cast.outsider)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it is sent: where, what, and by whom."""

    path: str
    data: dict[str, Any]
    by: User


def paper(name: str = "signed.pdf", content: bytes = b"%PDF-1.7 signed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


PROPOSAL = {
    "closes_on": "2018-08-31",
    "starts_on": "2018-09-01",
    "ends_on": "2019-08-31",
    "amount": "6000",
    "currency": "USD",
    "period": "per_year",
    "conditions": "Logs are sent each month.",
}
FACTS = {"default_outcome": "lapses", "label": "fact", "purpose": "Arrest data.", "remark": "As printed."}
DATED = {"on": "2018-07-01", "precision": "day", "actor": "The Mayor", "text": "It was said.", "label": "fact"}
FEE = {"amount": "100.00", "currency": "USD", "period": "per_year"}
MADE = {"evidence": "Letter of that day.", "channel": "letter", "confirmed_by": "Office of the City Solicitor"}
ACT = {"confirmed": "1"}


def _act(route: str, *path: str, **data: Any) -> Callable[[Stage], Sent]:
    """Return the form of an act of the clerk; `path` names the parts of its address on the stage."""

    def filled(stage: Stage) -> Sent:
        arguments = [_part(stage, part) for part in path]
        given = {name: value(stage) if callable(value) else value for name, value in data.items()}
        return Sent(stage.url(route, *arguments), {"key": str(uuid.uuid4()), **ACT, **given}, stage.cast.clerk)

    return filled


def _part(stage: Stage, part: str) -> Any:
    if part.startswith("#"):
        return stage.rows[part[1:]].pk
    return part


def _seat(stage: Stage) -> Any:
    return stage.cast.seat("PPD").pk


def _people(stage: Stage) -> list[int]:
    return [stage.cast.clerk.pk, stage.cast.second_clerk.pk, stage.cast.outsider.pk]


def _vote(route: str, **data: Any) -> Callable[[Stage], Sent]:
    def filled(stage: Stage) -> Sent:
        digest = {"text_digest": stage.rows["open"].text_digest}
        key = {"key": str(uuid.uuid4())} if route != "vote" else {}
        by = stage.cast.judge if route == "withdraw_vote" else stage.cast.attorney
        return Sent(stage.url(route, "pars-ice-2018"), {**digest, **key, **data}, by)

    return filled


def _end(stage: Stage) -> Sent:
    held = stage.cast.seat("PPD").appointments.get(user=stage.cast.commissioner)
    return _act("end_appointment", "pars-subcommittee", str(held.pk), ends_on="2018-12-31")(stage)


def _appoint(stage: Stage) -> Sent:
    outsider = stage.cast.outsider.pk
    appoint = _act("appoint", "pars-subcommittee", str(_seat(stage)), user=outsider, capacity="delegate", starts_on="2018-07-15")
    return appoint(stage)


def _name_delegate(stage: Stage) -> Sent:
    person, days = stage.cast.outsider.email, {"starts_on": "2018-07-10", "ends_on": "2018-07-31"}
    path = stage.url("name_delegate", stage.cast.seat("DAO").pk)
    return Sent(path, {"key": str(uuid.uuid4()), "email": person, **days}, stage.cast.attorney)


def _confirm_ballot(stage: Stage) -> Sent:
    """The text has a digest that only drafting gives: it is drafted in the browser's stead, and undone."""
    from django.db import transaction

    with transaction.atomic():
        say: dict[str, Any] = {"by": stage.cast.clerk, "at": NOW}
        draft = ballots.draft_ballot(
            agreement=stage.rows["agreement free"],
            question=Question.RENEW,
            proposal=RENEW_2018,
            closes_on=date(2018, 8, 31),
            **say,
        )
        digest = draft.text_digest
        transaction.set_rollback(True)
    typed = {**PROPOSAL, "amount": "", "conditions": "", "question": "renew", "text_digest": digest}
    return Sent(stage.url("confirm_ballot", "pars-free"), typed, stage.cast.clerk)


def _confirm_sheet(stage: Stage) -> Sent:
    row: UploadedSheet = stage.rows["sheet"]
    digest = plan(read_sheet(bytes(row.content)), moment=NOW).digest
    return Sent(stage.url("import_sheet", row.pk), {"shown": digest, "reason": ""}, stage.cast.clerk)


def _stop_sheet(stage: Stage) -> Sent:
    return Sent(stage.url("stop_sheet", stage.rows["sheet that waits"].pk), {}, stage.cast.clerk)


def _add_missing(stage: Stage) -> Sent:
    row: UploadedSheet = stage.rows["sheet that names more"]
    typed = {
        field_of("system", "dockets"): "Dockets",
        field_of("steward", "dockets"): "First Judicial District",
        field_of("person", "new.keeper@example.org"): "A new keeper",
    }
    return _act("import_missing", str(row.pk), **typed)(stage)


def _fill_seats(stage: Stage) -> Sent:
    seat = stage.rows["vacant"].pk
    typed = {f"email_{seat}": "parks@example.org", f"name_{seat}": "The head of parks", "starts_on": "2018-07-10"}
    return _act("fill_seats", "parks-board", **typed)(stage)


def _report(stage: Stage) -> Sent:
    row: Agreement = stage.rows["agreement free"]
    positions = {f"position_{stage.cast.seat(code).pk}": "decline" for code in ("FJD", "PPD", "DAO")}
    typed = {
        "question": "renew",
        "term": row.terms.get().pk,
        "slug": "pars-free-2018",
        "starts_on": "2018-09-01",
        "ends_on": "2019-08-31",
        "conditions": "",
        "reported_on": "2018-07-09",
        "label": "fact",
        "sources": [stage.rows["source"].pk],
    }
    return _act("report_decision", "pars-free", **typed, **positions)(stage)


def _reset(stage: Stage) -> Sent:
    sent = _act("reset_second_factor", "#person", because="Lost the phone.")(stage)
    return replace(sent, by=stage.administrator)


FORMS: dict[str, Callable[[Stage], Sent]] = {
    "vote": _vote("vote", position="decline", reasons="Its use is not what was agreed."),
    "confirm_vote": _vote("confirm_vote", position="decline", reasons="Its use is not what was agreed."),
    "withdraw_vote": _vote("withdraw_vote"),
    "withdraw_ballot": _act("withdraw_ballot", "pars-ice-2018", because="A mistake."),
    "amend_ballot": _act("amend_ballot", "pars-ice-2018", because="The fee was agreed anew.", **PROPOSAL),
    "paper_vote": _act(
        "paper_vote",
        "pars-ice-2018",
        voice=lambda stage: stage.cast.seat("PPD").appointments.get().pk,
        position="decline",
        reasons="As on the paper.",
        document=lambda stage: paper(),
    ),
    "draft": _vote("draft", position="decline", reasons="Its use is"),
    "deadlines": _act("deadlines", days=lambda stage: [stage.rows["another deadline"].pk]),
    "name_delegate": _name_delegate,
    "take_back": _act("take_back", "#delegation"),
    "send_again": _act("send_again", "#letter"),
    "letters_to_me": lambda stage: Sent(stage.url("letters_to_me"), {"language": "es", "weekly_digest": "on"}, stage.cast.judge),
    "import": _act("import", file=lambda stage: SimpleUploadedFile("more.csv", SHEET.replace("septa", "dvrpc").encode())),
    "import_sheet": _confirm_sheet,
    "stop_sheet": _stop_sheet,
    "import_missing": _add_missing,
    "fill_seats": _fill_seats,
    "appoint": _appoint,
    "end_appointment": _end,
    "new_agreement": _act(
        "new_agreement",
        title="PARS - Amtrak",
        slug="pars-amtrak",
        system=lambda stage: stage.cast.agreement.system.pk,
        recipient=lambda stage: stage.cast.agreement.recipient.pk,
        keepers=_people,
        starts_on="2017-09-01",
        ends_on="2018-08-31",
        basis="signed",
        **FACTS,
    ),
    "found_body": _act(
        "found_body",
        name="Permits board",
        slug="permits-board",
        time_zone="America/Chicago",
        seats="REC; Department of Records; Commissioner\nLAW; Law Department",
        needed="2",
        cooling_off_hours="24",
        systems=lambda stage: [stage.rows["unheld"].pk],
    ),
    "new_party": _act("new_party", name="Amtrak Police", slug="amtrak-police"),
    "new_system": _act(
        "new_system",
        name="Warrants",
        acronym="WAR",
        slug="warrants",
        purpose="Warrants.",
        holds="warrants",
        in_use_since="1999",
        stewards=lambda stage: [stage.cast.agreement.recipient.pk],
    ),
    "new_source": _act("new_source", title="The Inquirer, 27 July 2018", short="inquirer", url="https://example.org/a"),
    "new_policy": _act(
        "new_policy",
        title="Executive Order 5-16",
        slug="order-5-16",
        on="2016-01-04",
        text="No detainers.",
        tags="immigration",
        label="fact",
    ),
    "new_contact": _act("new_contact", "ice", name="A second contact", office="Field office", email="a@example.org", phone="1"),
    "retire_contact": _act("retire_contact", "#contact"),
    "new_element": _act("new_element", "pars", name="Photographs", sensitivity="sensitive", label="fact"),
    "new_ballot": _act("new_ballot", "pars-free", question="renew", **PROPOSAL),
    "confirm_ballot": _confirm_ballot,
    "correct_agreement": _act("correct_agreement", "pars-ice", title="PARS - ICE, corrected", **FACTS),
    "keepers": _act("keepers", "pars-ice", keepers=_people),
    "tags": _act("tags", "pars-ice", tags="immigration, juveniles"),
    "new_term": _act("new_term", "pars-withdrawn", starts_on="2018-09-01", ends_on="2019-08-31", basis="signed"),
    "new_event": _act("new_event", "pars-ice", kind="compliance_meeting", **DATED),
    "new_statement": _act("new_statement", "pars-ice", kind="comment", **DATED),
    "new_claim": _act("new_claim", "pars-ice", field="fee", value="$5,565 a year", is_chosen="on"),
    "share_element": _act(
        "share_element", "pars-ice", element=lambda stage: stage.rows["element"].pk, sharing="shared", since_precision="day"
    ),
    "correct_event": _act("correct_event", "pars-ice", "#event", kind="compliance_meeting", **DATED),
    "take_out_event": _act("take_out_event", "pars-ice", "#event", because="It was another agreement's."),
    "correct_statement": _act("correct_statement", "pars-ice", "#statement", kind="intent", **DATED),
    "take_out_statement": _act("take_out_statement", "pars-ice", "#statement", because="Nobody said so."),
    "correct_claim": _act("correct_claim", "pars-ice", "#claim", value="2009", is_chosen="on"),
    "take_out_claim": _act("take_out_claim", "pars-ice", "#claim", because="No source says so."),
    "correct_elementsharing": _act(
        "correct_elementsharing", "pars-ice", "#sharing", sharing="withheld", since_on="2010-09-01", since_precision="day"
    ),
    "take_out_elementsharing": _act("take_out_elementsharing", "pars-ice", "#sharing", because="It was another's."),
    "correct_document": _act("correct_document", "pars-ice", "#paper", title="The contract of 2008", is_public="on"),
    "correct_party": _act("correct_party", "ice", name="Immigration and Customs Enforcement"),
    "correct_contact": _act("correct_contact", "#contact", name="A contact", office="Another office", email="a@example.org"),
    "correct_system": _act(
        "correct_system",
        "pars",
        name="Preliminary Arraignment System",
        acronym="PARS",
        purpose="Arraignments.",
        holds="arrest records",
        in_use_since="1996",
        stewards=lambda stage: [stage.cast.agreement.recipient.pk],
    ),
    "correct_element": _act("correct_element", "#element", name="Charges", sensitivity="sensitive", is_held="on", label="fact"),
    "correct_source": _act("correct_source", "letter", title="A letter of 2018", url="https://example.org/letter"),
    "correct_policy": _act(
        "correct_policy", "order", title="An order", on="2016-01-04", text="No detainers.", tags="juveniles", label="fact"
    ),
    "correct_body": _act(
        "correct_body",
        "pars-subcommittee",
        name="The three of PARS",
        systems=lambda stage: [row.pk for row in stage.cast.body.systems.all()],
    ),
    "change_rule": _act("change_rule", "pars-subcommittee", needed="3", cooling_off_hours="24"),
    "correct_time_zone": _act("correct_time_zone", "parks-board", time_zone="America/Chicago"),
    "change_ladder": _act("change_ladder", "pars-subcommittee", ladder="90, 30, 7, 0"),
    "add_seat": _act(
        "add_seat", "pars-subcommittee", code="SOL", name="City Solicitor", principal_office="City Solicitor", needed="3"
    ),
    "correct_seat": _act(
        "correct_seat", "pars-subcommittee", "#seat", name="Police", principal_office="Commissioner", directed_by="Mayor"
    ),
    "abolish_seat": _act(
        "abolish_seat", "pars-subcommittee", "#seat", ends_on="2018-07-10", needed="2", because="The charter of 2018."
    ),
    "file_document": _act("file_document", "pars-ice", title="A paper", document=lambda stage: paper(content=b"%PDF-1.7 new")),
    "report_decision": _report,
    "correct_term": _act(
        "correct_term",
        "pars-draft",
        "#term draft",
        starts_on="2017-09-01",
        starts_precision="month",
        ends_on="2018-09-30",
        basis="not_recorded",
        label="fact",
        because="Read again.",
    ),
    "new_fee": _act("new_fee", "pars-ice", "#term", **FEE),
    "correct_fee": _act("correct_fee", "pars-ice", "#fee", **FEE),
    "check_deadline": _act("check_deadline", "pars-ice", "#deadline"),
    "revise_deadline": _act("revise_deadline", "pars-ice", "#deadline", on="2018-08-02", clause="Section 9.2"),
    "access_off": _act("access_off", "pars-ended", done_on="2018-07-01", **MADE),
    "notice_letter": _act("notice_letter", "pars-stopped", done_on="2018-06-20", **MADE),
    "certificate": _act("certificate", "pars-ended", done_on="2018-07-01", **MADE),
    "waive_notice_letter": _act("waive_notice_letter", "pars-stopped", because="Told in person."),
    "waive_access_off": _act("waive_access_off", "pars-ended", because="There was none."),
    "waive_certificate": _act("waive_certificate", "pars-ended", because="It held no copy."),
    "invite": _act("invite", email="a.new.one@example.org", name="A new official", role="official", language="en"),
    "person": _act("person", "#person", name="An outsider, renamed", role="official", language="en"),
    "invite_again": _act("invite_again", "#invited", number=lambda stage: str(stage.rows["invited"].invitation.number)),
    "revoke_invitation": _act("revoke_invitation", "#invited", because="A mistake."),
    "close_account": _act("close_account", "#person", because="Left office."),
    "open_account": _act("open_account", "#closed", because="Came back."),
    "reset_second_factor": _reset,
}
SHOWS_ONLY = {"vote", "new_ballot"}  # sent, they show what would be done, and write nothing
