"""Notices as a Django app: what was reported of a letter is append-only."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NoticesConfig(AppConfig):
    """The post."""

    name = "governance.notices"

    def ready(self) -> None:
        """Register the guards of the table of bounces."""
        from contracts.apps import put_guards_back
        from contracts.guards import append_only, register

        register(*append_only("notices_bounce", keys=[("id",), ("event_id",)]))
        post_migrate.connect(put_guards_back, sender=self)
