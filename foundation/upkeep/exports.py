"""What can be downloaded of the trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import sought
from foundation.accounts import trail_lines
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.trail_wall import found_events
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.exports.registry import Export
from foundation.exports.table import Column, Table


class WhichLines(forms.Form):
    """The same questions as the page asks; the words come sealed, as they stand in its address (`sought`)."""

    verb = forms.ChoiceField(choices=[("", ""), *Verb.choices], required=False)
    q = forms.CharField(max_length=sought.LONGEST_SEALED, required=False)


class TrailExport(Export):
    """Lines of the trail, newest first: those of the reader's counties, or all of them."""

    key = "trail"
    label = _("稽核軌跡")
    permission = Permission.READ_TRAIL
    formats = ("ods", "xlsx", "csv")
    form = WhichLines

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One line each, with what was and what is in words."""
        columns = [
            Column("number", _("編號"), "integer"),
            Column("at", _("時間"), "datetime"),
            Column("actor", _("操作者"), "text", missing=""),
            Column("verb", _("動作"), "text"),
            Column("object", _("對象"), "text", width=36, missing=""),
            Column("county", _("縣市"), "code", missing=""),
            Column("changes", _("內容"), "text", width=60, missing=""),
            Column("reason", _("原因"), "text", width=30, missing=""),
            Column("origin", _("來源位址"), "text", missing=""),
        ]
        return [Table(self.label, self.label, columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[list[Any]]:
        word = sought.read(params.get("q", ""), by=user) if params.get("q") else ""
        if word is None:  # another person's address, or none: nothing is what she looked for
            return
        events = found_events(user, verb=params.get("verb", ""), word=word)
        for event in events.iterator(chunk_size=1000):
            yield [
                event.pk,
                timezone.localtime(event.at),
                event.actor_shown,
                event.get_verb_display(),
                event.object_shown,
                event.county,
                _told(event),
                event.reason,
                event.origin,
            ]


def _told(event: Event) -> str:
    """What the line says has changed, in one cell."""
    return "\n".join(
        f"{one.name}：{one.now}" if one.was is None else f"{one.name}：{one.was} → {one.now or ''}"
        for one in trail_lines.changes_of(event)
    )
