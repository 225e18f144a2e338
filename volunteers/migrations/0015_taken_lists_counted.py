"""Lists of trainings that were taken in before say how many they brought."""

from django.db import migrations, models


def count_trainings(apps, schema_editor):
    """Lists of trainings say how many they brought."""
    taken_list = apps.get_model("volunteers", "TakenList")
    numbers = taken_list.objects.annotate(number=models.Count("trainings"))
    for key, number in numbers.values_list("pk", "number"):
        taken_list.objects.filter(pk=key).update(added=number)


def only_trainings(apps, schema_editor):
    """The earlier tables know no other lists."""
    apps.get_model("volunteers", "TakenPerson").objects.all().delete()
    apps.get_model("volunteers", "TakenList").objects.exclude(kind="training_list").delete()
    apps.get_model("volunteers", "SentList").objects.filter(kind="insured_list").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0014_taken_lists"),
    ]

    operations = [
        migrations.RunPython(count_trainings, only_trainings),
    ]
