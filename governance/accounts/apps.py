"""Accounts as a Django app; it makes every process, web or worker, know the one Celery app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Who may sign in."""

    name = "governance.accounts"

    def ready(self) -> None:
        """Bind shared tasks to our Celery app; `governance/__init__.py` stays empty so that pure modules load without Django."""
        from allauth.account import signals

        from contracts.apps import put_guards_back
        from contracts.guards import append_only, register
        from governance.accounts.city_sign_in import note_second_factor
        from governance.accounts.middleware import note_sign_in
        from governance.celery import app  # noqa: F401

        register(*append_only("accounts_accountevent", keys=[("id",)]))
        post_migrate.connect(put_guards_back, sender=self)
        user_logged_in.connect(note_sign_in, dispatch_uid="accounts.note_sign_in")
        signals.user_logged_in.connect(note_second_factor, dispatch_uid="accounts.note_second_factor")
