"""The only code that changes notices and letters: queue, claim, send."""

from .queueing import mark_past_as_told, queue_due
from .sending import Delivery, send_due

__all__ = ["Delivery", "mark_past_as_told", "queue_due", "send_due"]
