"""A form's field by its own kind, where a form fills in at hand what can be chosen there.

`form.fields[name]` is any `Field` to whoever reads the types; these two say which kind it is, and fail at once where a
renamed field is of another.
"""

from collections.abc import Callable
from typing import Any

from django import forms


def options_of(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field whose `choices` a form sets. Raises `KeyError` for an unknown name, `TypeError` for another kind."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} offers no choices")
    return field


def rows_of(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """The field whose rows a form sets (`queryset`, `label_from_instance`). Raises as `options_of` does."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} offers no rows")
    return field


def name_rows(form: forms.BaseForm, name: str, words: Callable[[Any], str]) -> None:
    """Let each row that the field offers be called as `words` says. Raises as `options_of` does."""
    # Django's own way to do this without a class for each form (the field's copy is the form's own).
    rows_of(form, name).label_from_instance = words  # type: ignore[assignment,method-assign]
