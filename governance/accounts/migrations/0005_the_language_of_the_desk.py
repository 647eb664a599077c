from __future__ import annotations

from typing import Any

from django.db import migrations, models


def keep_what_was_chosen(apps: Any, schema_editor: Any) -> None:
    """Whoever has read the desk in another language than the one that accounts begin with, or was let in so, goes on with it."""
    apps.get_model("accounts", "User").objects.exclude(language="en").update(desk_language=models.F("language"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_invitations_attempts_and_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="desk_language",
            field=models.CharField(blank=True, choices=[("en", "English"), ("es", "Español")], default="", max_length=5),
        ),
        migrations.RunPython(keep_what_was_chosen, migrations.RunPython.noop),
    ]
