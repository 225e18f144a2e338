"""Filing of plans, and units that need none because the authority says so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_api_tokens"),
        ("volunteers", "0002_authorities"),
    ]

    operations = [
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("social", "社會福利類"),
                            ("comprehensive", "綜合類"),
                            ("health", "衛生類"),
                            ("education", "教育類"),
                            ("culture", "文化類"),
                            ("environment", "環保類"),
                            ("animal", "動保類"),
                            ("civil", "民政類"),
                            ("household", "戶政類"),
                            ("labour", "勞動類"),
                            ("police", "警政類"),
                            ("fire", "消防類"),
                            ("tourism", "觀光類"),
                            ("agriculture", "農業類"),
                            ("economy", "經濟類"),
                            ("sports", "體育類"),
                            ("land", "地政類"),
                            ("transport", "交通類"),
                            ("indigenous", "原住民類"),
                            ("tax", "稅務類"),
                            ("hakka", "客家類"),
                            ("water_saving", "節水志工"),
                            ("water_guide", "環教活動與導覽志工"),
                        ],
                        max_length=16,
                        verbose_name="服務類別",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="第幾版")),
                ("title", models.CharField(blank=True, max_length=100, verbose_name="計畫名稱")),
                ("counties", models.JSONField(blank=True, default=list, verbose_name="服務縣市")),
                ("nationwide", models.BooleanField(default=False, verbose_name="服務範圍是全國")),
                ("categories", models.JSONField(blank=True, default=list, verbose_name="服務類別（可複選）")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="計畫開始")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="計畫結束")),
                ("parts", models.JSONField(blank=True, default=dict, verbose_name="計畫內容")),
                ("documents", models.JSONField(blank=True, default=dict, verbose_name="附件")),
                ("marks", models.JSONField(blank=True, default=dict, verbose_name="補正意見")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="退回原因")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "送審中"),
                            ("returned", "退回補正"),
                            ("approved", "已核備"),
                            ("replaced", "已由修正版取代"),
                            ("ended", "已終止"),
                            ("lapsed", "停止運用"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="狀態",
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="送審時間")),
                ("submitted_by", models.CharField(blank=True, max_length=200, verbose_name="送審人")),
                ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="退回時間")),
                ("returned_by", models.CharField(blank=True, max_length=200, verbose_name="退回人")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="核備日期")),
                ("approval_number", models.CharField(blank=True, max_length=50, verbose_name="核備文號")),
                ("extended_to", models.DateField(blank=True, null=True, verbose_name="延長到")),
                ("stopped_on", models.DateField(blank=True, null=True, verbose_name="有效到")),
                ("stopped_why", models.CharField(blank=True, max_length=500, verbose_name="終止或停止的原因")),
            ],
            options={
                "verbose_name": "志願服務計畫備案",
                "ordering": ("unit", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="unit",
            name="waived_on",
            field=models.DateField(blank=True, null=True, verbose_name="免備案起日"),
        ),
        migrations.AddField(
            model_name="unit",
            name="waived_why",
            field=models.CharField(blank=True, max_length=200, verbose_name="免備案的理由"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("waived_on", None), ("waived_why", "")),
                    models.Q(("waived_on__isnull", False), models.Q(("waived_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="unit_is_waived_with_reason",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="amends",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amendments",
                to="volunteers.filing",
                verbose_name="修正哪一份",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="volunteers.authority",
                verbose_name="備案機關",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="accounts.county",
                verbose_name="縣市",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="volunteers.unit",
                verbose_name="運用單位",
            ),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["county", "state"], name="filing_by_state"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "submitted", "returned"))),
                fields=("amends",),
                name="filing_amended_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on", None), ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="filing_ends_after_it_begins",
                violation_error_message="計畫結束不能早於開始。",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approval_number", ""),
                        ("approved_on", None),
                        ("state__in", ("draft", "submitted", "returned")),
                    ),
                    models.Q(
                        ("approved_on__isnull", False),
                        ("authority__isnull", False),
                        ("ends_on__isnull", False),
                        ("starts_on__isnull", False),
                        ("state__in", ("approved", "replaced", "ended", "lapsed")),
                        models.Q(("approval_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="filing_approval_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("draft", "submitted", "returned", "approved")), ("stopped_on", None)),
                    models.Q(("state__in", ("replaced", "ended", "lapsed")), ("stopped_on__isnull", False)),
                    _connector="OR",
                ),
                name="filing_stops_when_it_is_over",
            ),
        ),
    ]
