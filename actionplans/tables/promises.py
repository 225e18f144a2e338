"""What became of a group's idea: whether anything is still asked of it.

An adopted and signed plan is a group's promise, whether or not the table wrote its own sheet; where the room set the
idea aside there is none to make. Phones, wall, projector and the question before the end all count stages by this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import Idea, Plan, SheetKind, Signature
from actionplans.writing.desks import Desk
from workshops.models import Group


@dataclass(frozen=True, slots=True)
class Promise:
    """What became of a group's idea.

    Attributes:
        kept: in words, why nothing more is asked of the group; empty while something is.
        waits: in words, what the promise waits for; empty where it waits for nothing that the table does not know.
    """

    kept: str = ""
    waits: str = ""


def promises_of(groups: Iterable[Group]) -> dict[int, Promise]:
    """By group, what became of its idea once it was decided (one query)."""
    decided = Idea.objects.filter(group__in=[group.pk for group in groups]).exclude(decision=Idea.Decision.OPEN)
    rows = decided.select_related("plan").annotate(signed=Count("plan__signatures")).order_by("pk")
    return {idea.group_id: _promise(idea, idea.signed) for idea in rows}


def _promise(idea: Idea, signed: int) -> Promise:
    if idea.plan is None:
        return Promise(kept=_("這個構想暫緩了，今天不用寫承諾。"))
    if idea.plan.state != Plan.State.ADOPTED:
        return Promise(waits=_("「%(plan)s」還沒採納") % {"plan": idea.plan})
    if not signed:
        return Promise(waits=_("「%(plan)s」已經採納，還沒有人簽署") % {"plan": idea.plan})
    said = ngettext(
        "「%(plan)s」已經採納，有 %(n)s 人簽署了承諾。", "「%(plan)s」已經採納，有 %(n)s 人簽署了承諾。", signed
    )
    return Promise(kept=said % {"plan": idea.plan, "n": signed})


def with_promise(desk: Desk) -> Desk:
    """The desk, its last stage as it really stands: who has signed is not asked for a vow any more (one query)."""
    return kept(desk, promises_of([desk.group]).get(desk.group.pk, Promise()))


def kept_ideas() -> QuerySet[Idea]:
    """The ideas of whose groups nothing more is asked: those whose `Promise` is kept, as a question to the database."""
    signed = Exists(Signature.objects.filter(plan=OuterRef("plan")))
    return Idea.objects.filter(Q(decision=Idea.Decision.PARKED) | (Q(plan__state=Plan.State.ADOPTED) & signed))


def kept(desk: Desk, promise: Promise) -> Desk:
    """The desk, its last stage as it really stands by what became of the idea."""
    if not promise.kept:
        return desk
    stages = tuple(
        replace(stage, state="done", word=promise.kept, soft=(), kept=True)
        if stage.key == SheetKind.COMMITMENT and stage.state != "done" else stage
        for stage in desk.stages
    )  # fmt: skip
    return replace(desk, stages=stages)
