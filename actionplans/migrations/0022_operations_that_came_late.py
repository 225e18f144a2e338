from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0021_votes_sent")]

    operations = [
        migrations.AddField(
            model_name="operation",
            name="late",
            field=models.BooleanField(default=False, verbose_name="交出之後才送到"),
        ),
    ]
