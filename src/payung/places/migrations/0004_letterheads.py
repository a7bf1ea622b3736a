"""What papers of an office say: the government it belongs to, how to reach it, and who signs for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0003_code_change"),
    ]

    operations = [
        migrations.AddField("office", name, models.CharField(default="", max_length=size))
        for name, size in (
            ("above", 200),
            ("contact", 200),
            ("head_title", 120),
            ("head_name", 200),
            ("head_rank", 120),
            ("head_number", 40),
        )
    ]
