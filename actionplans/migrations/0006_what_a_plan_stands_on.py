import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import actionplans.models.plan


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_api_tokens"),
        ("actionplans", "0005_a_ballot_on_the_projector"),
        ("workshops", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanRisk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("risk", models.CharField(blank=True, max_length=2000, verbose_name="如果")),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="那就")),
            ],
            options={
                "ordering": ("plan", "position"),
            },
        ),
        migrations.CreateModel(
            name="PlanStakeholder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=2000, verbose_name="誰")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("government", "政府"),
                            ("volunteer_org", "志願服務組織"),
                            ("education", "教育機構"),
                            ("employer", "雇主"),
                            ("funder", "資助者"),
                            ("private_sector", "私營部門"),
                            ("volunteer", "志工"),
                            ("other", "其他利害關係人"),
                        ],
                        max_length=16,
                        verbose_name="類別",
                    ),
                ),
                (
                    "influence",
                    models.CharField(
                        blank=True, choices=[("high", "高"), ("low", "低")], max_length=4, verbose_name="影響力"
                    ),
                ),
                (
                    "support",
                    models.CharField(
                        blank=True, choices=[("high", "高"), ("low", "低")], max_length=4, verbose_name="支持程度"
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=2000, verbose_name="誰去聯絡")),
            ],
            options={
                "ordering": ("plan", "position"),
            },
        ),
        migrations.AlterModelOptions(
            name="planresult",
            options={"ordering": ("plan", "month", "pk")},
        ),
        migrations.RemoveConstraint(
            model_name="planresult",
            name="plan_result_once",
        ),
        migrations.AddField(
            model_name="idea",
            name="beneficiaries",
            field=models.TextField(blank=True, verbose_name="受益對象"),
        ),
        migrations.AddField(
            model_name="idea",
            name="goal",
            field=models.TextField(blank=True, verbose_name="目標"),
        ),
        migrations.AddField(
            model_name="idea",
            name="problem",
            field=models.TextField(blank=True, verbose_name="我們看見的問題"),
        ),
        migrations.AddField(
            model_name="idea",
            name="title",
            field=models.TextField(blank=True, verbose_name="行動名稱"),
        ),
        migrations.AddField(
            model_name="idea",
            name="verdict",
            field=models.CharField(
                blank=True,
                choices=[("feasible", "可行"), ("adjust", "需調整"), ("later", "暫緩")],
                max_length=12,
                verbose_name="可行性判斷",
            ),
        ),
        migrations.AddField(
            model_name="idea",
            name="verdict_why",
            field=models.TextField(blank=True, verbose_name="為什麼這樣判斷"),
        ),
        migrations.AddField(
            model_name="idea",
            name="vow",
            field=models.TextField(blank=True, verbose_name="一句承諾"),
        ),
        migrations.AddField(
            model_name="plan",
            name="verdict_why",
            field=models.TextField(blank=True, verbose_name="為什麼這樣判斷"),
        ),
        migrations.AddField(
            model_name="planindicator",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="workshops.group",
                verbose_name="來自哪一組",
            ),
        ),
        migrations.AddField(
            model_name="planresource",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="workshops.group",
                verbose_name="來自哪一組",
            ),
        ),
        migrations.AddField(
            model_name="planresult",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="workshops.group",
                verbose_name="來自哪一組",
            ),
        ),
        migrations.AddField(
            model_name="planstep",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="workshops.group",
                verbose_name="來自哪一組",
            ),
        ),
        migrations.AlterField(
            model_name="plan",
            name="sdgs",
            field=models.JSONField(
                blank=True, default=list, validators=[actionplans.models.plan.are_goals], verbose_name="永續發展目標"
            ),
        ),
        migrations.AlterField(
            model_name="plan",
            name="verdict",
            field=models.CharField(
                blank=True,
                choices=[("feasible", "可行"), ("adjust", "需調整"), ("later", "暫緩")],
                max_length=12,
                verbose_name="可行性判斷",
            ),
        ),
        migrations.AlterField(
            model_name="planindicator",
            name="baseline",
            field=models.CharField(blank=True, max_length=2000, verbose_name="現況值"),
        ),
        migrations.AlterField(
            model_name="planindicator",
            name="name",
            field=models.CharField(max_length=2000, verbose_name="指標"),
        ),
        migrations.AlterField(
            model_name="planindicator",
            name="target",
            field=models.CharField(blank=True, max_length=2000, verbose_name="目標值"),
        ),
        migrations.AlterField(
            model_name="planindicator",
            name="unit",
            field=models.CharField(blank=True, max_length=2000, verbose_name="單位"),
        ),
        migrations.AlterField(
            model_name="planindicator",
            name="verified_by",
            field=models.CharField(blank=True, max_length=2000, verbose_name="怎麼確認"),
        ),
        migrations.AlterField(
            model_name="planissue",
            name="affected",
            field=models.CharField(blank=True, max_length=2000, verbose_name="誰受影響"),
        ),
        migrations.AlterField(
            model_name="planissue",
            name="item_id",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="planissue",
            name="text",
            field=models.CharField(max_length=2000, verbose_name="核心議題"),
        ),
        migrations.AlterField(
            model_name="planissue",
            name="why_first",
            field=models.CharField(blank=True, max_length=2000, verbose_name="為什麼先做"),
        ),
        migrations.AlterField(
            model_name="planresource",
            name="name",
            field=models.CharField(max_length=2000, verbose_name="資源"),
        ),
        migrations.AlterField(
            model_name="planresource",
            name="provider",
            field=models.CharField(blank=True, max_length=2000, verbose_name="誰提供"),
        ),
        migrations.AlterField(
            model_name="planresult",
            name="change",
            field=models.CharField(blank=True, max_length=2000, verbose_name="看得到的改變"),
        ),
        migrations.AlterField(
            model_name="planresult",
            name="indicator",
            field=models.CharField(blank=True, max_length=2000, verbose_name="指標與目標值"),
        ),
        migrations.AlterField(
            model_name="planresult",
            name="proof",
            field=models.CharField(blank=True, max_length=2000, verbose_name="用什麼證明"),
        ),
        migrations.AlterField(
            model_name="planstep",
            name="what",
            field=models.CharField(max_length=2000, verbose_name="做什麼"),
        ),
        migrations.AlterField(
            model_name="planstep",
            name="who",
            field=models.CharField(blank=True, max_length=2000, verbose_name="誰"),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ("", "feasible", "adjust", "later"))), name="idea_verdict_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ("", "feasible", "adjust", "later"))), name="plan_verdict_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="planresult",
            constraint=models.UniqueConstraint(fields=("plan", "month", "group"), name="plan_result_once_a_table"),
        ),
        migrations.AddField(
            model_name="planrisk",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="workshops.group",
                verbose_name="來自哪一組",
            ),
        ),
        migrations.AddField(
            model_name="planrisk",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="risks", to="actionplans.plan"
            ),
        ),
        migrations.AddField(
            model_name="planstakeholder",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="workshops.group",
                verbose_name="來自哪一組",
            ),
        ),
        migrations.AddField(
            model_name="planstakeholder",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stakeholders", to="actionplans.plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="planrisk",
            constraint=models.UniqueConstraint(fields=("plan", "position"), name="plan_risk_once"),
        ),
        migrations.AddConstraint(
            model_name="planrisk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("risk", ""), _negated=True), models.Q(("answer", ""), _negated=True), _connector="OR"
                ),
                name="plan_risk_says_something",
                violation_error_message="風險和因應至少要寫一個。",
            ),
        ),
        migrations.AddConstraint(
            model_name="planstakeholder",
            constraint=models.UniqueConstraint(fields=("plan", "position"), name="plan_stakeholder_once"),
        ),
        migrations.AddConstraint(
            model_name="planstakeholder",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="plan_stakeholder_has_name",
                violation_error_message="請寫下利害關係人是誰。",
            ),
        ),
        migrations.AddConstraint(
            model_name="planstakeholder",
            constraint=models.CheckConstraint(
                condition=models.Q(("influence__in", ("", "high", "low")), ("support__in", ("", "high", "low"))),
                name="plan_stakeholder_place_is_known",
                violation_error_message="影響力和支持程度請選高或低，還不知道就空著。",
            ),
        ),
    ]
