from django.db import migrations, models

import foundation.audit.verbs


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(choices=foundation.audit.verbs.labels, max_length=32, verbose_name="動作"),
        ),
    ]
