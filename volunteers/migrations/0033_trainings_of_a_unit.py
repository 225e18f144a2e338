"""A unit's own training says for which category it was, and may stand beside another unit's of the same day."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

AGAIN = "這一天的這門訓練已經登錄過了。"


def say_the_category(apps, schema_editor):
    training, unit = apps.get_model("volunteers", "Training"), apps.get_model("volunteers", "Unit")
    theirs = unit.objects.filter(pk=OuterRef("unit")).values("category")
    training.objects.filter(programme="SP_UNIT", category="", unit__isnull=False).update(category=Subquery(theirs))


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0032_filing_papers")]

    operations = [
        migrations.RemoveConstraint(model_name="training", name="training_once_a_day"),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.UniqueConstraint(
                fields=["volunteer", "programme", "course", "completed_on"],
                condition=models.Q(revoked_on=None, unit=None),
                name="training_once_a_day",
                violation_error_message=AGAIN,
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.UniqueConstraint(
                fields=["volunteer", "programme", "course", "completed_on", "unit", "category"],
                condition=models.Q(revoked_on=None, unit__isnull=False),
                name="training_once_a_day_of_unit",
                violation_error_message=AGAIN,
            ),
        ),
        migrations.RunPython(say_the_category, migrations.RunPython.noop),
    ]
