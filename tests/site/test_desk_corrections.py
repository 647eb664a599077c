"""What was entered wrongly is corrected at the desk, or taken out; the record of acts keeps what stood before."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from contracts.actions.mending import _WHAT_IS_WRONG, MENDABLE
from contracts.models import Claim, Document, Event, Label
from contracts.refusals import Refused
from governance.accounts.models import Role
from governance.ledger.models import Entry
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, make_user
from tests.traces import refused

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

RECORD = "/desk/agreements/pars-ice/record/"
MEETING: dict[str, Any] = {"kind": "compliance_meeting", "on": date(2018, 7, 18), "actor": "", "text": "They met in the city."}


def say(cast: Cast) -> dict[str, Any]:
    return {"by": cast.clerk, "at": at("2018-07-02 09:00")}


def met(cast: Cast) -> Event:
    return stewardship.record_event(agreement=cast.agreement, **MEETING, **say(cast))


def last_entry(kind: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(Entry.objects.filter(kind=kind).latest("pk").body)["facts"]
    return facts


def test_an_event_with_the_wrong_day_is_corrected_and_the_ledger_says_what_stood_before(clock: Clock) -> None:
    cast = make_cast()
    event = met(cast)
    client = sign_in(cast.clerk)
    url = f"{RECORD}event/{event.pk}/correct/"
    page = client.get(url)
    assert "They met in the city." in text_of(page)
    typed = {**hidden_of(page), **MEETING, "on": "2018-07-12", "precision": "day", "label": "fact"}
    assert client.post(url, typed)["Location"] == RECORD
    event.refresh_from_db()
    assert (event.on, event.text) == (date(2018, 7, 12), "They met in the city.")
    assert last_entry("event.corrected")["before"] == {"on": "2018-07-18"}
    assert "12 July 2018" in text_of(client.get("/agreements/pars-ice/"))
    assert "They met in the city." in text_of(client.get("/ledger/?kind=event.corrected"))


def test_the_ledger_keeps_a_remark_and_sources_that_were_corrected_or_taken_out(clock: Clock) -> None:
    cast = make_cast()
    paper = stewardship.add_source(key="MINUTES", title="The minutes", url="", **say(cast))
    event = stewardship.record_event(agreement=cast.agreement, **MEETING, remark="no answer", sources=[paper], **say(cast))
    stewardship.mend_event(event, remark="", sources=[], **say(cast))
    assert last_entry("event.corrected")["before"] == {"remark": "no answer", "sources": [str(paper)]}
    stewardship.mend_event(event, remark="no minutes", **say(cast))
    event.refresh_from_db()
    stewardship.take_out(event, because="It was another agreement.", **say(cast))
    assert last_entry("event.taken_out")["remark"] == "no minutes"


def test_a_correction_that_changes_nothing_is_refused(clock: Clock) -> None:
    cast = make_cast()
    event = met(cast)
    with refused(Refused, "This is what the register says already"):
        stewardship.mend_event(event, on=event.on, text=event.text, **say(cast))


def test_what_another_entry_says_already_is_refused_at_its_field(clock: Clock) -> None:
    cast = make_cast()
    stewardship.add_party(slug="amtrak", name="Amtrak Police", **say(cast))
    client = sign_in(cast.clerk)
    url = "/desk/register/parties/ice/correct/"
    before = rows()
    answer = client.post(url, {**hidden_of(client.get(url)), "name": "amtrak police"})
    assert 'href="#id_name' in answer.content.decode()
    assert "amtrak police is in the register already." in text_of(answer)
    assert rows() == before


def test_two_claims_cannot_become_the_same(clock: Clock) -> None:
    cast = make_cast()
    first, second = (
        stewardship.record_claim(agreement=cast.agreement, field="since", value=value, label=Label.DISPUTED, **say(cast))
        for value in ("2008", "2009")
    )
    with refused(Refused, "Another entry gives this value already") as refusal:
        stewardship.mend_claim(second, value=first.value, **say(cast))
    assert refusal.value.field == "value"


def test_what_a_correction_comes_up_against_is_said_at_the_field_to_change(clock: Clock) -> None:
    cast = make_cast()
    names, charges = (
        stewardship.add_element(system=cast.agreement.system, name=name, **say(cast)) for name in ("Names", "Charges")
    )
    with refused(Refused, "This data system has an element of this name already") as refusal:
        stewardship.mend_element(charges, name=names.name, **say(cast))
    assert refusal.value.field == "name"
    days = (date(2017, 9, 1), date(2018, 1, 1))
    _first, second = (
        stewardship.share_element(agreement=cast.agreement, element=names, sharing="shared", since_on=day, **say(cast))
        for day in days
    )
    with refused(Refused, "Another entry says for this day already whether it is shared") as refusal:
        stewardship.mend_sharing(second, since_on=days[0], **say(cast))
    assert refusal.value.field == "since_on"


def test_every_constraint_of_what_can_be_corrected_has_its_own_words() -> None:
    constraints = {constraint.name for kind in MENDABLE if kind is not Document for constraint in kind._meta.constraints}
    assert constraints == set(_WHAT_IS_WRONG)


def test_the_register_goes_by_exactly_one_claim_of_a_fact(clock: Clock) -> None:
    cast = make_cast()
    first, second = (
        stewardship.record_claim(agreement=cast.agreement, field="since", value=value, is_chosen=chosen, **say(cast))
        for value, chosen in (("2008", True), ("2009", False))
    )
    with refused(Refused, "Choose the other claim instead"):
        stewardship.mend_claim(first, is_chosen=False, **say(cast))
    with refused(Refused, "Let it go by another one first"):
        stewardship.take_out(first, because="No source says so.", **say(cast))
    stewardship.mend_claim(second, is_chosen=True, **say(cast))
    assert list(Claim.objects.filter(is_chosen=True)) == [second]
    stewardship.take_out(first, because="No source says so.", **say(cast))
    stewardship.take_out(second, because="It is not disputed.", **say(cast))
    assert not Claim.objects.exists()


def test_a_statement_of_another_agreement_is_taken_out_with_a_public_reason(clock: Clock) -> None:
    cast = make_cast()
    facts = {"kind": "comment", "on": date(2018, 7, 1), "actor": "A council member", "text": "We will look into it."}
    statement = stewardship.record_statement(agreement=cast.agreement, **facts, **say(cast))
    client = sign_in(cast.clerk)
    url = f"{RECORD}statement/{statement.pk}/take-out/"
    page = client.get(url)
    assert client.post(url, {**hidden_of(page), "because": " "}).status_code == 200
    assert client.post(url, {**hidden_of(page), "because": "It was about another agreement."})["Location"] == RECORD
    assert "We will look into it." not in text_of(client.get("/agreements/pars-ice/"))
    assert "It was about another agreement." in text_of(client.get("/ledger/?kind=statement.taken_out"))
    said = last_entry("statement.taken_out")
    assert (said["text"], said["because"]) == ("We will look into it.", "It was about another agreement.")


def test_a_paper_is_kept_from_the_public_again_and_never_taken_out(clock: Clock) -> None:
    cast = make_cast()
    paper = stewardship.file_document(
        agreement=cast.agreement, title="The contract", content=b"%PDF-1.7 a", name="c.pdf", is_public=True, **say(cast)
    )
    stewardship.mend_document(paper, title="The contract of 2008", is_public=False, **say(cast))
    assert list(Document.objects.values_list("title", "is_public")) == [("The contract of 2008", False)]
    assert last_entry("document.corrected")["before"] == {"is_public": True}
    with pytest.raises(TypeError, match="cannot be taken out"):
        stewardship.take_out(paper, because="Wrong.", **say(cast))


def test_a_policy_that_gets_another_tag_finds_other_agreements(clock: Clock) -> None:
    cast = make_cast()
    stewardship.tag_agreement(agreement=cast.agreement, tags=["immigration"], **say(cast))
    policy = stewardship.record_policy(
        slug="order", title="An order", on=date(2016, 1, 4), text="No detainers.", tags=["juveniles"], **say(cast)
    )
    client = sign_in(cast.clerk)
    assert "An order" not in text_of(client.get("/agreements/pars-ice/"))
    url = "/desk/register/policies/order/correct/"
    typed = {"title": "An order", "on": "2016-01-04", "text": "No detainers.", "tags": "immigration", "label": "fact"}
    client.post(url, {**hidden_of(client.get(url)), **typed})
    assert last_entry("policy.corrected")["before"] == {"tags": ["juveniles"]}
    with refused(Refused, "without a tag it finds no agreement"):
        stewardship.mend_policy(policy, tags=[], **say(cast))


@pytest.mark.parametrize(
    ("act", "changed", "sentence"),
    [
        ("mend_source", {"url": "ftp://example.org"}, "begins with http"),
        ("mend_contact", {"email": "", "phone": ""}, "an e-mail address or a telephone number"),
        ("mend_contact", {"email": "nobody at example.org"}, "no e-mail address"),
        ("mend_party", {"name": "ICE \u202e"}, "invisible characters"),
        ("mend_event", {"kind": "party"}, "not a known value"),
    ],
)
def test_a_correction_is_held_to_the_rules_of_entering(act: str, changed: dict[str, Any], sentence: str) -> None:
    cast = make_cast()
    party = cast.agreement.recipient
    row: Any = {
        "mend_source": lambda: stewardship.add_source(key="letter", title="A letter", url="", **say(cast)),
        "mend_contact": lambda: stewardship.add_contact(party=party, name="A contact", email="a@example.org", **say(cast)),
        "mend_party": lambda: party,
        "mend_event": lambda: met(cast),
    }[act]()
    with refused(Refused, sentence):
        getattr(stewardship, act)(row, **changed, **say(cast))


def test_what_makes_a_row_the_one_it_is_cannot_be_corrected() -> None:
    cast = make_cast()
    with pytest.raises(TypeError, match="slug"):
        stewardship.mend_party(cast.agreement.recipient, slug="other", **say(cast))


def test_the_record_is_read_by_auditors_without_anything_to_press(clock: Clock) -> None:
    cast = make_cast()
    met(cast)
    page = sign_in(make_user("The auditor", Role.AUDITOR)).get(RECORD)
    assert "They met in the city." in text_of(page)
    assert "take-out" not in page.content.decode()


def test_another_agreements_entry_is_not_found_here(clock: Clock) -> None:
    cast = make_cast()
    event = met(cast)
    client = sign_in(cast.clerk)
    assert client.get(f"/desk/agreements/pars-amtrak/record/event/{event.pk}/correct/").status_code == 404
    assert client.get(f"{RECORD}statement/{event.pk}/correct/").status_code == 404


def test_what_is_typed_after_going_back_in_the_browser_is_not_taken_for_done(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    url = "/desk/register/parties/new/"
    typed = {**hidden_of(client.get(url)), "name": "Amtrak Police", "slug": "amtrak"}
    assert client.post(url, typed).status_code == 302
    before = rows()
    answer = client.post(url, typed | {"name": "SEPTA Police", "slug": "septa"})
    assert "This form was sent before, and done with what it said then." in text_of(answer)
    assert rows() == before
    assert client.post(url, typed).status_code == 302
    assert "This form had been sent already" in text_of(client.get("/desk/register/"))


def test_the_history_of_a_body_and_of_the_register_names_who_did_what(clock: Clock) -> None:
    cast = make_cast()
    stewardship.mend_party(cast.agreement.recipient, name="Immigration and Customs Enforcement", **say(cast))
    client = sign_in(make_user("The auditor", Role.AUDITOR))
    of_body = text_of(client.get("/desk/bodies/pars-subcommittee/history/"))
    assert "Body founded" in of_body
    assert "The clerk (clerk)" in of_body
    assert "Party corrected" not in of_body
    of_all = text_of(client.get("/desk/register/history/"))
    assert "Party corrected" in of_all
    assert "Body founded" in of_all


@pytest.mark.parametrize(
    ("url", "typed", "others"),
    [
        ("/desk/register/parties/ice/correct/", {"name": "ICE"}, {"name": "Immigration and Customs Enforcement"}),
        (
            "/desk/agreements/pars-ice/correct/",
            {"title": "PARS - ICE", "default_outcome": "lapses", "label": "fact", "purpose": "Arrests.", "confirmed": "1"},
            {"title": "PARS - ICE", "default_outcome": "lapses", "label": "fact", "remark": "See the letter.", "confirmed": "1"},
        ),
    ],
)
def test_what_somebody_else_corrected_meanwhile_is_not_undone(
    clock: Clock, url: str, typed: dict[str, str], others: dict[str, str]
) -> None:
    cast = make_cast()
    first, second = sign_in(cast.clerk), sign_in(cast.second_clerk)
    opened = hidden_of(first.get(url))
    assert second.post(url, {**hidden_of(second.get(url)), **others}).status_code == 302
    before = rows()
    answer = first.post(url, {**opened, **typed})
    assert "Somebody has corrected this since you opened the form" in text_of(answer)
    assert rows() == before
    assert first.post(url, {**hidden_of(first.get(url)), **others, **typed}).status_code == 302
