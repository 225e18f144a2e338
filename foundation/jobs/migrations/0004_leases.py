import json

from django.db import migrations, models

# Where jobs were queued before they were their own queue, and which package kept it.
QUEUE, PACKAGE = "django_tasks_database_dbtaskresult", "django_tasks_database"


def take_over_the_queue(apps, schema_editor):
    """Keep in which language each unfinished job was asked for; then drop the queue, and what says it was made.

    Taken back, an older program makes the queue anew; jobs that wait then are to be asked for again.
    """
    connection = schema_editor.connection
    Job = apps.get_model("jobs", "Job")
    with connection.cursor() as cursor:
        if QUEUE not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT args_kwargs FROM {QUEUE} WHERE status IN ('READY', 'RUNNING')")  # noqa: S608  a constant
        for (told,) in cursor.fetchall():
            args = (json.loads(told) if isinstance(told, str) else told)["args"]
            if len(args) == 2:
                Job.objects.filter(pk=args[0], state__in=("waiting", "running")).update(language=args[1])
        cursor.execute(f"DROP TABLE {QUEUE}")
        cursor.execute("DELETE FROM django_migrations WHERE app = %s", [PACKAGE])


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0003_rounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="language",
            field=models.CharField(db_default="zh-hant", default="zh-hant", max_length=10, verbose_name="語言"),
        ),
        migrations.AddField(
            model_name="job",
            name="worker",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="job",
            name="begun",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="job",
            name="held_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["state"], name="job_by_state"),
        ),
        migrations.RunPython(take_over_the_queue, migrations.RunPython.noop),
    ]
