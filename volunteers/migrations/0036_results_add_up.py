"""A unit's reports tell no day twice, what is locked cannot be deleted either, and the nation has a frozen sum.

SQLite makes a table anew to change its constraints, and forgets its triggers: all are made anew after that.

The way back leaves a unit that ended two plans in a year its two reports: the constraint stays as this makes it, for no
report may be lost to a rule that was too narrow, and what came before never makes a second one.
"""

import importlib
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

before = importlib.import_module("volunteers.migrations.0022_locked_results_stay")
REPORTS = "volunteers_resultreport"
TWICE = "a report of this unit tells these days already"
KEPT_LINES = {table: before.STATE.format("OLD.report_id") + " = 'accepted'" for table in before.TABLES}
KEPT_LINES[before.SUMS] = "OLD.state = 'accepted'"
OTHERS = (
    "EXISTS (SELECT 1 FROM volunteers_resultreport o WHERE o.unit_id = NEW.unit_id AND o.id <> NEW.id "
    "AND o.first_on <= NEW.last_on AND o.last_on >= NEW.first_on)"
)
PLACED = "first_on, last_on, unit_id"


def _sqlite() -> list[str]:
    found = [
        f"CREATE TRIGGER {table}_delete_locked BEFORE DELETE ON {table} WHEN {state} "
        f"BEGIN SELECT RAISE(ABORT, '{before.SAID}'); END"
        for table, state in KEPT_LINES.items()
    ]
    # After the row is written, when it has its key: the others are then those of another key.
    for event in ("INSERT", f"UPDATE OF {PLACED}"):
        found.append(
            f"CREATE TRIGGER {REPORTS}_{event[:6].lower()}_once AFTER {event} ON {REPORTS} WHEN {OTHERS} "
            f"BEGIN SELECT RAISE(ABORT, '{TWICE}'); END"
        )
    return found


def _postgresql() -> list[str]:
    found = [
        f"""CREATE FUNCTION volunteers_result_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {before.STATE.format("OLD.report_id")} = 'accepted' THEN
    RAISE EXCEPTION '{before.SAID}';
  END IF;
  RETURN OLD;
END $$""",
        f"""CREATE FUNCTION volunteers_result_tells_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {OTHERS} THEN
    RAISE EXCEPTION '{TWICE}';
  END IF;
  RETURN NEW;
END $$""",
        f"CREATE TRIGGER {REPORTS}_once AFTER INSERT OR UPDATE OF {PLACED} ON {REPORTS} FOR EACH ROW "
        "EXECUTE FUNCTION volunteers_result_tells_once()",
        f"CREATE TRIGGER {before.SUMS}_stays BEFORE DELETE ON {before.SUMS} FOR EACH ROW "
        "WHEN (OLD.state = 'accepted') EXECUTE FUNCTION volunteers_result_sum_is_locked()",
    ]
    return found + [
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION volunteers_result_stays()"
        for table in before.TABLES
    ]


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql():
        schema_editor.execute(statement)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for table in KEPT_LINES:
            schema_editor.execute(f"DROP TRIGGER {table}_delete_locked")
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER {REPORTS}_{event}_once")
        return
    for table in KEPT_LINES:
        schema_editor.execute(f"DROP TRIGGER {table}_stays ON {table}")
    schema_editor.execute(f"DROP TRIGGER {REPORTS}_once ON {REPORTS}")
    for name in ("volunteers_result_stays", "volunteers_result_tells_once"):
        schema_editor.execute(f"DROP FUNCTION {name}()")


def forget_nation(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing before this knew a sum without a county; it can be settled anew from the counties', which stay."""
    apps.get_model("volunteers", "ResultSum").objects.filter(county=None).delete()
    if schema_editor.connection.vendor == "postgresql":
        # What is deferred is done now: a table with events still to come cannot be changed.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


ONCE = "result_once_a_period"
LOOSENED = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = %s AND sql LIKE '%% WHERE %%'",
    "postgresql": "SELECT 1 FROM pg_indexes WHERE indexname = %s AND indexdef LIKE '%% WHERE %%'",
}


def stands_loosened(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    """Whether the constraint is there already with its condition: a migration that went back has left it."""
    question = LOOSENED[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(question, [ONCE])
        return cursor.fetchone() is not None


class NarrowGoes(migrations.RemoveConstraint):
    """The constraint without its condition, that is not put back."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if not stands_loosened(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Nothing: the loosened one stays."""


class LooseStays(migrations.AddConstraint):
    """The constraint with its condition, that is not taken away again."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if not stands_loosened(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Nothing: it stays."""


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0035_reason_of_sent_lists")]

    operations = [
        migrations.RunPython(before.unguard, before.guard),
        NarrowGoes(model_name="resultreport", name=ONCE),
        LooseStays(
            model_name="resultreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("term", "end"), _negated=True),
                fields=("unit", "year", "term"),
                name=ONCE,
            ),
        ),
        migrations.AlterModelOptions(
            name="resultsum",
            options={
                "ordering": ("-year", "term", "county_id", "authority_id", "pk"),
                "verbose_name": "成果彙整",
            },
        ),
        migrations.AlterField(
            model_name="resultsum",
            name="county",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.county",
                verbose_name="縣市",
            ),
        ),
        migrations.AddConstraint(
            model_name="resultsum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("county", None)), fields=("year", "term"), name="result_sum_of_nation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="resultsum",
            constraint=models.CheckConstraint(
                condition=models.Q(("county__isnull", False), ("authority", None), _connector="OR"),
                name="result_sum_of_authority_has_county",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_nation),
        migrations.RunPython(before.guard, before.unguard),
        migrations.RunPython(guard, unguard),
    ]
