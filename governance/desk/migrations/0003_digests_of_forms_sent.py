from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_vote_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="sentform",
            name="digest",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
