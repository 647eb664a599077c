"""Ballots as a Django app: votes and decisions are append-only, and a settled ballot cannot be edited."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

# What an opened ballot holds fast. None of these columns is null once it is open.
FIXED = (
    "agreement_id",
    "term_id",
    "body_id",
    "question",
    "proposal",
    "text",
    "text_digest",
    "rule_seats",
    "rule_needed",
    "time_zone",
    "opened_at",
    "closes_on",
    "closes_at",
)


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
            *append_only("ballots_ballotseat", keys=[("id",), ("ballot_id", "seat_id")]),
            Guard(
                "ballots_ballot",
                "guard_what_is_voted_on",
                ("update",),
                "what is put to the body does not change",
                when=f"old.state <> 'draft' and ({' or '.join(f'new.{column} <> old.{column}' for column in FIXED)})",
            ),
            Guard("ballots_reasons", "guard_reasons_as_given", ("update",), "reasons stand as they were given"),
            Guard("ballots_ballot", "guard_ballot_kept", ("delete",), "ballots are kept"),
        )
        post_migrate.connect(put_guards_back, sender=self)
