"""A form in the language of the page.

A form's wording is data that the association may change, written in Chinese. What still stands as `standard_forms`
wrote it is shown in the reader's language; a sentence that was reworded or added stays as it was typed. Only pages
ask for this: editing, saving and printing work with the stored wording.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext

from .questions import Form, Question


def in_page_language(form: Form) -> Form:
    """The same form, worded for the page's reader."""
    sections = tuple(
        replace(
            section,
            title=_said(section.title),
            help=_said(section.help),
            questions=tuple(_question(one) for one in section.questions),
        )
        for section in form.sections
    )
    shown = Form(_said(form.title), _said(form.help), sections)
    shown.by_key.update({question.key: question for question in shown.questions()})
    return shown


def _question(question: Question) -> Question:
    return replace(
        question,
        label=_said(question.label),
        hint=_said(question.hint),
        placeholder=_said(question.placeholder),
        options=tuple((value, _said(label)) for value, label in question.options),
        fields=tuple(_question(one) for one in question.fields),
    )


def _said(wording: str) -> str:
    # The empty message is the catalogue's own header.
    return gettext(wording) if wording else ""
