"""A version of a form as a table would see it, before any table does: a desk that is nobody's, with an item in each
list, so that every word of the form stands on the page.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.models import QuestionSet, Sheet, SheetKind
from foundation.accounts.models import County
from workshops.models import Group, Seat, Workshop

from .contents import EMPTY, Content, Item
from .desks import Desk, desk_with
from .sheet_pages import Page, laid_out

NOBODYS = 0
EXAMPLE = "example"


def preview_of(version: QuestionSet) -> tuple[Desk, Page, Seat]:
    """A desk, the page of its sheet, and a seat at it. Nothing of it stands in the database."""
    county = County(code="", name=_("示範縣市"), name_en=_("示範縣市"))
    workshop = Workshop(pk=NOBODYS, programme=version.programme, county=county, number=1)
    group = Group(pk=NOBODYS, workshop=workshop, number=1)
    issue = Item(EXAMPLE, {"text": _("這裡會出現小組選的核心議題"), "core": True})
    contents = {str(kind): EMPTY for kind in SheetKind}
    contents[SheetKind.INVENTORY] = Content({}, {"support_difficulties": (issue,)})
    desk = desk_with(group, contents)
    sheet = Sheet(pk=NOBODYS, group=group, kind=version.kind, questions=version)
    page = laid_out(sheet, _rows(version), issues=desk.issues)
    return desk, page, Seat(pk=NOBODYS, group=group, number=1)


def _rows(version: QuestionSet) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for question in in_page_language(questions.read(version.definition)).questions():
        if question.kind == "list":
            path = f"{question.key}/{EXAMPLE}"
            words = _("「%(list)s」的一則例子") % {"list": question.label}
            rows += [{"path": path, "value": True}, {"path": f"{path}/{question.fields[0].key}", "value": words}]
        elif question.kind == "issue":
            rows.append({"path": question.key, "value": EXAMPLE})
    return rows
