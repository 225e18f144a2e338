import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_where_empty_places_stand"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret_sealed", models.CharField(editable=False, max_length=200)),
                ("confirmed_at", models.DateTimeField(verbose_name="啟用時間")),
                ("last_step", models.BigIntegerField(default=0)),
                ("spares", models.JSONField(default=list)),
                ("misses", models.PositiveSmallIntegerField(default=0)),
                ("shut_until", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_factor",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "兩步驟驗證",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("secret_sealed", ""), _negated=True), name="second_factor_has_a_secret"
                    )
                ],
            },
        ),
    ]
