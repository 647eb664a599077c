"""People, how they were let in, what was done to their accounts, and attempts to sign in."""

from .attempts import Attempt, Step
from .events import AccountEvent, EventKind
from .invitations import Invitation
from .people import Role, User, UserManager
from .spare_cache import SpareCacheEntry

__all__ = ["AccountEvent", "Attempt", "EventKind", "Invitation", "Role", "SpareCacheEntry", "Step", "User", "UserManager"]
