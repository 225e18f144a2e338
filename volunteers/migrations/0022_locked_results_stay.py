"""The database refuses to move a figure of an accepted report, and a sum that was accepted further up.

Opening one again changes its state first, which is a deed with a reason and a line of its own.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SAID = "figures of an accepted report do not move"
TABLES = ("volunteers_resultfigure", "volunteers_resultcorrection")
SUMS = "volunteers_resultsum"
STATE = "(SELECT state FROM volunteers_resultreport WHERE id = {})"
KEPT = ("values", "distinct", "corrections")


def _sqlite() -> list[str]:
    found = []
    for table in TABLES:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD")):
            state = STATE.format(f"{row}.report_id")
            found.append(
                f"CREATE TRIGGER {table}_{event.lower()}_locked BEFORE {event} ON {table} WHEN {state} = 'accepted' "
                f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )
    moved = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in KEPT)
    found.append(
        f"CREATE TRIGGER {SUMS}_update_locked BEFORE UPDATE ON {SUMS} WHEN OLD.state = 'accepted' AND ({moved}) "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    )
    return found


def _postgresql() -> list[str]:
    found = [
        f"""CREATE FUNCTION volunteers_result_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE report bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN report := NEW.report_id; ELSE report := OLD.report_id; END IF;
  IF {STATE.format("report")} = 'accepted' THEN
    RAISE EXCEPTION '{SAID}';
  END IF;
  RETURN NEW;
END $$""",
        f"""CREATE FUNCTION volunteers_result_sum_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{SAID}'; END $$""",
    ]
    for table in TABLES:
        found.append(
            f"CREATE TRIGGER {table}_locked BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION volunteers_result_is_locked()"
        )
    moved = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in KEPT)
    found.append(
        f"CREATE TRIGGER {SUMS}_locked BEFORE UPDATE ON {SUMS} FOR EACH ROW WHEN (OLD.state = 'accepted' AND ({moved})) "
        "EXECUTE FUNCTION volunteers_result_sum_is_locked()"
    )
    return found


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql():
        schema_editor.execute(statement)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for event in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER {table}_{event}_locked")
        schema_editor.execute(f"DROP TRIGGER {SUMS}_update_locked")
        return
    for table in (*TABLES, SUMS):
        schema_editor.execute(f"DROP TRIGGER {table}_locked ON {table}")
    for name in ("volunteers_result_is_locked", "volunteers_result_sum_is_locked"):
        schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0021_results")]

    operations = [migrations.RunPython(guard, unguard)]
