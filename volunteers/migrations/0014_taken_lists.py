"""Lists that were taken in: those of trainings are joined by those of people and of insured people."""

import django.db.models.deletion
from django.db import migrations, models

INSURED_HAS_POLICY = models.Q(("kind", "insured_list"), ("policy__isnull", False)) | models.Q(
    models.Q(("kind", "insured_list"), _negated=True), ("policy", None)
)


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0013_rights_over_ones_data"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="traininglist", name="training_list_is_undone_by_somebody"),
        migrations.RenameModel("TrainingList", "TakenList"),
        migrations.AlterModelOptions(
            name="takenlist", options={"ordering": ("-made_at", "-pk"), "verbose_name": "匯入的清單"}
        ),
        migrations.AddField(
            model_name="takenlist",
            name="kind",
            field=models.CharField(default="training_list", max_length=24),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="takenlist",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_lists",
                to="volunteers.policy",
                verbose_name="保單",
            ),
        ),
        migrations.AddField(
            model_name="takenlist",
            name="added",
            field=models.PositiveIntegerField(default=0, verbose_name="筆數"),
        ),
        migrations.AlterField(
            model_name="takenlist",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_lists",
                to="volunteers.unit",
                verbose_name="運用單位",
            ),
        ),
        migrations.AlterField(
            model_name="training",
            name="came_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="trainings",
                to="volunteers.takenlist",
                verbose_name="匯入的清單",
            ),
        ),
        migrations.AddField(
            model_name="cover",
            name="came_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="covers",
                to="volunteers.takenlist",
                verbose_name="匯入的清單",
            ),
        ),
        migrations.AddField(
            model_name="sentlist",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="volunteers.policy",
                verbose_name="保單",
            ),
        ),
        migrations.CreateModel(
            name="TakenPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entered", models.BooleanField(default=False, verbose_name="新登錄")),
                ("filled", models.JSONField(blank=True, default=dict)),
                (
                    "taken",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="volunteers.takenlist",
                        verbose_name="匯入的清單",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.volunteer",
                        verbose_name="志工",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="volunteers.enrolment",
                        verbose_name="在隊資格",
                    ),
                ),
            ],
            options={"verbose_name": "清單帶來的人", "ordering": ("pk",)},
        ),
        migrations.AddConstraint(
            model_name="takenlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", "")),
                    models.Q(("undone_at__isnull", False), models.Q(("undone_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="taken_list_is_undone_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="takenlist",
            constraint=models.CheckConstraint(condition=INSURED_HAS_POLICY, name="taken_list_of_insured_has_policy"),
        ),
        migrations.AddConstraint(
            model_name="sentlist",
            constraint=models.CheckConstraint(condition=INSURED_HAS_POLICY, name="sent_list_of_insured_has_policy"),
        ),
    ]
