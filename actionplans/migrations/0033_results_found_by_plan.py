"""Results that were reached, found by their plan: the dashboard asks how far each workshop has come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0032_chair_levels"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("kind", "result"), ("reached_at__isnull", False)),
                fields=["plan", "month"],
                name="milestone_result",
            ),
        ),
    ]
