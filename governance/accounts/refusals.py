"""Who may not do what, whatever page or command asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import gettext as _

from contracts.refusals import Refused
from contracts.rule import TheRule

from .models import User

P = ParamSpec("P")
Done = TypeVar("Done")


class NotTheClerk(Refused):
    """The act is the clerk's."""


class NotTheirs(Refused):
    """The act on an account is another's."""


class InvitationOver(Refused):
    """The link of an invitation works no longer."""


def refuse_unless_clerk(by: User) -> None:
    """Raise NotTheClerk unless `by` keeps the register, and still does."""
    if not by.is_clerk or not by.is_active:
        raise NotTheClerk(_("Only the clerk of the register may do this."))


def the_clerks(act: Callable[P, Done]) -> Callable[P, Done]:
    """Make an act the clerk's, whatever page or command asks: done by another person it raises NotTheClerk, and begins nothing.

    `by` is given by name. The rule may do it too: it carries out what was decided, or what silence brings, and opens a round.
    """

    @wraps(act)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Done:
        by = kwargs["by"]
        if not isinstance(by, TheRule):
            refuse_unless_clerk(by)  # type: ignore[arg-type]
        return act(*args, **kwargs)

    return guarded
