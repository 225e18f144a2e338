import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0001_initial"),
        ("workshops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第幾次投票")),
                ("question", models.CharField(max_length=60, verbose_name="投票題目")),
                (
                    "dots",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="每份幾點",
                    ),
                ),
                (
                    "voter",
                    models.CharField(
                        choices=[("seat", "每臺裝置"), ("table", "每一組")],
                        default="seat",
                        max_length=6,
                        verbose_name="誰有一份",
                    ),
                ),
                ("hidden", models.BooleanField(default=True, verbose_name="結束前不公布結果")),
                ("opened_at", models.DateTimeField(verbose_name="開始時間")),
                ("opened_by", models.CharField(max_length=200, verbose_name="開始者")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="結束時間")),
                ("closed_by", models.CharField(blank=True, max_length=200, verbose_name="結束者")),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="workshops.workshop",
                        verbose_name="工作坊",
                    ),
                ),
            ],
            options={
                "verbose_name": "投票",
                "ordering": ("workshop", "-number"),
            },
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=100, verbose_name="行動名稱")),
                (
                    "pillar",
                    models.CharField(
                        blank=True,
                        choices=[("recognition", "肯定"), ("support", "支持"), ("safeguarding", "保障")],
                        max_length=16,
                        verbose_name="主軸",
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="choices", to="actionplans.ballot"
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="actionplans.idea"
                    ),
                ),
            ],
            options={
                "ordering": ("ballot", "position"),
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("unit", models.CharField(max_length=100, verbose_name="單位")),
                ("first_step", models.CharField(max_length=200, verbose_name="第一步")),
                ("first_step_on", models.DateField(verbose_name="第一步日期")),
                ("strokes", models.JSONField(blank=True, default=list, verbose_name="簽名")),
                ("signed_at", models.DateTimeField(verbose_name="簽署時間")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="actionplans.plan",
                        verbose_name="行動方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "承諾簽署",
                "ordering": ("plan", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cast_at", models.DateTimeField(verbose_name="投票時間")),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="actionplans.ballot"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.group"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workshops.seat",
                    ),
                ),
            ],
            options={
                "ordering": ("ballot", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dots", models.PositiveSmallIntegerField()),
                (
                    "choice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="actionplans.choice"
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="actionplans.vote"
                    ),
                ),
            ],
            options={
                "ordering": ("vote", "choice"),
            },
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("workshop", "number"), name="ballot_number_once"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("workshop",), name="ballot_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(condition=models.Q(("dots__range", (1, 10))), name="ballot_has_dots"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                ),
                name="ballot_closes_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.UniqueConstraint(fields=("ballot", "idea"), name="choice_once"),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.UniqueConstraint(fields=("ballot", "position"), name="choice_position_once"),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                fields=("plan", "name", "unit"),
                name="signature_once",
                violation_error_message="這個人已經簽過這項方案。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seat__isnull", False)), fields=("ballot", "seat"), name="vote_of_a_seat_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seat__isnull", True)), fields=("ballot", "group"), name="vote_of_a_table_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(fields=("vote", "choice"), name="mark_once"),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(condition=models.Q(("dots__range", (1, 10))), name="mark_has_dots"),
        ),
    ]
