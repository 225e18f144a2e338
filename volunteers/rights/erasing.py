"""Erasing: what would be erased and what is kept, foreseen before it is done; and the one function that does it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import storing
from foundation.files.models import StoredFile
from volunteers.insuring import incidents
from volunteers.merging.merging import IDENTITY
from volunteers.merging.moving import relations
from volunteers.models import (
    Application,
    Approach,
    Claim,
    Enrolment,
    Findable,
    HonorCard,
    Incident,
    Merge,
    PersonalCode,
    Place,
    RightRequest,
    TakenPerson,
    Volunteer,
)
from volunteers.persons import portraits
from volunteers.recruiting import applications
from volunteers.rules import retention
from volunteers.rules.retention import Facts, Fate

CONTACT = ("name_en", "phone", "email", "address", "education", "occupation", "emergency_name", "emergency_phone")
NOBODY = "（已依請求刪除）"
"""What stands in place of a name or a reason, in every language: a word of the database, not of a page."""
WHOLE: tuple[type[Model], ...] = (PersonalCode, Findable, Approach, TakenPerson)
"""Whose rows go as a whole, also out of what merges keep for being taken back."""
GONE = frozenset(one._meta.label_lower for one in WHOLE)
SETTLED = (Claim.State.PAID, Claim.State.DECLINED, Claim.State.DROPPED)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of everything."""

    fates: list[Fate]
    mark: str

    @property
    def erased(self) -> list[Fate]:
        """What goes."""
        return [one for one in self.fates if one.erased]

    @property
    def kept(self) -> list[Fate]:
        """What stays, each with its reason."""
        return [one for one in self.fates if not one.erased]


def foresee(volunteer: Volunteer, *, on: dt.date) -> Foreseen:
    """What an erasure would do; nothing is written."""
    counts: dict[str, int] = {}
    for one in relations(Volunteer):
        if (one.label, one.name) == ("volunteers.place", "taker"):
            continue  # another's place, which she would have taken over
        counts[one.label] = counts.get(one.label, 0) + one.of(volunteer.pk).count()
    mine = Incident.objects.filter(volunteer=volunteer)
    facts = Facts(
        counts=counts,
        last_incident=mine.order_by("-happened_on").values_list("happened_on", flat=True).first(),
        open_claims=Claim.objects.filter(incident__in=mine).exclude(state__in=SETTLED).count(),
        blank=_blank(volunteer, counts),
    )
    fates = retention.fates(facts, on)
    told = "\n".join(f"{one.holding.key} {one.count} {one.erased}" for one in fates)
    return Foreseen(fates, hashlib.sha256(told.encode()).hexdigest()[:16])


def erase(*, request: RightRequest, seen: str, by: Acts, now: dt.datetime) -> Foreseen:
    """Erase what the law does not ask to be kept: all of it or nothing.

    Args:
        seen: the `mark` of what was shown to whoever decides.

    Raises:
        ValidationError: it is not the same any more.
    """
    with transaction.atomic():
        person = Volunteer.objects.select_for_update().get(pk=request.volunteer_id)
        found = foresee(person, on=timezone.localdate(now))
        if found.mark != seen:
            raise ValidationError(_("您打開這一頁之後，要刪除和留下的資料有了變動。請再看一次，然後決定。"))
        gone = {one.holding.key for one in found.erased}
        _blank_values(person, with_identity="identity" in gone, by=by, now=now)
        for file in StoredFile.objects.of(portraits.KEY, person):
            storing.remove(file=file, by=by, now=now)
        Place.objects.filter(volunteer=person).exclude(reason="").update(reason=NOBODY)
        Enrolment.objects.filter(volunteer=person).exclude(left_why="").update(left_why="")
        HonorCard.objects.filter(volunteer=person).exclude(address="").update(address="")
        for model in WHOLE:
            model._base_manager.filter(volunteer=person).delete()
        for application in Application.objects.filter(volunteer=person, erased_at=None):
            applications.erase(application=application, by=by, now=now)
        _scrub_merges(person, with_identity="identity" in gone)
        if "incidents" in gone:
            for incident in Incident.objects.filter(volunteer=person):
                for file in incidents.papers(incident):
                    storing.remove(file=file, by=by, now=now)
            Incident.objects.filter(volunteer=person).update(told_sealed="", place=NOBODY)
        trail.record(
            Verb.DATA_ERASED, person, by=by, county=request.county_id,
            now={"erased": sorted(gone), "kept": sorted(one.holding.key for one in found.kept)}, at=now,
        )  # fmt: skip
    return found


def _blank_values(person: Volunteer, *, with_identity: bool, by: Acts, now: dt.datetime) -> None:
    """Empty the fields of her row, and of the rows that were merged into it."""
    values: dict[str, Any] = dict.fromkeys(CONTACT, "")
    if with_identity:
        values |= dict.fromkeys(IDENTITY, "") | {
            "identity_mark": None, "name": NOBODY, "name_key": "", "sex": "", "born_on": None,
        }  # fmt: skip
    rows = [person, *person.merged.all()]
    Volunteer.objects.filter(pk__in=[one.pk for one in rows]).update(**values)
    for name, value in values.items():
        setattr(person, name, value)
    for one in rows[1:]:
        for file in StoredFile.objects.of(portraits.KEY, one):
            storing.remove(file=file, by=by, now=now)


def _scrub_merges(person: Volunteer, *, with_identity: bool) -> None:
    """Take out of what was noted for taking a merge back whatever is erased: it must not come back that way."""
    gone = {*CONTACT, *((*IDENTITY, "name", "name_key", "sex", "born_on") if with_identity else ())}
    for merge in Merge.objects.filter(kept=person):
        rows = []
        for step in merge.steps.get("rows", []):
            if step["do"] == "fold" and step["model"] in GONE:
                continue
            if step["do"] == "set" and step["model"] == "volunteers.volunteer":
                for side in ("was", "now"):
                    step[side] = {name: value for name, value in step[side].items() if name not in gone}
                if not step["now"]:
                    continue
            if step["do"] == "fold":
                values = step["values"]
                if values.get("reason") and step["model"] == "volunteers.place":
                    values["reason"] = NOBODY
                if "left_why" in values:
                    values["left_why"] = ""
            rows.append(step)
        merge.steps["rows"] = rows
        merge.save(update_fields=["steps"])


def _blank(volunteer: Volunteer, counts: dict[str, int]) -> frozenset[str]:
    """Holdings without a table of their own of which there is nothing."""
    rows = [volunteer, *volunteer.merged.all()]
    there = {
        "contact": any(getattr(row, name) for row in rows for name in CONTACT),
        "photo": any(StoredFile.objects.of(portraits.KEY, row).exists() for row in rows),
        "leaving": Enrolment.objects.filter(volunteer=volunteer).exclude(left_why="").exists(),
        "absences": Place.objects.filter(volunteer=volunteer).exclude(reason__in=("", NOBODY)).exists(),
        "applications": Application.objects.filter(volunteer=volunteer, erased_at=None).exists(),
        "incidents": Incident.objects.filter(volunteer=volunteer).exclude(told_sealed="").exists(),
    }
    return frozenset(key for key, is_there in there.items() if not is_there)
