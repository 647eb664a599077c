"""The backstage as a Django app."""

from django.apps import AppConfig


class BackstageConfig(AppConfig):
    """Every row as it stands in the database, to be read by administrators."""

    name = "governance.backstage"
