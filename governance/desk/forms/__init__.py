"""What is typed at the desk. The rules stand in the actions; a form only reads what was typed and keeps it."""

from .ballots import BallotForm, ConfirmedBallotForm, WithdrawBallotForm
from .votes import ConfirmedVoteForm, DraftForm, VoteForm, WithdrawVoteForm

__all__ = [
    "BallotForm",
    "ConfirmedBallotForm",
    "ConfirmedVoteForm",
    "DraftForm",
    "VoteForm",
    "WithdrawBallotForm",
    "WithdrawVoteForm",
]
