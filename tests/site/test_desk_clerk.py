"""What the clerk does at the desk: the table, opening and withdrawing ballots, confirming that access is off."""

from __future__ import annotations

import re
from datetime import date

import pytest

from contracts.models import DefaultOutcome
from governance.ballots.models import Ballot, Question, State
from governance.ballots.proposal import Proposal
from governance.desk.views import agreements
from governance.followups.actions import renew_by_silence
from governance.followups.models import FollowUp
from governance.notices.models import Letter
from governance.stewardship import actions as stewardship
from tests.cast import add_second_agreement, at, check_dates, make_cast, open_ballot, vote

from .test_desk_stage import Clock, hidden_of, met, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

NEW = "/desk/agreements/pars-ice/ballots/new/"
OFF = "/desk/agreements/pars-ice/access-off/"
RENEWAL = {
    "question": "amend",
    "closes_on": "2018-08-31",
    "starts_on": "2018-09-01",
    "ends_on": "2019-08-31",
    "amount": "5565",
    "currency": "USD",
    "period": "per_year",
    "conditions": "A list of the officers with log-ins is sent every quarter.\r\nAccess is logged.",
}


def test_officials_are_told_in_a_sentence_that_these_pages_are_the_clerks(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    before = rows()
    for path in (
        "/desk/agreements/",
        "/desk/ballots/",
        NEW,
        f"{NEW}confirm/",
        OFF,
        f"/desk/ballots/{ballot.slug}/withdraw-ballot/",
    ):
        for answer in (client.get(path), client.post(path, {**RENEWAL, "because": "x"})):
            assert answer.status_code == 403
            assert "This page is for the clerk, who keeps the register; you are signed in as The judge." in text_of(answer)
    assert rows() == before


def test_a_ballot_is_opened_after_a_page_that_shows_its_exact_text(clock: Clock) -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    element = stewardship.add_element(system=cast.agreement.system, name="Charges", **say)
    stewardship.share_element(agreement=cast.agreement, element=element, sharing="shared", **say)
    client = sign_in(cast.clerk)
    before = rows()
    shown = client.post(NEW, RENEWAL)
    page = text_of(shown)
    assert "Shall the agreement be renewed as amended below, from 1 September 2018 to 31 August 2019?" in page
    assert "Fee: USD 5,565.00 a year." in page
    assert "- Charges" in page
    assert "- A list of the officers with log-ins is sent every quarter. - Access is logged." in page
    assert "2 of 3 seats must approve" in page
    assert rows() == before
    answer = client.post(f"{NEW}confirm/", hidden_of(shown))
    ballot = Ballot.objects.get()
    assert answer["Location"] == "/desk/ballots/pars-ice-2018/"
    assert (ballot.state, ballot.closes_on, ballot.opened_at) == (State.OPEN, date(2018, 8, 31), clock.now)
    assert ballot.text in shown.content.decode()
    assert "The ballot is open and public" in text_of(client.get(answer["Location"]))


def test_opening_it_twice_opens_one_ballot(clock: Clock) -> None:
    client = sign_in(make_cast().clerk)
    shown = client.post(NEW, RENEWAL)
    first, second = (client.post(f"{NEW}confirm/", hidden_of(shown)) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Ballot.objects.count() == 1


def test_the_form_begins_with_one_more_term_on_the_same_conditions(clock: Clock) -> None:
    cast = make_cast(renewal_month=8, renewal_day=31)
    body = sign_in(cast.clerk).get(NEW).content.decode()
    for value in ('value="2018-08-31"', 'value="2018-09-01"', 'value="2019-08-31"', 'value="renew"'):
        assert value in body


def test_changing_the_form_from_the_confirmation_page_loses_nothing(clock: Clock) -> None:
    client = sign_in(make_cast().clerk)
    shown = client.post(NEW, RENEWAL)
    body = client.post(NEW, {**hidden_of(shown), "change": "1"}).content.decode()
    assert 'value="5565"' in body
    assert "A list of the officers" in body


def test_a_text_that_changed_since_it_was_shown_is_not_opened(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    shown = client.post(NEW, RENEWAL)
    say = {"by": cast.clerk, "at": at("2018-07-10 10:01")}
    element = stewardship.add_element(system=cast.agreement.system, name="Charges", **say)
    stewardship.share_element(agreement=cast.agreement, element=element, sharing="withheld", **say)
    answer = client.post(f"{NEW}confirm/", hidden_of(shown))
    assert "What the register says has changed since the text was shown." in text_of(answer)
    assert not Ballot.objects.exists()


BAD = {
    "30 February": ({"closes_on": "2018-02-30"}, "closes_on", "There is no such day."),
    "30 February as the new end": ({"ends_on": "2019-02-30"}, "ends_on", "There is no such day."),
    "no day": ({"closes_on": ""}, "closes_on", "Enter a day."),
    "closing in the past": ({"closes_on": "2018-07-09"}, "closes_on", "The closing day has passed."),
    "closing after the term": ({"closes_on": "2018-09-01"}, "closes_on", "Voting cannot go on after the term ends"),
    "the last day of the calendar": ({"closes_on": "9999-12-31"}, "closes_on", "Check the year"),
    "the first day of the calendar": ({"starts_on": "0001-01-01"}, "starts_on", "Check the year"),
    "a gap before the new term": ({"starts_on": "2018-09-02"}, "starts_on", "a renewal leaves no gap"),
    "no first day of a renewal": ({"starts_on": ""}, "starts_on", "a renewal leaves no gap"),
    "an end before the start": ({"ends_on": "2018-08-01"}, "ends_on", "The term would end before it starts."),
    "an early end after the term": ({"question": "end_early", "ends_on": "2019-08-31"}, "ends_on", "An early end lies before"),
    "a negative fee": ({"amount": "-1"}, "amount", "A fee cannot be negative."),
    "not a number": ({"amount": "NaN"}, "amount", "Write an amount in figures"),
    "without end": ({"amount": "Infinity"}, "amount", "Write an amount in figures"),
    "words for a fee": ({"amount": "=1+1"}, "amount", "Write an amount in figures"),
    "too large a fee": ({"amount": "1e30"}, "amount", "Ensure that there are no more than"),
    "an unknown currency": ({"currency": "XYZ"}, "currency", "XYZ is not a currency code in use."),
    "an unknown period": ({"period": "weekly"}, "period", "Select a valid choice"),
    "an unknown question": ({"question": "abolish"}, "question", "Select a valid choice"),
    "a question of another kind of agreement": ({"question": "give_notice"}, "question", "Select a valid choice"),
    "a megabyte": ({"conditions": "x" * 1_000_000}, "conditions", "at most 10000 fit"),
    "a long line": ({"conditions": "x" * 3_000}, "conditions", "at most 2000 fit"),
    "control characters": ({"conditions": "a \x07 b"}, "conditions", "control characters"),
    "bidi overrides": ({"conditions": "a \u202e b"}, "conditions", "invisible characters"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_at_its_field_and_nothing_is_written(clock: Clock, name: str) -> None:
    changed, field, sentence = BAD[name]
    client = sign_in(make_cast().clerk)
    before = rows()
    answer = client.post(NEW, {**RENEWAL, **changed})
    assert f'href="#id_{field}' in answer.content.decode()
    assert sentence in text_of(answer)
    if field != "conditions":
        assert "A list of the officers with log-ins" in answer.content.decode()
    digest = {"text_digest": "0" * 64}
    assert sentence in text_of(client.post(f"{NEW}confirm/", {**RENEWAL, **changed, **digest}))
    assert rows() == before


def test_a_second_open_ballot_on_the_question_is_refused_before_it_is_confirmed(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    client = sign_in(cast.clerk)
    before = rows()
    answer = client.post(NEW, RENEWAL)
    assert "This question is open already; withdraw that ballot first." in text_of(answer)
    assert 'href="#id_question' in answer.content.decode()
    assert rows() == before


def test_html_in_conditions_is_shown_as_typed(clock: Clock) -> None:
    client = sign_in(make_cast().clerk)
    shown = client.post(NEW, {**RENEWAL, "conditions": "<script>alert(1)</script></textarea>"})
    page = client.get(client.post(f"{NEW}confirm/", hidden_of(shown))["Location"])
    for answer in (shown, page):
        assert "<script>alert" not in answer.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.content.decode()


def test_voting_past_the_notice_by_date_is_warned_of(clock: Clock) -> None:
    notice_period = {"notice_count": 30, "notice_unit": "days", "notice_clause": "Section 9"}
    silence = {"default_outcome": DefaultOutcome.RENEWS_BY_SILENCE, "renewal_month": 8, "renewal_day": 31}
    cast = make_cast(**notice_period, **silence)
    notice = {"question": "give_notice", "closes_on": "2018-08-15", "ends_on": "2018-08-31", "conditions": ""}
    client = sign_in(cast.clerk)
    assert "Voting would end after the notice-by date" in text_of(client.post(NEW, notice))
    in_time = client.post(NEW, {**notice, "closes_on": "2018-07-20"})
    assert "Voting would end after the notice-by date" not in text_of(in_time)
    client.post(f"{NEW}confirm/", hidden_of(in_time))
    assert Ballot.objects.get().slug == "pars-ice-2018-give-notice"


def test_a_notice_by_day_that_is_over_is_told_as_past(clock: Clock) -> None:
    notice_period = {"notice_count": 30, "notice_unit": "days", "notice_clause": "Section 9"}
    silence = {"default_outcome": DefaultOutcome.RENEWS_BY_SILENCE, "renewal_month": 8, "renewal_day": 31}
    cast = make_cast(**notice_period, **silence)
    clock.set("2018-08-01 10:00")
    assert "No ballot yet: 0 days left Notice can be given until 1 August 2018." in text_of(sign_in(cast.clerk).get("/desk/"))
    clock.set("2018-08-02 10:00")
    assert "No ballot yet: too late Notice could be given until 1 August 2018." in text_of(sign_in(cast.clerk).get("/desk/"))


def test_a_ballot_is_withdrawn_with_a_public_reason_and_its_votes_stay(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-09 10:00"))
    client, path = sign_in(cast.clerk), f"/desk/ballots/{ballot.slug}/withdraw-ballot/"
    assert client.get(path).status_code == 200
    answer = client.post(path, {"because": "The fee changes."})
    ballot.refresh_from_db()
    assert (ballot.state, ballot.withdrawn_because, ballot.votes.count()) == ("withdrawn", "The fee changes.", 1)
    assert "This ballot was withdrawn" in text_of(client.get(answer["Location"]))
    assert "This ballot was withdrawn: The fee changes." in text_of(client.post(path, {"because": "Again."}))


@pytest.mark.parametrize(
    ("because", "sentence"),
    [
        ("", "Say why, for the public record."),
        ("   ", "Say why, for the public record."),
        ("x" * 501, "at most 500 fit"),
        ("x" * 1_000_000, "at most 500 fit"),
        ("two\nlines", "must stand on one line"),
        ("a \u202e b", "invisible characters"),
        ("a \x07 b", "control characters"),
    ],
)
def test_a_reason_that_cannot_stand_is_refused_at_its_field(clock: Clock, because: str, sentence: str) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.clerk)
    before = rows()
    answer = client.post(f"/desk/ballots/{ballot.slug}/withdraw-ballot/", {"because": because})
    assert sentence in text_of(answer)
    assert 'href="#id_because"' in answer.content.decode()
    assert rows() == before


def test_what_is_red_stands_first_and_leads_to_confirming_that_access_is_off(clock: Clock) -> None:
    cast = make_cast()
    clock.set("2018-09-03 10:00")
    client = sign_in(cast.clerk)
    page = client.get("/desk/")
    assert "1 agreement cannot wait." in text_of(page)
    assert "Expired: access not confirmed off" in text_of(page)
    assert "Access was to end on 31 August 2018, 3 days ago. No round was held." in text_of(page)
    assert f'href="{OFF}"' in page.content.decode()
    answer = client.post(OFF, met("2018-09-02", "Letter of the PARS administrator."))
    assert answer["Location"] == "/desk/agreements/pars-ice/"
    follow_up = FollowUp.objects.get()
    assert (follow_up.state, follow_up.done_on) == ("done", date(2018, 9, 2))
    assert "On record: access confirmed off, 2 September 2018." in text_of(client.get(answer["Location"]))
    assert "Nothing is overdue." in text_of(client.get("/desk/"))
    assert "Expired: access confirmed off on 2 September 2018" in text_of(client.get("/desk/agreements/"))
    assert "This is on record already." in text_of(client.get(OFF))


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"done_on": "2018-02-30"}, "done_on", "There is no such day."),
        ({"done_on": ""}, "done_on", "Enter a day."),
        ({"done_on": "2018-09-05"}, "done_on", "This day has not come yet."),
        ({"channel": ""}, "channel", "Choose how it went out, or came in."),
        ({"channel": "pigeon"}, "channel", "pigeon is not one of the available choices."),
        ({"confirmed_by": ""}, "confirmed_by", "Say who confirmed it."),
        ({"confirmed_by": "a \u202e b"}, "confirmed_by", "invisible characters"),
        ({"evidence": ""}, "evidence", "Say how it is known."),
        ({"evidence": "x" * 1_000_000}, "evidence", "at most 2000 fit"),
        ({"evidence": "a \u2067 b"}, "evidence", "invisible characters"),
        ({"evidence": "a \x08 b"}, "evidence", "control characters"),
    ],
)
def test_evidence_that_cannot_stand_is_refused_at_its_field(
    clock: Clock, changed: dict[str, str], field: str, sentence: str
) -> None:
    cast = make_cast()
    clock.set("2018-09-03 10:00")
    client = sign_in(cast.clerk)
    before = rows()
    answer = client.post(OFF, met("2018-09-02", "A letter.") | changed)
    assert f'href="#id_{field}"' in answer.content.decode()
    assert sentence in text_of(answer)
    assert rows() == before


def test_access_cannot_be_confirmed_off_while_it_is_to_go_on(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk)
    assert "There is nothing to record" in text_of(client.get(OFF))
    before = rows()
    client.post(OFF, met("2018-07-01", "A letter."))
    assert rows() == before


@pytest.mark.parametrize(
    ("day", "words", "is_red"),
    [
        ("2018-01-10 10:00", "In force until 31 August 2018", None),
        ("2018-07-10 10:00", "Comes up for renewal: 52 days left", False),
        ("2018-08-10 10:00", "No ballot yet: 21 days left", True),
        ("2018-08-31 23:00", "No ballot yet: 0 days left", True),
    ],
)
def test_an_agreement_without_a_round_turns_red_near_its_end(clock: Clock, day: str, words: str, is_red: bool | None) -> None:
    cast = make_cast(renewal_month=8, renewal_day=31)
    check_dates(cast)
    clock.set(day)
    client = sign_in(cast.clerk)
    table = text_of(client.get("/desk/"))
    assert (words in table) == (is_red is not None)
    assert ("1 agreement cannot wait." in table) == bool(is_red)
    listed = client.get("/desk/agreements/")
    assert words in text_of(listed)
    assert f'href="{NEW}"' in listed.content.decode()


def test_an_agreement_that_renewed_by_silence_is_red_and_says_that_nobody_gave_notice(clock: Clock) -> None:
    cast = make_cast(default_outcome=DefaultOutcome.RENEWS_BY_SILENCE, renewal_month=8, renewal_day=31)
    clock.set("2018-09-03 10:00")
    page = text_of(sign_in(cast.clerk).get("/desk/"))
    assert "Renewed by silence" in page
    assert "notice was not given in time" in page


def test_open_ballots_and_mails_that_reached_nobody_stand_on_the_table(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    failed = {"address": "gone@example.org", "subject": "Vote by 31 August", "state": "dead", "last_error": "550 no such user"}
    Letter.objects.create(created_at=clock.now, due_at=clock.now, **failed)
    page = sign_in(cast.clerk).get("/desk/")
    words = text_of(page)
    assert "1 mail reached nobody." in words
    assert "550 no such user" in words
    assert "Vote open: 0 of 2 approvals" in words
    assert f'href="/desk/ballots/{ballot.slug}/"' in page.content.decode()


def test_the_list_of_ballots_has_the_open_ones_first(clock: Clock) -> None:
    cast = make_cast()
    first = open_ballot(cast)
    client = sign_in(cast.clerk)
    client.post(f"/desk/ballots/{first.slug}/withdraw-ballot/", {"because": "A slip."})
    second = open_ballot(cast, opened_at=at("2018-07-10 09:30"))
    body = client.get("/desk/ballots/").content.decode()
    assert body.index(f"/desk/ballots/{second.slug}/") < body.index(f"/desk/ballots/{first.slug}/")
    assert "A slip." in body


def test_a_decided_agreement_needs_nothing_more_from_the_table(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    client = sign_in(cast.clerk)
    assert "Nothing is overdue." in text_of(client.get("/desk/"))
    listed = text_of(client.get("/desk/agreements/"))
    assert "Renewed" in listed
    assert "Its term ends on 31 August 2018 and is followed by the next." in listed


def test_after_a_decision_to_end_the_table_leads_to_the_notice_letter_and_then_to_the_rest(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code in ("PPD", "DAO"):
        vote(cast, ballot, code, "decline", at("2018-07-09 10:00"))
    client, path = sign_in(cast.clerk), "/desk/agreements/pars-ice/notice-letter/"
    page = client.get("/desk/")
    assert "Not renewed" in text_of(page)
    assert f'href="{path}"' in page.content.decode()
    answer = client.post(path, met("2018-07-10", "E-mailed by the City Solicitor."))
    page = client.get(answer["Location"])
    assert "On record: notice letter sent, 10 July 2018." in text_of(page)
    assert "Access ends on 31 August 2018." in text_of(page)
    for still_owed in (OFF, "/desk/agreements/pars-ice/certificate/"):
        assert f'href="{still_owed}"' in page.content.decode()
        assert "It is due by" in text_of(client.get(still_owed))


def test_notice_that_was_decided_but_sent_too_late_stops_nothing_and_the_table_says_so(clock: Clock) -> None:
    silence = {"default_outcome": DefaultOutcome.RENEWS_BY_SILENCE, "renewal_month": 8, "renewal_day": 31}
    cast = make_cast(**silence)
    ballot = open_ballot(cast, question=Question.GIVE_NOTICE, proposal=Proposal(None, date(2018, 8, 31)))
    for code in ("PPD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    clock.set("2018-09-03 10:00")
    assert "Renewed by silence" in text_of(sign_in(cast.clerk).get("/desk/"))


def test_where_no_term_runs_the_page_says_why_no_ballot_can_be_opened(clock: Clock) -> None:
    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    party = stewardship.add_party(slug="fbi", name="FBI", **say)
    facts = {"slug": "pars-fbi", "title": "PARS - FBI", "system": cast.agreement.system, "recipient": party}
    stewardship.enter_agreement(**facts, **say)
    client = sign_in(cast.clerk)
    path = "/desk/agreements/pars-fbi/ballots/new/"
    assert "No term of this agreement is on record" in text_of(client.get(path))
    assert "No term of this agreement is on record" in text_of(client.post(path, RENEWAL))
    clock.set("2018-09-03 10:00")
    client = sign_in(cast.clerk)
    assert "Its term ended on 31 August 2018" in text_of(client.get(NEW))
    assert "The closing day has passed." not in text_of(client.get(NEW))


# --- With no worker running, and what the public reads beside it ---


SILENCE = {
    "default_outcome": DefaultOutcome.RENEWS_BY_SILENCE,
    "renewal_month": 8,
    "renewal_day": 31,
    "notice_count": 30,
    "notice_unit": "days",
}
LETTER = "/desk/agreements/pars-ice/notice-letter/"


def test_a_renewal_that_nobody_has_written_down_is_in_force_at_the_desk_as_on_the_public_page(clock: Clock) -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast)
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    clock.set("2018-09-03 10:00")
    client = sign_in(cast.clerk)
    assert "Nothing is overdue." in text_of(client.get("/desk/"))
    listed = text_of(client.get("/desk/agreements/"))
    assert "In force until 31 August 2019" in listed
    assert "access not confirmed off" not in listed
    assert "In force until 31 August 2019" in text_of(client.get("/agreements/pars-ice/"))
    assert Ballot.objects.get().state == State.OPEN


def test_an_early_end_that_nobody_has_written_down_is_due_on_the_same_days_on_both_sites(clock: Clock) -> None:
    cast = make_cast(cooling_off_hours=24)
    end = Proposal(None, date(2018, 8, 10))
    ballot = open_ballot(cast, question=Question.END_EARLY, proposal=end, closes_on=date(2018, 7, 31))
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    clock.set("2018-07-11 10:00")
    client = sign_in(cast.clerk)
    for path in ("/desk/agreements/pars-ice/", "/agreements/pars-ice/"):
        page = text_of(client.get(path))
        for day in ("10 August 2018", "11 August 2018", "9 September 2018"):
            assert day in page, (path, day)
    assert Ballot.objects.get().state == State.OPEN


def test_carried_notice_is_to_be_given_until_it_is_delivered_and_red_once_it_is_too_late(clock: Clock) -> None:
    cast = make_cast(**SILENCE)
    ballot = open_ballot(
        cast, question=Question.GIVE_NOTICE, proposal=Proposal(None, date(2018, 8, 31)), closes_on=date(2018, 7, 31)
    )
    for code in ("PPD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    client = sign_in(cast.clerk)
    page = client.get("/desk/")
    assert "Notice is to be given" in text_of(page)
    assert f'href="{LETTER}"' in page.content.decode()
    clock.set("2018-08-02 10:00")
    client = sign_in(cast.clerk)
    page = client.get("/desk/")
    assert "1 agreement cannot wait." in text_of(page)
    assert "Notice not delivered: it will renew by silence" in text_of(page)
    answer = client.post(LETTER, met("2018-07-08", "E-mailed."))
    assert 'href="#id_done_on"' in answer.content.decode()
    assert "This was decided on 9 July 2018" in text_of(answer)
    client.post(LETTER, met("2018-07-30", "Registered mail, slip of 30 July."))
    assert "Nothing is overdue." in text_of(client.get("/desk/"))
    assert "Not renewed: ends 31 August 2018" in text_of(client.get("/desk/agreements/"))


@pytest.mark.parametrize("is_asked", [False, True])
def test_where_silence_renewed_it_and_nobody_was_asked_the_desk_says_that_no_round_was_held(clock: Clock, is_asked: bool) -> None:
    cast = make_cast(**SILENCE)
    if is_asked:
        open_ballot(cast, question=Question.GIVE_NOTICE, proposal=Proposal(None, date(2018, 8, 31)))
    clock.set("2018-09-03 10:00")
    client = sign_in(cast.clerk)
    assert ("No round was held." in text_of(client.get("/desk/"))) is not is_asked
    assert len(list(renew_by_silence(at=clock.now))) == 1
    listed = text_of(client.get("/desk/agreements/"))
    assert "It renewed by silence" in listed
    assert ("No round was held." in listed) is not is_asked


def test_an_early_end_that_was_asked_for_is_no_round_about_the_end(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 10)), closes_on=date(2018, 7, 31))
    clock.set("2018-09-03 10:00")
    client = sign_in(cast.clerk)
    assert "No round was held." in text_of(client.get("/desk/"))
    assert "No round was held" in text_of(client.get("/agreements/pars-ice/"))


def test_evidence_is_said_to_be_public(clock: Clock) -> None:
    cast = make_cast()
    clock.set("2018-09-03 10:00")
    client = sign_in(cast.clerk)
    assert "Public, word for word." in text_of(client.get(OFF))


@pytest.mark.parametrize("how", ["settled", "due", "withdrawn"])
def test_a_vote_that_is_over_closes_on_no_day_to_come(clock: Clock, how: str) -> None:
    cast = make_cast(cooling_off_hours=24 if how == "due" else 0)
    ballot = open_ballot(cast, closes_on=date(2018, 8, 20))
    client = sign_in(cast.clerk)
    days_to_come = re.compile("Days to come (.*?) Ballots ", re.DOTALL)
    page = "/desk/agreements/pars-ice/"
    assert "20 August 2018" in days_to_come.findall(text_of(client.get(page)))[0]
    if how == "withdrawn":
        client.post(f"/desk/ballots/{ballot.slug}/withdraw-ballot/", {"because": "A slip."})
    else:
        for code in ("FJD", "DAO"):
            vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    assert "20 August 2018" not in days_to_come.findall(text_of(client.get(page)))[0]
    assert "The next day that matters is 20 August" not in text_of(sign_in(cast.judge).get("/desk/"))


def test_a_clerk_who_has_no_seat_is_told_where_appointments_are_entered_and_not_to_ask_the_clerk(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    words = text_of(sign_in(cast.clerk).get(f"/desk/ballots/{ballot.slug}/"))
    assert "The clerk holds no seat of the PARS subcommittee on 10 July 2018." in words
    assert "If that is wrong, enter the appointment under Seats." in words
    others = text_of(sign_in(cast.outsider).get(f"/desk/ballots/{ballot.slug}/"))
    assert "If that is wrong, ask the clerk to enter the appointment." in others


def test_where_only_reading_is_left_the_public_page_is_offered_once(clock: Clock) -> None:
    cast = make_cast()
    path, public = "/desk/agreements/pars-ice/", 'href="/agreements/pars-ice/"'
    assert sign_in(cast.clerk).get(path).content.decode().count(public) == 1
    assert sign_in(cast.outsider).get(path).content.decode().count(public) == 1
    clock.set("2018-09-02 10:00")
    off = met("2018-08-31", "All log-ins are closed.")
    assert sign_in(cast.clerk).post(OFF, off).status_code == 302
    page = sign_in(cast.clerk).get(path)
    assert "Read its public page" in text_of(page)
    assert page.content.decode().count(public) == 1


def test_a_long_register_comes_a_page_at_a_time_and_is_searched_by_name(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreements, "AGREEMENTS_ON_A_PAGE", 1)
    cast = make_cast()
    other = add_second_agreement(cast)
    client = sign_in(cast.clerk)
    first, second = (client.get(f"/desk/agreements/?page={number}") for number in (1, 2))
    assert "2 agreements" in text_of(first)
    assert "Page 1 of 2" in text_of(first)
    titles = [answer.context["points"][0].agreement.title for answer in (first, second)]
    assert sorted(titles) == sorted([cast.agreement.title, other.title])
    found = client.get("/desk/agreements/", {"q": f"{other.title} preliminary\0"})
    assert [point.agreement for point in found.context["points"]] == [other]
    assert "1 agreement" in text_of(found)
    nothing = text_of(client.get("/desk/agreements/", {"q": "coroner"}))
    assert "No agreement has all of these words in its names. Try fewer words, or a part of one." in nothing
