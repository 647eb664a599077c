"""The only code that changes ballots, votes and decisions. The first statement of every act takes the ballot's row."""

from .changing_bodies import abolish_seat, correct_time_zone
from .correcting import correct_agreement, correct_term
from .opening import amend_ballot, draft_ballot, open_ballot, take, withdraw_ballot
from .reporting import ReportedPosition, report_decision
from .rounds import open_rounds
from .settling import settle_ballot, settle_due
from .voting import cast_vote, enter_paper_vote, withdraw_vote

__all__ = [
    "ReportedPosition",
    "abolish_seat",
    "amend_ballot",
    "cast_vote",
    "correct_agreement",
    "correct_term",
    "correct_time_zone",
    "draft_ballot",
    "enter_paper_vote",
    "open_ballot",
    "open_rounds",
    "report_decision",
    "settle_ballot",
    "settle_due",
    "take",
    "withdraw_ballot",
    "withdraw_vote",
]
