"""Two terms of one agreement may not share a day: an exclusion constraint on PostgreSQL (SQLite has a guard: contracts/guards.py)."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

ADD = """
alter table contracts_term add constraint terms_do_not_overlap
exclude using gist (agreement_id with =, daterange(starts_on, ends_on, '[]') with &&)
"""
DROP = "alter table contracts_term drop constraint if exists terms_do_not_overlap"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD, None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP, None)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_the_register")]

    operations = [BtreeGistExtension(), migrations.RunPython(add, drop)]
