"""Forms of windows, proposals and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import options_of
from volunteers.models import AwardCandidate, AwardWindow
from volunteers.models.award_paper import LONGEST_DEEDS
from volunteers.rules.award_routes import PAPERS

TAIWAN_ERA = 1911


class StartForm(forms.Form):
    """Which award is opened for which year."""

    award = forms.ChoiceField(label=_("獎項"), error_messages={"required": _("請選一個獎項。")})
    year = forms.IntegerField(label=_("年度（民國）"), min_value=100, max_value=300)

    def __init__(self, *args: Any, offered: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "award").choices = [("", "—"), *((one.code, str(one.name)) for one in offered)]


class WindowForm(forms.Form):
    """From when to when, with which papers, how many."""

    opens_on = RocDateField(label=_("受理起日"))
    closes_on = RocDateField(label=_("受理截止日"))
    corrections_until = RocDateField(
        label=_("補正期限"), required=False, help_text=_("退回補正的，最晚哪一天再送；沒填就不限")
    )
    forwards_by = RocDateField(label=_("轉送中央的期限"), required=False, help_text=_("由本機關核定的獎不必填"))
    papers = forms.MultipleChoiceField(
        label=_("每位要附的文件"), required=False, choices=[(one.key, one.label) for one in PAPERS.values()],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    one_in = forms.IntegerField(
        label=_("每幾位推薦一位"), required=False, min_value=1, max_value=1000, help_text=_("例如三分之一就填 3")
    )
    share_of = forms.ChoiceField(
        label=_("以什麼人數計算"), required=False, choices=[("", "—"), *AwardWindow.Share.choices]
    )
    most_a_unit = forms.IntegerField(label=_("每單位最多幾位"), required=False, min_value=1, max_value=10_000)
    places = forms.IntegerField(label=_("錄取名額"), required=False, min_value=1, max_value=10_000)
    has_committee = forms.BooleanField(label=_("由評審委員評分"), required=False)
    ceremony_on = RocDateField(label=_("頒獎日期"), required=False)
    ceremony_place = forms.CharField(label=_("頒獎地點"), required=False, max_length=100)
    note = forms.CharField(label=_("說明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    @staticmethod
    def started_with(window: AwardWindow) -> dict[str, Any]:
        """A window as the form shows it."""
        return {name: getattr(window, name) for name in WindowForm.base_fields}


class ApproveForm(forms.Form):
    """An approval: the day, the letter's number, and what was found by people."""

    given_on = RocDateField(label=_("核定日期"))
    number = forms.CharField(label=_("文號"), max_length=50, required=False)
    words = forms.CharField(
        label=_("由人認定的說明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("候選人有系統判斷不了的條件時一定要寫；會連同日期和您的名字留下"),
    )  # fmt: skip


class DeedsForm(forms.Form):
    """A paper that is written."""

    words = forms.CharField(
        label=_("具體優良事蹟"), max_length=LONGEST_DEEDS, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("做了什麼、多久、有什麼成果"),
    )  # fmt: skip


class StatedForm(forms.Form):
    """A condition that people know of, and whether it is fulfilled."""

    key = forms.CharField(max_length=40)
    holds = forms.ChoiceField(choices=[("yes", _("符合")), ("no", _("不符合"))])


class JurorForm(forms.Form):
    """Who is to sit on a committee, by the address of her account."""

    email = forms.EmailField(label=_("委員的登入信箱"))

    def clean_email(self) -> User:
        """The account."""
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("找不到這個信箱的帳號。請先請縣市建立帳號。"))
        return found


class ScoreForm(forms.Form):
    """The points of every criterion."""

    def __init__(self, *args: Any, criteria: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in criteria:
            self.fields[f"c{one.pk}"] = forms.IntegerField(
                label=f"{one.name}（{one.weight}）", min_value=0, max_value=100, help_text=_("0 到 100 分")
            )
        self.fields["remark"] = forms.CharField(
            label=_("評語"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    @property
    def points(self) -> dict[int, int]:
        """Points by criterion."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if name != "remark"}


class WindowListForm(forms.Form):
    """Which window's candidates leave as a list."""

    window = forms.IntegerField(label=_("獎項受理"), min_value=1, max_value=2**63 - 1)
    which = forms.ChoiceField(label=_("狀態"), required=False, choices=[("", ""), *AwardCandidate.State.choices])
