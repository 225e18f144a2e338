"""Forms of a meeting: its facts, an item added to its agenda, and what is ruled on one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.followup.decision_forms import DAY, DecidingForm
from actionplans.models import ChairLevel, Meeting, MeetingItem, Plan
from actionplans.models.decision import LONGEST_REASON
from actionplans.models.meeting import LONGEST_DISCUSSION
from foundation.accounts.models import County
from foundation.taiwan.forms import ClockField, RocDateField
from foundation.ui.choosing import name_rows, options_of, rows_of
from foundation.ui.refusals import take_problems
from foundation.ui.shown import KnowsWhatItShowed
from workshops.forms import CountField, ShortText

from . import meeting_agenda
from .rulings import Typed

# It stands on an official paper: Chinese, whichever language its writer reads.
DEFAULT_TITLE = "志願服務聯繫會報"
# What a page holds of a ruling that is not written down yet.
DRAFTED = ("kind", "words", "person", "due_on", "into", "months", "closes")


class MeetingForm(KnowsWhatItShowed, forms.ModelForm[Meeting]):
    """A meeting's facts."""

    county = forms.ModelChoiceField(County.objects.none(), label=gettext_lazy("縣市"), empty_label=None)
    number = CountField(label=gettext_lazy("今年第幾次"), unit="次", min_value=1, max_value=99)
    held_on = RocDateField(label=gettext_lazy("日期"), help_text=gettext_lazy("例如 115/9/3"))
    starts_at = ClockField(label=gettext_lazy("開始時間"), required=False, help_text=gettext_lazy("例如 14:00"))

    class Meta:
        model = Meeting
        fields = (
            "county",
            "title",
            "number",
            "held_on",
            "starts_at",
            "place",
            "chair",
            "chair_level",
            "note_taker",
            "attendees",
        )
        widgets = {"attendees": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "chair": gettext_lazy("職稱和姓名，裁示會記在這個人名下，例如：社會處王處長"),
            "chair_level": gettext_lazy("年度計畫的指標看主席的職級算不算數"),
            "attendees": gettext_lazy("一行一位：單位、職稱、姓名"),
        }

    def __init__(self, *args: Any, counties: list[County], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "county").queryset = County.objects.filter(pk__in=[one.pk for one in counties])
        if self.instance.pk or len(counties) == 1:
            del self.fields["county"]
        options_of(self, "chair_level").choices = [("", _("還不知道")), *ChairLevel.choices]
        if not self.instance.pk:
            self.initial.setdefault("title", DEFAULT_TITLE)

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


class ItemForm(forms.Form):
    """Something more to talk about: a plan that is not on the agenda, or a topic in words."""

    plan = forms.ModelChoiceField(
        Plan.objects.none(), label=gettext_lazy("加一項方案"), required=False, empty_label=gettext_lazy("請選一項")
    )
    title = ShortText(label=gettext_lazy("或寫下要討論的事"), most=200)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "plan").queryset = meeting_agenda.addable(meeting)
        name_rows(self, "plan", lambda one: f"{one.code}　{one.title}")


class RulingForm(DecidingForm):
    """What is said and ruled on one item; the names of its fields begin with the item's key (`i5-words`)."""

    discussion = ShortText(label=gettext_lazy("討論"), most=LONGEST_DISCUSSION, widget=forms.Textarea)
    words = ShortText(
        label=gettext_lazy("裁示內容"), most=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("有列管決定時，這裡寫原因"),
    )  # fmt: skip
    person = ShortText(label=gettext_lazy("由誰辦理"), most=50)
    due_on = RocDateField(label=gettext_lazy("什麼時候前"), required=False)
    closes = forms.BooleanField(label=gettext_lazy("上次的裁示辦完了，結案"), required=False)

    def __init__(self, *args: Any, item: MeetingItem, **kwargs: Any) -> None:
        open_ = [one for one in item.plan.milestones.all() if one.reached_at is None] if item.plan else []
        kwargs.setdefault("initial", drafted(item) | {"discussion": item.discussion})
        super().__init__(
            *args, plan=item.plan or Plan(state=Plan.State.CANDIDATE), milestones=open_, prefix=prefix_of(item),
            **kwargs,
        )  # fmt: skip
        self.item = item
        self.fields["kind"].required = False
        told = (_("只記裁示"), _("不改列管，寫下要做的事"))
        options_of(self, "kind").choices = [("", "\n".join(told)), *options_of(self, "kind").choices]  # type: ignore[misc]
        del self.fields["reason"]
        if not item.plan:
            for name in ("kind", "into", "months"):
                del self.fields[name]
        if not item.carries_id:
            del self.fields["closes"]

    @property
    def seen(self) -> int:
        """How many decisions there were on the plan when the page was made."""
        return len(self.item.plan.decisions.all()) if self.item.plan else 0

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused, dates="months", reason="words")


def prefix_of(item: MeetingItem) -> str:
    """How the names of an item's fields begin."""
    return f"i{item.pk}"


def drafted(item: MeetingItem) -> dict[str, str]:
    """What was typed of a ruling and not written down yet, by the form's fields."""
    return {str(name): str(value) for name, value in item.draft.items()}


def typed(item: MeetingItem, data: QueryDict | Mapping[str, str]) -> Typed:
    """What a page sent of an item, as it was typed."""
    prefix = prefix_of(item)

    def number(name: str) -> int:
        text = str(data.get(f"{prefix}-{name}", ""))
        return int(text) if text.isdecimal() and len(text) < 9 else -1

    days = [name.removeprefix(f"{prefix}-") for name in data if name.startswith(f"{prefix}-{DAY}")]
    draft = {name: str(data.get(f"{prefix}-{name}", "")) for name in (*DRAFTED, *days)}
    # A page's text areas end their lines as mail does.
    said = str(data.get(f"{prefix}-discussion", item.discussion)).replace("\r\n", "\n")
    draft = {name: value.replace("\r\n", "\n") for name, value in draft.items()}
    return Typed(said, draft, number("version"), number("draft_version"))
