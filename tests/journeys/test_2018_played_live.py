"""Story 1: the renewal of 2018 as it would have gone here, from the first statement to access confirmed off."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.models import Agreement, Basis
from governance.notices.models import Notice
from governance.record.actions import load
from governance.record.reading import read, text_of
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast
from tests.site.test_desk_stage import sign_in
from tests.site.test_desk_stage import text_of as words_of

from .stage import PARS_2018, RED, Town, on_record, said_to

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "register.yaml"
NOTICE_BY = {"notice_count": 30, "notice_unit": "days", "notice_clause": "section 9"}
EXPIRY = datetime(2018, 9, 1, 4, 0, tzinfo=UTC)
LAST_MICROSECOND = datetime(2018, 9, 1, 3, 59, 59, 999_999, tzinfo=UTC)
OTHERS = {"amtrak": "Amtrak", "septa": "SEPTA", "fbi": "Federal Bureau of Investigation"}


def share_pars_with_others(cast: Cast) -> None:
    """Enter the other agreements over PARS, whose terms end with the year."""
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    for slug, name in OTHERS.items():
        recipient = stewardship.add_party(slug=slug, name=name, **say)
        other = stewardship.enter_agreement(
            slug=f"pars-{slug}", title=f"PARS - {name}", system=cast.agreement.system, recipient=recipient, **say
        )
        days = {"starts_on": date(2018, 1, 1), "ends_on": date(2018, 12, 31)}
        stewardship.begin_term(agreement=other, basis=Basis.SIGNED, **days, **say)


def rows_of_the_others() -> list[object]:
    """Return all that the register holds of the other agreements."""
    others = Agreement.objects.exclude(slug="pars-ice")
    related = [list(getattr(other, name).values()) for other in others for name in ("terms", "deadlines", "ballots", "events")]
    return [*others.values(), *related]


def summer_of_2018(town: Town) -> Cast:
    """Open the round on 2 July, and put on record what was said and written before anybody votes."""
    cast = make_cast(renewal_month=8, renewal_day=31, **NOTICE_BY)
    share_pars_with_others(cast)
    town.opens(cast.clerk, "2018-07-02 09:00")
    ice, say = {"agreement": cast.agreement}, {"by": cast.clerk, "at": at("2018-07-18 18:00")}
    krasner = {"actor": "District Attorney Larry Krasner", "text": "Says no to renewing the contract, to the press."}
    stewardship.record_statement(**ice, on=date(2018, 7, 11), kind="intent", **krasner, by=cast.clerk, at=at("2018-07-11 15:00"))
    solicitor, office = {"actor": "City Solicitor"}, {"actor": "ICE field office director"}
    asked = "Asks for a meeting on the use of PARS, and how many people were found by it."
    stewardship.record_event(
        **ice, on=date(2018, 7, 12), kind="compliance_query", **solicitor, text=asked, remark="the number: no answer", **say
    )
    stewardship.record_event(
        **ice, on=date(2018, 7, 16), kind="recipient_response", **office, text="A letter denies breach and profiling.", **say
    )
    stewardship.record_event(
        **ice, on=date(2018, 7, 18), kind="compliance_meeting", text="ICE concedes how it uses the data.", **say
    )
    return cast


def both_decline_and_the_courts_abstain(town: Town, cast: Cast) -> None:
    town.votes(cast.attorney, "decline", "2018-07-20 10:00", because="Consent is withdrawn.")
    town.votes(cast.judge, "abstain", "2018-07-23 16:00", because="The courts take no side.")
    town.votes(cast.commissioner, "decline", "2018-07-26 09:00", because="As the Mayor directs.")


def test_a_no_to_the_press_is_a_statement_and_counts_for_nothing(town: Town) -> None:
    summer_of_2018(town)
    page = town.agreement("2018-07-11 16:00")
    assert "District Attorney Larry Krasner: intent, not a vote" in page
    assert "Vote open: 0 of 2 approvals" in page
    told = town.answer()
    assert told["tally"] == {"approve": 0, "decline": 0, "abstain": 0, "recuse": 0, "silent": 3, "vacant": 0}
    assert (told["outcome"], told["settled_at"], told["positions"]) == (None, None, [])
    assert told["still_needed"].startswith("2 more approvals are needed, from the First Judicial District, the Police Department")


def test_the_question_the_letter_and_the_meeting_stand_on_the_timeline_with_what_got_no_answer(town: Town) -> None:
    summer_of_2018(town)
    page = town.agreement("2018-07-19 09:00")
    told = [
        "11 July 2018",
        "Says no to",
        "12 July 2018",
        "(the number: no answer)",
        "16 July 2018",
        "denies breach",
        "18 July 2018",
    ]
    timeline = page[page.rindex("Timeline") :]  # the heading, not the way to it
    places = [timeline.index(words) for words in told]
    assert places == sorted(places)


def test_two_decline_and_one_abstains_so_it_is_not_renewed(town: Town) -> None:
    cast = summer_of_2018(town)
    both_decline_and_the_courts_abstain(town, cast)
    page = town.decision("2018-07-26 09:01")
    assert "Not renewed. Two of three entities declined; two approvals were needed." in page
    assert "0 approve + 2 decline + 1 abstain = 3 seats. 2 declined, so at most 1 could approve, and 2 are needed." in page
    assert "Its vote is directed by the Mayor." in page
    assert "As the Mayor directs." in page
    told = town.answer()
    assert (told["outcome"], told["settled_at"]) == ("defeated", "2018-07-26T13:00:00Z")
    assert (town.counts(), told["effective_on"]) == ({"decline": 2, "abstain": 1}, "2018-08-31")
    assert [(row["seat"]["code"], row["counted"]) for row in told["positions"]] == [("DAO", True), ("FJD", True), ("PPD", True)]


def test_everybody_is_asked_gets_a_receipt_and_is_told_the_outcome(town: Town) -> None:
    cast = summer_of_2018(town)
    seats = (cast.judge, cast.commissioner, cast.attorney)
    asked = {mail["To"]: mail["Subject"] for mail in town.posts("2018-07-19 08:00")}
    assert all(asked[user.email].startswith("Vote by 31 August: PARS - ICE") for user in seats)
    town.votes(cast.attorney, "decline", "2018-07-20 10:00", because="Consent is withdrawn.")
    (receipt,) = [mail for mail in town.posts("2018-07-20 10:01") if mail["To"] == cast.attorney.email]
    assert receipt["Subject"] == "Your vote is recorded: PARS - ICE"
    town.votes(cast.judge, "abstain", "2018-07-23 16:00", because="The courts take no side.")
    town.votes(cast.commissioner, "decline", "2018-07-26 09:00", because="As the Mayor directs.")
    told = {mail["To"]: mail["Subject"] for mail in town.posts("2018-07-26 09:01")}
    assert all(told[user.email].startswith("Decided: not renewed: PARS - ICE") for user in seats)
    for keeper in (cast.clerk, cast.second_clerk):
        assert "0 approve, 2 decline, 1 abstain, 0 recuse, 0 silent, 0 vacant." in said_to(town, keeper)
    assert town.posts("2018-07-26 09:02") == []


def test_notice_goes_out_36_days_before_the_end_and_from_the_end_on_it_is_red_until_access_is_confirmed_off(town: Town) -> None:
    cast = summer_of_2018(town)
    both_decline_and_the_courts_abstain(town, cast)
    assert "A notice letter is due by 1 August 2018." in words_of(town.desk(cast.clerk).get("/desk/"))
    town.records(
        cast.clerk, "notice-letter", "2018-07-26", "E-mailed by the City Solicitor; read.", "2018-07-26 17:00", channel="e_mail"
    )
    noticed = town.agreement()
    assert "36 days left" in noticed
    assert "Notice letter sent to the recipient Done on 26 July 2018 · Due by 1 August 2018" in noticed
    assert "Channel: e-mail" in noticed
    assert "Not renewed: ends 31 August 2018" in noticed

    assert RED not in town.html("/agreements/pars-ice/", LAST_MICROSECOND)
    assert RED in town.html("/agreements/pars-ice/", EXPIRY)
    expired = town.agreement(EXPIRY)
    assert "Expired: access not confirmed off" in expired
    assert "Access was to end on 31 August 2018. Nobody has confirmed to the register that it was switched off." in expired
    assert "Expired: access not confirmed off" in town.reads("/")
    assert "Overdue: not shown" in town.agreement("2018-09-02 00:00")

    clerks = town.desk(cast.clerk, "2018-09-02 09:00")
    assert "Overdue since 1 September 2018" in words_of(clerks.get("/desk/follow-ups/"))
    assert "1 agreement cannot wait." in words_of(clerks.get("/desk/"))
    assert 'href="/desk/agreements/pars-ice/access-off/"' in clerks.get("/desk/").content.decode()
    said = "The system contact wrote: the log-ins were closed on 31 August."
    town.records(cast.clerk, "access-off", "2018-08-31", said, "2018-09-03 11:00")

    calm = town.agreement("2018-09-03 11:00")
    assert RED not in town.html("/agreements/pars-ice/")
    assert "Expired: access confirmed off on 31 August 2018" in calm
    assert said in calm
    assert "Confirmed by: PARS administrator, Police Department Channel: letter" in calm
    assert "Certificate of disposition received Not yet shown · Due by 30 September 2018" in calm
    assert "Overdue: not shown" in town.agreement("2018-10-01 00:00")
    town.records(cast.clerk, "certificate", "2018-10-02", "Signed by the field office.", "2018-10-02 11:00")
    at_last = town.agreement()
    assert "Overdue" not in at_last
    assert "Certificate of disposition received Done on 2 October 2018" in at_last
    assert "Signed by the field office." in at_last
    for path in ("/", "/agreements/", "/agreements/pars-ice/", "/decisions/pars-ice-2018/"):
        assert "not confirmed off" not in town.reads(path)
    assert "Nothing is owed." in words_of(town.desk(cast.clerk).get("/desk/follow-ups/"))
    assert "Nothing is overdue." in words_of(town.desk(cast.clerk).get("/desk/"))
    duties = {row["duty"]: (row["state"], row["done_on"]) for row in town.answer()["follow_ups"]}
    assert duties == {
        "notice_letter": ("done", "2018-07-26"),
        "access_off": ("done", "2018-08-31"),
        "certificate": ("done", "2018-10-02"),
    }


def test_the_other_agreements_are_unchanged_and_listed_beside_it(town: Town) -> None:
    cast = summer_of_2018(town)
    before = rows_of_the_others()
    both_decline_and_the_courts_abstain(town, cast)
    town.settles(EXPIRY)
    town.posts(EXPIRY)
    page = town.agreement(EXPIRY)
    assert rows_of_the_others() == before
    beside = page[page.index("The other 3 agreements over PARS") :]
    for name in OTHERS.values():
        assert f"PARS - {name}" in beside
    assert beside.count("Comes up for renewal: 121 days left") == 3
    assert "Expired" not in beside
    assert "Other agreements of the same system are untouched." in town.decision()


def test_the_official_who_votes_comes_in_by_password_and_finds_the_ballot_waiting(town: Town) -> None:
    cast = summer_of_2018(town)
    town.clock.set("2018-07-20 09:58")
    client = sign_in(cast.attorney)
    desk = client.get("/desk/")
    assert "1 ballot waits for your position." in words_of(desk)
    assert f'href="/desk/ballots/{PARS_2018}/"' in desk.content.decode()
    assert client.get(f"/desk/ballots/{PARS_2018}/vote/").status_code == 200


def test_an_abstention_after_the_second_decline_is_on_record_after_the_decision_and_not_counted(town: Town) -> None:
    cast = summer_of_2018(town)
    town.votes(cast.attorney, "decline", "2018-07-20 10:00")
    town.votes(cast.commissioner, "decline", "2018-07-26 09:00")
    receipt = town.votes(cast.judge, "abstain", "2018-07-27 12:00", because="The courts take no side.").read()
    assert "It came after the decision and is not counted." in receipt
    assert town.counts("2018-07-27 12:01") == {"decline": 2, "silent": 1}
    page = town.decision()
    assert "0 approve + 2 decline + 1 silent = 3 seats." in page
    assert "After the decision, not counted: Abstained." in page
    assert "The courts take no side." in page
    assert town.answer()["settled_at"] == "2018-07-26T13:00:00Z"
    assert [(row["seat"]["code"], row["counted"]) for row in town.answer()["positions"]][-1] == ("FJD", False)
    assert on_record() == [("DAO", "decline"), ("PPD", "decline"), ("FJD", "abstain")]
    town.posts("2018-07-27 12:01")
    assert "It came after the decision, so it is on record and not counted." in said_to(town, cast.judge)


# --- 2018 and 2010, as the record has them ---


@pytest.fixture
def as_recorded(town: Town) -> Town:
    """Load the real record on a day of 2026."""
    load(read(text_of(SAMPLE)).document, at=town.clock.set("2026-11-22 11:00"))
    town.clock.set("2026-11-22 11:05")
    return town


def test_2018_is_shown_as_reported_on_27_july_and_nothing_of_it_as_cast(as_recorded: Town) -> None:
    page, told = as_recorded.decision(), as_recorded.answer()
    assert "Not renewed. Two of three entities declined; two approvals were needed." in page
    assert "Reported, not cast here" in page
    assert "Reported on 27 July 2018" in page
    for invented in ("Cast by", "Opened", "Settled", "Closing"):
        assert invented not in page
    assert as_recorded.counts() == {"decline": 2, "abstain": 1}
    assert (told["outcome"], told["reported_on"]) == ("defeated", "2018-07-27")
    assert (told["opened_at"], told["closes_at"], told["settled_at"], told["text_digest"]) == (None, None, None, None)
    assert {(row["basis"], row["cast_at"], row["reported_on"]) for row in told["positions"]} == {("reported", None, "2018-07-27")}
    assert all(row["sources"] for row in told["positions"])


def test_2010_is_shown_as_reported_with_its_two_conditions_and_what_is_withheld_since(as_recorded: Town) -> None:
    page = as_recorded.decision(of="pars-ice-2010")
    assert "All three entities approved; two approvals were needed." in page
    assert "3 approve + 0 decline = 3 seats." in page
    assert "No victim information." in page
    assert "No witness information." in page
    assert "Cast by" not in page
    assert as_recorded.counts(of="pars-ice-2010") == {"approve": 3}
    page = as_recorded.agreement()
    assert "Victim names (withheld since 2010)" in page
    assert "Witness names (withheld since 2010)" in page
    assert "Says no to renewing the contract." in page
    assert "Expired: access not confirmed off" in page
    assert RED in as_recorded.html("/agreements/pars-ice/")
    assert not Notice.objects.filter(agreement__slug="pars-ice", state="queued").exists()
