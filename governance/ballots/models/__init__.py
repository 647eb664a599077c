"""Ballots, votes and decisions, as tables."""

from .ballot import FINAL, SETTLED, Ballot, BallotSeat, Question, State
from .decision import Decision
from .vote import POSITIONS, Reasons, Vote, VoteBasis

__all__ = [
    "FINAL",
    "POSITIONS",
    "SETTLED",
    "Ballot",
    "BallotSeat",
    "Decision",
    "Question",
    "Reasons",
    "State",
    "Vote",
    "VoteBasis",
]
