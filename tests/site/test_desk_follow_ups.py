"""What follows a decision, at the desk: who confirmed it, by which channel, and the list of what is owed."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Contact, Document, Party
from governance.followups.models import FollowUp
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.site.test_desk_register import PDF

from .test_desk_stage import Clock, met, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

OFF = "/desk/agreements/pars-ice/access-off/"
CERTIFICATE = "/desk/agreements/pars-ice/certificate/"
ADDRESS, PHONE, NAME = "pat.roe@police.example.org", "215 555 0100", "Pat Roe"


@pytest.fixture
def cast(clock: Clock) -> Cast:
    """The body did not renew; it is the third day after the end."""
    cast = make_cast()
    ballot = open_ballot(cast)
    for code in ("PPD", "DAO"):
        vote(cast, ballot, code, "decline", at("2018-07-26 10:00"))
    clock.set("2018-09-03 10:00")
    return cast


def contact(cast: Cast, slug: str = "ppd", name: str = NAME, **facts: object) -> Contact:
    party = Party.objects.get(slug=slug)
    given = {"office": "PARS administrator", "email": ADDRESS, "phone": PHONE, "is_system_contact": True, **facts}
    return stewardship.add_contact(party=party, name=name, **given, by=cast.clerk, at=at("2018-07-01 09:00"))


def test_the_system_contact_confirms_and_the_public_reads_office_day_and_channel_but_no_person(cast: Cast) -> None:
    row = contact(cast)
    client = sign_in(cast.clerk)
    assert f"{NAME}, PARS administrator, Police Department" in text_of(client.get(OFF))
    sent = met("2018-09-01", "The letter of that day says that all log-ins are closed.", contact=str(row.pk), confirmed_by="")
    assert client.post(OFF, sent).status_code == 302
    done = FollowUp.objects.get()
    assert (done.confirmed_by, done.channel) == ("PARS administrator, Police Department", "letter")
    for path in ("/agreements/pars-ice/", "/decisions/pars-ice-2018/"):
        page = Client().get(path)
        words = text_of(page)
        assert "Done on 1 September 2018" in words
        assert "Confirmed by: PARS administrator, Police Department" in words
        assert "Channel: letter" in words
        for private in (NAME, ADDRESS, PHONE):
            assert private not in page.content.decode()


def test_only_current_system_contacts_of_the_stewards_are_offered(cast: Cast) -> None:
    contact(cast)
    contact(cast, name="No system contact", is_system_contact=False)
    contact(cast, slug="ice", name="Of the recipient")
    gone = contact(cast, name="Retired one")
    stewardship.retire_contact(contact=gone, by=cast.clerk, at=at("2018-07-02 09:00"))
    client = sign_in(cast.clerk)
    offered = re.findall(r'<option value="\d+">([^<]*)</option>', client.get(OFF).content.decode())
    assert offered == [f"{NAME}, PARS administrator, Police Department"]
    before = rows()
    assert "Select a valid choice" in text_of(
        client.post(OFF, met("2018-09-01", "A letter.", contact=str(gone.pk), confirmed_by=""))
    )
    assert rows() == before


def test_a_contact_and_an_office_at_once_is_refused(cast: Cast) -> None:
    row = contact(cast)
    client, before = sign_in(cast.clerk), rows()
    assert "Choose a contact or name an office, not both." in text_of(
        client.post(OFF, met("2018-09-01", "A.", contact=str(row.pk)))
    )
    assert rows() == before


def test_a_paper_sent_with_it_is_filed_and_kept_from_the_public(cast: Cast) -> None:
    client = sign_in(cast.clerk)
    paper = SimpleUploadedFile("certificate.pdf", PDF, content_type="application/pdf")
    assert client.post(CERTIFICATE, {**met("2018-09-02", "Signed by the field office."), "document": paper}).status_code == 302
    filed = Document.objects.get()
    assert (FollowUp.objects.get().document, filed.is_public, filed.title) == (
        filed,
        False,
        "Certificate of disposition received",
    )
    page = Client().get("/agreements/pars-ice/")
    assert "A document is on file" in text_of(page)
    assert "certificate.pdf" not in page.content.decode()


def test_a_paper_already_on_file_is_chosen_and_one_of_another_agreement_is_not_offered(cast: Cast) -> None:
    say = {"by": cast.clerk, "at": at("2018-09-03 09:00")}
    filed = stewardship.file_document(agreement=cast.agreement, title="Letter of closure", content=PDF, name="a.pdf", **say)
    client = sign_in(cast.clerk)
    assert "Letter of closure" in text_of(client.get(OFF))
    assert client.post(OFF, met("2018-09-01", "The letter on file.", filed=str(filed.pk))).status_code == 302
    assert FollowUp.objects.get().document == filed


def test_the_same_form_sent_twice_is_one_act(cast: Cast) -> None:
    client, sent = sign_in(cast.clerk), met("2018-09-01", "A letter.")
    assert client.post(OFF, sent).status_code == 302
    before = rows()
    assert "This is on record already." in text_of(client.post(OFF, sent))
    assert rows() == before


def test_the_list_of_what_is_owed_has_the_red_first_and_each_row_leads_to_its_form(cast: Cast) -> None:
    client = sign_in(cast.clerk)
    page = client.get("/desk/follow-ups/")
    words, body = text_of(page), page.content.decode()
    assert "2 duties after an end of access are red." in words
    assert "Overdue since 1 September 2018" in words
    assert "Due by 30 September 2018" in words
    places = [body.index(f'href="/desk/agreements/pars-ice/{duty}/"') for duty in ("notice-letter", "access-off", "certificate")]
    assert places == sorted(places)
    assert client.post(OFF, met("2018-09-01", "All log-ins are closed.")).status_code == 302
    words = text_of(client.get("/desk/follow-ups/"))
    assert "1 duty after an end of access is red." in words
    assert "Access confirmed off: Done on 1 September 2018" in words
    assert "PARS administrator, Police Department, letter, entered by The clerk" in words


def test_from_the_end_on_access_is_red_in_the_list_though_its_day_has_only_begun(clock: Clock) -> None:
    cast = make_cast()
    clock.set("2018-09-01 00:00")
    assert "1 duty after an end of access is red." in text_of(sign_in(cast.clerk).get("/desk/follow-ups/"))
    clock.set("2018-08-31 23:59")
    assert "Nothing is owed." in text_of(sign_in(cast.clerk).get("/desk/follow-ups/"))


def test_officials_do_not_read_the_clerks_lists(cast: Cast) -> None:
    client = sign_in(cast.judge)
    assert client.get("/desk/follow-ups/").status_code == 403
    assert client.get("/desk/deadlines/").status_code == 403
    assert client.post("/desk/deadlines/", {}).status_code == 403
