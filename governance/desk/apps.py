"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The signed-in site."""

    name = "governance.desk"
