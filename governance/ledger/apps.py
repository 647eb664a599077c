"""The ledger as a Django app: its table is append-only."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """The record of acts."""

    name = "governance.ledger"

    def ready(self) -> None:
        """Register the guards of the ledger's table."""
        from contracts.apps import put_guards_back
        from contracts.guards import append_only, register

        register(*append_only("ledger_entry", keys=[("id",), ("leaf_hash",)]))
        register(*append_only("ledger_doneby", keys=[("id",), ("entry_id",)]))
        post_migrate.connect(put_guards_back, sender=self)
