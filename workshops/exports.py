"""What leaves the app of workshops as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export, UnknownExport
from foundation.exports.table import Column, Table

from .models import Participant, Workshop
from .models.group import ParticipantQuerySet
from .participant_lists import SPEC


class OfWorkshop(forms.Form):
    """Which workshop's list."""

    workshop = forms.IntegerField(label=_("工作坊"))


class WorkshopList(Export):
    """A list of one workshop's people: the base of the two below."""

    permission = Permission.MANAGE_PARTICIPANTS
    form = OfWorkshop

    @staticmethod
    def workshop(user: User, params: dict[str, Any]) -> Workshop:
        """The workshop whose list this person keeps.

        Raises:
            UnknownExport: it is not there, or its list is not hers.
        """
        own = Workshop.objects.visible_to(user, Permission.MANAGE_PARTICIPANTS).with_people()
        found: Workshop | None = own.filter(pk=params["workshop"]).first()
        if found is None:
            raise UnknownExport
        return found

    def people(self, user: User, params: dict[str, Any]) -> ParticipantQuerySet:
        """The people on its list."""
        workshop = self.workshop(user, params)
        return Participant.objects.visible_to(user).filter(workshop=workshop).select_related("group")

    def title(self, user: User, **params: Any) -> str:
        """The workshop's name and the list's."""
        return f"{self.workshop(user, params)}{self.label}"

    def subject(self, user: User, **params: Any) -> models.Model:
        """The workshop, so that its history tells of the download."""
        return self.workshop(user, params)


class ParticipantList(WorkshopList):
    """The whole list in the columns in which it may be sent back."""

    key = "participants"
    label = _("參加者名單")
    formats = ("ods", "xlsx", "csv")

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by unit."""
        columns = [
            Column("name", _("姓名"), "text", width=14),
            Column("kind", _("身分"), "text", width=18),
            Column("unit", _("單位"), "text", width=30),
            Column("title", _("職稱"), "text", width=14, missing=""),
            Column("email", _("電子郵件"), "text", width=28, missing=""),
            Column("phone", _("電話"), "code", width=18, missing=""),
            Column("group", _("組別"), "integer", missing=""),
        ]
        return [Table(_("名單"), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        for one in self.people(user, params).in_order():
            group = one.group.number if one.group else None
            yield (one.name, one.get_kind_display(), one.unit, one.title, one.email, one.phone, group)


class SignInSheet(WorkshopList):
    """The sign-in sheet as a sheet to be changed; no contacts."""

    key = "sign-in"
    label = _("簽到表")

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by group and unit, with a column to sign in."""
        columns = [
            Column("number", _("序"), "integer"),
            Column("group", _("組別"), "integer", missing=""),
            Column("name", _("姓名"), "text", width=14),
            Column("kind", _("身分"), "text", width=18),
            Column("unit", _("單位"), "text", width=30),
            Column("title", _("職稱"), "text", width=14, missing=""),
            Column("signature", _("簽名"), "text", width=24, missing=""),
        ]
        return [Table(_("簽到表"), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        ordered = self.people(user, params).order_by(models.F("group__number").asc(nulls_first=True), "unit", "name")
        for number, one in enumerate(ordered, 1):
            group = one.group.number if one.group else None
            yield (number, group, one.name, one.get_kind_display(), one.unit, one.title, "")


class ParticipantTemplate(Export):
    """An empty list with an example that is left out when the list comes back."""

    key = "participant-template"
    label = _("參加者名單範本")
    permission = Permission.MANAGE_PARTICIPANTS
    names_people = False
    formats = ("ods", "xlsx", "csv")

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """The columns that `participant_lists` reads, with one example, in the language of the page."""
        columns = [Column(each.key, each.shown, "text", width=22, missing="") for each in SPEC.fields]
        example = [str(_("範例")), *(each.shown_example for each in SPEC.fields[1:])]
        return [Table(_("名單"), self.label, columns, [example])]
