"""The offices that are known, as they stand in `volunteers.offices`."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from volunteers.filing.offices import CENTRAL, GOVERNMENTS, TAIPEI


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    authority = apps.get_model("volunteers", "Authority")
    rows = [
        authority(code=code, county_id=county, name=name, name_en=name_en, categories=list(categories))
        for county, offices in (("TPE", TAIPEI), (None, CENTRAL))
        for code, name, name_en, categories in offices
    ]
    rows += [
        authority(code=code, county_id=county, name=name, name_en=name_en)
        for code, county, name, name_en in GOVERNMENTS
    ]
    authority.objects.using(schema_editor.connection.alias).bulk_create(rows, ignore_conflicts=True)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Those that units stand under stay: they go with their table."""
    authority = apps.get_model("volunteers", "Authority").objects.using(schema_editor.connection.alias)
    authority.filter(units=None).delete()


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_the_register")]

    operations = [migrations.RunPython(add, remove)]
