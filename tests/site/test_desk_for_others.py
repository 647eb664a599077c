"""What the clerk enters for others: who sits where, signed papers, changed texts, decisions taken elsewhere, waivers."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Document
from governance.ballots.actions import withdraw_ballot
from governance.ballots.models import Ballot, Decision, State, Vote, VoteBasis
from governance.bodies.models import Appointment, Body, Capacity
from governance.followups.models import FollowUp
from governance.stewardship import actions as stewardship
from tests.cast import at, make_cast, make_user, open_ballot, vote

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

BALLOT = "/desk/ballots/pars-ice-2018/"
BODY = "/desk/bodies/pars-subcommittee/"


def test_a_body_is_founded_from_lines_of_seats(clock: Clock) -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    deeds = stewardship.add_system(slug="deeds", name="Deeds", stewards=[], **say)
    client = sign_in(cast.clerk)
    url = "/desk/register/bodies/new/"
    seats = "REC; Department of Records; Commissioner\nLAW; Law Department; City Solicitor; Mayor\r\nCC; City Council"
    typed = {"name": "Deeds board", "slug": "deeds-board", "time_zone": "America/Chicago", "seats": seats, "needed": 2}
    answer = client.post(url, {**hidden_of(client.get(url)), **typed, "cooling_off_hours": 24, "systems": [deeds.pk]})
    assert answer["Location"] == "/desk/bodies/deeds-board/"
    body = Body.objects.get(slug="deeds-board")
    assert [(seat.code, seat.directed_by) for seat in body.seats.all()] == [("REC", ""), ("LAW", "Mayor"), ("CC", "")]
    assert text_of(client.get(answer["Location"])).count("Vacant: nobody holds this seat today.") == 3


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"needed": 4}, "needed", "at least one and at most all of the 3 seats"),
        ({"needed": 0}, "needed", "at least one and at most all of the 3 seats"),
        ({"needed": 1}, "needed", "1 of 3 is not more than half of the seats"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Mars/Olympus is not a time zone."),
        ({"seats": "A; One\nB; one\nC; Three"}, "seats", "cannot have the same name: one. Choose another one."),
        ({"seats": "A; One\nB; Two\na; Three"}, "seats", "cannot have the same code: a. Choose another one."),
        ({"seats": "A One"}, "seats", "is not a code and a name"),
    ],
)
def test_a_rule_that_is_none_is_refused(clock: Clock, changed: dict[str, object], field: str, sentence: str) -> None:
    client = sign_in(make_cast().clerk)
    url = "/desk/register/bodies/new/"
    typed = {"name": "Deeds board", "slug": "deeds-board", "time_zone": "UTC", "seats": "A; One\nB; Two\nC; Three", "needed": 2}
    key = hidden_of(client.get(url))
    before = rows()
    answer = client.post(url, {**key, **typed, **changed})
    assert sentence in text_of(answer)
    assert f'href="#id_{field}"' in answer.content.decode()
    assert rows() == before


def test_a_seat_changes_hands_at_the_desk(clock: Clock) -> None:
    cast = make_cast()
    follower = make_user("The new judge")
    client = sign_in(cast.clerk)
    seat, held = cast.seat("FJD"), Appointment.objects.get(user=cast.judge)
    appoint, end = f"{BODY}seats/{seat.pk}/appoint/", f"{BODY}appointments/{held.pk}/end/"
    typed = {"user": follower.pk, "capacity": "principal", "starts_on": "2018-07-15"}
    refused = client.post(appoint, {**hidden_of(client.get(appoint)), **typed})
    assert "The judge holds the seat of the First Judicial District in that time; end that appointment first." in text_of(refused)
    client.post(end, {**hidden_of(client.get(end)), "ends_on": "2018-07-14"})
    assert client.post(appoint, {**hidden_of(client.get(appoint)), **typed})["Location"] == BODY
    page = text_of(client.get(BODY))
    assert "The new judge principal to come since 15 July 2018" in page
    assert "from 1 January 2010 to 14 July 2018" in page


def test_a_seat_is_abolished_at_the_desk_and_readers_see_it_as_one_that_was(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    client = sign_in(cast.clerk)
    url = f"{BODY}seats/{cast.seat('PPD').pk}/abolish/"
    page = client.get(url)
    assert 'value="2018-07-10"' in page.content.decode()
    assert "More than half of the 2 seats that stay." in text_of(page)
    typed = {**hidden_of(page), "ends_on": "2018-07-10", "because": "The charter of 2018."}
    refused = client.post(url, {**typed, "needed": "1"})
    assert "1 of 2 is not more than half of the seats" in text_of(refused)
    assert 'href="#id_needed"' in refused.content.decode()
    client.post(url, {**typed, "needed": "2"})
    body = text_of(client.get(BODY))
    assert "Ballots that are open keep the seat, and nobody holds it after its last day: PARS - ICE." in body
    assert "Abolished. Last day: 10 July 2018." in body
    assert "2 of 2 seats must approve" in body
    assert body.index("Office DAO") < body.index("Department PPD")
    history = text_of(client.get(f"{BODY}history/"))
    assert "Seat abolished" in history
    public = text_of(Client().get("/bodies/pars-subcommittee/"))
    assert "The PARS subcommittee has two seats; two of them must approve a renewal." in public
    assert "Former seats Police Department (until 10 July 2018)" in public
    said = text_of(Client().get("/ledger/?kind=seat.abolished"))
    assert "Police Department, until 10 July 2018: The charter of 2018." in said


def test_a_time_zone_is_corrected_at_the_desk_once_no_ballot_is_open(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.clerk)
    url = f"{BODY}time-zone/"
    page = client.get(url)
    assert 'value="America/New_York"' in page.content.decode()
    typed = {**hidden_of(page), "time_zone": "America/Chicago"}
    refused = client.post(url, typed)
    assert "withdraw it first and open it anew afterwards" in text_of(refused)
    assert 'href="#id_time_zone"' in refused.content.decode()
    withdraw_ballot(ballot_id=ballot.pk, because="The zone is wrong.", by=cast.clerk, at=at("2018-07-10 09:00"))
    client.post(url, typed)
    assert "Its days begin and end by Chicago time." in text_of(client.get(BODY))
    assert "America/Chicago (before: America/New_York)" in text_of(Client().get("/ledger/?kind=body.zone_corrected"))


def test_an_empty_seat_is_named_on_the_list(clock: Clock) -> None:
    cast = make_cast()
    Appointment.objects.filter(user=cast.judge).update(ends_on=date(2018, 7, 1))
    assert "First Judicial District: vacant" in text_of(sign_in(cast.clerk).get("/desk/bodies/"))


def test_a_paper_vote_is_entered_with_the_paper_attached(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    client = sign_in(cast.clerk)
    url = f"{BALLOT}paper-vote/"
    held = Appointment.objects.get(user=cast.attorney)
    typed = {"voice": held.pk, "position": "decline", "reasons": "Its use is not what was agreed."}
    without = client.post(url, {**hidden_of(client.get(url)), **typed})
    assert 'href="#id_document"' in without.content.decode()
    assert not Vote.objects.exists()
    paper = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    assert client.post(url, {**hidden_of(client.get(url)), **typed, "document": paper})["Location"] == BALLOT
    recorded = Vote.objects.get()
    assert (recorded.basis, recorded.cast_by, recorded.entered_by) == (VoteBasis.PAPER, cast.attorney, cast.clerk)
    assert recorded.document == Document.objects.get()
    assert not Document.objects.get().is_public
    assert "On paper, signed by The attorney, entered by The clerk" in text_of(client.get(BALLOT))


def test_a_paper_without_reasons_is_refused_and_nothing_is_filed(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    client = sign_in(cast.clerk)
    url = f"{BALLOT}paper-vote/"
    typed = {"voice": Appointment.objects.get(user=cast.attorney).pk, "position": "decline"}
    key = hidden_of(client.get(url))
    before = rows()
    paper = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    assert "This position needs reasons" in text_of(client.post(url, {**key, **typed, "document": paper}))
    assert rows() == before


def test_nobody_but_who_holds_a_seat_of_the_ballot_can_have_signed(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    other = Appointment.objects.create(
        seat=cast.seat("DAO"),
        user=cast.outsider,
        capacity=Capacity.DELEGATE,
        starts_on=date(2018, 9, 1),
        made_at=at("2018-07-01 09:00"),
    )
    client = sign_in(cast.clerk)
    url = f"{BALLOT}paper-vote/"
    paper = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    answer = client.post(url, {**hidden_of(client.get(url)), "voice": other.pk, "position": "approve", "document": paper})
    assert "Select a valid choice" in text_of(answer)
    assert not Vote.objects.exists()


def test_a_changed_text_is_shown_before_it_opens_and_asks_every_seat_again(clock: Clock) -> None:
    cast = make_cast()
    old = open_ballot(cast)
    vote(cast, old, "FJD", "approve", at("2018-07-09 10:00"))
    client = sign_in(cast.clerk)
    url = f"{BALLOT}amend/"
    form = client.get(url)
    assert 'value="2019-08-31"' in form.content.decode()
    typed = {"because": "The fee was agreed anew.", "closes_on": "2018-08-31", "starts_on": "2018-09-01", "ends_on": "2019-08-31"}
    typed |= {"amount": "6000", "currency": "USD", "period": "per_year", "conditions": "Logs are sent each month.\r\nAnd kept."}
    before = rows()
    shown = client.post(url, {**hidden_of(form), **typed})
    assert "Fee: USD 6,000.00 a year." in text_of(shown)
    assert rows() == before
    answer = client.post(url, hidden_of(shown))
    new = Ballot.objects.get(slug="pars-ice-2018-v2")
    assert answer["Location"] == f"/desk/ballots/{new.slug}/"
    old.refresh_from_db()
    assert (old.state, old.withdrawn_because, old.votes.count()) == (State.WITHDRAWN, "The fee was agreed anew.", 1)
    assert (new.state, new.votes.count(), new.question) == (State.OPEN, 0, "amend")
    assert "- Logs are sent each month.\n- And kept.\n" in new.text


def test_a_changed_text_is_not_opened_if_the_register_changed_since_it_was_shown(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    client = sign_in(cast.clerk)
    url = f"{BALLOT}amend/"
    typed = {"because": "Anew.", "closes_on": "2018-08-31", "starts_on": "2018-09-01", "ends_on": "2019-08-31", "currency": "USD"}
    shown = client.post(url, {**hidden_of(client.get(url)), **typed, "period": "per_year"})
    say = {"by": cast.clerk, "at": at("2018-07-10 09:30")}
    element = stewardship.add_element(system=cast.agreement.system, name="Charges", **say)
    stewardship.share_element(agreement=cast.agreement, element=element, sharing="shared", **say)
    assert "has changed since the text was shown" in text_of(client.post(url, hidden_of(shown)))
    assert Ballot.objects.get().state == State.OPEN


def test_a_decision_taken_elsewhere_is_entered_as_its_sources_report_it(clock: Clock) -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    source = stewardship.add_source(key="letter", title="Letter of the City Solicitor", url="", **say)
    client = sign_in(cast.clerk)
    url = "/desk/agreements/pars-ice/decisions/new/"
    typed: dict[str, object] = {
        "question": "renew",
        "term": cast.agreement.terms.get().pk,
        "slug": "pars-ice-2018",
        "starts_on": "2018-09-01",
        "ends_on": "2019-08-31",
        "reported_on": "2018-07-09",
        "label": "fact",
    }
    for code, position in (("DAO", "decline"), ("PPD", "decline"), ("FJD", "abstain")):
        typed[f"position_{cast.seat(code).pk}"] = position
    without = client.post(url, {**hidden_of(client.get(url)), **typed})
    assert "A reported decision names its sources." in text_of(without)
    client.post(url, {**hidden_of(client.get(url)), **typed, "sources": [source.pk]})
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reported_on, decision.settled_at) == ("defeated", date(2018, 7, 9), None)
    assert all(recorded.cast_at is None for recorded in Vote.objects.all())


def test_what_is_owed_is_waived_with_a_public_reason(clock: Clock) -> None:
    cast = make_cast()
    clock.set("2018-10-01 10:00")
    client = sign_in(cast.clerk)
    url = "/desk/agreements/pars-ice/certificate/waive/"
    assert "Say why, for the public record." in text_of(client.post(url, hidden_of(client.get(url))))
    because = "The recipient held no copy."
    client.post(url, {**hidden_of(client.get(url)), "because": because})
    assert FollowUp.objects.get().waived_because == because
    assert because in text_of(client.get("/agreements/pars-ice/"))
