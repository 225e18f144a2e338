from django.db import migrations, models


def say_why(apps, schema_editor):
    """What was frozen without anybody knowing it says so from now on."""
    readings = apps.get_model("actionplans", "KpiReading").objects
    readings.filter(is_final=True, met=None).update(final_why="年底自動凍結時還沒有數字")


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0025_kpis"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualplan",
            name="figures_open_until",
            field=models.DateField(blank=True, null=True, verbose_name="指標數字開放更正到"),
        ),
        migrations.AddField(
            model_name="kpireading",
            name="applies",
            field=models.BooleanField(default=True, verbose_name="適用"),
        ),
        migrations.AddField(
            model_name="kpireading",
            name="final_why",
            field=models.CharField(blank=True, max_length=300, verbose_name="還不知道就凍結的原因"),
        ),
        migrations.AddField(
            model_name="kpireading",
            name="other",
            field=models.CharField(blank=True, max_length=500, verbose_name="另一種解讀"),
        ),
        migrations.AddField(
            model_name="kpireading",
            name="parts",
            field=models.JSONField(blank=True, default=list, verbose_name="用到的數字"),
        ),
        migrations.RunPython(say_why, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="kpireading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_final", False),
                    ("met__isnull", False),
                    ("applies", False),
                    models.Q(("final_why", ""), _negated=True),
                    _connector="OR",
                ),
                name="kpi_final_is_known_or_says_why",
            ),
        ),
    ]
