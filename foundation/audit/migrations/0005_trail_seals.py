"""Seals of the trail, which the database refuses to change as it does the lines."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER audit_trailseal_append_only BEFORE UPDATE ON audit_trailseal
BEGIN SELECT RAISE(ABORT, 'seals of the trail are append-only'); END
"""
POSTGRESQL = """
CREATE TRIGGER audit_trailseal_append_only BEFORE UPDATE ON audit_trailseal
FOR EACH ROW EXECUTE FUNCTION audit_event_append_only();
"""


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    table = "" if schema_editor.connection.vendor == "sqlite" else " ON audit_trailseal"
    schema_editor.execute(f"DROP TRIGGER audit_trailseal_append_only{table}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_labels_in_english")]

    operations = [
        migrations.CreateModel(
            name="TrailSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="編號")),
                ("sealed_at", models.DateTimeField(verbose_name="封存時間")),
                ("since", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("lines", models.PositiveIntegerField(verbose_name="筆數")),
                ("previous", models.CharField(max_length=64, verbose_name="前一號")),
                ("digest", models.CharField(max_length=64, verbose_name="雜湊值")),
                ("prints", models.BinaryField()),
            ],
            options={
                "verbose_name": "稽核軌跡的封存",
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("upto__gt", models.F("since"))), name="trail_seal_goes_forward"
                    )
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
