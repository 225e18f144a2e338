"""Forms of the annual plan: beginning one, its work items, its approval, and what is decided on an action plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import AnnualPlan, Plan, Uptake, WorkItem
from actionplans.models.decision import LONGEST_REASON
from foundation.accounts.models import County
from foundation.taiwan.forms import RocDateField
from foundation.taiwan.fullwidth import tight
from foundation.ui.choosing import options_of, rows_of
from foundation.ui.refusals import take_problems
from foundation.ui.shown import KnowsWhatItShowed
from workshops.forms import CountField, ShortText
from workshops.programme_forms import YearField

from . import uptakes
from .uptakes import Target

State = Uptake.State
MOST_MONEY = 10**12
ANNUAL, ITEM = "annual-", "item-"  # how the values of a target begin


class MoneyField(forms.IntegerField):
    """An amount in whole New Taiwan dollars as people type it: 1,200,000, 120萬, 12,000元."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """With commas, as it is read back to whoever typed it."""
        return f"{value:,}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        """The amount; `ValidationError` with a sentence."""
        if value is None or isinstance(value, int) or not str(value).strip():
            return value if isinstance(value, int) else None
        plain = tight(str(value)).replace(",", "").removeprefix("NT$").removeprefix("$").removesuffix("元")
        found = re.fullmatch(r"(\d{1,13})(?:\.(\d{1,4}))?(萬?)", plain, re.ASCII)
        if found is None or (found[2] and not found[3]):
            raise ValidationError(_("「%(text)s」讀不成金額，請填阿拉伯數字，例如 120,000 或 12萬。")
                                  % {"text": str(value)[:20]}, code="invalid")  # fmt: skip
        amount = int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0")) if found[3] else int(found[1])
        if amount > MOST_MONEY:
            raise ValidationError(_("「%(text)s」太大了，請確認位數，單位是元。") % {"text": str(value)[:20]})
        return amount


class AnnualPlanForm(forms.Form):
    """A year's annual plan, and from which one its work items are copied."""

    county = forms.ModelChoiceField(County.objects.none(), label=gettext_lazy("縣市"), empty_label=None)
    year = YearField(
        label=gettext_lazy("年度"), min_value=2020, max_value=2100, unit="年",
        help_text=gettext_lazy("民國或西元都可以，例如民國 116 年就是 2027"),
    )  # fmt: skip
    title = ShortText(label=gettext_lazy("計畫名稱"), most=100)
    like = forms.ModelChoiceField(
        AnnualPlan.objects.none(), label=gettext_lazy("工作項目從哪一年複製"), required=False,
        empty_label=gettext_lazy("不複製，從空白開始"), help_text=gettext_lazy("複製過來都是草稿，可以逐項修改"),
    )  # fmt: skip
    pattern = forms.ChoiceField(
        label=gettext_lazy("或照一份公開的計畫"), required=False,
        help_text=gettext_lazy("願景、策略、工作項目和績效指標都帶進來，再改成自己的"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, counties: list[County], example: str, patterns: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "pattern").choices = [("", _("不用")), *((code, one.title) for code, one in patterns.items())]
        self.fields["title"].help_text = _("空白就照年度取名，例如「%(example)s」") % {"example": example}
        keys = [one.pk for one in counties]
        rows_of(self, "county").queryset = County.objects.filter(pk__in=keys)
        rows_of(self, "like").queryset = AnnualPlan.objects.filter(county__in=keys)
        if len(counties) == 1:
            del self.fields["county"]

    def clean(self) -> dict[str, Any]:
        """From one or the other, not from both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("like") and cleaned.get("pattern"):
            self.add_error("pattern", _("從去年複製，或照公開的計畫，選一個就好。"))
        return cleaned

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused, __all__="year")


class AnnualTitleForm(KnowsWhatItShowed, forms.ModelForm[AnnualPlan]):
    """What an annual plan is called, its vision, and its strategies: a line each, title and words."""

    strategies = forms.CharField(
        label=gettext_lazy("策略"), required=False, max_length=15_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("一行一個：名稱，冒號，說明。例如「友善：以推廣中心為單一窗口」"),
    )  # fmt: skip

    class Meta:
        model = AnnualPlan
        fields = ("title", "vision", "strategies")
        error_messages = {"title": {"required": gettext_lazy("請寫計畫名稱。")}}
        widgets = {"vision": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["strategies"] = "\n".join("：".join(one) for one in self.instance.strategies)

    def clean_strategies(self) -> list[tuple[str, str]]:
        """Title and words of each line."""
        found = []
        for line in filter(None, (each.strip() for each in self.cleaned_data["strategies"].splitlines())):
            name, _colon, words = line.replace(":", "：", 1).partition("：")
            found.append((name.strip(), words.strip()))
        return found

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


class WorkItemForm(KnowsWhatItShowed, forms.ModelForm[WorkItem]):
    """A work item."""

    from_month = CountField(label=gettext_lazy("從幾月"), unit="月", min_value=1, max_value=12, required=False)
    to_month = CountField(label=gettext_lazy("到幾月"), unit="月", min_value=1, max_value=12, required=False)
    budget = MoneyField(
        label=gettext_lazy("經費（元）"), required=False, help_text=gettext_lazy("例如 120,000 或 12萬")
    )

    class Meta:
        model = WorkItem
        fields = ("title", "area", "strategy", "lead_unit", "co_units", "aim", "from_month", "to_month", "budget")
        error_messages = {"title": {"required": gettext_lazy("請寫這一項要做的事。")}}
        widgets = {"aim": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "area": gettext_lazy("對得上就選，對不上空著"),
            "aim": gettext_lazy("做到什麼、多少，例如：全縣 16 鄉鎮各 1 條接駁路線"),
        }

    def __init__(self, *args: Any, annual: AnnualPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name, _words in annual.strategies]
        self.fields["strategy"] = forms.ChoiceField(
            label=self.fields["strategy"].label, choices=[("", _("不分")), *names], required=False
        )
        if not names:
            del self.fields["strategy"]
        options_of(self, "area").choices = [("", _("不分類")), *WorkItem.Area.choices]

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


class ApprovalForm(forms.Form):
    """How an annual plan was approved."""

    document_number = ShortText(
        label=gettext_lazy("文號"), most=50, help_text=gettext_lazy("例如：府社工字第1150012345號")
    )
    approved_on = RocDateField(label=gettext_lazy("核定日期"), help_text=gettext_lazy("例如 115/2/2"))
    approver = ShortText(label=gettext_lazy("核定的人"), most=50, help_text=gettext_lazy("職稱就好，例如：縣長"))

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


def explained() -> dict[str, str]:
    """What each decision comes to, for whoever chooses."""
    return {
        State.TAKEN: _("已經寫進核定的計畫或文件"),
        State.PLANNED: _("說好要寫進去；選草稿的話，核定時自動改成納入"),
        State.DECLINED: _("不寫進去，請寫原因"),
        State.OPEN: _("之前登錄錯了，收回那一筆"),
    }


class UptakeForm(forms.Form):
    """Whether an action plan goes into the annual plan, where, and who decided when."""

    state = forms.ChoiceField(
        label=gettext_lazy("納入年度計畫"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("請選一項決定。")},
    )  # fmt: skip
    target = forms.ChoiceField(
        label=gettext_lazy("哪一份年度計畫、哪一項工作"), required=False,
        error_messages={"invalid_choice": gettext_lazy("清單裡沒有這一項，請重新選。")},
    )  # fmt: skip
    document = ShortText(
        label=gettext_lazy("文件名稱"), most=100, help_text=gettext_lazy("例如：115年施政重點；會出現在公開頁")
    )
    document_number = ShortText(label=gettext_lazy("文號"), most=50)
    document_on = RocDateField(label=gettext_lazy("文件日期"), required=False, help_text=gettext_lazy("例如 115/2/2"))
    reason = ShortText(
        label=gettext_lazy("原因"), most=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("不納入或收回時要寫；其他可以空著"),
    )  # fmt: skip
    decided_on = RocDateField(label=gettext_lazy("決定日期"), help_text=gettext_lazy("例如 115/9/3"))
    decided_by = ShortText(
        label=gettext_lazy("誰決定的"), most=50, help_text=gettext_lazy("職稱和姓名，例如：社會處王處長")
    )
    corrects = forms.BooleanField(
        label=gettext_lazy("上一筆登錄錯了，這一筆是更正"), required=False,
        help_text=gettext_lazy("決定真的變了就不要勾"),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = explained()
        states = [one for one in State if one != State.OPEN or plan.uptake_id]
        options_of(self, "state").choices = [(one.value, f"{one.label}\n{told[one]}") for one in states]
        self.annuals = {one.pk: one for one in uptakes.may_go_into(plan).prefetch_related("items")}
        options_of(self, "target").choices = [("", _("請選一項")), *map(_choices, self.annuals.values())]
        if not self.annuals:
            del self.fields["target"]
        if not plan.uptake_id:
            del self.fields["corrects"]

    def target_of(self) -> Target:
        """Where the action plan goes in, as it was chosen or written."""
        given = {name: self.cleaned_data[name] for name in ("document", "document_number", "document_on")}
        chosen = self.cleaned_data.get("target", "")
        for annual in self.annuals.values():
            if chosen == f"{ANNUAL}{annual.pk}":
                return Target(annual, None, **given)
            for item in annual.items.all():
                if chosen == f"{ITEM}{item.pk}":
                    return Target(annual, item, **given)
        return Target(**given)

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused, target="target" if "target" in self.fields else "document")


def chosen(annual: AnnualPlan | None, item: WorkItem | None) -> str:
    """The value of a target in the list."""
    if item is not None:
        return f"{ITEM}{item.pk}"
    return f"{ANNUAL}{annual.pk}" if annual is not None else ""


def started_with(plan: Plan) -> dict[str, Any]:
    """What the form begins with: what stands, for whoever changes or corrects it."""
    stands = plan.uptake
    if stands is None:
        return {}
    same = ("state", "document", "document_number", "document_on", "reason")
    return {name: getattr(stands, name) for name in same} | {"target": chosen(stands.annual, stands.item)}


def _choices(annual: AnnualPlan) -> tuple[str, list[tuple[str, str]]]:
    """An annual plan and its work items as a group of a list."""
    name = annual.title if annual.in_force else _("%(annual)s（草稿）") % {"annual": annual.title}
    whole = (chosen(annual, None), _("整份計畫，不指定工作項目"))
    return name, [whole, *((chosen(annual, one), str(one)) for one in annual.items.all())]
