"""A form in the language of the page.

A form's wording is data that the association may change, written in Chinese, with English beside it where somebody
gave it. What has no English of its own but still stands as `standard_forms` wrote it is in the catalogue; any other
sentence stays as it was typed. Only pages ask for this: editing, saving and printing work with the stored wording.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import get_language

from foundation.ui.stored_words import said

from .questions import Form, Question


def in_page_language(form: Form) -> Form:
    """The same form, worded for the page's reader."""
    sections = tuple(
        replace(
            section,
            title=_said(section.title, section.title_en),
            help=_said(section.help, section.help_en),
            questions=tuple(_question(one) for one in section.questions),
        )
        for section in form.sections
    )
    return replace(form, title=_said(form.title, form.title_en), help=_said(form.help, form.help_en), sections=sections)


def _question(question: Question) -> Question:
    english = dict(question.options_en)
    return replace(
        question,
        label=_said(question.label, question.label_en),
        hint=_said(question.hint, question.hint_en),
        placeholder=_said(question.placeholder, question.placeholder_en),
        options=tuple((value, _said(label, english.get(value, ""))) for value, label in question.options),
        fields=tuple(_question(one) for one in question.fields),
    )


def _said(wording: str, english: str) -> str:
    if english and (get_language() or "").startswith("en"):
        return english
    return said(wording)
