"""Forms about one's own data: asking, and the answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.files.content import MOST_MEGABYTES
from foundation.ui.choosing import options_of
from volunteers.models import RightRequest, Volunteer
from volunteers.rules.rights import GROUNDS, REFUSABLE, RIGHTS, Right

from . import answering, asking


class AskForm(forms.Form):
    """What she wants, of whom, and something to go with it."""

    to = forms.ChoiceField(
        label=_("送給誰"), help_text=_("送給縣市，縣市承辦人答覆；送給單位，單位和縣市承辦人都看得到")
    )
    words = forms.CharField(label=_("請求的內容"), widget=forms.Textarea(attrs={"rows": 4}), max_length=asking.LONGEST)
    file = forms.FileField(
        label=_("附件"),
        required=False,
        help_text=_("照片、PDF 或 ODT，%(most)s MB 以內；只有答覆的人看得到") % {"most": MOST_MEGABYTES},
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf,.odt"}),
    )

    def __init__(self, *args: Any, person: Volunteer, right: Right, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "to").choices = [(one.key, one.label) for one in asking.addressees(person)]
        self.fields["words"].help_text = str(RIGHTS[right].ask)


class ExtendForm(forms.Form):
    """How many days more, and why."""

    days = forms.IntegerField(label=_("多幾天"), min_value=1)
    reason = forms.CharField(
        label=_("延長的原因"), max_length=answering.LONGEST_REASON, help_text=_("會寄信告訴本人；只能延長一次")
    )

    def __init__(self, *args: Any, asked: RightRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = asked.entry.term.more
        self.fields["days"].initial = most
        self.fields["days"].widget.attrs["max"] = most
        self.fields["days"].help_text = _("依法最多 %(most)s 天") % {"most": most}


class GrantForm(forms.Form):
    """What she is told; of an erasure also what was shown."""

    answer = forms.CharField(
        label=_("給本人的答覆"), widget=forms.Textarea(attrs={"rows": 3}), max_length=answering.LONGEST
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)


class RefuseForm(forms.Form):
    """On which ground, and what she is told."""

    ground = forms.ChoiceField(label=_("駁回的依據"))
    answer = forms.CharField(
        label=_("給本人的說明"), widget=forms.Textarea(attrs={"rows": 3}), max_length=answering.LONGEST
    )

    def __init__(self, *args: Any, asked: RightRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "ground").choices = [
            ("", _("還沒選")),
            *((one.value, f"{GROUNDS[one].words}（{GROUNDS[one].source}）") for one in REFUSABLE[Right(asked.right)]),
        ]
