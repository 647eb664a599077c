"""What is typed at the desk. The rules stand in the actions; a form only reads what was typed and keeps it."""

from .ballots import BallotForm, ConfirmedBallotForm, WithdrawBallotForm
from .votes import ConfirmedVoteForm, VoteForm, WithdrawVoteForm

__all__ = [
    "BallotForm",
    "ConfirmedBallotForm",
    "ConfirmedVoteForm",
    "VoteForm",
    "WithdrawBallotForm",
    "WithdrawVoteForm",
]
