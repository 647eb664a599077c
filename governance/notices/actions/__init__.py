"""The only code that changes notices and letters: queue, claim, send, and hear what came back."""

from .bouncing import record_bounce
from .holding import hold, is_on_hold, release
from .queueing import past_is_told, queue_due
from .resending import send_again
from .sending import Delivery, send_due

__all__ = ["Delivery", "hold", "is_on_hold", "past_is_told", "queue_due", "record_bounce", "release", "send_again", "send_due"]
