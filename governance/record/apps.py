"""The record as a Django app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The whole register, in and out."""

    name = "governance.record"
