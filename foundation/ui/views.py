"""The gallery: every component once, as the developer's reference and as the page the accessibility test reads."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from .pillars import PILLARS

LEVELS = (_("尚未登記"), _("已登記"), _("已辦理"), _("已交報告"), _("追蹤中"))
SWATCHES = (
    *("canvas", "surface", "surface-sunken", "surface-tint", "action-soft"),
    *("line", "line-strong", "text-muted", "action", "text"),
)
_TILES = (
    ("連江縣", 1, 1, 0), ("金門縣", 1, 4, 1), ("澎湖縣", 1, 6, 2), ("臺北市", 6, 1, 4), ("基隆市", 7, 1, 3),
    ("桃園市", 5, 2, 4), ("新北市", 6, 2, 4), ("新竹市", 4, 3, 4), ("新竹縣", 5, 3, 2), ("宜蘭縣", 6, 3, 4),
    ("苗栗縣", 4, 4, 3), ("臺中市", 5, 4, 4), ("彰化縣", 4, 5, 3), ("南投縣", 5, 5, 4), ("花蓮縣", 6, 5, 4),
    ("雲林縣", 3, 6, 2), ("嘉義市", 4, 6, 1), ("嘉義縣", 5, 6, 4), ("臺南市", 4, 7, 4), ("高雄市", 5, 7, 4),
    ("臺東縣", 6, 7, 4), ("屏東縣", 5, 8, 4),
)  # fmt: skip


class SpecimenForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=_("行動名稱"), help_text=_("說出改變，不只說活動"), initial="不讓太陽決定：高溫日送餐分流"
    )
    seats = forms.IntegerField(label=_("容納人數"), help_text=_("至少 60 人的平面會議室"), min_value=60)
    story = forms.CharField(label=_("問題"), widget=forms.Textarea, required=False)
    network = forms.ChoiceField(
        label=_("現場網路"),
        help_text=_("8 組同時填表時，曾經斷線就選「不太穩」"),
        widget=forms.RadioSelect,
        choices=[
            ("good", _("穩定\n線上填寫即可")),
            ("weak", _("不太穩\n平板先下載離線包，另印紙本表單")),
            ("none", _("沒有\n以紙本為主，會後拍照上傳")),
        ],
    )
    at_hand = forms.ChoiceField(
        label=_("資源"), widget=forms.RadioSelect, choices=[("yes", _("已有")), ("no", _("要找"))], initial="yes"
    )
    equipment = forms.MultipleChoiceField(
        label=_("現場設備"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("screen", _("投影機與布幕")), ("mic", _("無線麥克風 2 支")), ("board", _("白板或海報架"))],
        required=False,
    )
    county = forms.ChoiceField(label=_("縣市"), choices=[("", _("請選擇")), ("TTT", "臺東縣"), ("HUA", "花蓮縣")])
    plan = forms.FileField(label=_("平面圖"), required=False)
    agreed = forms.BooleanField(label=_("同意由督導追蹤第 1、3、6 個月"), required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, with figures that mean nothing."""
    bound = SpecimenForm({"seats": "45", "title": "不讓太陽決定", "county": ""})
    bound.is_valid()
    plans = dict(
        zip(
            (name for name, *_rest in _TILES),
            (0, 0, 3, 9, 4, 7, 8, 5, 4, 6, 5, 8, 6, 6, 6, 5, 0, 6, 7, 9, 7, 7),
            strict=True,
        )
    )
    return render(
        request,
        "ui/gallery.html",
        {
            "pillars": PILLARS.values(),
            "form": SpecimenForm(prefix="free"),
            "bound": bound,
            "tiles": [
                {
                    "name": name,
                    "col": column,
                    "row": row,
                    "level": level,
                    "value": plans[name],
                    "unit": _("件"),
                    "flag": {"嘉義縣": 2, "臺東縣": 1}.get(name, 0),
                    "url": f"#{name}",
                }
                for name, column, row, level in _TILES
            ],
            "levels": LEVELS,
            "level_counts": [sum(level == wanted for *_place, level in _TILES) for wanted in range(5)],
            "shares": [
                {"label": each.label, "value": count, "pillar": each.code}
                for each, count in zip(PILLARS.values(), (35, 66, 17), strict=True)
            ],
            "funnel": [
                {"label": _("登記工作坊"), "value": 21, "note": _("未登記：連江縣")},
                {"label": _("已辦理"), "value": 19, "note": _("待辦理：嘉義市、金門縣")},
                {"label": _("已交行動報告"), "value": 16, "note": _("待交：新竹縣、雲林縣、澎湖縣")},
                {"label": _("進入追蹤"), "value": 13, "note": _("待指派督導：基隆市、苗栗縣、彰化縣")},
            ],
            "points": [22, 21, 18, None, 11, 10],
            "months": [_("%(month)s 月") % {"month": month} for month in range(6, 12)],
            "wizard": [
                _("時間與場地"),
                {"label": _("人員與分組"), "url": "#", "note": _("尚缺 2 項")},
                _("議程"),
                _("確認送出"),
            ],
            "swatches": SWATCHES,
            "types": [
                ("4xl", 44, _("臺東縣成果")), ("3xl", 33, _("262 小時")), ("2xl", 26, _("工作總覽")),
                ("xl", 21, _("行動方案設計")), ("lg", 18, _("區塊標題、現場內文")),
                ("md", 16, _("內文：把問題變成一項做得到的行動。")), ("xs", 14, _("輔助說明、表格")),
                ("2xs", 13, _("註記，最小 13")),
            ],
        },
    )  # fmt: skip
