"""What a word of the domain refuses, put where the person who typed it looks: beside its fields."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import BaseForm


def by_field(problem: ValidationError) -> dict[str, list[str]]:
    """The sentences of a refusal by the field they speak of; "" for the whole."""
    return problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}


def take_problems(form: BaseForm, problem: ValidationError, **places: str) -> None:
    """Put what was refused beside the fields it speaks of; what belongs to none stands above the form.

    Args:
        places: the form's name of a field that the word calls otherwise.
    """
    for name, sentences in by_field(problem).items():
        place = places.get(name, name)
        form.add_error(place if place in form.fields else None, sentences)


def taken(form: BaseForm, word: Callable[[], object]) -> bool:
    """Whether a form was filled in rightly and the word did not refuse it; what it refused stands beside the fields."""
    if not form.is_valid():
        return False
    try:
        word()
    except ValidationError as problem:
        take_problems(form, problem)
        return False
    return True
