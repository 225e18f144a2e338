"""Hearing of new openings by letter: asked for, confirmed by the address itself, ended by one press (RFC 8058)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.audit import trail
from foundation.audit.trail import Actor
from foundation.audit.verbs import Verb
from foundation.notices import hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Opening, OpeningQuerySet, Subscription
from volunteers.models.code_list import having
from volunteers.rules.service_words import SKILLS, SLOTS

SALT = "volunteers.subscription"
CONFIRM, NEWS = "places_asked", "places"
BACK = dt.timedelta(days=7)
"""How far back a letter that has not gone out yet is still planned; and how long a first letter may be answered."""
READER = "reader"


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for, as the public list, the feed and a subscription know it; empty means all."""

    county: str = ""
    category: str = ""
    slot: str = ""
    skill: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """What an address or a form asks for; what is unknown there is left out."""
        county, category = query.get("county", ""), query.get("category", "")
        slot, skill = query.get("slot", ""), query.get("skill", "")
        return cls(
            county if County.objects.filter(pk=county[:3]).exists() and len(county) == 3 else "",
            category if category in sectors.CATEGORIES else "",
            slot if slot in SLOTS else "",
            skill if skill in SKILLS else "",
        )

    def rows(self, rows: OpeningQuerySet) -> OpeningQuerySet:
        """The openings that are looked for."""
        for name in ("county", "category"):
            if value := getattr(self, name):
                rows = rows.filter(**{name: value})
        if self.slot:
            rows = rows.filter(having("slots", self.slot))
        return rows.filter(having("skills", self.skill)) if self.skill else rows

    def takes(self, opening: Opening) -> bool:
        """Whether an opening is one of these."""
        return (
            self.county in ("", opening.county_id)
            and self.category in ("", opening.category)
            and (not self.slot or self.slot in opening.slots)
            and (not self.skill or self.skill in opening.skills)
        )

    @property
    def words(self) -> str:
        """What is looked for, in the language of the page; empty where it is everything."""
        county = County.objects.filter(pk=self.county).first() if self.county else None
        parts = [
            county.shown if county else "", sectors.name(self.category) if self.category else "",
            str(SLOTS.get(self.slot, "")), str(SKILLS.get(self.skill, "")),
        ]  # fmt: skip
        return _("、").join(part for part in parts if part)

    @property
    def query(self) -> str:
        """The end of an address: ?county=… , or nothing."""
        given = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(given)}" if given else ""


def of(subscription: Subscription) -> Filters:
    """What a subscription looks for."""
    return Filters(subscription.county, subscription.category, subscription.slot, subscription.skill)


def ask(*, email: str, filters: Filters, now: dt.datetime) -> None:
    """Ask an address whether it wants to hear; whether it already does, nobody learns who only types it.

    Raises:
        ValidationError: it is no address.
    """
    address = tidy(email).lower()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise ValidationError({"email": _("請寫電子郵件，例如 name@example.org。")}) from wrong
    with transaction.atomic():
        found, made = Subscription.objects.get_or_create(email=address, **asdict(filters), defaults={"asked_at": now})
        if found.confirmed_at is not None:
            return
        if made:
            trail.record(Verb.SUBSCRIBED, found, by=_reader(found), at=now)
        wish = Wish(
            key=f"{CONFIRM}/{found.pk}/{timezone.localdate(now)}", kind=CONFIRM, subject_key=str(found.pk),
            step="asked", county=None, to_name=READER_NAME, to_address=address, due_at=now,
        )  # fmt: skip
        ledger.say(wish, now=now)


READER_NAME = "訂閱的人"


def confirm(*, subscription: Subscription, now: dt.datetime) -> None:
    """Its address has pressed the link. Twice is once."""
    with transaction.atomic():
        if Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=now):
            trail.record(Verb.SUBSCRIPTION_CONFIRMED, subscription, by=_reader(subscription), at=now)


def end(*, subscription: Subscription, now: dt.datetime) -> None:
    """Send it nothing more, and keep nothing of it."""
    with transaction.atomic():
        trail.record(Verb.SUBSCRIPTION_ENDED, subscription, by=_reader(subscription), at=now)
        ledger.forget(kinds=(CONFIRM, NEWS), subject_key=str(subscription.pk))
        Subscription.objects.filter(pk=subscription.pk).delete()


