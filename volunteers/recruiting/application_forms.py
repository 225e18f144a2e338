"""Forms of applications: the public one, the interview, the decision, and taking somebody in."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import RocDateField
from foundation.ui.refusals import take_problems
from volunteers.models import Volunteer
from volunteers.rules import consents, interviews
from volunteers.rules.service_words import SKILLS, SLOTS

from . import applications
from .opening_forms import ticks

NOTHING_CHOSEN = [("", _("還沒選"))]


class ApplicationForm(forms.Form):
    """What somebody who wants to serve writes. What is missing the domain says, all of it at once."""

    sent_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("姓名"), max_length=50, required=False)
    born_on = RocDateField(label=_("出生日期"), required=False, help_text=_("例如 75/3/20"))
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)
    email = forms.EmailField(label=_("電子郵件"), required=False, help_text=_("結果寄到這裡"))
    education = forms.ChoiceField(
        label=_("學歷"), choices=NOTHING_CHOSEN + list(Volunteer.Education.choices), required=False
    )
    occupation = forms.ChoiceField(
        label=_("職業"), choices=NOTHING_CHOSEN + list(Volunteer.Occupation.choices), required=False
    )
    slots = ticks(_("可以服務的時段"), SLOTS)
    skills = ticks(_("專長"), SKILLS)
    experience = forms.CharField(
        label=_("服務經歷"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    motive = forms.CharField(
        label=_("為什麼想來"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    number = forms.CharField(
        label=_("證號"), max_length=20, required=False,
        help_text=_("可以不填。錄取後登錄志工要用；現在填了就不必再填，加密保存"),
    )  # fmt: skip
    passport = forms.BooleanField(label=_("這是護照號碼"), required=False)
    guardian_name = forms.CharField(label=_("法定代理人姓名"), max_length=50, required=False)
    guardian_phone = forms.CharField(label=_("法定代理人電話"), max_length=30, required=False)
    guardian_agrees = forms.BooleanField(label=_("法定代理人看過招募內容，同意報名"), required=False)
    agreed = forms.BooleanField(label=_("我看過上面的說明，同意為了這次報名使用我的資料"), required=False)

    @property
    def key(self) -> uuid.UUID:
        """Of the page; one that came without gets its own."""
        return self.cleaned_data.get("sent_key") or uuid.uuid4()

    @property
    def values(self) -> dict[str, Any]:
        """What the domain takes."""
        return {name: self.cleaned_data.get(name) for name in applications.FIELDS}

    @property
    def identity(self) -> dict[str, str]:
        """Number and kind as the words take them."""
        kind = Volunteer.IdentityKind.PASSPORT.value if self.cleaned_data.get("passport") else ""
        return {"number": self.cleaned_data.get("number", ""), "kind": kind}

    @property
    def consent(self) -> str:
        """The version that was agreed to; empty where it was not."""
        return consents.APPLYING if self.cleaned_data.get("agreed") else ""

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


class InterviewForm(forms.Form):
    """What was spoken."""

    held_on = RocDateField(label=_("面談日期"))
    who = forms.CharField(label=_("面談的人"), max_length=100)
    points = forms.MultipleChoiceField(
        label=_("談過的"), widget=forms.CheckboxSelectMultiple, required=False,
        choices=lambda: [(key, f"{what}\n{how}") for key, (what, how) in interviews.POINTS.items()],
    )  # fmt: skip
    notes = forms.CharField(
        label=_("面談紀要"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("加密保存，只有這個單位和縣市承辦人看得到；不寫病歷、前科"),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """Accepted, waiting, or not."""

    verdict = forms.ChoiceField(
        label=_("決定"), widget=forms.RadioSelect,
        choices=[("accept", _("錄取")), ("waitlist", _("備取")), ("refuse", _("不錄取"))],
    )  # fmt: skip
    why = forms.CharField(
        label=_("原因"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不錄取一定要寫；只有單位看得到，不會寫在信裡"),
    )  # fmt: skip


class EnrolForm(forms.Form):
    """Into the unit since when, and whether the register knows her."""

    joined_on = RocDateField(label=_("加入日期"))
    number_in_unit = forms.CharField(
        label=_("志工編號"), max_length=20, required=False, help_text=_("單位自己的編號，印在志工證上")
    )
    same = forms.ChoiceField(label=_("名冊裡有同名同生日的人"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, alike: list[Volunteer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike = {str(one.key): one for one in alike}
        if not alike:
            del self.fields["same"]
            return
        choices = [(key, f"{one.name} {one.identity_shown} {one.phone}".strip()) for key, one in self.alike.items()]
        field = self.fields["same"]
        field.choices = [*choices, ("new", _("不是他，是新的人"))]  # type: ignore[attr-defined]
        field.required = True

    @property
    def person(self) -> Volunteer | None:
        """Whom she is said to be."""
        return self.alike.get(self.cleaned_data.get("same", ""))
