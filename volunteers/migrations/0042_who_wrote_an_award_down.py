"""An award that was received is written down by an account: names are shared, and change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PART = 500


def from_the_trail(apps, _editor):
    """By the line that was written with the award, where it is the only one it can be; by parts, however many."""
    given = apps.get_model("volunteers", "AwardGiven")._base_manager
    accounts = set(apps.get_model("accounts", "User")._base_manager.values_list("pk", flat=True))
    rows = given.order_by("pk").only("pk", "volunteer", "unit", "award", "given_on", "recorded_by")
    after = 0
    while part := list(rows.filter(pk__gt=after)[:PART]):
        after, found = part[-1].pk, _lines(apps, part)
        for one in part:
            actors = found.get(_told(one), set())
            one.recorded_account_id = next(iter(actors)) if len(actors) == 1 and actors <= accounts else None
        given.bulk_update([one for one in part if one.recorded_account_id], ["recorded_account"])


def _lines(apps, part):
    """Who wrote what of these people and teams, as `_told` says it: by keys of accounts."""
    lines = apps.get_model("audit", "Event")._base_manager.filter(verb="award_recorded", actor_kind="user")
    found = {}
    for kind, name in (("volunteers.volunteer", "volunteer_id"), ("volunteers.unit", "unit_id")):
        keys = {str(getattr(one, name)) for one in part if getattr(one, name)}
        for line in lines.filter(object_type=kind, object_key__in=keys):
            told = (kind, line.object_key, line.now.get("given_on"), line.actor_label)
            # An own award is noted by its name of the day: the code of a shipped one tells them apart.
            for award in {line.now.get("award"), ""}:
                found.setdefault((*told, award), set()).add(int(line.actor_key))
    return found


def _told(one):
    kind, key = ("volunteers.unit", one.unit_id) if one.unit_id else ("volunteers.volunteer", one.volunteer_id)
    award = "" if one.award.startswith("OWN_") else one.award
    return kind, str(key), one.given_on.isoformat(), one.recorded_by, award


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0041_older_lines_in_the_place_of_others"),
        ("accounts", "0003_api_tokens"),
        ("audit", "0004_labels_in_english"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="awardgiven",
            name="recorded_account",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登錄的帳號",
            ),
        ),
        # The way back drops the column with what is in it.
        migrations.RunPython(from_the_trail, migrations.RunPython.noop),
    ]
