"""The public site as a Django app."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The read-only site."""

    name = "governance.public"
