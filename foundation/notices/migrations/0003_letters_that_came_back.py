from django.db import migrations, models


def call_them_failed(apps, schema_editor):
    """Before there was a word for it, a letter that came back had not arrived."""
    apps.get_model("notices", "Notice").objects.filter(state="bounced").update(state="failed")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_api_tokens"),
        ("notices", "0002_letters_one_declines"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_state_is_known",
        ),
        migrations.RunPython(migrations.RunPython.noop, call_them_failed),
        migrations.AddField(
            model_name="notice",
            name="bounced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="退回時間"),
        ),
        migrations.AddField(
            model_name="notice",
            name="bounced_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unknown", "沒有這個信箱"),
                    ("domain", "沒有 @ 後面那個網域，或它不收信"),
                    ("disabled", "信箱停用了"),
                    ("full", "信箱滿了"),
                    ("refused", "對方的信件伺服器拒收"),
                    ("away", "試了好幾天都送不到對方的信件伺服器"),
                    ("other", "信被退回來，對方的伺服器沒有說明原因"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="is_moot",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "等候寄出"),
                    ("taken", "正在寄"),
                    ("sent", "已寄出"),
                    ("unclear", "不確定是否寄出"),
                    ("failed", "寄不到"),
                    ("bounced", "被退回"),
                    ("nobody", "沒有信箱"),
                    ("void", "不必寄了"),
                ],
                default="planned",
                max_length=8,
                verbose_name="狀態",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("planned", "taken", "sent", "unclear", "failed", "bounced", "nobody", "void"))
                ),
                name="notice_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "bounced"), _negated=True),
                    models.Q(
                        ("bounced_at__isnull", False),
                        ("sent_at__isnull", False),
                        models.Q(("bounced_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notice_bounced_has_time_and_cause",
            ),
        ),
    ]
