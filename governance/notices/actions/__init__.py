"""The only code that changes notices and letters: queue, claim, send."""

from .queueing import past_is_told, queue_due
from .resending import send_again
from .sending import Delivery, send_due

__all__ = ["Delivery", "past_is_told", "queue_due", "send_again", "send_due"]
