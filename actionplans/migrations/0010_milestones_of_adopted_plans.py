from django.db import migrations

from actionplans.followup.milestones import drafted


def set_out(apps, schema_editor):
    """Plans adopted before there were milestones get theirs."""
    Plan, Milestone = apps.get_model("actionplans", "Plan"), apps.get_model("actionplans", "Milestone")
    Step, Result = apps.get_model("actionplans", "PlanStep"), apps.get_model("actionplans", "PlanResult")
    adopted = Plan.objects.filter(state="adopted", milestones=None).select_related("workshop__programme")
    for plan in adopted.iterator():
        steps = Step.objects.filter(plan=plan).order_by("position")
        results = Result.objects.filter(plan=plan).order_by("month", "pk")
        rows = drafted(
            held_on=plan.workshop.date or plan.first_step_on,
            first_step=(plan.first_step, plan.person_in_charge, plan.first_step_on),
            steps=steps.values_list("what", "who", "from_month", "to_month"),
            results=results.values_list("month", "change"),
            months=plan.workshop.programme.tracking_months,
        )
        Milestone.objects.bulk_create(
            Milestone(
                plan=plan,
                position=position,
                kind=one.kind,
                title=one.title,
                who=one.who,
                month=one.month,
                promised_on=one.promised_on,
                due_on=one.due_on,
            )
            for position, one in enumerate(rows, 1)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0009_milestones"),
    ]

    operations = [
        migrations.RunPython(set_out, migrations.RunPython.noop),
    ]
