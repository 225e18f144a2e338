from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0030_readings_the_county_has_seen")]

    operations = [
        migrations.AddField(
            model_name="operation",
            name="replaces",
            field=models.UUIDField(blank=True, null=True, verbose_name="接替的操作"),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.UniqueConstraint(fields=("replaces",), name="operation_replaced_once"),
        ),
    ]
