"""Who lacks which training, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts import sectors
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export
from foundation.exports.table import Column, Table
from foundation.ui.choosing import options_of
from volunteers.models import Enrolment
from volunteers.rules.courses import PROGRAMMES
from volunteers.training import lacking

CHUNK = 500


class GapsForm(forms.Form):
    """Whose gaps, and of which kind; what is unknown is left out."""

    unit = forms.IntegerField(label=gettext_lazy("運用單位"), required=False, min_value=1)
    category = forms.ChoiceField(label=gettext_lazy("服務類別"), required=False)
    what = forms.ChoiceField(label=gettext_lazy("缺什麼"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "category").choices = [("", ""), *((code, code) for code in sectors.CATEGORIES)]
        kinds = ("", "lapsed", "expiring", *PROGRAMMES)
        options_of(self, "what").choices = [(kind, kind) for kind in kinds]


def enrolments(user: User, *, unit: int | None, category: str) -> Any:
    """The enrolments whose gaps are asked for, as this person sees them."""
    rows = Enrolment.objects.visible_to(user)
    if unit:
        rows = rows.filter(unit=unit)
    return rows.filter(unit__category=category) if category else rows


class TrainingGaps(Export):
    """Who lacks which training."""

    key = "training-gaps"
    label = gettext_lazy("缺訓練的志工")
    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = GapsForm

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One row for each person, unit and category in which something is missing."""
        columns = [
            Column("unit", gettext_lazy("運用單位"), "text", width=28),
            Column("code", gettext_lazy("單位編號"), "code", width=12),
            Column("number", gettext_lazy("志工編號"), "code", width=12, missing=""),
            Column("name", gettext_lazy("姓名"), "text", width=14),
            Column("category", gettext_lazy("服務類別"), "text", width=16),
            Column("lacks", gettext_lazy("缺的訓練"), "text", width=32, missing=""),
            Column("courses", gettext_lazy("還缺的課目"), "text", width=48, missing=""),
            Column("until", gettext_lazy("資格到期日"), "date", missing=""),
        ]
        return [Table(_("缺訓練的志工"), self.label, columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        wanted = enrolments(user, unit=params.get("unit"), category=params.get("category") or "")
        found = lacking.find(wanted, on=timezone.localdate())
        gaps = [gap for gap in found.gaps if gap.is_(params.get("what") or "")]
        for start in range(0, len(gaps), CHUNK):
            some = gaps[start : start + CHUNK]
            rows = Enrolment.objects.select_related("volunteer", "unit__organisation").in_bulk(
                [gap.enrolment for gap in some]
            )
            courses = lacking.missing(some)
            for gap in some:
                one = rows[gap.enrolment]
                yield (
                    str(one.unit), one.unit.code, one.number, one.volunteer.name, sectors.name(gap.category),
                    _("、").join(str(PROGRAMMES[code].name) for code in gap.codes),
                    _("、").join(str(course.name) for course in courses[gap.enrolment, gap.category]), gap.until,
                )  # fmt: skip
