"""How sign-in behaves here: by invitation only."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the clerk; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up to everybody."""
        return False
