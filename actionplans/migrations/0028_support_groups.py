import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0027_visions_and_strategies"),
        ("volunteers", "0029_certificates"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupportGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[("a", "甲組"), ("b", "乙組"), ("c", "丙組")], max_length=1, verbose_name="組別"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("benchmark", "標竿學習"),
                            ("newcomers", "新進承辦人員輔導"),
                            ("supervision", "行政督導"),
                        ],
                        max_length=12,
                        verbose_name="輔導方式",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="為什麼分在這一組")),
                (
                    "annual",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support",
                        to="actionplans.annualplan",
                        verbose_name="年度計畫",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.authority",
                        verbose_name="目的事業主管機關",
                    ),
                ),
            ],
            options={
                "verbose_name": "輔導分組",
                "ordering": ("annual", "group", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SupportVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="日期")),
                ("words", models.CharField(max_length=500, verbose_name="談了什麼、後續")),
                ("recorded_at", models.DateTimeField(verbose_name="登錄時間")),
                ("recorded_by", models.CharField(max_length=200, verbose_name="登錄者")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="actionplans.supportgroup",
                        verbose_name="輔導分組",
                    ),
                ),
            ],
            options={
                "verbose_name": "輔導紀錄",
                "ordering": ("on", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="supportgroup",
            constraint=models.UniqueConstraint(fields=("annual", "authority"), name="support_group_once_an_authority"),
        ),
        migrations.AddConstraint(
            model_name="supportgroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("group__in", ("a", "b", "c"))), name="support_group_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="supportgroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("benchmark", "newcomers", "supervision"))), name="support_way_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="supportvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="support_visit_says_what"
            ),
        ),
    ]
