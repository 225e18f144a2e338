"""Who chairs a meeting, by level: what the plan's two indicators of meetings ask for."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LEVELS = [
    ("mayor", "縣市首長"),
    ("deputy_mayor", "副縣市長"),
    ("secretary_general", "秘書長"),
    ("deputy_secretary_general", "副秘書長"),
    ("office_head", "機關首長（局處長）"),
    ("office_deputy", "機關副首長"),
    ("chief_secretary", "主任秘書"),
    ("other", "主任秘書以下"),
]
KNOWN = ("", *(value for value, _label in LEVELS))
SHIPPED = {"liaison_county": "deputy_secretary_general", "liaison_authorities": "chief_secretary"}


def ask(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was taken in before asks for the same level as what is taken in now."""
    kpis = apps.get_model("actionplans", "Kpi").objects
    for code, level in SHIPPED.items():
        kpis.filter(code=code).update(chaired_by=level)


def level(name: str) -> models.CharField:
    return models.CharField(blank=True, choices=LEVELS, default="", max_length=24, verbose_name=name)


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0031_what_an_operation_replaces")]

    operations = [
        migrations.AddField("meeting", "chair_level", level("主席職級"), preserve_default=False),
        migrations.AddField("kpi", "chaired_by", level("主席職級至少"), preserve_default=False),
        migrations.AddField("kpifigure", "chair_level", level("主席職級"), preserve_default=False),
        migrations.AddConstraint(
            "meeting",
            models.CheckConstraint(condition=models.Q(("chair_level__in", KNOWN)), name="meeting_chair_level_is_known"),
        ),
        migrations.AddConstraint(
            "kpi",
            models.CheckConstraint(condition=models.Q(("chaired_by__in", KNOWN)), name="kpi_chaired_by_is_known"),
        ),
        migrations.AddConstraint(
            "kpifigure",
            models.CheckConstraint(
                condition=models.Q(("chair_level__in", KNOWN)), name="kpi_figure_chair_level_is_known"
            ),
        ),
        migrations.RunPython(ask, migrations.RunPython.noop),
    ]
