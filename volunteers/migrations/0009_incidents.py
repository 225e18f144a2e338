"""Accidents in service, and what is claimed for them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0008_service_cards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_on", models.DateField(verbose_name="發生日期")),
                ("clock", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="發生時間")),
                ("known_on", models.DateField(verbose_name="單位知道的日期")),
                ("place", models.CharField(max_length=200, verbose_name="地點")),
                (
                    "doing",
                    models.CharField(
                        choices=[
                            ("service", "服務中"),
                            ("event", "支援活動的服務工作"),
                            ("way", "往返服務的路上"),
                            ("trip", "志工團體自己辦的旅遊"),
                        ],
                        default="service",
                        max_length=8,
                        verbose_name="當時在做什麼",
                    ),
                ),
                ("told_sealed", models.TextField(editable=False)),
                ("reported_at", models.DateTimeField(verbose_name="登錄時間")),
                ("reported_by", models.CharField(max_length=200, verbose_name="登錄的人")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="volunteers.unit",
                        verbose_name="運用單位",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="volunteers.volunteer",
                        verbose_name="志工",
                    ),
                ),
            ],
            options={
                "verbose_name": "事故",
                "ordering": ("-happened_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("insurer", models.CharField(max_length=60, verbose_name="保險公司")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "準備文件"),
                            ("filed", "已送件"),
                            ("lacking", "待補件"),
                            ("paid", "已給付"),
                            ("declined", "不給付"),
                            ("dropped", "不申請了"),
                        ],
                        default="preparing",
                        max_length=10,
                        verbose_name="狀態",
                    ),
                ),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="送件日期")),
                ("asked", models.PositiveIntegerField(blank=True, null=True, verbose_name="申請金額（元）")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="結果日期")),
                ("paid", models.PositiveIntegerField(blank=True, null=True, verbose_name="給付金額（元）")),
                ("why_sealed", models.TextField(blank=True, editable=False)),
                (
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="volunteers.policy",
                        verbose_name="保單",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="volunteers.incident",
                        verbose_name="事故",
                    ),
                ),
            ],
            options={
                "verbose_name": "理賠",
                "ordering": ("incident", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("known_on__gte", models.F("happened_on"))),
                name="incident_is_known_after_it_happened",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("policy__isnull", False)),
                fields=("incident", "policy"),
                name="claim_once_of_a_policy",
                violation_error_message="這張保單已經在申請理賠。",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("preparing", "dropped")), ("filed_on__isnull", False), _connector="OR"
                ),
                name="claim_is_filed_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paid"), _negated=True),
                    models.Q(("decided_on__isnull", False), ("paid__isnull", False)),
                    _connector="OR",
                ),
                name="claim_is_paid_an_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("decided_on__isnull", False), models.Q(("why_sealed", ""), _negated=True)),
                    _connector="OR",
                ),
                name="claim_is_declined_with_reason",
            ),
        ),
    ]
