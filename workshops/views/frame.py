"""What every step of a registration shows around its own content."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.taiwan.clock import spoken
from foundation.ui.fields import target
from workshops import agenda_of, hints, registration, sent_back
from workshops.agenda_language import in_page_language
from workshops.forms import STEP_FORMS
from workshops.models import Workshop
from workshops.schedule import end_of
from workshops.stages import Lack


def frame(workshop: Workshop, step: str, behind: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The stepper, the list beside the form, and for the two steps made of fields their hints and problems.

    Args:
        behind: fields of which the page does not know the newest text, with the text it knows.
    """
    today = timezone.localdate()
    at = registration.STEPS.index(step)
    points = hints.checklist(workshop, on=today)
    lacks = hints.lacks_of(workshop, on=today)
    # A step is ticked when the list beside it has nothing open there; the step one stands on stays the current one.
    # Steps, list and last page count the same things: a field that stops the hand-in is one, a hint is one.
    odd_at: Counter[str] = Counter()
    for point in points:
        odd_at[point.step] += len(point.looks)
    lacking_at = Counter(hints.step_of(lack) for lack in lacks)
    labels = (_("時間與場地"), _("人員與分組"), _("議程"), _("確認送出"))
    # What waits to be mended stands in its field; the value below it is the older one and is not spoken of.
    dated, starts, minutes = (
        None if name in workshop.unfinished else getattr(workshop, name) for name in ("date", "starts_at", "minutes")
    )
    odd = hints.hints(workshop, on=today)
    context: dict[str, Any] = {
        "workshop": workshop,
        "sent_back": sent_back.reason(workshop),
        "step": step,
        "at": at,
        "steps": [
            {
                "label": label,
                "url": _url(workshop, name),
                **(_still_to_do(lacking_at[name], odd_at[name]) if place < at else {}),
            }
            for place, (name, label) in enumerate(zip(registration.STEPS, labels, strict=True))
        ],
        "checklist": points,
        "lacking": len(lacks),
        "span": hints.span_of(workshop.programme),
        "today": today,
        "now": timezone.now(),
        "dated": dated,
        "days": (dated - today).days if dated else None,
        "starts": starts,
        "ends": end_of(starts, minutes) if starts is not None and minutes else None,
        "length": spoken(minutes) if minutes else "",
    }
    if step in STEP_FORMS:
        names = STEP_FORMS[step].base_fields
        context |= {
            "hints": [hint for hint in odd if (hint.field in names) or (not hint.field and step == "people")],
            "base": json.dumps(registration.snapshot(workshop, step) | dict(behind or {}), ensure_ascii=False),
            "problems": [
                {"target": f"id_{name}", "text": entry["problem"]}
                for name, entry in workshop.unfinished.items()
                if name in names
            ],
        }
    if step == "confirm":
        lines = in_page_language(agenda_of.lines_of(workshop), workshop.programme)
        context |= {
            "missing": lacks,
            "missing_by_step": [
                {
                    "label": label,
                    "lacks": [
                        {"text": lack, "url": _url(workshop, name) + _place_of(workshop, name, lack)}
                        for lack in lacks
                        if hints.step_of(lack) == name
                    ],
                }
                for name, label in (*zip(registration.STEPS, labels, strict=True), ("", ""))
                if lacking_at[name]
            ],
            "asks_reason": hints.asks_for_reason(workshop, on=today),
            # What stops the hand-in stands above already.
            "hints": [hint for hint in odd if hint.field not in {lack.field for lack in lacks}],
            "lines": lines,
            "parts": agenda_of.parts_of(lines),
        }
    return context


def _url(workshop: Workshop, step: str) -> str:
    return reverse("workshops:step", kwargs={"pk": workshop.pk, "step": step})


def _place_of(workshop: Workshop, step: str, lack: Lack) -> str:
    """The end of an address that leads to the input which mends it."""
    return f"#{target(STEP_FORMS[step](workshop=workshop)[lack.field])}" if step in STEP_FORMS else ""


def _still_to_do(lacking: int, odd: int) -> dict[str, str]:
    """How the stepper marks a step one has left: what stops the hand-in, else what is worth another look."""
    if lacking:
        return {"state": "todo", "note": _("尚缺 %(count)s 項") % {"count": lacking}}
    if odd:
        return {"state": "todo", "note": _("%(count)s 項請再看") % {"count": odd}}
    return {}
