from typing import Any

from django.db import migrations, models

COPIED = {
    "title": models.CharField("行動名稱", max_length=100),
    "vow": models.CharField("一句承諾", max_length=100, blank=True),
    "lead_agency": models.CharField("主責單位", max_length=100),
    "person_in_charge": models.CharField("負責人", max_length=50),
}


def copy(apps: Any, _schema: Any) -> None:
    """What was signed before this was copied nowhere: it is taken to be what the plan says."""
    plans = apps.get_model("actionplans", "Plan").objects.filter(pk=models.OuterRef("plan"))
    values = {name: models.Subquery(plans.values(name)[:1]) for name in COPIED}
    apps.get_model("actionplans", "Signature").objects.update(**values)


def nothing(apps: Any, _schema: Any) -> None:
    """The columns go with what they hold."""


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0016_meetings")]

    operations = [
        migrations.AddField(
            "idea", "code", models.CharField("方案編號", max_length=20, null=True, blank=True, unique=True)
        ),
        *(
            migrations.AddField(
                "signature",
                name,
                models.CharField(field.verbose_name, max_length=field.max_length, default="", blank=field.blank),
                preserve_default=False,
            )
            for name, field in COPIED.items()
        ),
        migrations.RunPython(copy, nothing),
    ]
