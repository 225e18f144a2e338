"""Layouts for forms that are drawn whole: `{% crispy form %}` gives the same markup as `{% field %}` by hand.

`templates/bootstrap5/field.html` and `errors.html` of this project stand in for those of the template pack.
"""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import LayoutObject
from crispy_forms.utils import render_field
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString


class Wide(LayoutObject):
    """A field over so many of the twelve columns of its section."""

    def __init__(self, field: str, width: int = 12) -> None:
        if not 1 <= width <= 12:
            raise ValueError(f"a width is a number of columns from 1 to 12, not {width}")
        self.fields = [field]
        self.width = width

    def render(self, form: Any, context: Any, template_pack: str = "bootstrap5", **kwargs: Any) -> SafeString:
        """The field's markup."""
        return render_field(
            self.fields[0], form, context, template_pack=template_pack, extra_context={"width": self.width}
        )


class Section(LayoutObject):
    """A part of a long form: what it is about on the left, its fields on the right."""

    def __init__(self, heading: str | Promise, *fields: str | LayoutObject, text: str | Promise = "") -> None:
        self.heading, self.text = heading, text
        self.fields = [Wide(each) if isinstance(each, str) else each for each in fields]

    def render(self, form: Any, context: Any, template_pack: str = "bootstrap5", **kwargs: Any) -> SafeString:
        """The section with all its fields."""
        drawn = [render_field(each, form, context, template_pack=template_pack) for each in self.fields]
        return render_to_string("ui/section.html", {"heading": self.heading, "text": self.text, "fields": drawn})


class PageForm(FormHelper):
    """The house's way with a form: the page writes the `<form>` and its buttons, errors stand in a summary on top."""

    form_tag = False
    disable_csrf = True
    form_show_errors = True
    include_media = False
