"""The only code that changes ballots, votes and decisions. The first statement of every act takes the ballot's row."""

from .opening import draft_ballot, open_ballot, withdraw_ballot
from .reporting import ReportedPosition, report_decision
from .settling import settle_ballot, settle_due
from .voting import cast_vote, withdraw_vote

__all__ = [
    "ReportedPosition",
    "cast_vote",
    "draft_ballot",
    "open_ballot",
    "report_decision",
    "settle_ballot",
    "settle_due",
    "withdraw_ballot",
    "withdraw_vote",
]
