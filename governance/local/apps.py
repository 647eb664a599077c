"""The local room: the whole of Countersign on one computer, for a trial. Installed with COUNTERSIGN_LOCAL=1 alone."""

from django.apps import AppConfig


class LocalConfig(AppConfig):
    """The room behind `make run` and /local/mail/."""

    name = "governance.local"
