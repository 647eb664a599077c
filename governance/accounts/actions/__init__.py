"""What is done to accounts: letting people in and out, and what they choose about their letters."""

from .letters import choose_letters, stop_weekly_digest
from .letting_in import (
    accept_invitation,
    change_person,
    close_account,
    invite,
    invite_again,
    open_account_again,
    reset_second_factor,
    revoke_invitation,
)

__all__ = [
    "accept_invitation",
    "change_person",
    "choose_letters",
    "close_account",
    "invite",
    "invite_again",
    "open_account_again",
    "reset_second_factor",
    "revoke_invitation",
    "stop_weekly_digest",
]
