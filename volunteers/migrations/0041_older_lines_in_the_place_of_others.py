"""Lines that were entered in the place of others before that was kept (0039) say so too, where only one can be meant.

A recount, a spot check or a merge took a line out by a counter-line and entered what is right in the same batch, for
the same person, category, day, content and approval. Where one line that was taken out and one that was entered answer
to each other so, the one stands for the other. Lines that share all of it are told apart by their clock; where that does
not tell either, nothing is said. Taken back this leaves what it filled in: 0039 takes the column away.
"""

from django.db import migrations

CLOCK = (
    "AND COALESCE(gone.starts, -1) = COALESCE(comes.starts, -1) AND COALESCE(gone.ends, -1) = COALESCE(comes.ends, -1)"
)

# `+` keeps SQLite from walking a whole batch for each of its lines: it goes by the person's day.
FILL = """
WITH pairs AS (
    SELECT comes.id AS comes, MIN(gone.id) AS gone
    FROM volunteers_serviceentry AS comes
    JOIN volunteers_servicebatch AS batch ON batch.id = comes.batch_id AND batch.source = 'counter'
    JOIN volunteers_serviceentry AS gone
        ON gone.volunteer_id = comes.volunteer_id AND gone.served_on = comes.served_on
        AND gone.unit_id = comes.unit_id AND gone.category = comes.category AND gone.content = comes.content
        AND COALESCE(gone.approval_id, -1) = COALESCE(comes.approval_id, -1) {clock}
    JOIN volunteers_serviceentry AS counter
        ON counter.corrects_id = gone.id AND +counter.batch_id = comes.batch_id
    WHERE comes.corrects_id IS NULL AND comes.renews_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM volunteers_serviceentry AS other WHERE other.renews_id = gone.id)
    GROUP BY comes.id
    HAVING COUNT(*) = 1
), told AS (
    SELECT MIN(comes) AS comes, gone FROM pairs GROUP BY gone HAVING COUNT(*) = 1
)
UPDATE volunteers_serviceentry
SET renews_id = (SELECT told.gone FROM told WHERE told.comes = volunteers_serviceentry.id)
WHERE id IN (SELECT comes FROM told)
"""


def fill(apps, schema_editor):
    """Those whose clock tells, then those that are alone with what they replace although its clock was mended."""
    with schema_editor.connection.cursor() as cursor:
        for clock in (CLOCK, ""):
            cursor.execute(FILL.format(clock=clock))


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0040_where_empty_places_stand")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
