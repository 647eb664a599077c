"""What is done to accounts: letting people in and out."""

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
    "close_account",
    "invite",
    "invite_again",
    "open_account_again",
    "reset_second_factor",
    "revoke_invitation",
]
