"""The 22 counties, as they stand in `foundation.taiwan.counties`."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from foundation.taiwan.counties import COUNTIES


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    county = apps.get_model("accounts", "County")
    county.objects.using(schema_editor.connection.alias).bulk_create(
        county(code=one.code, name=one.name, name_en=one.name_en, position=one.order) for one in COUNTIES
    )


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("accounts", "County").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
