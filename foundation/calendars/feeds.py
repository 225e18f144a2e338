"""The secret address of somebody's own calendar: made, renewed, revoked, read. Only a digest is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import link_tokens
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb

from . import writing

# A look is noted no more often than this: calendar programs come by all day.
AGAIN = dt.timedelta(hours=1)


class FeedQuerySet(models.QuerySet[Any]):
    """One's own address, and nobody else's."""

    def visible_to(self, user: Any) -> Any:
        """Hers, and nobody else's."""
        return self.filter(user=user.pk) if getattr(user, "is_authenticated", False) else self.none()


class Feed(models.Model):
    """One person's address; only a digest of it is kept. What it shows is asked anew whenever it is read.

    `language` is that of its words: whoever reads it is a program and tells none.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("使用者"))
    token_digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("內容的語言"), max_length=10, choices=settings.LANGUAGES)
    made_at = models.DateTimeField(_("發出時間"))
    read_at = models.DateTimeField(_("最近讀取"), null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("行事曆網址")

    def __str__(self) -> str:
        return gettext("%(name)s的行事曆網址") % {"name": self.user}

    @property
    def county_id(self) -> Any:
        """The county of its owner, for the trail."""
        return self.user.access.home_county


F = TypeVar("F", bound=Feed)


def of(kind: type[F], user: User) -> F | None:
    """Somebody's own, if she has one."""
    return cast("F | None", kind._default_manager.filter(user=user).select_related("user").first())


def make(kind: type[F], *, language: str, by: User, now: dt.datetime, **choices: Any) -> tuple[F, str]:
    """A new address and its token, the only time it can be read; the one she had leads nowhere from now on.

    Args:
        choices: what else the first one says; a new address keeps what was chosen.
    """
    token, digest = link_tokens.made()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        found = of(kind, by)
        feed = found or kind(user=by, language=language, **choices)
        feed.token_digest, feed.made_at, feed.read_at = digest, now, None
        feed.save()
        trail.record(Verb.CALENDAR_MADE, feed, by=by, at=now)
    return feed, token


def choose(feed: F, *, by: User, now: dt.datetime, **choices: Any) -> F:
    """Change what stands in it; the address stays."""
    with transaction.atomic():
        locked = cast(F, type(feed)._default_manager.select_for_update().get(pk=feed.pk))
        was, changed = trail.differences(locked, choices)
        if changed:
            for name, value in changed.items():
                setattr(locked, name, value)
            locked.save(update_fields=list(changed))
            trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    return locked


def revoke(feed: Feed, *, by: User, now: dt.datetime) -> None:
    """From this moment its address leads nowhere."""
    with transaction.atomic():
        trail.record(Verb.CALENDAR_REVOKED, feed, by=by, at=now)
        feed.delete()


def find(kind: type[F], token: str) -> F | None:
    """The one of a token; None where it was never made, is renewed or revoked."""
    rows = kind._default_manager.select_related("user")
    return cast("F | None", rows.filter(token_digest=link_tokens.digest(token)).first())


def note_read(feed: Feed, *, now: dt.datetime) -> None:
    """Remember that a program has read it: its owner sees whether it works, and whether somebody else has it."""
    if feed.read_at is None or now - feed.read_at >= AGAIN:
        type(feed)._default_manager.filter(pk=feed.pk).update(read_at=now)


def answer(request: HttpRequest, data: bytes) -> HttpResponseBase:
    """A calendar's bytes for the program that asks; nothing but "as before" where it has them already."""
    response = HttpResponse(data, content_type=writing.CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
