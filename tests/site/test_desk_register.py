"""The clerk keeps the register at the desk: agreements, what they rest on, and what is on their record."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contracts.models import (
    Agreement,
    Claim,
    Contact,
    DataSystem,
    Deadline,
    DeadlineKind,
    DefaultOutcome,
    Document,
    ElementSharing,
    Event,
    Party,
    Source,
    Statement,
)
from governance.ledger.models import Entry
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

HERE = "/desk/agreements/pars-ice/"
REGISTER = "/desk/register/"
POLICY = {"title": "Order 5-16", "slug": "order", "on": "2016-01-01", "text": "No access.", "label": "fact"}
PDF = b"%PDF-1.7 a signed page"


def amtrak(cast: Cast) -> dict[str, Any]:
    """What the clerk types for an agreement with the Amtrak Police."""
    party = stewardship.add_party(slug="amtrak", name="Amtrak Police", by=cast.clerk, at=at("2018-07-01 09:00"))
    return {
        "system": cast.agreement.system_id,
        "recipient": party.pk,
        "title": "PARS - Amtrak Police",
        "slug": "pars-amtrak",
        "default_outcome": "lapses",
        "renewal_month": 8,
        "renewal_day": 31,
        "notice_count": 60,
        "notice_unit": "days",
        "notice_clause": "Section 9",
        "label": "fact",
        "starts_on": "2017-09-01",
        "ends_on": "2018-08-31",
        "basis": "signed",
        "keepers": [cast.clerk.pk, cast.second_clerk.pk],
    }


def test_an_agreement_is_entered_with_its_keepers_and_its_present_term(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{REGISTER}agreements/new/"
    answer = client.post(url, {**hidden_of(client.get(url)), **amtrak(cast)})
    assert answer["Location"] == "/desk/agreements/pars-amtrak/"
    agreement = Agreement.objects.get(slug="pars-amtrak")
    assert {keeper.user for keeper in agreement.keepers.all()} == {cast.clerk, cast.second_clerk}
    days = {row.kind: row.on for row in agreement.deadlines.all()}
    assert days == {"term_end": date(2018, 8, 31), "notice_by": date(2018, 7, 2)}
    assert "PARS - Amtrak Police is in the register." in text_of(client.get(answer["Location"]))


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "one keeper": ({"keepers": ["clerk"]}, "keepers", "at least two keepers"),
    "a name that is taken": ({"slug": "pars-ice"}, "slug", "pars-ice is in the register already."),
    "a term that ends before it starts": ({"ends_on": "2017-08-31"}, "ends_on", "would end before it starts"),
    "half a term": ({"ends_on": ""}, "ends_on", "A term has a first and a last day."),
    "30 February every year": ({"renewal_month": 2, "renewal_day": 30}, "renewal_day", ""),
    "a month alone": ({"renewal_day": ""}, "renewal_day", "needs both a month and a day"),
    "half a notice period": ({"notice_unit": ""}, "notice_count", "needs both a number and a unit"),
    "silence without a day": (
        {"default_outcome": "renews_by_silence", "renewal_month": "", "renewal_day": ""},
        "renewal_day",
        "needs its renewal day",
    ),
    "a place without holidays": ({"jurisdiction": "XX-YY"}, "jurisdiction", ""),
    "bidi overrides": ({"title": "PARS \u202e Amtrak"}, "title", "invisible characters"),
    "a title of a megabyte": ({"title": "x" * 1_000_000}, "title", "at most 200"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_entered(clock: Clock, name: str) -> None:
    changed, field, sentence = BAD[name]
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{REGISTER}agreements/new/"
    typed = {**hidden_of(client.get(url)), **amtrak(cast), **changed}
    if changed.get("keepers"):
        typed["keepers"] = [cast.clerk.pk]
    before = rows()
    answer = client.post(url, typed)
    assert answer.status_code == 200
    assert f'href="#id_{field}' in answer.content.decode()
    assert sentence in text_of(answer)
    assert rows() == before


def test_a_changed_notice_period_moves_the_notice_by_date_and_keeps_the_old_one(clock: Clock) -> None:
    cast = make_cast(notice_count=30, notice_unit="days", notice_clause="Section 9")
    client = sign_in(cast.clerk)
    url = f"{HERE}correct/"
    typed: dict[str, Any] = {**hidden_of(client.get(url)), "title": "PARS - ICE", "default_outcome": "lapses", "label": "fact"}
    typed |= {"notice_count": 60, "notice_unit": "days", "notice_clause": "Section 9 (b)"}
    shown = client.post(url, typed)
    assert "Notice-by date 1 August 2018 2 July 2018" in text_of(shown)
    client.post(url, hidden_of(shown))
    old, new = Deadline.objects.filter(kind=DeadlineKind.NOTICE_BY).order_by("revision")
    assert (old.on, new.on, new.clause) == (date(2018, 8, 1), date(2018, 7, 2), "Section 9 (b)")
    assert old.superseded_at == clock.now
    assert Entry.objects.filter(kind="agreement.corrected", subject="pars-ice").count() == 1


def test_what_silence_means_is_not_changed_under_an_open_ballot(clock: Clock) -> None:
    cast = make_cast(renewal_month=8, renewal_day=31)
    open_ballot(cast)
    client = sign_in(cast.clerk)
    url = f"{HERE}correct/"
    typed = {**hidden_of(client.get(url)), "title": "PARS - ICE", "label": "fact", "renewal_month": 8, "renewal_day": 31}
    answer = client.post(url, {**typed, "default_outcome": "renews_by_silence", "confirmed": "1"})
    assert "what happens if nobody acts cannot change under it" in text_of(answer)
    assert Agreement.objects.get().default_outcome == DefaultOutcome.LAPSES


def test_nothing_to_correct_is_said(clock: Clock) -> None:
    client = sign_in(make_cast().clerk)
    url = f"{HERE}correct/"
    typed = {**hidden_of(client.get(url)), "title": "PARS - ICE", "default_outcome": "lapses", "label": "fact", "confirmed": "1"}
    assert "This is what the register says already." in text_of(client.post(url, typed))


def test_keepers_are_named_anew(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{HERE}keepers/"
    assert f'value="{cast.second_clerk.pk}"' in client.get(url).content.decode()
    client.post(url, {**hidden_of(client.get(url)), "keepers": [cast.clerk.pk, cast.attorney.pk]})
    assert {keeper.user for keeper in cast.agreement.keepers.all()} == {cast.clerk, cast.attorney}


def test_a_register_is_begun_from_nothing(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)

    def send(address: str, **typed: object) -> None:
        url = f"{REGISTER}{address}/new/"
        answer = client.post(url, {**hidden_of(client.get(url)), **typed})
        assert answer["Location"] == REGISTER, text_of(answer)

    send("parties", name="Department of Records", slug="records")
    send("sources", title="Memorandum of 2011", short="memo-2011", url="https://example.org/memo")
    steward, source = Party.objects.get(slug="records"), Source.objects.get(key="memo-2011")
    send("systems", name="Deeds", slug="deeds", stewards=[steward.pk], sources=[source.pk], in_use_since=1999)
    send("systems/deeds/elements", name="Grantor", sensitivity="ordinary", label="fact")
    system = DataSystem.objects.get(slug="deeds")
    assert list(system.stewards.all()) == [steward]
    assert [element.name for element in system.elements.all()] == ["Grantor"]
    page = text_of(client.get(REGISTER))
    for words in (
        "Deeds",
        "nobody yet: no ballot can be opened",
        "Department of Records",
        "Memorandum of 2011",
        "1 data element",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("address", "typed", "field", "sentence"),
    [
        ("policies", POLICY, "tags", "Say what the policy is about"),
        ("policies", {**POLICY, "tags": "é"}, "tags", "é is not a tag"),
        ("parties/ice/contacts", {"name": "An officer"}, "email", "Enter an e-mail address or a telephone number."),
        (
            "parties/ice/contacts",
            {"name": "A", "email": "a@example.org\nBcc: b"},
            "email",
            "Enter a valid email address.",
        ),
        ("parties", {"name": "Police department", "slug": "police"}, "name", "Police department is in the register already."),
        ("parties", {"name": "Police", "slug": "ppd"}, "slug", "ppd is in the register already."),
        ("sources", {"title": "A page", "short": "page", "url": "javascript:alert(1)"}, "url", "begins with http"),
        ("systems/pars/elements", {"name": "Charges", "sensitivity": "ordinary", "label": "fact"}, "name", "already"),
    ],
)
def test_what_is_there_already_or_dangerous_is_refused(
    clock: Clock, address: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    cast = make_cast()
    stewardship.add_element(system=cast.agreement.system, name="Charges", by=cast.clerk, at=at("2018-07-01 09:00"))
    client = sign_in(cast.clerk)
    url = f"{REGISTER}{address}/new/"
    key = hidden_of(client.get(url))
    before = rows()
    answer = client.post(url, {**key, **typed})
    assert sentence in text_of(answer)
    assert f'href="#id_{field}' in answer.content.decode()
    assert rows() == before


def test_what_happened_and_what_was_said_stands_on_the_public_timeline(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    dated = {"on": "2018-07-11", "precision": "day", "label": "fact"}
    for address, typed in (
        ("events", {**dated, "kind": "compliance_query", "actor": "City Solicitor", "text": "Asked how the data is used."}),
        ("statements", {**dated, "kind": "intent", "actor": "District Attorney", "text": "He will not renew. <b>No.</b>"}),
    ):
        url = f"{HERE}{address}/new/"
        assert client.post(url, {**hidden_of(client.get(url)), **typed})["Location"] == HERE
    assert (Event.objects.count(), Statement.objects.count()) == (1, 1)
    page = client.get("/agreements/pars-ice/")
    assert "Asked how the data is used." in text_of(page)
    assert "&lt;b&gt;No.&lt;/b&gt;" in page.content.decode()


def test_of_disputed_values_the_one_chosen_last_is_gone_by(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{HERE}claims/new/"
    for value in ("$5,000 a year", "$5,565 a year"):
        client.post(url, {**hidden_of(client.get(url)), "field": "fee", "value": value, "is_chosen": "on"})
    assert {claim.value: claim.is_chosen for claim in Claim.objects.all()} == {"$5,000 a year": False, "$5,565 a year": True}
    again = client.post(url, {**hidden_of(client.get(url)), "field": "fee", "value": "$5,565 a year"})
    assert "This claim is on record already." in text_of(again)


def test_an_element_is_withheld_from_a_day_on_once(clock: Clock) -> None:
    cast = make_cast()
    element = stewardship.add_element(
        system=cast.agreement.system, name="Country of origin", by=cast.clerk, at=at("2018-07-01 09:00")
    )
    client = sign_in(cast.clerk)
    url = f"{HERE}elements/new/"
    typed = {"element": element.pk, "sharing": "withheld", "since_on": "2010-09-01", "since_precision": "day"}
    client.post(url, {**hidden_of(client.get(url)), **typed})
    assert "For this day it is on record already." in text_of(client.post(url, {**hidden_of(client.get(url)), **typed}))
    assert [row.sharing for row in ElementSharing.objects.all()] == ["withheld"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("letter.pdf", PDF, "On file: The letter."),
        ("letter.pdf", b"", "This file is empty."),
        ("letter.pdf", b"<html>", "neither a PDF nor a PNG or JPEG picture"),
        ("letter.png", PDF, "The content of this file is application/pdf"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "neither a PDF nor a PNG or JPEG picture"),
        ("../../etc/letter.pdf", PDF, "On file: The letter."),
    ],
)
def test_a_document_is_filed_by_what_it_is(clock: Clock, name: str, content: bytes, sentence: str) -> None:
    client = sign_in(make_cast().clerk)
    url = f"{HERE}documents/new/"
    paper = SimpleUploadedFile(name, content)
    answer = client.post(url, {**hidden_of(client.get(url)), "title": "The letter", "document": paper}, follow=True)
    assert sentence in text_of(answer)
    filed = Document.objects.all()
    assert [row.file_name for row in filed] == (["letter.pdf"] if sentence.startswith("On file") else [])


def test_only_the_clerk_writes(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.attorney)
    before = rows()
    for path in (f"{REGISTER}agreements/new/", f"{HERE}correct/", f"{HERE}keepers/", f"{HERE}documents/new/", REGISTER):
        assert client.get(path).status_code == 403
        assert client.post(path, {"title": "x"}).status_code == 403
    assert rows() == before


def test_a_contact_is_reached_at_a_party_and_never_shown_to_the_public(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = f"{REGISTER}parties/ice/contacts/new/"
    typed = {"name": "Officer Canary", "email": "canary@example.org", "phone": "215 555 0100", "is_system_contact": "on"}
    assert client.post(url, {**hidden_of(client.get(url)), **typed})["Location"] == REGISTER
    page = text_of(client.get(REGISTER))
    assert "Officer Canary (confirms that access is off) canary@example.org 215 555 0100" in page
    contact = Contact.objects.get()
    assert "Canary" not in "".join(Entry.objects.values_list("body", flat=True))
    for path in ("/", "/agreements/", "/agreements/pars-ice/"):
        assert b"anary" not in client.get(path).content
    retire = f"{REGISTER}contacts/{contact.pk}/retire/"
    client.post(retire, hidden_of(client.get(retire)))
    assert "canary@example.org" not in text_of(client.get(REGISTER))
    assert "was retired already" in text_of(client.post(retire, hidden_of(client.get(retire))))


def test_a_policy_finds_the_agreements_that_share_a_tag_and_changes_none(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    tags = f"{HERE}tags/"
    client.post(tags, {**hidden_of(client.get(tags)), "tags": "immigration, arrests"})
    before = Agreement.objects.values().get()
    url = f"{REGISTER}policies/new/"
    typed = {"title": "Executive Order 5-16", "slug": "eo-5-16", "on": "2016-01-04", "text": "No person in custody ..."}
    client.post(url, {**hidden_of(client.get(url)), **typed, "tags": "Immigration", "label": "fact"})
    page = text_of(client.get(REGISTER))
    assert "Executive Order 5-16 in force from 4 January 2016 immigration: PARS - ICE" in page
    assert Agreement.objects.values().get() == before
    recorded = {entry.kind: json.loads(entry.body)["facts"]["tags"] for entry in Entry.objects.filter(body__contains="tags")}
    assert recorded == {"agreement.tagged": ["arrests", "immigration"], "policy.recorded": ["immigration"]}
    client.post(tags, {**hidden_of(client.get(tags)), "tags": "arrests"})
    assert "immigration: no agreement" in text_of(client.get(REGISTER))
