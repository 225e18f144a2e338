"""The form in which an officer chooses what an own award asks, and the two by which it takes effect and ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.taiwan.forms import RocDateField
from foundation.taiwan.fullwidth import tidy
from foundation.ui.choosing import name_rows, options_of, rows_of
from volunteers.models import Authority, Unit
from volunteers.rules import award_composing
from volunteers.rules.award_terms import Award, Words

from . import own_awards
from .words import PAPERS, asked_before

WINDOWS = [
    ("ever", _("全部的服務")), ("year", _("今年的服務")), ("age", _("滿 65 歲當月起的服務")),
    ("award", _("得到前一個獎以後的服務")),
]  # fmt: skip
MANY = forms.CheckboxSelectMultiple


def _number(label: Any, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, **more)


class OwnAwardForm(forms.Form):
    """What an own award asks; what is left empty is not asked.

    Args:
        offices: for which whoever fills it in decides; one of an award that is there already.
        code: of the award, where it has one.
    """

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("哪一個機關給的獎"), empty_label=None)
    name = forms.CharField(label=_("獎項名稱"), max_length=60)
    name_en = forms.CharField(label=_("英文名稱"), max_length=120, required=False)
    subject = forms.ChoiceField(
        label=_("給誰"), initial="person", widget=forms.RadioSelect,
        choices=[("person", _("志工個人")), ("team", _("志工團隊")), ("family", _("志工家庭"))],
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("哪些類別的服務算數"), required=False, widget=MANY, help_text=_("都不選，就是不分類別"),
    )  # fmt: skip
    public = forms.BooleanField(label=_("只算機關、公立機構與公立學校的服務"), required=False)
    offices = forms.MultipleChoiceField(
        label=_("只算哪些機關轄下單位的服務"), required=False, widget=MANY, help_text=_("都不選，就是不限機關"),
    )  # fmt: skip
    units = forms.CharField(
        label=_("只算哪些單位的服務"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一個，寫單位編號（例如 TTT-0007）或全名；空白就是不限單位"),
    )  # fmt: skip
    hours = _number(_("服務時數至少幾小時"), 100_000)
    hours_window = forms.ChoiceField(label=_("時數看哪一段"), choices=WINDOWS, initial="ever")
    years = _number(_("服務年資至少幾年"), 80)
    years_window = forms.ChoiceField(
        label=_("年資看哪一段"), choices=[one for one in WINDOWS if one[0] != "year"], initial="ever"
    )  # fmt: skip
    unbroken = forms.BooleanField(label=_("年資要連續，不能中斷"), required=False)
    either = forms.ChoiceField(
        label=_("時數和年資都填的時候"), initial="both", widget=forms.RadioSelect,
        choices=[("both", _("兩項都要達到")), ("either", _("達到一項就可以"))],
    )  # fmt: skip
    age = _number(_("年齡滿幾歲"), 120)
    needs = forms.MultipleChoiceField(
        label=_("還要具備"), required=False, widget=MANY,
        choices=[
            ("serving", _("現在還在服務")), ("book", _("領有志願服務紀錄冊")), ("card", _("領有志願服務證")),
            ("photo", _("有證件照片")), ("trained", _("完成基礎訓練與特殊訓練")), ("student", _("是學生")),
        ],
    )  # fmt: skip
    papers = forms.MultipleChoiceField(label=_("要檢附的證明"), required=False, widget=MANY)
    grade = _number(_("年度考核在最好的幾個等第"), 5, help_text=_("填 2：優等或甲等都可以"))
    members = _number(_("至少幾人"), 10_000, help_text=_("團隊的人數，或家庭的人數（家庭至少 2 人）"))
    team_years = _number(_("團隊成立至少幾年"), 100)
    insured = _number(_("意外保險投保率至少"), 100)
    booked = _number(_("紀錄冊領冊率至少"), 100)
    seniors = _number(_("65 歲以上的志工至少占"), 100)
    before = forms.ChoiceField(label=_("要先得過哪一個獎"), required=False)
    again = forms.ChoiceField(
        label=_("得過這個獎的人，還可以再得嗎"), required=False, widget=forms.RadioSelect,
        choices=[("", _("可以")), ("once", _("不可以，一人一次")), ("within", _("要隔幾年"))],
    )  # fmt: skip
    again_years = _number(_("隔幾年"), 50)
    stated = forms.CharField(
        label=_("要由人查明的條件"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一項，例如「有具體優良事蹟」。系統不會代為決定，只留下查明的結果與日期；英文寫在「｜」後面"),
    )  # fmt: skip
    lasts = _number(_("得獎後有效幾年"), 50, help_text=_("沒有期限就空白"))
    sources = forms.CharField(
        label=_("依據"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("抄錄規定門檻的那一句，前面寫法規或公告的名稱與條號；一行一句，最主要的放第一行"),
    )  # fmt: skip
    valid_from = RocDateField(label=_("適用起日"))
    valid_to = RocDateField(label=_("適用迄日"), required=False, help_text=_("沒有訂就空白"))

    def __init__(self, *args: Any, offices: Iterable[Authority], code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(offices)
        rows_of(self, "authority").queryset = Authority.objects.filter(pk__in=[one.pk for one in places])
        name_rows(self, "authority", lambda one: one.shown)
        if len(places) == 1:
            del self.fields["authority"]
        self.office = places[0] if len(places) == 1 else None
        self.known: dict[str, Award] = dict(own_awards.choices_before(code))
        options_of(self, "categories").choices = [(one, sectors.name(one)) for one in sectors.CATEGORIES]
        counties = {one.county_id for one in places}
        around = Authority.objects.filter(county__in=counties)
        options_of(self, "offices").choices = [(one.code, one.shown) for one in around]
        if len(around) < 2:
            del self.fields["offices"]
        self.counties = counties
        options_of(self, "papers").choices = list(PAPERS.items())
        options_of(self, "before").choices = [
            ("", _("不必先得過")), *((one.code, str(one.name)) for one in self.known.values())
        ]  # fmt: skip

    def clean_units(self) -> list[str]:
        """The codes of the units that are named."""
        wanted = list(dict.fromkeys(filter(None, map(tidy, self.cleaned_data["units"].splitlines()))))
        if not wanted:
            return []
        rows = Unit.objects.filter(county__in=self.counties).select_related("organisation")
        by_name: dict[str, list[str]] = {}
        for one in rows:
            for name in (one.code, one.name, f"{one.code} {one.name}"):
                by_name.setdefault(name.casefold(), []).append(one.code)
        wrong = [
            _("沒有「%(line)s」這個單位。") % {"line": line} if not found
            else _("有不只一個單位叫「%(line)s」，請寫單位編號。") % {"line": line}
            for line in wanted
            if len(found := by_name.get(line.casefold(), [])) != 1
        ]  # fmt: skip
        if wrong:
            raise forms.ValidationError(wrong)
        return list(dict.fromkeys(by_name[line.casefold()][0] for line in wanted))

    @property
    def giver(self) -> Authority:
        """The authority that gives it."""
        return self.office or self.cleaned_data["authority"]

    @property
    def values(self) -> dict[str, Any]:
        """What the domain takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "authority"}
        given.setdefault("offices", [])
        before = self.known.get(given["before"])
        given["name"], given["name_en"] = tidy(given["name"]), tidy(given["name_en"])
        given["before_words"] = asked_before(before) if before else Words("", "")
        return given


def initial_of(data: dict[str, Any], *, is_draft: bool) -> dict[str, Any]:
    """What the form begins with: what a draft says, or what holds, whose days the next version has not."""
    values = award_composing.values_of(data)
    named = Unit.objects.filter(county=data["service"].get("county"), number__in=_numbers_in(values["units"]))
    values["units"] = "\n".join(f"{one.code} {one.name}" for one in named.select_related("organisation"))
    return values if is_draft else values | {"valid_from": None, "valid_to": None}


def _numbers_in(codes: Iterable[str]) -> list[int]:
    return [int(code.rpartition("-")[2]) for code in codes]


class SettleForm(forms.Form):
    """Why a draft is to take effect, and which wording of it was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("生效的理由"), max_length=400, required=False, help_text=_("例如公告的日期與字號")
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """From when an award is given no more, and why."""

    on = RocDateField(label=_("從哪一天起停辦"))
    why = forms.CharField(label=_("停辦的原因"), max_length=400, required=False)
