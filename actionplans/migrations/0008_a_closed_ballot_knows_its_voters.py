from django.db import migrations, models
from django.db.models import Q


def count_voters(apps, schema_editor):
    """Ballots that were closed before get the number that their seats' times tell; tables are those there are."""
    Ballot = apps.get_model("actionplans", "Ballot")
    Group = apps.get_model("workshops", "Group")
    Seat = apps.get_model("workshops", "Seat")
    for ballot in Ballot.objects.exclude(closed_at=None):
        if ballot.voter == "table":
            rows = Group.objects.filter(workshop=ballot.workshop_id)
        else:
            there = Q(user=None, on_paper=False, taken_at__lte=ballot.closed_at)
            there &= Q(revoked_at=None) | Q(revoked_at__gt=ballot.closed_at)
            voted = Q(pk__in=ballot.votes.exclude(seat=None).values("seat"))
            rows = Seat.objects.filter(there | voted, group__workshop=ballot.workshop_id)
        ballot.voters = rows.count()
        ballot.save(update_fields=["voters"])


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0007_rows_name_their_table"),
        ("workshops", "0004_seats_for_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="voters",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="有幾份"),
        ),
        migrations.RunPython(count_voters, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, voters__isnull=True)
                | models.Q(closed_at__isnull=False, voters__isnull=False),
                name="ballot_knows_its_voters_once_closed",
            ),
        ),
    ]
