"""The order in which candidates are placed: by their unit among its own, by the authority among a window's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from volunteers.models import AwardCandidate

LAST = 9999


def place(those: models.QuerySet[AwardCandidate], field: str, ranks: Mapping[int, int | None]) -> int:
    """Give some of those their places, and say how many have another now; call it under the window's lock.

    Args:
        those: all among whom a place is given once; who is not named keeps hers.
        field: which of the two orders.

    Raises:
        ValidationError: a place is given twice, here or by an earlier page, or is none.
    """
    given = [rank for rank in ranks.values() if rank is not None]
    if len(set(given)) != len(given) or any(not 1 <= rank <= LAST for rank in given):
        raise ValidationError(_("排序從 1 起，同一個數字只能給一位。"))
    rows = list(those.filter(pk__in=ranks))
    wanted = {ranks[one.pk] for one in rows} - {None}
    others: models.QuerySet[Any] = those.exclude(pk__in=ranks).filter(**{f"{field}__in": wanted})
    if taken := sorted(others.values_list(field, flat=True)):
        raise ValidationError(
            _("排序 %(numbers)s 已經給了別人（別頁或別的單位的候選人）。請換一個數字，或先改那一位的排序。")
            % {"numbers": _("、").join(map(str, taken))}
        )
    changed = [one for one in rows if getattr(one, field) != ranks[one.pk]]
    for one in changed:
        setattr(one, field, ranks[one.pk])
    AwardCandidate.objects.bulk_update(changed, [field])
    return len(changed)
