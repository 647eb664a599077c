"""A document or a sheet becomes a register: everything in it or nothing, through the actions of every room."""

from .loading import Loaded, NotLoaded, counted, load
from .sheets import Imported, RegisterChanged, import_sheet
from .uploads import confirm_sheet, enter_waiting, keep_sheet, stop_sheet

__all__ = [
    "Imported",
    "Loaded",
    "NotLoaded",
    "RegisterChanged",
    "confirm_sheet",
    "counted",
    "enter_waiting",
    "import_sheet",
    "keep_sheet",
    "load",
    "stop_sheet",
]
