from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0026_final_readings_keep_their_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualplan",
            name="strategies",
            field=models.JSONField(blank=True, default=list, verbose_name="策略"),
        ),
        migrations.AddField(
            model_name="annualplan",
            name="vision",
            field=models.TextField(blank=True, max_length=2000, verbose_name="願景"),
        ),
        migrations.AddField(
            model_name="workitem",
            name="co_units",
            field=models.CharField(blank=True, max_length=200, verbose_name="協辦單位"),
        ),
        migrations.AddField(
            model_name="workitem",
            name="strategy",
            field=models.CharField(blank=True, max_length=60, verbose_name="策略"),
        ),
    ]
