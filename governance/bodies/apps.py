"""Bodies as a Django app."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """Who decides."""

    name = "governance.bodies"
    verbose_name = "bodies"
