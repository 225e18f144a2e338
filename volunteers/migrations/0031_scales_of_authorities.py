import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0030_books_stay_until_reissued")]

    operations = [
        migrations.AlterModelOptions(
            name="evaluationscale",
            options={"ordering": ("unit", "authority", "-valid_from", "-pk"), "verbose_name": "考核標準"},
        ),
        migrations.AddField(
            model_name="evaluationscale",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evaluation_scales",
                to="volunteers.authority",
                verbose_name="目的事業主管機關",
            ),
        ),
        migrations.AlterField(
            model_name="evaluationscale",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evaluation_scales",
                to="volunteers.unit",
                verbose_name="運用單位",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationscale",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("authority", None), ("unit__isnull", False)),
                    models.Q(("authority__isnull", False), ("unit", None)),
                    _connector="OR",
                ),
                name="evaluation_scale_is_somebody_s",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationscale",
            constraint=models.UniqueConstraint(
                fields=("authority", "valid_from"),
                name="evaluation_scale_of_authority_once_a_day",
                violation_error_message="這一天起適用的考核標準已經有了，請換一個起日。",
            ),
        ),
    ]
