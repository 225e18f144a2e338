"""A campaign's other calls, county by county: units asked and confirmed, and the dialogues there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from foundation.accounts.models import County

from .campaign_rules import Campaign
from .models import Dialogue, SurveyAsk


@dataclass(slots=True)
class Line:
    """What one county has done so far."""

    county: County
    asked: int = 0
    confirmed: int = 0
    dialogues: list[Dialogue] = field(default_factory=list)

    @property
    def long_enough(self) -> int:
        """How many of its dialogues have a settled programme."""
        return sum(one.state != Dialogue.State.DRAFT for one in self.dialogues)

    @property
    def reported(self) -> int:
        """How many it has reported."""
        return sum(one.state == Dialogue.State.REPORTED for one in self.dialogues)


def lines(campaign: Campaign, counties: Iterable[County], user: Any) -> list[Line]:
    """Every county with what this person may see of it, in their order (three queries)."""
    found = {one.pk: Line(one) for one in counties}
    rows = SurveyAsk.objects.visible_to(user).filter(campaign_key=campaign.key).order_by().values("county")
    for row in rows.annotate(asked=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_on__isnull=False))):
        if line := found.get(row["county"]):
            line.asked, line.confirmed = row["asked"], row["confirmed"]
    dialogues: dict[str, list[Dialogue]] = defaultdict(list)
    for one in Dialogue.objects.visible_to(user).filter(campaign_key=campaign.key).prefetch_related("sessions"):
        dialogues[one.county_id].append(one)
    for code, given in dialogues.items():
        if line := found.get(code):
            line.dialogues = given
    return list(found.values())
