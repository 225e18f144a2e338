"""Since when a programme's ladder has its rungs stands in its row; what is known of it is taken from the trail."""

from typing import Any

from django.db import migrations, models

FIELDS = ("remind_before", "tell_supervisor", "tell_officer", "tell_association")


def from_trail(apps: Any, _editor: Any) -> None:
    """Of each number that was put in later the last time that this was done."""
    changes = apps.get_model("audit", "Event").objects.filter(object_type="workshops.programme", verb="changed")
    for programme in apps.get_model("workshops", "Programme").objects.all():
        found: dict[str, dict[str, str]] = {}
        for at, was, now in changes.filter(object_key=str(programme.pk)).order_by("pk").values_list("at", "was", "now"):
            for field in FIELDS:
                for days in {*now.get(field, ())} - {*was.get(field, ())}:
                    found.setdefault(field, {})[str(days)] = at.isoformat()
            if "ask_late_every" in now:
                found["ask_late_every"] = {"every": at.isoformat()}
        if found:
            programme.rungs_since = found
            programme.save(update_fields=["rungs_since"])


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0008_ask_again_while_a_plan_is_late"),
        ("audit", "0004_labels_in_english"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="rungs_since",
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="提醒從什麼時候起"),
        ),
        migrations.RunPython(from_trail, migrations.RunPython.noop),
    ]
