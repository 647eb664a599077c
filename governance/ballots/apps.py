"""Ballots as a Django app: votes and decisions are append-only, and a settled ballot cannot be edited."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BallotsConfig(AppConfig):
    """How it is decided."""

    name = "governance.ballots"

    def ready(self) -> None:
        """Register the guards of the tables of this room, and the check of how transactions run."""
        from contracts.apps import put_guards_back
        from contracts.guards import Guard, append_only, register

        from . import checks  # noqa: F401  (registers the system check)

        final = "old.state in ('carried', 'defeated', 'lapsed', 'withdrawn')"
        register(
            *append_only("ballots_vote", keys=[("id",), ("ballot_id", "seat_id", "number"), ("key",)]),
            *append_only("ballots_decision", keys=[("id",), ("ballot_id",), ("new_term_id",)]),
            Guard(
                "ballots_ballot",
                "guard_settled_ballot",
                ("update",),
                "a settled or withdrawn ballot is final",
                when=final,
            ),
            Guard("ballots_reasons", "guard_reasons_as_given", ("update",), "reasons stand as they were given"),
            Guard("ballots_ballot", "guard_ballot_kept", ("delete",), "ballots are kept"),
        )
        post_migrate.connect(put_guards_back, sender=self)
