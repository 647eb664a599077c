"""Notices as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The post."""

    name = "governance.notices"
