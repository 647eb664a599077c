"""Let the sample people sign in on this computer, and say how."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from governance.accounts.models import User
from governance.local.sample import SAMPLE, add_administrator, give_phone


class Command(BaseCommand):
    """Gives each sample person a password of this computer's own and a second factor, once, and prints the table each time."""

    help = "Gives the sample people passwords and second factors for a trial run. Passwords are kept in DATA_DIR/sign-ins.txt."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table: role, e-mail address, password."""
        if not settings.LOCAL:
            raise CommandError("Sign-ins are printed for a trial run alone: COUNTERSIGN_LOCAL=1.")
        file = Path(settings.DATA_DIR) / "sign-ins.txt"
        add_administrator()
        people = list(User.objects.filter(email__endswith=SAMPLE, is_active=True).order_by("pk"))
        if not people:
            self.stdout.write("No sample person is in the register, so there is nobody to sign in as.")
            return
        kept = _kept(file)
        passwords = kept | {user.email: secrets.token_urlsafe(12) for user in people if user.email not in kept}
        _keep(file, passwords)
        rows = [(user.name, user.email, _give(user, passwords[user.email], anew=user.email not in kept)) for user in people]
        for user in people:
            give_phone(user)
        self.stdout.write(_table(rows))
        self.stdout.write(f"Their second factor, in place of a phone: http://localhost:{settings.PORT}/local/sign-ins/")


def _give(user: User, password: str, *, anew: bool) -> str:
    """Let the person sign in with this password, and say which; one that was changed on the site is left alone."""
    if anew or not user.has_usable_password():
        user.set_password(password)
        user.save(update_fields=["password"])
        return password
    return password if user.check_password(password) else "(changed since)"


def _kept(file: Path) -> dict[str, str]:
    """Return the passwords of earlier starts by address; a line that is not one of ours is passed over."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split("  ", 1) for line in lines if SAMPLE in line and "  " in line)
    return {email: password.strip() for email, password in pairs}


def _keep(file: Path, passwords: dict[str, str]) -> None:
    """Write the passwords so that nobody else on this computer can read them, at no moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as text:
        text.writelines(f"{email}  {password}\n" for email, password in passwords.items())
    new.replace(file)


def _table(rows: list[tuple[str, str, str]]) -> str:
    rows = [("role", "e-mail", "password"), *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"  {row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}" for row in rows]
    return "\n".join(["\nSign-ins of this computer's trial run:", *lines])
