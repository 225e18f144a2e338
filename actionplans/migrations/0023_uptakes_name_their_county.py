from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from foundation.agreeing import Agrees


def name_counties(apps: Any, schema_editor: Any) -> None:
    """What was taken up so far is of the county of its action plan."""
    plans = apps.get_model("actionplans", "Plan").objects.filter(pk=models.OuterRef("plan"))
    apps.get_model("actionplans", "Uptake").objects.update(county=models.Subquery(plans.values("county")[:1]))
    if schema_editor.connection.vendor == "postgresql":
        # PostgreSQL changes no table whose keys it has still to look at.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("actionplans", "0022_operations_that_came_late")]

    operations = [
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("id", "county"), name="plan_with_its_county"),
        ),
        migrations.AddConstraint(
            model_name="annualplan",
            constraint=models.UniqueConstraint(fields=("id", "county"), name="annual_plan_with_its_county"),
        ),
        migrations.AddConstraint(
            model_name="workitem",
            constraint=models.UniqueConstraint(fields=("id", "annual"), name="work_item_with_its_plan"),
        ),
        migrations.AddField(
            model_name="uptake",
            name="county",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.county",
                verbose_name="縣市",
            ),
        ),
        migrations.RunPython(name_counties, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="uptake",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.county",
                verbose_name="縣市",
            ),
        ),
        migrations.AddConstraint(
            model_name="uptake",
            constraint=Agrees(to="plan", field="county", name="uptake_of_its_plan_s_county"),
        ),
        migrations.AddConstraint(
            model_name="uptake",
            constraint=Agrees(
                to="annual",
                field="county",
                name="uptake_in_its_own_county",
                violation_error_message="只能納入同縣市的年度計畫。",
            ),
        ),
        migrations.AddConstraint(
            model_name="uptake",
            constraint=Agrees(
                to="item",
                field="annual",
                name="uptake_item_of_its_annual_plan",
                violation_error_message="這個工作項目不在這份年度計畫裡，請重新選。",
            ),
        ),
    ]
