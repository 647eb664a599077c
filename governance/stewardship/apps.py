"""Stewardship as a Django app."""

from django.apps import AppConfig


class StewardshipConfig(AppConfig):
    """The one door to the register."""

    name = "governance.stewardship"
