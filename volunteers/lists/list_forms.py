"""Forms of lists that units send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.imports.asking import Asked

from .list_kinds import ListKind


class ListForm(forms.Form):
    """A list as a file."""

    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ".ods,.xlsx,.xls,.csv"}))
    only_check = forms.BooleanField(
        label=gettext_lazy("先檢查就好，不要匯入"),
        required=False,
        help_text=gettext_lazy("看每一列會怎麼樣，什麼都不寫入"),
    )

    reason = forms.CharField(
        label=gettext_lazy("證號檢查碼不符，仍要保留的原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("舊的紙本紀錄才填，例如「依 89 年紙本名冊，無法再核對」；會記在這樣的每個證號旁"),
    )

    def __init__(self, kind: ListKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kind.overrides:
            del self.fields["reason"]
        self.fields["file"].label = str(kind.sheet)
        self.fields["file"].help_text = str(kind.size)


class ColumnsForm(forms.Form):
    """What each column of a sheet is; the fields are `column-` and the column's place."""

    def __init__(self, kind: ListKind, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        required = _("%(field)s（一定要有）")
        choices = [("", _("不用讀這一欄"))] + [
            (one.key, required % {"field": one.shown} if one.required else one.shown) for one in kind.spec.fields
        ]
        for one in asked.columns:
            self.fields[f"column-{one.column.index}"] = forms.ChoiceField(
                label=_("%(letter)s 欄「%(heading)s」") % {
                    "letter": one.column.letter, "heading": one.column.heading[:40],
                },
                choices=choices,
                initial=one.field,
                required=False,
                help_text=_("、").join(one.samples) or _("（空白）"),
            )  # fmt: skip

    @property
    def chosen(self) -> dict[int, str]:
        """By a column's place the key of the field it is, or an empty text."""
        return {one.column.index: self.cleaned_data[f"column-{one.column.index}"] for one in self.asked.columns}
