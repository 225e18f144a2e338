"""Openings and applications of the units somebody keeps, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts import sectors
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export, UnknownExport
from foundation.exports.table import Column, Table
from volunteers.models import Application, Opening
from volunteers.rules import service_words
from volunteers.rules.service_words import SKILLS, SLOTS

KEEP = Permission.KEEP_VOLUNTEERS


class Openings(Export):
    """Every opening one keeps, with how many applied and how many wait."""

    key = "openings"
    label = gettext_lazy("招募一覽")
    permission = KEEP
    formats = ("ods", "xlsx", "csv")

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, the newest first."""
        columns = [
            Column("unit", _("單位"), "text", width=26), Column("title", _("招募名稱"), "text", width=28, missing=""),
            Column("kind", _("種類"), "text", width=14), Column("category", _("服務類別"), "text", width=14),
            Column("district", _("鄉鎮市區"), "text", width=12, missing=""),
            Column("slots", _("服務時段"), "text", width=20, missing=""),
            Column("skills", _("需要的專長"), "text", width=20, missing=""), Column("wanted", _("招募人數"), "integer"),
            Column("opens_on", _("報名開始"), "date", missing=""),
            Column("closes_on", _("報名截止"), "date", missing=""),
            Column("state", _("狀態"), "text", width=10), Column("applied", _("報名人數"), "integer"),
            Column("waiting", _("等您處理"), "integer"), Column("enrolled", _("已加入"), "integer"),
        ]  # fmt: skip
        return [Table(_("招募"), self.title(user, **params), columns, _openings(user))]


def _openings(user: User) -> Iterator[tuple[object, ...]]:
    State = Application.State
    rows = Opening.objects.visible_to(user).select_related("unit__organisation").order_by("-pk")
    for one in rows.annotate(
        applied=Count("applications"),
        waiting=Count("applications", filter=Q(applications__state__in=(State.RECEIVED, State.TALKED))),
        enrolled=Count("applications", filter=Q(applications__state=State.ENROLLED)),
    ):
        yield (
            one.unit.name, one.title, one.get_kind_display(), sectors.name(one.category), one.district,
            _("、").join(service_words.shown(one.slots, SLOTS)), _("、").join(service_words.shown(one.skills, SKILLS)),
            one.wanted, one.opens_on, one.closes_on, one.get_state_display(), one.applied, one.waiting, one.enrolled,
        )  # fmt: skip


class OfOpening(forms.Form):
    """Which opening's."""

    opening = forms.IntegerField(label=gettext_lazy("招募"), min_value=1)


class ApplicationList(Export):
    """Who applied to one opening, and what became of it; no identity number, and no words of an interview."""

    key = "applications"
    label = gettext_lazy("報名名單")
    permission = KEEP
    formats = ("ods", "xlsx", "csv")
    form = OfOpening

    @staticmethod
    def opening(user: User, params: dict[str, Any]) -> Opening:
        """The opening of a unit this person keeps.

        Raises:
            UnknownExport: it is not there, or not hers.
        """
        found: Opening | None = Opening.objects.visible_to(user).filter(pk=params["opening"]).first()
        if found is None:
            raise UnknownExport
        return found

    def title(self, user: User, **params: Any) -> str:
        """The opening's name."""
        return _("%(opening)s報名名單") % {"opening": self.opening(user, params)}

    def subject(self, user: User, **params: Any) -> models.Model:
        """The opening, so that its history tells of the download."""
        return self.opening(user, params)

    def county(self, user: User, **params: Any) -> str | None:
        """The unit's county."""
        return str(self.opening(user, params).unit.county_id)

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, in the order in which they came."""
        columns = [
            Column("sent", _("報名時間"), "datetime"), Column("state", _("狀態"), "text", width=10),
            Column("name", _("姓名"), "text", width=14, missing=""),
            Column("born_on", _("出生日期"), "date", missing=""),
            Column("phone", _("電話"), "code", missing=""), Column("email", _("電子郵件"), "text", missing=""),
            Column("education", _("學歷"), "text", width=12, missing=""),
            Column("occupation", _("職業"), "text", width=12, missing=""),
            Column("slots", _("可以服務的時段"), "text", width=20, missing=""),
            Column("skills", _("專長"), "text", width=20, missing=""),
            Column("experience", _("服務經歷"), "text", width=30, missing=""),
            Column("motive", _("為什麼想來"), "text", width=30, missing=""),
            Column("guardian", _("法定代理人姓名"), "text", width=14, missing=""),
            Column("guardian_phone", _("法定代理人電話"), "code", missing=""),
            Column("decided", _("決定時間"), "datetime", missing=""),
            Column("answered", _("回覆時間"), "datetime", missing=""),
        ]  # fmt: skip
        rows = _applications(self.opening(user, params))
        return [Table(_("報名名單"), self.title(user, **params), columns, rows)]


def _applications(found: Opening) -> Iterator[tuple[object, ...]]:
    for one in found.applications.order_by("sent_at", "pk"):
        yield (
            timezone.localtime(one.sent_at), one.get_state_display(),
            one.name or (_("資料已刪除") if one.erased_at else ""), one.born_on, one.phone, one.email,
            one.get_education_display(), one.get_occupation_display(),
            _("、").join(service_words.shown(one.slots, SLOTS)), _("、").join(service_words.shown(one.skills, SKILLS)),
            one.experience, one.motive, one.guardian_name, one.guardian_phone, one.decided_at, one.answered_at,
        )  # fmt: skip
