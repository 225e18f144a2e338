"""What the association may type into a programme, its agenda template and the next year's programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import RocDateField
from foundation.taiwan.roc import OFFSET
from foundation.ui.choosing import name_rows, options_of

from .forms import CountField, ShortText
from .models import AgendaBlock, BlockKind, Form, Programme
from .numbers import written
from .programmes import NUMBERS


class NumbersField(ShortText):
    """A few numbers of a programme, typed with 頓號 between them; comes out as a list."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(most=60, **kwargs)
        self.numbers = NUMBERS[name]

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field."""
        return written(value)

    def clean(self, value: Any) -> Any:
        """「3、6」 as numbers."""
        try:
            return self.numbers.read(super().clean(value))
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from None


class ProgrammeForm(forms.ModelForm[Programme]):
    """What may be changed of a programme."""

    held_by = RocDateField(label=_("建議完成期限"), required=False)
    symposium_by = RocDateField(label=_("全國研討會期限"), required=False)
    tracking_months = NumbersField(
        "tracking_months", label=_("追蹤月份"), help_text=_("工作坊後第幾個月，例如 3、6；不追蹤就空白")
    )
    remind_before = NumbersField("remind_before", label=_("提醒負責人"))
    tell_supervisor = NumbersField("tell_supervisor", label=_("告訴督導"))
    tell_officer = NumbersField("tell_officer", label=_("告訴縣市承辦人"))
    tell_association = NumbersField("tell_association", label=_("告訴協會"))

    class Meta:
        model = Programme
        fields = (
            "name", "name_en", "minutes_min", "minutes_advised", "minutes_max", "capacity", "groups_min",
            "groups_max", "presentation_min", "presentation_max", "issues_min", "issues_max", "plans_min", "plans_max",
            "held_by", "symposium_by", "tracking_months", "remind_before", "tell_supervisor", "tell_officer",
            "tell_association", "ask_late_every", "source",
        )  # fmt: skip
        labels = {"ask_late_every": _("再問負責人")}

    def _get_validation_exclusions(self) -> set[str]:
        """An empty list is an answer, which a JSON field would call blank."""
        return super()._get_validation_exclusions() | set(NUMBERS)  # type: ignore[misc]


class YearField(CountField):
    """A year, 民國 or Gregorian; what comes out is Gregorian."""

    def to_python(self, value: Any) -> int | None:
        """117 and 117年 are 2028; `ValidationError` with a sentence."""
        year = super().to_python(str(value).strip().removeprefix("民國") if isinstance(value, str) else value)
        return year + OFFSET if year is not None and 0 < year < OFFSET else year

    def run_validators(self, value: Any) -> None:
        """Within the bounds, which the refusal names in both ways of counting."""
        low, high = self.min_value, self.max_value
        if value is None or not isinstance(low, int) or not isinstance(high, int) or low <= value <= high:
            return
        raise ValidationError(
            gettext("年度請填民國 %(roc_low)s 到 %(roc_high)s 年，或西元 %(low)s 到 %(high)s 年。")
            % {"roc_low": low - OFFSET, "roc_high": high - OFFSET, "low": low, "high": high},
            code="out_of_range",
        )


class NextProgrammeForm(forms.Form):
    """A programme made from another."""

    like = forms.ModelChoiceField(Programme.objects.all(), label=_("從哪個方案延續"))
    year = YearField(
        label=_("年度"), min_value=2024, max_value=2100, unit="年",
        help_text=_("民國或西元都可以，例如民國 116 年就是 2027"),
    )  # fmt: skip
    name = ShortText(label=_("名稱"), most=100, help_text=_("空白就沿用原名並換年度"))
    slug = forms.SlugField(
        label=_("代稱"), required=False, max_length=40, help_text=_("用在網址，小寫英文、數字與連字號；空白就自動產生")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_rows(self, "like", _with_year)


def _with_year(programme: Programme) -> str:
    """The name, with its year where it does not say it: several years' programmes may bear one name."""
    if programme.says_its_year:
        return programme.shown
    both = {"roc": programme.year - OFFSET, "year": programme.year}
    return gettext("%(name)s（民國 %(roc)s 年，西元 %(year)s）") % {"name": programme.shown, **both}


class BlockForm(forms.ModelForm[AgendaBlock]):
    """One block of a programme's agenda template."""

    class Meta:
        model = AgendaBlock
        fields = ("stage", "kind", "title", "title_en", "minutes_min", "minutes_max", "output", "remark", "form")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "kind").choices = [("", _("還沒選")), *BlockKind.choices]
        options_of(self, "form").choices = [("", _("不用表單")), *Form.choices]
