"""A form field as the design draws it: label above, hint above the input, error below, all of them tied together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.formsets import BaseFormSet

CHECK, CHOICES, GROUP, INPUT = "check", "choices", "group", "input"
LOOKS = ("", "list", "seg", "cards", "columns")
"""How a set of choices is drawn: one below the other, as a segmented bar, as cards, in columns."""
OPTIONS = ("width", "label", "hint", "optional", "count", "look", "suffix", "label_hidden", "css")


def describe(bound: BoundField, **options: Any) -> dict[str, Any]:
    """What `ui/field.html` needs to draw the field.

    Options: `width` (columns of 12, inside `.v-fields`), `label`, `hint`, `optional` (shows 選填), `count` (letters
    that fit, counted as one types), `look` (of choices: list, seg, cards, columns), `suffix` (a unit after the input),
    `label_hidden`, `css` (classes for the input). Every other option becomes an attribute of the input, `_` as `-`:
    `{% field form.title hx_trigger="change" autocomplete="off" %}`.

    Raises `TypeError` for something that is no form field (a misspelt name), `ValueError` for an unknown look.
    """
    if not isinstance(bound, BoundField):
        raise TypeError(f"`field` takes a field of a form, not {bound!r}: is the name spelt as in the form?")
    look = options.get("look", "")
    if look not in LOOKS:
        raise ValueError(f"unknown look {look!r} of a field; expected one of {', '.join(LOOKS)}")
    if bound.is_hidden:
        return {"field": bound, "kind": "hidden", "control": str(bound)}
    extra = {key.replace("_", "-"): value for key, value in options.items() if key not in OPTIONS}
    kind = _kind(bound)
    hint = options.get("hint", bound.help_text)
    count = options.get("count")
    described = [
        *([f"{bound.auto_id}_helptext"] if hint else []),
        *([f"{bound.auto_id}_error"] if bound.errors else []),
        *([f"{bound.auto_id}-n"] if count else []),
    ]
    if count:
        extra["data-v-max"] = str(count)
    return {
        "field": bound,
        "kind": kind,
        "look": look or "list",
        "label": options.get("label", bound.label),
        "label_hidden": bool(options.get("label_hidden")),
        "hint": hint,
        "optional": bool(options.get("optional")),
        "width": options.get("width") or None,
        "suffix": options.get("suffix", ""),
        "count": count,
        "described": " ".join(described),
        "control": "" if kind == CHOICES else _control(bound, kind, options.get("css", ""), extra, described),
        "choices": list(_choices(bound, extra)) if kind == CHOICES else [],
    }


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return CHECK
    if isinstance(widget, forms.RadioSelect):  # CheckboxSelectMultiple is one too
        return CHOICES
    return GROUP if bound.use_fieldset else INPUT


def _control(bound: BoundField, kind: str, css: str, extra: dict[str, Any], described: list[str]) -> str:
    widget = bound.field.widget
    looks = [css, str(widget.attrs.get("class", ""))]
    if kind == CHECK:
        looks.insert(0, "form-check-input")
    elif isinstance(widget, forms.Select):
        looks.insert(0, "form-select")
    elif isinstance(widget, forms.Textarea):
        looks[:0] = ["form-control", "v-auto"]
        extra.setdefault("rows", "2")
    else:
        looks.insert(0, "form-control")
    attrs = {"class": " ".join(filter(None, looks)), **extra}
    if described and kind != GROUP:
        attrs["aria-describedby"] = " ".join(described)
    return str(bound.as_widget(attrs=attrs))


def _choices(bound: BoundField, extra: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each choice with its input; a label of two lines carries its explanation on the second."""
    for choice in bound:
        title, _newline, text = str(choice.choice_label).partition("\n")
        choice.data["attrs"] = {**choice.data["attrs"], **extra, "class": "form-check-input"}
        yield {"input": choice.tag(), "id": choice.id_for_label, "title": title, "text": text}


def summary(*given: Any, **labels: str) -> dict[str, Any]:
    """The errors of forms and formsets in their order, each with the id of the input it speaks of.

    `labels` are the words a page uses instead of the form's own, by the field's name.
    Raises `TypeError` for something that is neither a form nor a formset.
    """
    problems: list[dict[str, str]] = []
    for each in given:
        if each in (None, ""):
            continue
        if isinstance(each, BaseFormSet):
            if each.is_bound:
                problems += [{"target": "", "label": "", "text": str(text)} for text in each.non_form_errors()]
                problems += _problems(each.forms, labels)
        elif isinstance(each, forms.BaseForm):
            problems += _problems([each], labels)
        else:
            raise TypeError(f"`error_summary` takes forms and formsets, not {each!r}")
    return {"problems": problems}


def _problems(given: Iterable[forms.BaseForm], labels: dict[str, str]) -> Iterator[dict[str, str]]:
    for form in given:
        if not form.is_bound:
            continue
        for text in form.non_field_errors():
            yield {"target": "", "label": "", "text": str(text)}
        for bound in form:
            for text in bound.errors:
                yield {"target": target(bound), "label": str(labels.get(bound.name, bound.label)), "text": str(text)}


def target(bound: BoundField) -> str:
    """The id of the first input of a field, so that a link to it moves the focus there."""
    identifier = bound.auto_id
    if isinstance(bound.field.widget, forms.RadioSelect | forms.MultiWidget):
        return f"{identifier}_0"
    if isinstance(bound.field.widget, forms.SelectDateWidget):
        return bound.id_for_label
    return str(identifier)
