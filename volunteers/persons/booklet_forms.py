"""Forms about printing the record book's pages, in millimetres as a ruler has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.models.book_fit import NAMES
from volunteers.rules.booklet import FURTHEST, STEP, Measures

HALF = Decimal("0.5")


def _length(label: Any, least: int, most: int, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=least, max_value=most, step_size=HALF, decimal_places=1, help_text=help_text,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )  # fmt: skip


class FitForm(forms.Form):
    """A book's measures and one printer's shift, in steps of half a millimetre."""

    printer = forms.CharField(label=_("印表機"), max_length=40, help_text=_("例如：辦公室雷射；每臺各存一份"))
    shift_x = _length(_("水平微調（公釐）"), -FURTHEST // STEP, FURTHEST // STEP, _("往右是正，往左是負"))
    shift_y = _length(_("垂直微調（公釐）"), -FURTHEST // STEP, FURTHEST // STEP, _("往下是正，往上是負"))
    width = _length(_("頁寬（公釐）"), 40, 210)
    height = _length(_("頁高（公釐）"), 50, 297)
    left = _length(_("左邊到第一欄（公釐）"), 0, 100)
    right = _length(_("右邊留白（公釐）"), 0, 100)
    top = _length(_("頂端到第一行（公釐）"), 0, 200)
    line = _length(_("每行高（公釐）"), 3, 40)
    lines = forms.IntegerField(label=_("一頁幾行"), min_value=1, max_value=60)

    @property
    def measures(self) -> Measures:
        """What was given, in halves of a millimetre."""
        given = self.cleaned_data
        return Measures(**{name: given[name] if name == "lines" else int(given[name] * STEP) for name in NAMES})

    @staticmethod
    def shown(measures: Measures) -> dict[str, Any]:
        """The measures in millimetres, for an unsent form."""
        values = {name: getattr(measures, name) for name in NAMES}
        return {name: value if name == "lines" else Decimal(value) / STEP for name, value in values.items()}


class PrintForm(forms.Form):
    """What is printed, and where it begins."""

    first = forms.IntegerField(label=_("從第幾行開始"), min_value=1, max_value=60)
    reason = forms.CharField(
        label=_("再印的原因"), max_length=200, required=False, help_text=_("有印過的才要寫，例如印歪、換新冊")
    )
