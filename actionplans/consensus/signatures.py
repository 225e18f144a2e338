"""Signing a commitment on the screen, before people leave the room (企劃案三(三)：歸納總結與承諾)."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import Plan, Signature
from actionplans.models.signature import PROMISED
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

from . import adoption

BOX = 1000
"""The width of the signing box; its height is a third of it."""
MOST_POINTS = 3000


def sign(*, plan: Plan, name: str, unit: str, strokes: Any = None, by: Acts, now: dt.datetime) -> Signature:
    """Put a name under an adopted plan, with what it promises as it stands now.

    Args:
        strokes: the handwriting, a list of lines of [x, y] points within the box; None where nobody drew.

    Raises:
        ValidationError: not adopted, the workshop's report is handed in, no name or unit, signed already, or no
            drawing.
    """
    with transaction.atomic():
        adoption.require_open(plan.workshop)
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.state != Plan.State.ADOPTED or locked.first_step_on is None:
            raise ValidationError(_("採納之後才能簽署承諾。"))
        signature = Signature(
            plan=locked,
            name=name.strip(),
            unit=unit.strip(),
            strokes=drawn(strokes),
            **{name: getattr(locked, name) for name in PROMISED},
            signed_at=now,
        )
        signature.full_clean()
        signature.save()
        trail.record(Verb.COMMITMENT_SIGNED, locked, by=by, at=now, now={"name": str(signature)})
    return signature


def signed_otherwise(signature: Signature, plan: Plan) -> list[tuple[str, str]]:
    """What was promised otherwise when this was signed: the name of each part and what it said then."""
    column: Any = Plan._meta.get_field
    found = []
    for name in PROMISED:
        then = getattr(signature, name)
        if then != getattr(plan, name):
            words = roc.shown(then) if isinstance(then, dt.date) else then
            found.append((str(column(name).verbose_name), words or _("（沒有寫）")))
    return found


def unsign(*, signature: Signature, by: Acts, now: dt.datetime) -> Plan:
    """Take a signature down that was a mistake; the trail remembers it."""
    with transaction.atomic():
        adoption.require_open(signature.plan.workshop)
        plan = signature.plan
        trail.record(Verb.COMMITMENT_UNSIGNED, plan, by=by, at=now, was={"name": str(signature)})
        signature.delete()
    return plan


def drawn(strokes: Any) -> list[list[list[int]]]:
    """Handwriting as it came from the page: whole numbers within the box, lines of at least two points.

    Raises:
        ValidationError: it is no such list, or longer than any hand writes.
    """
    wrong = ValidationError(_("簽名讀不懂，請清除後再簽一次。"))
    if strokes in (None, "", []):
        return []
    if not isinstance(strokes, list):
        raise wrong
    lines = []
    for stroke in strokes:
        if not isinstance(stroke, list):
            raise wrong
        points = []
        for point in stroke:
            if not (isinstance(point, list) and len(point) == 2 and all(type(at) in (int, float) for at in point)):
                raise wrong
            if not all(math.isfinite(at) for at in point):
                raise wrong
            points.append([min(BOX, max(0, round(at))) for at in point])
        if len(points) > 1:
            lines.append(points)
    if sum(map(len, lines)) > MOST_POINTS:
        raise ValidationError(_("簽名的筆畫太多，請清除後再簽一次。"))
    return lines


def path_of(signature: Signature) -> str:
    """The handwriting as the `d` of an SVG path in a box of 1000 × 333; empty where nobody drew."""
    return "".join("M" + "L".join(f"{x} {y}" for x, y in line) for line in signature.strokes)
