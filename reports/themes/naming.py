"""Staff name what is the same, put themes together and take issues out; each leaves its line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from reports.models import Theme, ThemeIssue
from workshops.models import Group, Programme

Key = tuple[int, str]


def name(*, programme: Programme, words: str, issues: Iterable[Key], by: Acts, now: dt.datetime) -> Theme:
    """Name a theme and put issues into it; a name that is there already takes them as well. Issues of another theme
    move here.

    Args:
        issues: by the table's key and the item's id.

    Raises:
        ValidationError: no name, too long a one, no issue, or one of another programme.
    """
    said, keys = " ".join(words.split()), set(issues)
    if not keys:
        raise ValidationError(_("沒有勾選議題。請至少勾選一項，再命名。"))
    tables = Group.objects.filter(pk__in={group for group, _item in keys}, workshop__programme=programme)
    if tables.count() != len({group for group, _item in keys}):
        raise ValidationError(_("有議題不屬於這個方案，沒有放進主題。請重新整理頁面再試。"))
    with transaction.atomic():
        Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        theme = Theme.objects.filter(programme=programme, name=said).first()
        if theme is None:
            theme = Theme(programme=programme, name=said, named_at=now, named_by=by.as_actor().label)
            theme.clean_fields(exclude=["programme"])
            theme.save()
        for group, item in sorted(keys):
            ThemeIssue.objects.update_or_create(group_id=group, item_id=item, defaults={"theme": theme})
        trail.record(Verb.THEME_NAMED, theme, by=by, now={"name": said, "issues": len(keys)}, at=now)
        _drop_empty(programme, by=by, now=now)
    return theme


def rename(*, theme: Theme, words: str, by: Acts, now: dt.datetime) -> Theme:
    """Give a theme another name.

    Raises:
        ValidationError: no name, too long a one, or another theme has it (they can be merged).
    """
    said = " ".join(words.split())
    with transaction.atomic():
        locked = Theme.objects.select_for_update().get(pk=theme.pk)
        if locked.name == said:
            return locked
        was, locked.name = locked.name, said
        locked.clean_fields(exclude=["programme"])
        if Theme.objects.filter(programme=locked.programme_id, name=said).exists():
            raise ValidationError(_("已經有主題叫「%(name)s」。要放在一起，請用「併入」。") % {"name": said})
        locked.save(update_fields=["name"])
        trail.record(Verb.CHANGED, locked, by=by, was={"name": was}, now={"name": said}, at=now)
    return locked


def merge(*, theme: Theme, into: Theme, by: Acts, now: dt.datetime) -> Theme:
    """Put a theme's issues into another and let it go.

    Raises:
        ValidationError: the same theme, or one of another programme.
    """
    if theme.pk == into.pk or theme.programme_id != into.programme_id:
        raise ValidationError(_("請選另一個主題併入。"))
    with transaction.atomic():
        rows = {one.pk: one for one in Theme.objects.select_for_update().filter(pk__in=[theme.pk, into.pk])}
        if len(rows) != 2:
            raise ValidationError(_("有一個主題已經不在了。請重新整理頁面再試。"))
        moved = ThemeIssue.objects.filter(theme=theme).update(theme=into)
        trail.record(
            Verb.THEMES_MERGED, rows[into.pk], by=by, was={"name": rows[theme.pk].name},
            now={"name": rows[into.pk].name, "issues": moved}, at=now,
        )  # fmt: skip
        rows[theme.pk].delete()
    return rows[into.pk]


def take_out(*, theme: Theme, issue: Key, by: Acts, now: dt.datetime) -> None:
    """Take one issue out of a theme; a theme without issues goes."""
    with transaction.atomic():
        gone, _kinds = ThemeIssue.objects.filter(theme=theme, group=issue[0], item_id=issue[1]).delete()
        if not gone:
            return
        trail.record(Verb.CHANGED, theme, by=by, was={"issues": 1}, now={"issues": 0}, at=now)
        _drop_empty(theme.programme, by=by, now=now)


def _drop_empty(programme: Programme, *, by: Acts, now: dt.datetime) -> None:
    for empty in Theme.objects.filter(programme=programme, issues=None):
        trail.record(Verb.DELETED, empty, by=by, was={"name": empty.name}, at=now)
        empty.delete()
