"""Accounts as a Django app; it makes every process, web or worker, know the one Celery app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who may sign in."""

    name = "governance.accounts"

    def ready(self) -> None:
        """Bind shared tasks to our Celery app; `governance/__init__.py` stays empty so that pure modules load without Django."""
        from governance.celery import app  # noqa: F401
