"""Follow-ups as a Django app."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    """What a decision obliges."""

    name = "governance.followups"
    verbose_name = "follow-ups"
