"""Room for the English beside the Chinese.

The columns may be empty, so that SQLite adds them to the table as it stands: a table made anew would have lost the
trigger that keeps it append-only. Lines that stand already are not touched.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_verbs_by_function"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="actor_label_en",
            field=models.CharField(max_length=200, null=True, verbose_name="操作者（英文）"),
        ),
        migrations.AddField(
            model_name="event",
            name="object_label_en",
            field=models.CharField(max_length=300, null=True, verbose_name="對象（英文）"),
        ),
    ]
