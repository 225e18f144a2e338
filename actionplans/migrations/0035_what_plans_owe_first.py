"""Each plan knows the first day that it owes something for: the database keeps it, whoever writes what it depends on.

With tens of thousands of plans the tracker asked for it by looking at each plan's milestones. A milestone that is
reached, moved, or called done by a report that is handed in changes it, from a dozen places in the code; a trigger
forgets none of them, and a plan that is saved whole does not put an old day back. SQLite makes a table anew to change
its constraints, and forgets its triggers: a later migration of these four tables takes them
out before it and makes them anew after it (`leave`, `keep`).
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PLANS, MILESTONES = "actionplans_plan", "actionplans_milestone"
REPORTS, CLAIMS = "actionplans_checkin", "actionplans_checkin_claims"
FIRST = """(SELECT MIN(m.due_on) FROM actionplans_milestone m
    WHERE m.plan_id = {plan} AND m.reached_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM actionplans_checkin_claims c JOIN actionplans_checkin r ON r.id = c.checkin_id
        WHERE c.milestone_id = m.id AND r.state = 'submitted'))"""
COUNT = "UPDATE actionplans_plan SET first_owed_on = " + FIRST  # noqa: S608  our own names
TOUCH = "UPDATE actionplans_plan SET first_owed_on = NULL WHERE id IN ({plan});"
# By what has to happen: the table, the event, and the plans that it concerns.
OF_CLAIM = "SELECT m.plan_id FROM actionplans_milestone m WHERE m.id = {row}.milestone_id"
OF_REPORT = (
    "SELECT m.plan_id FROM actionplans_checkin_claims c JOIN actionplans_milestone m ON m.id = c.milestone_id "
    "WHERE c.checkin_id = NEW.id"
)
WATCHED = {
    "milestone_made": (MILESTONES, "INSERT", ("NEW.plan_id",)),
    "milestone_gone": (MILESTONES, "DELETE", ("OLD.plan_id",)),
    "milestone_moved": (MILESTONES, "UPDATE OF due_on, reached_at, plan_id", ("NEW.plan_id", "OLD.plan_id")),
    "claim_made": (CLAIMS, "INSERT", (OF_CLAIM.format(row="NEW"),)),
    "claim_gone": (CLAIMS, "DELETE", (OF_CLAIM.format(row="OLD"),)),
    "report_moved": (REPORTS, "UPDATE OF state", (OF_REPORT,)),
}


def _touched(plans: tuple[str, ...]) -> str:
    """That these plans are written, which lets them be counted."""
    return " ".join(TOUCH.format(plan=plan) for plan in plans)


def _sqlite() -> list[str]:
    counted = COUNT.format(plan="NEW.id") + " WHERE id = NEW.id;"
    return [
        # A trigger does not set itself off (recursive_triggers is off unless somebody sets it).
        f"CREATE TRIGGER owed_counted AFTER UPDATE OF first_owed_on ON {PLANS} BEGIN {counted} END",
        *(
            f"CREATE TRIGGER owed_{name} AFTER {event} ON {table} BEGIN {_touched(plans)} END"
            for name, (table, event, plans) in WATCHED.items()
        ),
    ]


def _postgresql() -> list[str]:
    made = [
        f"""CREATE FUNCTION actionplans_owed_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.first_owed_on := {FIRST.format(plan="NEW.id")};
  RETURN NEW;
END $$""",
        f"CREATE TRIGGER owed_counted BEFORE UPDATE OF first_owed_on ON {PLANS} FOR EACH ROW "
        "EXECUTE FUNCTION actionplans_owed_counted()",
    ]
    for name, (table, event, plans) in WATCHED.items():
        made += [
            f"CREATE FUNCTION actionplans_owed_{name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            f"BEGIN\n  {_touched(plans)}\n  RETURN NULL;\nEND $$",
            f"CREATE TRIGGER owed_{name} AFTER {event} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION actionplans_owed_{name}()",
        ]
    return made


def keep(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Count what stands, and keep it from now on."""
    schema_editor.execute(COUNT.format(plan="actionplans_plan.id"))
    for statement in _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql():
        schema_editor.execute(statement)


def leave(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep it no more."""
    tables = {"counted": PLANS} | {name: table for name, (table, _event, _plans) in WATCHED.items()}
    for name, table in tables.items():
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS owed_{name}")
        else:
            schema_editor.execute(f"DROP TRIGGER owed_{name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION actionplans_owed_{name}()")


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0034_words_of_meetings_and_links")]

    operations = [
        migrations.AddField(
            model_name="plan", name="first_owed_on", field=models.DateField(blank=True, editable=False, null=True)
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                condition=models.Q(("first_owed_on__isnull", False)),
                fields=["first_owed_on", "standing", "state"],
                name="plan_owes",
            ),
        ),
        migrations.RunPython(keep, leave),
    ]
