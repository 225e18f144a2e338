import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0029_certificates")]

    operations = [
        migrations.RemoveConstraint(
            model_name="recordbook",
            name="one_book_a_person",
        ),
        migrations.AddField(
            model_name="booknote",
            name="lifted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="撤銷時間"),
        ),
        migrations.AddField(
            model_name="booknote",
            name="lifted_by",
            field=models.CharField(blank=True, max_length=200, verbose_name="撤銷的人"),
        ),
        migrations.AddField(
            model_name="booknote",
            name="lifted_why",
            field=models.CharField(blank=True, max_length=300, verbose_name="撤銷的原因"),
        ),
        migrations.AlterField(
            model_name="recordbook",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reissues",
                to="volunteers.recordbook",
                verbose_name="補發自",
            ),
        ),
        migrations.AddConstraint(
            model_name="booknote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_why", "")),
                    models.Q(("lifted_at__isnull", False), models.Q(("lifted_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="book_note_is_lifted_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordbook",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state", "issued"),
                    models.Q(("replaces", None), ("state__in", ("applied", "returned"))),
                    _connector="OR",
                ),
                fields=("volunteer",),
                name="one_book_a_person",
                violation_error_message="這個人已經有紀錄冊，或已經在申請；紀錄冊一人一冊、終身使用。",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordbook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("replaces",),
                name="book_replaced_once",
                violation_error_message="這一冊已經補發過。",
            ),
        ),
    ]
