"""A document becomes a register: everything in it or nothing, through the actions of every room."""

from .loading import Loaded, NotLoaded, counted, load

__all__ = ["Loaded", "NotLoaded", "counted", "load"]
