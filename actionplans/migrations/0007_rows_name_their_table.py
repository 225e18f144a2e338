from django.db import migrations
from django.db.models.functions import Substr

BELOW = ("PlanStep", "PlanIndicator", "PlanResult", "PlanResource")
# How long the words of a plan's rows could be before.
LENGTHS = {
    "PlanIssue": {"item_id": 40, "text": 300, "affected": 300, "why_first": 300},
    "PlanStep": {"what": 200, "who": 100},
    "PlanIndicator": {"name": 100, "baseline": 40, "target": 40, "unit": 20, "verified_by": 100},
    "PlanResult": {"change": 200, "indicator": 200, "proof": 200},
    "PlanResource": {"name": 100, "provider": 100},
}


def name_tables(apps, schema_editor):
    """So far only the idea that a plan began with brought rows along."""
    Idea = apps.get_model("actionplans", "Idea")
    for plan, group in Idea.objects.filter(decision="kept").values_list("plan_id", "group_id"):
        for name in BELOW:
            apps.get_model("actionplans", name).objects.filter(plan=plan, group=None).update(group=group)


def fit_older_tables(apps, schema_editor):
    """One result a month, and no words longer than they could be."""
    Result = apps.get_model("actionplans", "PlanResult")
    seen = set()
    for pk, *month in Result.objects.order_by("pk").values_list("pk", "plan_id", "month"):
        if tuple(month) in seen:
            Result.objects.filter(pk=pk).delete()
        seen.add(tuple(month))
    for name, fields in LENGTHS.items():
        rows = apps.get_model("actionplans", name).objects
        rows.update(**{field: Substr(field, 1, most) for field, most in fields.items()})


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0006_what_a_plan_stands_on"),
    ]

    operations = [
        migrations.RunPython(name_tables, fit_older_tables),
    ]
