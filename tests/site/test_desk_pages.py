"""What the desk shows: what waits, the dossier, and that reading changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from contracts.models import Contact, DataElement, Deadline, DefaultOutcome, Fee, Term
from governance.accounts.models import User
from governance.ballots import actions as ballots
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.bodies.models import Appointment, Seat
from governance.desk import urls
from governance.notices.models import Letter, Notice
from governance.record.models import UploadedSheet
from governance.stewardship import actions as stewardship
from tests.cast import at, make_cast, make_user, open_ballot, vote

from .test_desk_stage import Clock, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db


ROWS = (Appointment, Contact, Deadline, Fee, Letter, Seat, Term)


def paths(*, ballot: str = "pars-ice-2018", agreement: str = "pars-ice", leaf_hash: str = "0" * 64) -> list[str]:
    """Return one address for every route of the desk; a route that takes something else fails whoever asks."""
    given = {
        "leaf_hash": leaf_hash,
        "ballots": ballot,
        "agreements": agreement,
        "register": "pars",
        "bodies": "pars-subcommittee",
        "sheet_id": "1",
        "digest": "0" * 64,
        "element_id": str(_some_row(DataElement)),
        "row_id": "1",
        "key": "a-source",
    }
    given |= {f"{model._meta.model_name}_id": str(_some_row(model)) for model in ROWS}
    given |= {"person_id": str(_some_row(User)), "sheet_id": str(_some_row(UploadedSheet)), "seats": "pars-subcommittee"}
    found = []
    for route in urls.urlpatterns:
        noun = str(route.pattern).split("/")[0]
        arguments = [given[noun if name == "slug" else name] for name in route.pattern.converters]
        found.append(reverse(f"desk:{route.name}", args=arguments))
    return found


def _some_row(model: type[Model]) -> int:
    return model._default_manager.values_list("pk", flat=True).first() or 1


@pytest.mark.parametrize("who", ["judge", "clerk", "outsider"])
def test_reading_any_page_leaves_every_row_as_it_was(clock: Clock, who: str) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    recorded = vote(cast, ballot, "FJD", "decline", at("2018-07-09 10:00"))
    client = sign_in(getattr(cast, who))
    before = rows()
    for path in paths(leaf_hash=recorded.leaf_hash):
        assert client.get(path).status_code in (200, 302, 403, 404, 405), path
        assert client.head(path).status_code in (200, 302, 403, 404, 405), path
    assert rows() == before


def test_every_route_takes_the_pages_token_or_nothing(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    recorded = vote(cast, ballot, "FJD", "decline", at("2018-07-09 10:00"))
    client = sign_in(cast.clerk, enforce_csrf=True)
    before = rows()
    for path in paths(leaf_hash=recorded.leaf_hash):
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(path, {"because": "x"}).status_code in (403, 405), path
    assert rows() == before


def test_an_official_sees_what_waits_by_day_and_what_happens_if_nothing_is_done(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    page = text_of(sign_in(cast.judge).get("/desk/"))
    assert "1 ballot waits for your position." in page
    assert "31 August 2018, end of day, New York time" in page
    assert "Shall PARS - ICE be renewed until 31 August 2019?" in page
    assert "52 days left to vote" in page
    assert "If nothing is done: The agreement ends on 31 August 2018." in page
    assert "Read and vote" in page


def test_once_a_seat_has_spoken_the_ballot_no_longer_waits_for_it(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    recorded = vote(cast, ballot, "FJD", "approve", at("2018-07-09 10:00"))
    page = sign_in(cast.judge).get("/desk/")
    words = text_of(page)
    assert "Nothing waits for you." in words
    assert "The next day that matters is 31 August 2018: PARS - ICE" in words
    assert "Only to know" in words
    assert "Approved · Shall PARS - ICE be renewed until 31 August 2019?" in words
    assert f"/desk/votes/{recorded.leaf_hash}/receipt/" in page.content.decode()


def test_nothing_waits_for_who_has_no_seat_or_after_settling(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    assert "Nothing waits for you." in text_of(sign_in(cast.outsider).get("/desk/"))
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    assert "Nothing waits for you." in text_of(sign_in(cast.commissioner).get("/desk/"))


def test_the_page_is_right_after_closing_though_no_worker_has_written_the_decision(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    clock.set("2018-09-01 00:00")
    client = sign_in(cast.judge)
    assert "Nothing waits for you." in text_of(client.get("/desk/"))
    page = text_of(client.get(f"/desk/ballots/{ballot.slug}/"))
    assert "Not renewed" in page
    assert "Nothing more is needed: the ballot is settled." in page


def test_the_ballot_page_holds_the_dossier_and_how_it_stands(clock: Clock) -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    source = stewardship.add_source(key="inquirer", title="The Inquirer", url="https://example.org/a", **say)
    for name, sharing in (("Charges", "shared"), ("Country of birth", "withheld")):
        element = stewardship.add_element(system=cast.agreement.system, name=name, **say)
        facts = {"agreement": cast.agreement, "element": element, "sharing": sharing, "since_on": date(2010, 9, 1)}
        stewardship.share_element(**facts, **say)
    term = cast.agreement.terms.get()
    stewardship.add_fee(term=term, amount=Decimal("5565"), currency="USD", period="per_year", **say)
    said = {"agreement": cast.agreement, "on": date(2018, 7, 11), "actor": "District Attorney", "kind": "intent"}
    stewardship.record_statement(text="No, he told the press.", sources=[source], **said, **say)
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "decline", at("2018-07-09 10:00"))
    page = text_of(sign_in(cast.judge).get(f"/desk/ballots/{ballot.slug}/"))
    for words in (
        "2 more approvals are needed, from the First Judicial District and the Police Department",
        "Shall the agreement be renewed as it is, from 1 September 2018 to 31 August 2019?",
        ballot.text_digest,
        "USD 5,565 a year",
        "Charges",
        "Country of birth",
        "No, he told the press.",
        "Statements are shown and never counted.",
        "By The attorney as principal, on 9 July 2018, 10:00, New York time",
        "Reasons of the seat.",
        "Directed by: Mayor",
        "The agreement ends on 31 August 2018.",
    ):
        assert words in page


def test_other_agreements_of_the_system_and_earlier_ballots_stand_beside_it(clock: Clock) -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    party = stewardship.add_party(slug="amtrak", name="Amtrak Police", **say)
    facts = {"slug": "pars-amtrak", "title": "PARS - Amtrak", "system": cast.agreement.system, "recipient": party}
    other = stewardship.enter_agreement(**facts, **say)
    days = {"starts_on": date(2018, 1, 1), "ends_on": date(2019, 6, 30), "basis": "signed"}
    stewardship.begin_term(agreement=other, **days, **say)
    first = open_ballot(cast)
    ballots.withdraw_ballot(ballot_id=first.pk, because="A slip.", by=cast.clerk, at=at("2018-07-03 09:00"))
    second = open_ballot(cast, opened_at=at("2018-07-03 10:00"))
    client = sign_in(cast.judge)
    page = text_of(client.get(f"/desk/ballots/{second.slug}/"))
    assert "PARS - Amtrak In force until 30 June 2019" in page
    assert "Withdrawn" in page
    withdrawn = client.get(f"/desk/ballots/{first.slug}/")
    assert "A slip." in text_of(withdrawn)
    assert f"/desk/ballots/{second.slug}/" in withdrawn.content.decode()


def test_to_stop_a_renewal_by_silence_approvals_are_needed_and_the_page_says_so(clock: Clock) -> None:
    cast = make_cast(default_outcome=DefaultOutcome.RENEWS_BY_SILENCE, renewal_month=8, renewal_day=31)
    ballot = open_ballot(cast, question=Question.GIVE_NOTICE, proposal=Proposal(None, date(2018, 8, 31)))
    page = text_of(sign_in(cast.judge).get(f"/desk/ballots/{ballot.slug}/"))
    assert "2 approvals are needed to stop it" in page
    assert "If nothing more is done The agreement renews by silence." in page


def test_while_the_outlook_stands_the_page_says_what_it_will_come_to(clock: Clock) -> None:
    cast = make_cast(cooling_off_hours=72)
    ballot = open_ballot(cast)
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    client = sign_in(cast.commissioner)
    assert "It settles with these positions: Renewed." in text_of(client.get(f"/desk/ballots/{ballot.slug}/"))
    options = text_of(client.get(f"/desk/ballots/{ballot.slug}/vote/"))
    assert "The ballot still comes to: Renewed. It settles on 12 July 2018, 10:00, New York time" in options


def test_a_draft_is_there_for_the_clerk_alone(clock: Clock) -> None:
    cast = make_cast()
    given = {"question": Question.RENEW, "proposal": Proposal(date(2018, 9, 1), date(2019, 8, 31))}
    facts = {"closes_on": date(2018, 8, 31), "by": cast.clerk, "at": at("2018-07-02 09:00")}
    draft = ballots.draft_ballot(agreement=cast.agreement, **given, **facts)
    assert sign_in(cast.judge).get(f"/desk/ballots/{draft.slug}/").status_code == 404
    assert "Draft: not public" in text_of(sign_in(cast.clerk).get(f"/desk/ballots/{draft.slug}/"))
    assert draft.slug not in sign_in(cast.judge).get("/desk/agreements/pars-ice/").content.decode()


def test_the_agreement_page_leads_who_was_mailed_to_the_ballot_and_shows_failed_mails_to_the_clerk_alone(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    failed = {"address": "gone@example.org", "subject": "Vote by 31 August", "state": "dead", "last_error": "550 no such user"}
    letter = Letter.objects.create(created_at=clock.now, due_at=clock.now, **failed)
    about = {"kind": "invitation", "occasion": "ballot:1", "agreement": cast.agreement, "queued_at": clock.now}
    Notice.objects.create(address="gone@example.org", letter=letter, **about)
    client = sign_in(cast.judge)
    page = client.get("/desk/agreements/pars-ice/")
    assert f"/desk/ballots/{ballot.slug}/" in page.content.decode()
    assert "gone@example.org" not in page.content.decode()
    assert "550 no such user" in text_of(sign_in(cast.clerk).get("/desk/agreements/pars-ice/"))


def test_unknown_addresses_answer_not_found(clock: Clock) -> None:
    client = sign_in(make_cast().clerk)
    for path in (
        "ballots/none/",
        "ballots/none/vote/",
        "agreements/none/",
        "agreements/none/access-off/",
        "agreements/none/ballots/new/",
    ):
        assert client.get(f"/desk/{path}").status_code == 404


def test_somebody_who_was_deactivated_is_out_at_once(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.judge)
    cast.judge.is_active = False
    cast.judge.save()
    assert client.get("/desk/").status_code == 302


def test_names_of_people_and_agreements_are_escaped(clock: Clock) -> None:
    cast = make_cast()
    cast.agreement.title = "<b>PARS</b>"
    cast.agreement.save()
    open_ballot(cast)
    mallory = make_user("Mallory")
    mallory.name = "<i>Mallory</i>"
    mallory.save()
    for user in (cast.judge, cast.clerk, mallory):
        for path in ("/desk/", "/desk/agreements/pars-ice/", "/desk/ballots/pars-ice-2018/", "/desk/agreements/"):
            body = sign_in(user).get(path).content.decode()
            assert "<b>PARS" not in body
            assert "<i>Mallory" not in body


def test_no_page_of_the_desk_is_shown_to_who_has_not_signed_in() -> None:
    make_cast()
    for path in paths():
        assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"
        answer = Client().post(path, {"reasons": "Typed before."})
        assert answer.status_code == 403
        assert "Not sent yet" in text_of(answer)
