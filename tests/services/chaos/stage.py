"""`python -m tests.services.chaos.stage CLERKS`: brings letters about.

For each number it reads, an agreement of that number comes due, and every clerk is owed a notice of it.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django


def address(number: int) -> str:
    """Return the address of a clerk."""
    return f"clerk{number}@example.org"


def title(wave: int) -> str:
    """Return what the letters of a wave name."""
    return f"Wave {wave} of the chaos"


def main(clerks: int) -> None:
    """Make the body and its clerks, then wave after wave of what is due."""
    django.setup()
    from django.utils import timezone

    from contracts.models import Basis
    from governance.accounts.models import Role, User
    from governance.stewardship import actions as stewardship
    from tests.cast import make_cast

    now = timezone.now()
    today = now.date()
    cast = make_cast(term=(today - timedelta(days=900), today - timedelta(days=600)), entered_at=now)
    User.objects.filter(role=Role.CLERK).update(is_active=False)
    User.objects.bulk_create([User(email=address(n), name=f"Clerk {n}", role=Role.CLERK) for n in range(clerks)])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        say = {"by": cast.clerk, "at": timezone.now()}
        wave = int(line)
        agreement = stewardship.enter_agreement(
            slug=f"wave-{wave}", title=title(wave), system=cast.agreement.system, recipient=cast.agreement.recipient, **say
        )
        end = today + timedelta(days=75)
        stewardship.begin_term(agreement=agreement, starts_on=today, ends_on=end, basis=Basis.SIGNED, **say)
        sys.stdout.write(f"{wave}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
