"""What was typed before its sheet was handed in and arrives after it: a device was without a network meanwhile.

A draft older than what was handed in never comes back by itself. Each operation carries the handing-in that its device
had heard of when it was typed, as the server had said it; no device's clock is asked. Where the sheet was handed in
since, a box that would say something else keeps both values until somebody chooses; whatever else it was is done only
once who did it asks again, from the device that kept it. Votes are counted: they change no word that was handed in. An
operation that carries nothing (an old page, the API, paper) is taken as it comes.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.models import Sheet

from .operations import Action, Change
from .sheet_state import handed_in_at


def is_late(change: Change, sheet: Sheet) -> bool:
    """Whether the sheet was handed in after this was typed, for all its device could know."""
    return change.handed_in is not None and sheet.handed_in_at is not None and change.handed_in != handed_in_at(sheet)


def refusal(form: questions.Form, change: Change, sheet: Sheet) -> str:
    """Why something late is not done by itself; empty where it is, or where both values are kept."""
    if not is_late(change, sheet):
        return ""
    if change.action == Action.ADD:
        return _("交出之後才送到，要加進去嗎？要的話按「再送一次」。")
    if change.action in (Action.REMOVE, Action.RESTORE):
        return _("交出之後才送到，還沒有照做。要的話按「再送一次」。")
    question = form.at(change.path)
    if change.action == Action.SET and question is not None and question.kind == "flag":
        return _("交出之後才送到，星號沒有改。要的話再按一次。")
    return ""
