"""The way to those that were merged holds them alone: nearly everybody else stood in it under nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0042_who_wrote_an_award_down")]

    operations = [
        migrations.AlterField(
            model_name="volunteer",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="volunteers.volunteer",
            ),
        ),
        migrations.AddIndex(
            model_name="volunteer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="volunteer_merged_into",
            ),
        ),
    ]
