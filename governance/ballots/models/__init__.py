"""Ballots, votes and decisions, as tables."""

from .ballot import ABOUT_THE_END, FINAL, SETTLED, Ballot, BallotSeat, Question, State
from .decision import Decision
from .vote import POSITIONS, Reasons, Vote, VoteBasis

__all__ = [
    "ABOUT_THE_END",
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
