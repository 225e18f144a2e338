"""Limits of tokens, and answered requests kept for each token.

Every token could repeat every request of its owner before: what was answered in the last day is kept for each of her
tokens, so that nothing is done twice that is sent again while the platform is brought up to date.
"""

import django.db.models.deletion
from django.db import migrations, models


def keep_for_each_token(apps, schema_editor):
    """A copy of each answered request for each token of whoever sent it; the row itself is for her browser."""
    answered = apps.get_model("accounts", "AnsweredRequest")
    tokens = apps.get_model("accounts", "ApiToken")
    for row in answered.objects.filter(token="").order_by("pk"):
        answered.objects.bulk_create(
            answered(
                user_id=row.user_id, token=key, key=row.key, told=row.told, status=row.status,
                answer_sealed=row.answer_sealed, at=row.at,
            )
            for key in set(tokens.objects.filter(user=row.user_id).order_by().values_list("token_key", flat=True))
        )  # fmt: skip


def keep_one(apps, schema_editor):
    """One of those that have the same key of the same person: the earliest."""
    answered = apps.get_model("accounts", "AnsweredRequest")
    first = answered.objects.order_by().values("user", "key").annotate(first=models.Min("pk")).values_list("first")
    answered.objects.exclude(pk__in=[pk for (pk,) in first]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_answered_requests"),
    ]

    operations = [
        migrations.AddField("apitoken", "read_only", models.BooleanField(default=False, verbose_name="只能讀")),
        migrations.AddField("apitoken", "areas", models.JSONField(blank=True, default=list, verbose_name="範圍")),
        migrations.AddField(
            "apitoken",
            "county",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.county",
                verbose_name="只限這個縣市",
            ),
        ),
        migrations.AddField(
            "apitoken",
            "unit",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.organisation",
                verbose_name="只限這個單位",
            ),
        ),
        migrations.AddConstraint(
            "apitoken",
            models.CheckConstraint(
                condition=models.Q(("unit", None), ("county__isnull", False), _connector="OR"),
                name="token_of_a_unit_has_its_county",
            ),
        ),
        migrations.AddField("answeredrequest", "token", models.CharField(blank=True, default="", max_length=15)),
        migrations.RemoveConstraint("answeredrequest", "answered_request_once"),
        migrations.RunPython(migrations.RunPython.noop, keep_one),
        migrations.AddConstraint(
            "answeredrequest",
            models.UniqueConstraint(fields=("user", "token", "key"), name="answered_request_once"),
        ),
        migrations.RunPython(keep_for_each_token, migrations.RunPython.noop),
    ]
