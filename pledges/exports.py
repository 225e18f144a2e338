"""What leaves the pledges as tables: who was asked to the survey, and the dialogues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export
from foundation.exports.table import Column, Table

from . import campaign_rules, dialogues
from .models import Dialogue, SurveyAsk


class Calls(Export):
    """The campaign's other calls: the units that were asked, and the dialogues with their programmes."""

    key = "campaign-calls"
    label = gettext_lazy("調查與對話")
    permission = Permission.SEE_PLEDGES

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """Three sheets: units asked, dialogues, and their programmes."""
        campaign = campaign_rules.current()
        asks = SurveyAsk.objects.visible_to(user).filter(campaign_key=campaign.key).select_related("county")
        held = list(
            Dialogue.objects.visible_to(user).filter(campaign_key=campaign.key)
            .select_related("county").prefetch_related("sessions").order_by("county__position", "held_on", "pk")
        )  # fmt: skip
        return [
            Table(_("全球調查"), str(campaign.survey), _asked(), _asks(asks.order_by("county__position", "unit"))),
            Table(_("對話"), str(campaign.dialogue), _dialogue(), (_line(one) for one in held)),
            Table(_("對話的議程"), str(campaign.dialogue), _session(), _sessions(held)),
        ]


def _asked() -> list[Column]:
    return [
        Column("county", _("縣市"), "text", 12), Column("unit", _("單位"), "text", 34),
        Column("asked_on", _("邀請日期"), "date"),
        Column("confirmed_on", _("確認填寫日期"), "date", missing=_("還沒確認")),
        Column("language", _("填寫的語言"), "text", 12, missing=""),
    ]  # fmt: skip


def _asks(rows: Any) -> Iterator[Sequence[object]]:
    for one in rows:
        language = one.get_language_display() or None
        yield (one.county.shown, one.unit, one.asked_on, one.confirmed_on, language)


def _dialogue() -> list[Column]:
    return [
        Column("county", _("縣市"), "text", 12), Column("title", _("名稱"), "text", 34),
        Column("state", _("狀態"), "text", 10), Column("occasion", _("配合的場合"), "text", 14),
        Column("held_on", _("日期"), "date"), Column("starts_at", _("開始時間"), "text", 10),
        Column("minutes", _("分鐘"), "integer"), Column("is_late", _("晚於期限"), "bool"),
        Column("place", _("地點"), "text", 24), Column("host_unit", _("主辦單位"), "text", 24),
        Column("people", _("參加人數"), "integer"), Column("insights", _("收集到的見解"), "text", 60),
    ]  # fmt: skip


def _line(one: Dialogue) -> Sequence[object]:
    starts = f"{one.starts_at:%H:%M}" if one.starts_at else None
    return (
        one.county.shown, one.title, one.get_state_display(), one.get_occasion_display(), one.held_on, starts,
        one.minutes, dialogues.is_late(one), one.place or None, one.host_unit or None, one.people, one.insights or None,
    )  # fmt: skip


def _session() -> list[Column]:
    return [
        Column("county", _("縣市"), "text", 12), Column("dialogue", _("對話"), "text", 34),
        Column("position", _("序"), "integer"), Column("time", _("時間"), "text", 14, missing=""),
        Column("title", _("項目"), "text", 34), Column("minutes", _("分鐘"), "integer"),
    ]  # fmt: skip


def _sessions(held: Sequence[Dialogue]) -> Iterator[Sequence[object]]:
    for one in held:
        for session, clock in dialogues.timed(one):
            yield (one.county.shown, one.title, session.position, clock or None, session.title, session.minutes)
