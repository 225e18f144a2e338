"""A line of the ledger says in whose place it was entered, and a plan of which plan it is the copy."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0038_certificate_status_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="serviceentry",
            name="renews",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewed_by",
                to="volunteers.serviceentry",
                verbose_name="取代的紀錄",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="copied_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="volunteers.filing",
                verbose_name="照抄自哪一份",
            ),
        ),
    ]
