"""Letters to somebody who reads Spanish: every kind of notice, as text, as HTML and in the calendar."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from governance.accounts.actions import choose_letters
from governance.accounts.models import User
from governance.ballots.actions import withdraw_ballot
from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Capacity
from governance.notices.actions import queue_due, send_due
from governance.notices.letters import as_mail
from governance.notices.models import Letter, Notice, NoticeKind
from governance.stewardship.actions import name_keepers
from governance.subscribers import actions as subscribers
from governance.subscribers.links import confirm_link
from governance.subscribers.models import Subscription
from tests.cast import at, make_cast, make_user, open_ballot, vote
from tests.conftest import PostOffice, plain_text_of
from tests.spanish import english_left_in, read_aloud

pytestmark = pytest.mark.django_db


def post(when: str) -> None:
    User.objects.update(language="es")
    queue_due(at=at(when))
    send_due(worker="w1", clock=lambda: at(when))


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def a_vote_that_ends_it(office: PostOffice) -> None:
    """The invitation, the receipt, the reminder, the decision, what is overdue after it; and a follower told of all."""
    cast = make_cast()
    subscribers.follow(address="vecina@example.net", agreement=None, language="es", at=at("2018-05-01 09:00"))
    post("2018-05-01 09:01")
    token = confirm_link(Subscription.objects.get()).rstrip("/").rsplit("/", 1)[-1]
    subscribers.confirm(token=token, at=at("2018-05-01 09:02"))
    post("2018-06-02 12:00")
    ballot = open_ballot(cast)
    post("2018-07-02 12:00")
    vote(cast, ballot, "FJD", "abstain", at("2018-07-03 10:00"))
    post("2018-07-03 10:01")
    post("2018-08-24 12:00")
    vote(cast, ballot, "PPD", "decline", at("2018-08-25 10:00"))
    vote(cast, ballot, "DAO", "decline", at("2018-08-25 10:10"))
    post("2018-08-25 11:00")
    post("2018-09-02 12:00")


def a_ballot_taken_back(office: PostOffice) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    post("2018-07-02 12:00")
    withdraw_ballot(ballot_id=ballot.pk, because="The text must change.", by=cast.clerk, at=at("2018-07-05 09:00"))
    post("2018-07-05 12:00")


def nobody_was_asked(office: PostOffice) -> None:
    make_cast()
    post("2018-07-31 12:00")
    post("2018-09-01 12:00")


def notice_is_due(office: PostOffice) -> None:
    make_cast(default_outcome="renews_by_silence", renewal_month=8, renewal_day=31, notice_count=30, notice_unit="days")
    post("2018-07-25 12:00")
    post("2018-09-01 12:00")


def people_come_and_go(office: PostOffice) -> None:
    cast = make_cast()
    vote(cast, open_ballot(cast), "FJD", "abstain", at("2018-07-03 10:00"))
    say = {"by": cast.clerk, "at": at("2018-07-03 12:00")}
    end_appointment(appointment=cast.judge.appointments.get(), ends_on=date(2018, 7, 10), **say)
    office.answers[cast.commissioner.email] = "550 no such mailbox"
    post("2018-07-11 12:00")
    appoint(
        seat=cast.seat("FJD"), user=make_user("The new judge"), capacity=Capacity.PRINCIPAL, starts_on=date(2018, 7, 12), **say
    )
    post("2018-07-12 12:00")
    post("2018-07-13 12:30")


def keepers_who_do_not_come(office: PostOffice) -> None:
    """A date that nobody checked, a keeper who does not come, and the week in one letter on Monday."""
    cast = make_cast()
    keepers = [make_user("A keeper"), make_user("The other keeper")]
    name_keepers(agreement=cast.agreement, users=keepers, by=cast.clerk, at=at("2018-01-01 09:00"))
    User.objects.filter(pk=keepers[1].pk).update(last_login=at("2018-06-02 18:00"))
    choose_letters(language="es", weekly_digest=True, by=cast.judge)
    for day in ("2018-06-02", "2018-06-09", "2018-06-10", "2018-06-11", "2018-07-23"):
        post(f"{day} 12:00")


STORIES = (a_vote_that_ends_it, a_ballot_taken_back, nobody_was_asked, notice_is_due, people_come_and_go, keepers_who_do_not_come)
TOLD = {
    NoticeKind.INVITATION: a_vote_that_ends_it,
    NoticeKind.RECEIPT: a_vote_that_ends_it,
    NoticeKind.BALLOT_CLOSING: a_vote_that_ends_it,
    NoticeKind.TERM_END: a_vote_that_ends_it,
    NoticeKind.DECISION: a_vote_that_ends_it,
    NoticeKind.FOLLOW_UP: a_vote_that_ends_it,
    NoticeKind.CONFIRM_SUBSCRIPTION: a_vote_that_ends_it,
    NoticeKind.FOLLOWED_COMES_UP: a_vote_that_ends_it,
    NoticeKind.FOLLOWED_DECISION: a_vote_that_ends_it,
    NoticeKind.WITHDRAWN: a_ballot_taken_back,
    NoticeKind.NO_ROUND: nobody_was_asked,
    NoticeKind.NOTICE_BY: notice_is_due,
    NoticeKind.SEAT_VACANT: people_come_and_go,
    NoticeKind.INVENTORY: people_come_and_go,
    NoticeKind.UNDELIVERED: people_come_and_go,
    NoticeKind.DATE_UNCHECKED: keepers_who_do_not_come,
    NoticeKind.SILENT_KEEPER: keepers_who_do_not_come,
    NoticeKind.DIGEST: keepers_who_do_not_come,
}


def test_there_is_a_story_of_every_kind_of_notice() -> None:
    assert set(TOLD) == set(NoticeKind), "tell a story in which the new kind is mailed, so that its Spanish is read"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_nothing_in_a_letter_to_a_spanish_reader_is_english(story: object, post_office: PostOffice) -> None:
    assert callable(story)
    story(post_office)
    sent = Notice.objects.filter(letter__state="sent", state="queued").values_list("kind", flat=True)
    assert {kind for kind, told_in in TOLD.items() if told_in is story} <= set(sent)
    for mail in post_office.mails:
        text, html = plain_text_of(mail), html_of(mail)
        text = text.replace("550 no such mailbox", "")
        html = html.replace("550 no such mailbox", "")
        assert english_left_in(f"{mail['Subject']}\n{text}") == [], text
        assert '<html lang="es">' in html
        assert english_left_in(read_aloud(html)) == []
        assert mail["Content-Language"] == "es"


def test_a_reminder_reads_as_a_city_writes_and_leads_to_what_is_in_spanish(post_office: PostOffice) -> None:
    a_vote_that_ends_it(post_office)
    (invitation,) = [mail for mail in post_office.to("the.judge@example.org") if mail["Subject"].startswith("Vote a más tardar")]
    text = plain_text_of(invitation)
    assert text.startswith("Registre su posición a más tardar el 31 de agosto de 2018, al final del día, hora de Nueva York.")
    assert "Faltan 2 aprobaciones más, de First Judicial District, Police Department o District Attorney's Office" in text
    assert "Período: del 1 de septiembre de 2017 al 31 de agosto de 2018" in text
    assert "https://countersign.example/desk/ballots/pars-ice-2018/" in text
    told = plain_text_of(post_office.to("vecina@example.net")[-1])
    assert "https://countersign.example/es/decisions/pars-ice-2018/" in told
    assert "https://countersign.example/es/follow/end/" in told
    (day,) = invitation.iter_attachments()
    assert "SUMMARY:Vote a más tardar el 31 de agosto: PARS - ICE" in str(day.get_content())


def test_a_long_spanish_subject_begins_on_its_own_line() -> None:
    letter = Letter(address="vecina@example.net", language="es", created_at=at("2018-07-02 12:00"), html="<p></p>")
    letter.subject = "Todavía sin su voto, quedan 7 días: PARS - U.S. Immigration and Customs Enforcement (y 1 más)"
    raw = as_mail(letter)
    assert b"Subject: =?utf-8?" in raw
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == letter.subject


def test_two_readers_of_one_matter_each_read_their_own_language(post_office: PostOffice) -> None:
    cast = make_cast()
    open_ballot(cast)
    User.objects.filter(pk=cast.judge.pk).update(language="es")
    queue_due(at=at("2018-07-02 12:00"))
    send_due(worker="w1", clock=lambda: at("2018-07-02 12:00"))
    written = {letter.address: letter.subject for letter in Letter.objects.all()}
    assert written[cast.judge.email].startswith("Vote a más tardar el 31 de agosto")
    assert written[cast.attorney.email].startswith("Vote by 31 August")
