"""Reports that came back (請補充), and whether a later one has settled what was asked."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from actionplans.models import CheckIn, CheckInLink, Plan
from foundation.accounts.models import User

from . import checkins, who_reads, writers

State = CheckIn.State


def told_of(plan: Plan, *, user: User | AnonymousUser) -> models.QuerySet[CheckIn]:
    """The reports on a plan that somebody may read (see `who_reads`), newest first, with all that stands in them."""
    rows = with_settled(CheckIn.objects.filter(who_reads.reports(user), plan=plan))
    return rows.select_related("plan").prefetch_related("readings__indicator", "claims", "evidence__file")


def with_settled(rows: models.QuerySet[CheckIn]) -> models.QuerySet[CheckIn]:
    """Each with `settled_by`: the number of the first newer report that was accepted after this one came back."""
    newer = CheckIn.objects.filter(
        plan=models.OuterRef("plan"), number__gt=models.OuterRef("number"), state=State.ACCEPTED,
        reviewed_at__gte=models.OuterRef("reviewed_at"),
    )  # fmt: skip
    first = models.Subquery(newer.order_by("number").values("number")[:1])
    came_back = models.When(state=State.RETURNED, then=first)
    return rows.annotate(settled_by=models.Case(came_back, output_field=models.PositiveSmallIntegerField()))


def waiting() -> models.QuerySet[CheckIn]:
    """Reports that came back, and since then nobody has handed in a newer one; of plans under 列管."""
    newer = CheckIn.objects.filter(
        plan=models.OuterRef("plan"), number__gt=models.OuterRef("number"),
        submitted_at__gt=models.OuterRef("reviewed_at"),
    )  # fmt: skip
    rows = CheckIn.objects.filter(state=State.RETURNED, plan__in=Plan.objects.followed())
    return rows.exclude(models.Exists(newer)).order_by("pk")


def returned_to(*, plan: Plan, writer: User | CheckInLink) -> CheckIn | None:
    """The report that came back to this writer and is not mended yet, with `settled_by`."""
    own = checkins.open_of(plan=plan, writer=writer)
    if own is not None and own.state == State.RETURNED:
        return with_settled(CheckIn.objects.filter(pk=own.pk)).get()
    hers = with_settled(waiting()).filter(writers.reports_of(writer), plan=plan)
    return hers.order_by("-number").first()
