"""The only code that changes who decides: bodies founded and changed, seats filled, delegates named, appointments ended."""

from .abolishing import abolish_seat
from .appointing import appoint, end_appointment
from .changing import add_seat, change_ladder, change_rule, correct_body, correct_seat, correct_time_zone
from .delegating import delegate, revoke
from .founding import NewSeat, found_body

__all__ = [
    "NewSeat",
    "abolish_seat",
    "add_seat",
    "appoint",
    "change_ladder",
    "change_rule",
    "correct_body",
    "correct_seat",
    "correct_time_zone",
    "delegate",
    "end_appointment",
    "found_body",
    "revoke",
]
