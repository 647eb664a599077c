"""What followers are told, once, and what officials are not."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from governance.ballots.models import Ballot
from governance.notices.actions import past_is_told, queue_due
from governance.notices.letters import as_mail
from governance.notices.models import Letter, Notice
from tests.cast import Cast, at, check_dates, make_cast, open_ballot, vote
from tests.conftest import plain_text_of

from .conftest import ALL, PARS_ICE, READER, Visitor, link_in

pytestmark = pytest.mark.django_db
BEFORE = at("2018-03-01 12:00")


def not_renewed(cast: Cast, when: str = "2018-07-10") -> Ballot:
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "decline", at(f"{when} 10:00"))
    vote(cast, ballot, "PPD", "decline", at(f"{when} 11:00"))
    return ballot


def subjects(visitor: Visitor, address: str = READER) -> list[str]:
    return [mail["Subject"] for mail in visitor.mails(address)[1:]]  # the first is the confirmation


@pytest.mark.parametrize("path", [ALL, PARS_ICE])
def test_a_decision_reaches_a_follower_once(visitor: Visitor, path: str) -> None:
    cast = make_cast()
    visitor.follows(path, BEFORE)
    not_renewed(cast)
    for minute in range(3):
        visitor.post_goes_out(at(f"2018-07-10 11:0{minute}"))
    assert subjects(visitor) == ["Decided: not renewed: PARS - ICE"]
    text = plain_text_of(visitor.mails()[-1])
    assert text.startswith("Not renewed. Decided on 10 July 2018.")
    assert "0 of 3 seats approved; 2 were needed." in text
    assert "https://countersign.example/decisions/pars-ice-2018/" in text
    assert "/desk/" not in text


def test_who_follows_all_and_one_is_told_once(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(ALL, BEFORE)
    visitor.follows(PARS_ICE, BEFORE)
    not_renewed(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    assert [mail["Subject"] for mail in visitor.mails()].count("Decided: not renewed: PARS - ICE") == 1


def test_a_decision_made_before_following_is_not_told(visitor: Visitor) -> None:
    cast = make_cast()
    not_renewed(cast)
    visitor.follows(PARS_ICE, at("2018-07-10 11:30"))
    visitor.post_goes_out(at("2018-07-10 12:00"))
    assert subjects(visitor) == []


def test_a_follower_is_told_90_and_30_days_before_the_end_and_at_no_other_rung(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    day = at("2018-03-02 12:00")
    while day < at("2018-09-20 12:00"):
        visitor.post_goes_out(day)
        day += timedelta(days=1)
    assert subjects(visitor) == ["Comes up for renewal in 90 days: PARS - ICE", "Comes up for renewal in 30 days: PARS - ICE"]
    ninety, thirty = visitor.mails()[1:]
    assert ninety["Date"].datetime.date() == date(2018, 6, 2)
    assert thirty["Date"].datetime.date() == date(2018, 8, 1)
    assert "If nobody acts, the agreement ends" in plain_text_of(thirty)


def test_a_rung_missed_in_an_outage_goes_out_late_and_the_passed_one_is_recorded(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    visitor.post_goes_out(at("2018-08-10 12:00"))
    assert subjects(visitor) == ["Comes up for renewal in 21 days: PARS - ICE"]
    assert set(Notice.objects.filter(kind="followed_comes_up").values_list("rung", "state")) == {
        (90, "skipped"),
        (30, "queued"),
    }


def test_a_new_follower_is_told_of_what_comes_and_not_of_what_was_reached_before(visitor: Visitor) -> None:
    make_cast()
    visitor.follows(PARS_ICE, at("2018-07-01 12:00"))
    visitor.post_goes_out(at("2018-07-02 12:00"))
    assert subjects(visitor) == []
    visitor.post_goes_out(at("2018-08-01 12:00"))
    assert subjects(visitor) == ["Comes up for renewal in 30 days: PARS - ICE"]


def test_what_is_decided_does_not_come_up(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    not_renewed(cast)
    visitor.post_goes_out(at("2018-07-10 12:00"))
    visitor.post_goes_out(at("2018-08-01 12:00"))
    assert not [subject for subject in subjects(visitor) if "30 days" in subject]


def test_loading_a_record_of_the_past_tells_followers_nothing_and_loses_no_confirmation(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(ALL, BEFORE)
    visitor.at(at("2018-07-09 12:00")).asks(PARS_ICE)
    with past_is_told(at=at("2018-07-11 10:00")):
        not_renewed(cast)
    visitor.post_goes_out(at("2018-07-11 10:01"))
    assert subjects(visitor)[0].startswith("Confirm that you want to follow: PARS - ICE")
    assert "Decided" not in "".join(subjects(visitor))


def test_one_letter_holds_all_that_is_owed_to_an_address(visitor: Visitor) -> None:
    from governance.stewardship import actions as stewardship

    cast = make_cast()
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    recipient = stewardship.add_party(slug="amtrak", name="Amtrak Police", **say)
    other = stewardship.enter_agreement(
        slug="pars-amtrak", title="PARS - Amtrak", system=cast.agreement.system, recipient=recipient, **say
    )
    stewardship.begin_term(agreement=other, starts_on=date(2017, 9, 1), ends_on=date(2018, 8, 31), basis="signed", **say)
    visitor.follows(ALL, BEFORE)
    visitor.post_goes_out(at("2018-06-02 12:00"))
    assert subjects(visitor) == ["Comes up for renewal in 90 days: PARS - ICE (and 1 more)"]


# --- How one stops ---


def test_a_mail_to_a_follower_can_be_unsubscribed_with_one_click(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    not_renewed(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    mail = visitor.mails()[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip() == f"<https://countersign.example{link_in(mail, 'end')}>"
    sent = as_mail(Letter.objects.get(message_id=mail["Message-ID"].strip("<>").split("@")[0]))
    (line,) = re.findall(rb"(?m)^List-Unsubscribe:\s+<(\S+)>\r$", sent)  # one word on the wire, however long
    assert line.decode() == f"https://countersign.example{link_in(mail, 'end')}"
    html = mail.get_body(("html",))
    assert html is not None
    assert link_in(mail, "end") in html.get_content()


def test_officials_letters_cannot_be_unsubscribed(visitor: Visitor) -> None:
    cast = make_cast()
    visitor.follows(PARS_ICE, BEFORE)
    visitor.follows(PARS_ICE, BEFORE, cast.judge.email)
    not_renewed(cast)
    visitor.post_goes_out(at("2018-07-10 11:01"))
    officials = {user.email for user in (cast.judge, cast.commissioner, cast.attorney, cast.clerk, cast.second_clerk)}
    duties = [
        mail
        for mail in visitor.post_office.mails
        if mail["To"] in officials and "You get this because you hold a seat" in plain_text_of(mail)
    ]
    assert len(duties) == 5
    for mail in duties:
        assert mail["List-Unsubscribe"] is None
        assert "/follow/" not in plain_text_of(mail)
    own = [mail for mail in visitor.mails(cast.judge.email) if mail not in duties]
    assert [mail["List-Unsubscribe"] is None for mail in own] == [False, False], "as a follower the judge may stop"


def test_a_register_that_nobody_follows_is_swept_as_before() -> None:
    check_dates(make_cast())
    assert queue_due(at=at("2018-08-01 12:00")).queued == 5
