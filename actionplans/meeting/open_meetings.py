"""A meeting that may still change: whoever plans it, makes its agenda or writes down rulings takes it from here."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actionplans.models import Meeting


def open_one(meeting: Meeting) -> Meeting:
    """The meeting, locked for this transaction, if it may still change.

    Raises:
        ValidationError: its minutes are issued.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).select_related("county").get(pk=meeting.pk)
    if not locked.is_open:
        raise ValidationError(_("會議紀錄已經發出。要改請先按「更正會議紀錄」，寫明原因。"))
    return locked
