"""`python -m tests.services.chaos.loop FORM`: queue and send without Celery, again and again, as a timer would."""

from __future__ import annotations

import sys
import time

import django
from django.db import Error


def main(name: str) -> None:
    """Go on until killed; a database that refuses once is asked again, as by the next call of the command."""
    django.setup()
    from django.utils import timezone

    from governance.notices.actions import queue_due
    from tests.services.chaos.forms import FORMS

    while True:
        try:
            queue_due(at=timezone.now())
            FORMS[name]()
        except Error as error:
            sys.stderr.write(f"{error}\n")
        time.sleep(0.1)


if __name__ == "__main__":
    main(sys.argv[1])
