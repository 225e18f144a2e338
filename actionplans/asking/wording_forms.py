"""Forms in which association staff word what a sheet asks: Chinese, and beside it the English, which may stay empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from foundation.ui import repeating
from foundation.ui.choosing import options_of
from foundation.ui.fields import summary

from . import wording
from .form_changes import KINDS, NAMES
from .questions import EXTRA_KINDS, WITH_OPTIONS, Form
from .wording import Wording, Words

OPTION = ("value", "label", "label_en")


class WordsForm(forms.Form):
    """The words at one address of a form."""

    def __init__(self, data: QueryDict | None, *, prefix: str, words: Words) -> None:
        self.names = [name for name in words if name != "options"]
        super().__init__(data, prefix=prefix, initial={name: words[name] for name in self.names})
        for name in self.names:
            plain = name.removesuffix("_en")
            english = name != plain
            box = forms.Textarea(attrs={"rows": 2 if plain in ("hint", "help") else 1})
            box.attrs |= {"lang": "en"} if english else {}
            self.fields[name] = forms.CharField(
                label=NAMES[name],
                required=name in ("label", "title"),
                max_length=wording.LONGEST[plain],
                widget=box,
                help_text=_instead(str(words[plain])) if english else "",
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each word with its English."""
        return [(self[name], self[f"{name}_en"]) for name in self.names if not name.endswith("_en")]


def _instead(text: str) -> str:
    """What the English page says while the box is empty."""
    if not text:
        return ""
    with override("en"):
        english = gettext(text)
    return gettext("空白時顯示「%(text)s」") % {"text": english} if english != text else gettext("空白時顯示中文")


class OptionForm(forms.Form):
    """One thing to choose; `value` stays when its words change."""

    value = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    label = forms.CharField(label=_("選項"), required=False, max_length=wording.LONGEST_OPTION)
    label_en = forms.CharField(label=_("英文"), required=False, max_length=wording.LONGEST_OPTION)


class WordsPage:
    """Boxes for the words at one or more addresses; the first may bring rows of options, which buttons arrange."""

    def __init__(self, shown: Wording, data: QueryDict | None = None) -> None:
        self.shown = shown
        self.first = next(iter(shown))
        self.forms = {one: WordsForm(data, prefix=_prefix(one), words=words) for one, words in shown.items()}
        self.has_options = "options" in shown[self.first]
        if data is not None:
            self.options = repeating.posted(
                data, lambda prefix: OptionForm(data, prefix=prefix), letter="o", most=wording.MOST_OPTIONS
            )
        else:
            given = shown[self.first].get("options", ())
            self.options = [
                OptionForm(prefix=f"o{n}", initial=dict(zip(OPTION, row, strict=True)))
                for n, row in enumerate(given, 1)
            ]

    def arrange(self, action: str) -> None:
        """Do what a button beside an option says; the row it was about gets the focus when the page comes back."""
        self.options = repeating.arranged(
            self.options, action, letter="o", new=lambda prefix: OptionForm(prefix=prefix)
        )
        about = action.partition("-")[2]
        for row in [one for one in self.options if one.prefix == about] or self.options[-1:]:
            row.fields["label"].widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        """Whether everything can be read; every form is asked, so that each says what is wrong with it."""
        return all([form.is_valid() for form in (*self.forms.values(), *self.options)])

    @property
    def words(self) -> dict[str, dict[str, Any]]:
        """What was typed, by address; of the options those in which anything stands."""
        found = {one: dict(form.cleaned_data) for one, form in self.forms.items()}
        if self.has_options:
            rows = [[row.cleaned_data[name] for name in OPTION] for row in self.options]
            found[self.first]["options"] = [row for row in rows if any(row)]
        return found

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is wrong with what was typed, as an error summary lists it."""
        problems: list[dict[str, str]] = summary(*self.forms.values(), *self.options)["problems"]
        return problems

    def groups(self, theirs: Wording) -> list[dict[str, Any]]:
        """Each address with its boxes, and with what somebody else has written there meanwhile."""
        return [
            {
                "label": self.shown[one].get("label") or self.shown[one].get("title") or "",
                "pairs": [
                    {
                        "zh": zh,
                        "en": en,
                        "theirs": theirs.get(one, {}).get(zh.name),
                        "theirs_en": theirs.get(one, {}).get(en.name),
                    }
                    for zh, en in form.pairs()
                ],
                "errors": bool(form.errors),
            }
            for one, form in self.forms.items()
        ]


def _prefix(address: str) -> str:
    return address.replace(".", "_").replace(wording.HEADING, "heading_")


class NewQuestionForm(forms.Form):
    """How a question of the association's own is answered, and where it stands."""

    kind = forms.ChoiceField(
        label=_("怎麼回答"), choices=[(kind, KINDS[kind]) for kind in EXTRA_KINDS], widget=forms.RadioSelect
    )
    place = forms.ChoiceField(label=_("放在哪裡"))

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "place").choices = [
            (
                section.title,
                [
                    (f"{section.key}:", gettext("「%(section)s」的最前面") % {"section": section.title}),
                    *(
                        (f"{section.key}:{last.key}", gettext("在「%(question)s」後面") % {"question": last.label})
                        for last in wording.last_of_blocks(section)
                    ),
                ],
            )
            for section in form.sections
        ]

    def question(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Kind, place and words of the new question; what was typed for another kind is not kept."""
        kind = self.cleaned_data["kind"]
        section, _colon, after = self.cleaned_data["place"].partition(":")
        left = set() if kind in wording.WITH_PLACEHOLDER else {"placeholder", "placeholder_en"}
        left |= set() if kind in WITH_OPTIONS else {"options"}
        kept = {name: text for name, text in words.items() if name not in left}
        return {"kind": kind, "words": kept, "section": section, "after": after}
