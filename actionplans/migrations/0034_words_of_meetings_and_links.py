"""How an item of a meeting stood beforehand is kept in English as well; a report waits for the supervisor in the same
words everywhere; and a link that carries somebody's password is no evidence.
"""

import django.core.validators
from django.db import migrations, models

import actionplans.models.checkin


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0033_results_found_by_plan")]

    operations = [
        migrations.AlterField(
            model_name="evidence",
            name="url",
            field=models.CharField(
                blank=True,
                max_length=500,
                validators=[
                    actionplans.models.checkin.names_nobody,
                    django.core.validators.URLValidator(
                        ["http", "https"],
                        message="網址要以 http:// 或 https:// 開頭，例如 https://www.example.org/news/12。",
                    ),
                ],
                verbose_name="網址",
            ),
        ),
        migrations.AlterField(
            model_name="meetingitem",
            name="why",
            field=models.CharField(
                choices=[
                    ("late", "落後"),
                    ("risk", "有風險"),
                    ("review", "回報等督導確認"),
                    ("waiting", "上次會議待續"),
                    ("watched", "列管中"),
                    ("added", "臨時提案"),
                ],
                max_length=8,
                verbose_name="為什麼列入",
            ),
        ),
        migrations.AddField(
            model_name="meetingitem", name="before_en", field=models.CharField(blank=True, max_length=500)
        ),
    ]