def forget_unanswered(*, now: dt.datetime) -> int:
    """Forget addresses that have not said within a week that they want to hear. Answers how many."""
    gone = list(Subscription.objects.filter(confirmed_at=None, asked_at__lt=now - BACK))
    for one in gone:
        end(subscription=one, now=now)
    return len(gone)


def address_for(subscription: Subscription) -> str:
    """The path of its signed link."""
    return reverse("volunteers:subscription", args=[signing.dumps(subscription.pk, salt=SALT)])


def read(token: str) -> Subscription | None:
    """Whose link it is; None where it is none of ours, or was ended."""
    try:
        key = int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Subscription.objects.filter(pk=key).first()


# The letters


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to who is to hear of what. Two questions before the writing."""
    return ledger.plan(kind=NEWS, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """One letter a day to each address for which something new was published the day before."""
    rows = Opening.objects.filter(published_at__gte=now - BACK, published_at__lte=now).exclude(
        state=Opening.State.DRAFT
    )
    new = list(rows)
    for one in Subscription.objects.confirmed() if new else ():
        mine = of(one)
        days = {
            timezone.localdate(each.published_at)
            for each in new
            if each.published_at and one.confirmed_at and each.published_at > one.confirmed_at and mine.takes(each)
        }
        for day in sorted(days):
            yield Wish(
                key=f"{NEWS}/{one.pk}/{day}", kind=NEWS, subject_key=str(one.pk), step=f"{day}", county=None,
                to_name=READER_NAME, to_address=one.email, due_at=hours.after(day + dt.timedelta(days=1)),
            )  # fmt: skip


def news(notice: Notice, now: dt.datetime) -> Letter | None:
    """What was new on a day and is still open."""
    one = Subscription.objects.confirmed().filter(pk=int(notice.subject_key)).first()
    if one is None:
        return None
    day = dt.date.fromisoformat(notice.step)
    start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    rows = of(one).rows(Opening.objects.open_on(timezone.localdate(now)))
    found = rows.filter(
        published_at__gte=max(start, one.confirmed_at or start), published_at__lt=start + dt.timedelta(days=1)
    ).select_related("unit__organisation", "county")
    openings = list(found.order_by("published_at", "pk")[:20])
    if not openings:
        return None
    subject = ngettext("有 %(count)s 個新的志工招募", "有 %(count)s 個新的志工招募", len(openings))
    return Letter(
        subject=subject % {"count": len(openings)},
        lines=(_("您訂閱的是：%(what)s。") % {"what": of(one).words or _("全部的招募")},),
        facts=tuple((f"{each.unit}", f"{each.title}（{each.county.shown}）") for each in openings),
        action=_("看招募"),
        url=settings.SITE_ADDRESS + reverse("volunteers:places") + of(one).query,
        foot=_("有新的招募才寄，一天最多一封。"),
        decline=settings.SITE_ADDRESS + address_for(one),
    )


def asking(notice: Notice, now: dt.datetime) -> Letter | None:
    """Whether the address wants to hear."""
    one = Subscription.objects.filter(pk=int(notice.subject_key), confirmed_at=None).first()
    if one is None:
        return None
    return Letter(
        subject=_("請確認：訂閱志工招募"),
        lines=(
            _("有人用這個信箱訂閱志工招募：%(what)s。") % {"what": of(one).words or _("全部的招募")},
            _("是您訂閱的，請打開下面的連結按「確認訂閱」。不是的話，不必理會，七天後就會刪除。"),
        ),
        action=_("確認訂閱"),
        url=settings.SITE_ADDRESS + address_for(one),
    )


def _nobodys(user: object) -> Q:
    return models.Q(pk__in=())


def _reader(one: Subscription) -> Actor:
    return Actor(READER, str(one.pk), READER_NAME)


KINDS = (Kind(CONFIRM, asking, _nobodys, is_prompt=True), Kind(NEWS, news, _nobodys, plan=plan_all))
