"""When a pledge was begun and last changed, and when its contact's data went.

Of pledges that are there already it is not known when they were begun: they count from the day of this migration, so
that no contact's data go earlier than promised.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pledges", "0001_pledges")]

    operations = [
        migrations.AddField(
            "pledge",
            "created_at",
            models.DateTimeField(verbose_name="建立時間", default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField("pledge", "changed_at", models.DateTimeField(null=True, verbose_name="最後修改")),
        migrations.RunSQL("UPDATE pledges_pledge SET changed_at = created_at", migrations.RunSQL.noop),
        migrations.AlterField("pledge", "changed_at", models.DateTimeField(verbose_name="最後修改")),
        migrations.AddField(
            "pledge",
            "contact_erased_at",
            models.DateTimeField(blank=True, null=True, verbose_name="聯絡人資料刪除時間"),
        ),
        migrations.AddConstraint(
            "pledge",
            models.CheckConstraint(
                condition=models.Q(contact_erased_at=None)
                | models.Q(contact_name="", contact_unit="", contact_title="", contact_phone=""),
                name="pledge_erased_contact_is_empty",
            ),
        ),
    ]
