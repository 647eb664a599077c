"""The desk's addresses."""

from django.urls import path

from governance.followups.obligations import Duty

from .views import agreements, ballots, post, terms, votes, waiting

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
    path("agreements/", agreements.agreement_list, name="agreements"),
    path("agreements/<slug:slug>/", agreements.agreement, name="agreement"),
    path("agreements/<slug:slug>/ballots/new/", ballots.new_ballot, name="new_ballot"),
    path("agreements/<slug:slug>/ballots/new/confirm/", ballots.confirm_ballot, name="confirm_ballot"),
    path("agreements/<slug:slug>/history/", agreements.history, name="history"),
    path("agreements/<slug:slug>/terms/new/", terms.new_term, name="new_term"),
    path(
        "agreements/<slug:slug>/terms/<int:term_id>/correct/", terms.term_act, {"page": terms.CORRECT_TERM}, name="correct_term"
    ),
    path("agreements/<slug:slug>/terms/<int:term_id>/fees/new/", terms.term_act, {"page": terms.NEW_FEE}, name="new_fee"),
    path("agreements/<slug:slug>/fees/<int:fee_id>/correct/", terms.correct_fee, name="correct_fee"),
    path(
        "agreements/<slug:slug>/days/<int:deadline_id>/check/", terms.deadline_act, {"page": terms.CHECK}, name="check_deadline"
    ),
    path(
        "agreements/<slug:slug>/days/<int:deadline_id>/correct/",
        terms.deadline_act,
        {"page": terms.REVISE},
        name="revise_deadline",
    ),
    path("agreements/<slug:slug>/access-off/", agreements.follow_up, {"duty": Duty.ACCESS_OFF}, name="access_off"),
    path("agreements/<slug:slug>/notice-letter/", agreements.follow_up, {"duty": Duty.NOTICE_LETTER}, name="notice_letter"),
    path("agreements/<slug:slug>/certificate/", agreements.follow_up, {"duty": Duty.CERTIFICATE}, name="certificate"),
]
