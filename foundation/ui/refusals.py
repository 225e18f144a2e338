"""What a word of the domain refuses, put where the person who typed it looks: beside its fields."""

from __future__ import annotations

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
