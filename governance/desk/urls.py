"""The desk's addresses."""

from django.urls import path

from governance.followups.obligations import Duty

from .views import agreements, ballots, people, post, votes, waiting

app_name = "desk"

urlpatterns = [
    path("", waiting.desk, name="waiting"),
    path("ballots/", ballots.ballot_list, name="ballots"),
    path("ballots/<slug:slug>/", ballots.ballot, name="ballot"),
    path("ballots/<slug:slug>/vote/", votes.vote, name="vote"),
    path("ballots/<slug:slug>/vote/confirm/", votes.confirm_vote, name="confirm_vote"),
    path("ballots/<slug:slug>/withdraw/", votes.withdraw, name="withdraw_vote"),
    path("ballots/<slug:slug>/withdraw-ballot/", ballots.withdraw, name="withdraw_ballot"),
    path("votes/<slug:leaf_hash>/receipt/", votes.receipt, name="receipt"),
    path("notices/", post.letters, name="notices"),
    path("notices/<int:letter_id>/", post.letter, name="letter"),
    path("notices/<int:letter_id>/send-again/", post.again, name="send_again"),
    path("people/", people.people, name="people"),
    path("people/new/", people.invite, name="invite"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/send-again/", people.send_again, name="invite_again"),
    path("people/<int:person_id>/revoke/", people.with_reason, {"act": people.REVOKE}, name="revoke_invitation"),
    path("people/<int:person_id>/close/", people.with_reason, {"act": people.CLOSE}, name="close_account"),
    path("people/<int:person_id>/open/", people.with_reason, {"act": people.OPEN}, name="open_account"),
    path("people/<int:person_id>/reset-second-factor/", people.reset_factor, name="reset_second_factor"),
    path("agreements/", agreements.agreement_list, name="agreements"),
    path("agreements/<slug:slug>/", agreements.agreement, name="agreement"),
    path("agreements/<slug:slug>/ballots/new/", ballots.new_ballot, name="new_ballot"),
    path("agreements/<slug:slug>/ballots/new/confirm/", ballots.confirm_ballot, name="confirm_ballot"),
    path("agreements/<slug:slug>/access-off/", agreements.follow_up, {"duty": Duty.ACCESS_OFF}, name="access_off"),
    path("agreements/<slug:slug>/notice-letter/", agreements.follow_up, {"duty": Duty.NOTICE_LETTER}, name="notice_letter"),
    path("agreements/<slug:slug>/certificate/", agreements.follow_up, {"duty": Duty.CERTIFICATE}, name="certificate"),
]
