"""Subscribers as a Django app."""

from django.apps import AppConfig


class SubscribersConfig(AppConfig):
    """Who follows agreements by e-mail, without an account."""

    name = "governance.subscribers"
