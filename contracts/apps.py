"""Contracts as a Django app: it registers what its tables refuse and puts that back after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def put_guards_back(sender: AppConfig, using: str, **_: Any) -> None:
    """Restore the triggers of one app's tables in the database that was just migrated."""
    from .guards import install_guards

    install_guards(connections[using], tables={model._meta.db_table for model in sender.get_models()})


class ContractsConfig(AppConfig):
    """What has been agreed."""

    name = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the guards of the terms and keep them in place."""
        from . import checks  # noqa: F401  (registers the system checks)
        from .guards import append_only, register
        from .models.agreements import term_guards

        register(*term_guards(), *append_only("contracts_voidedterm", keys=[("id",)]))
        post_migrate.connect(put_guards_back, sender=self)
