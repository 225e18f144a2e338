"""Forms of openings; what is true of them is checked by the words they call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import name_rows, rows_of
from foundation.ui.refusals import take_problems
from volunteers.models import Opening, Post, Unit
from volunteers.rules import opening_parts, reply_texts
from volunteers.rules.service_words import SKILLS, SLOTS

from . import openings


def ticks(label: Any, words: dict[str, Any], **more: Any) -> forms.MultipleChoiceField:
    """Words to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=list(words.items()), widget=forms.CheckboxSelectMultiple, required=False, **more
    )


class OpeningForm(forms.Form):
    """An opening's head and its parts. A draft may lack anything."""

    kind = forms.ChoiceField(label=_("種類"), choices=Opening.Kind.choices, widget=forms.RadioSelect)
    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("班表上的活動"), required=False, empty_label=_("不是大型活動"),
        help_text=_("大型活動才要選；要先在班表新增活動，並開放別的單位的志工報名"),
    )  # fmt: skip
    title = forms.CharField(
        label=_("招募名稱"), max_length=60, required=False, help_text=_("例如：海線獨居長者訪視志工")
    )
    county = forms.ModelChoiceField(County.objects.all(), label=_("服務縣市"), empty_label=None)
    district = forms.CharField(label=_("鄉鎮市區"), max_length=30, required=False)
    category = forms.ChoiceField(
        label=_("服務類別"), choices=lambda: [(code, sectors.name(code)) for code in sectors.CATEGORIES]
    )
    wanted = forms.IntegerField(label=_("招募人數"), min_value=1, max_value=9999)
    opens_on = RocDateField(label=_("報名開始"), required=False)
    closes_on = RocDateField(label=_("報名截止"), required=False, help_text=_("這一天還可以報名"))
    least_age = forms.IntegerField(label=_("最小年齡"), min_value=1, max_value=99, required=False)
    most_age = forms.IntegerField(label=_("最大年齡"), min_value=1, max_value=120, required=False)
    slots = ticks(_("服務時段"), SLOTS, help_text=_("找服務的人用這個篩選"))
    skills = ticks(_("需要的專長"), SKILLS, help_text=_("有更好、沒有也可以的，寫在條件裡"))

    def __init__(self, *args: Any, opening: Opening, unit: Unit, **kwargs: Any) -> None:
        initial = {name: getattr(opening, name) for name in openings.FIELDS}
        initial |= {f"part_{key}": text for key, text in opening.parts.items()}
        super().__init__(*args, **{"initial": initial, **kwargs})
        rows_of(self, "post").queryset = unit.posts.filter(kind=Post.Kind.EVENT)
        name_rows(self, "county", lambda one: one.shown)
        for part in opening_parts.PARTS:
            self.fields[f"part_{part.key}"] = forms.CharField(
                label=str(part.label),
                help_text=str(part.hint),
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def part_fields(self) -> list[tuple[opening_parts.Part, forms.BoundField]]:
        """The parts with their fields."""
        return [(part, self[f"part_{part.key}"]) for part in opening_parts.PARTS]

    @property
    def values(self) -> dict[str, Any]:
        """What the domain takes for the head."""
        return {name: self.cleaned_data[name] for name in openings.FIELDS}

    @property
    def parts(self) -> dict[str, str]:
        """What the domain takes for the parts."""
        return {part.key: self.cleaned_data[f"part_{part.key}"] for part in opening_parts.PARTS}

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused, **{key: f"part_{key}" for key in opening_parts.BY_KEY})


class RepliesForm(forms.Form):
    """The texts of the reply letters."""

    accepted = forms.CharField(label=_("給錄取的人"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    waitlisted = forms.CharField(label=_("給備取的人"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    refused = forms.CharField(label=_("給未錄取的人"), widget=forms.Textarea(attrs={"rows": 5}), required=False)

    def __init__(self, *args: Any, opening: Opening, **kwargs: Any) -> None:
        texts = {kind: reply_texts.text_of(kind, opening.replies) for kind in reply_texts.KINDS}
        super().__init__(*args, **{"initial": texts, **kwargs})
