import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_a_cache_for_when_redis_is_away"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sessions_ended",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("password", "password"),
                            ("code", "code of a second factor"),
                            ("reset", "asking for a new password"),
                        ],
                        max_length=10,
                    ),
                ),
                ("login", models.CharField(max_length=64)),
                ("address", models.CharField(max_length=50)),
                ("at", models.DateTimeField(db_index=True)),
                ("succeeded", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["login", "step", "at"], name="attempts_for_a_login"),
                    models.Index(fields=["address", "step", "at"], name="attempts_from_an_address"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("step__in", ["password", "code", "reset"])), name="known_step")
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitation", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccountEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("invitation_renewed", "Invitation sent again"),
                            ("invitation_revoked", "Invitation revoked"),
                            ("invitation_accepted", "Invitation accepted"),
                            ("changed", "Name, role or language changed"),
                            ("closed", "Account closed"),
                            ("opened_again", "Account opened again"),
                            ("second_factor_reset", "Second factor reset"),
                        ],
                        max_length=25,
                    ),
                ),
                ("because", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="account_events", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "invited",
                                    "invitation_renewed",
                                    "invitation_revoked",
                                    "invitation_accepted",
                                    "changed",
                                    "closed",
                                    "opened_again",
                                    "second_factor_reset",
                                ],
                            )
                        ),
                        name="known_account_event",
                    )
                ],
            },
        ),
    ]
