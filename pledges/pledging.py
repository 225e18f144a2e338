"""A pledge from its first word to the wall: begun, described, handed in, returned with marks, accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.workflow.moves import Move, Table

from . import verdicts
from .campaign_rules import Campaign, campaigns
from .models import Media, Pledge

State = Pledge.State
# The version of what the contact is told (個資法第8條第1項; templates/pledges/_notice.html).
NOTICE = "2026-12"
FACTS = ("held_on", "place", "head", "contact_name", "contact_unit", "contact_title", "contact_phone", "checked")
CONTACT = ("contact_name", "contact_unit", "contact_title", "contact_phone")
# The contact is a person: the trail says that these changed, and not what they say.
_OF_A_PERSON = frozenset({"contact_name", "contact_phone"})
LONGEST_MARK = 300
LONGEST_REASON = 500


def missing(pledge: Pledge) -> list[str]:
    """What a pledge still lacks before it can be handed in, a sentence each; in a fixed number of questions."""
    return [*_missing_words(pledge), *_missing_files(pledge)]


def _missing_words(pledge: Pledge) -> Iterable[str]:
    for name in FACTS[:-1]:
        if name != "place" and not getattr(pledge, name):
            yield _("還沒寫「%(label)s」。") % {"label": Pledge._meta.get_field(name).verbose_name}  # type: ignore[union-attr]
    for check in pledge.campaign.checks:
        if check.key not in pledge.checked:
            yield _("檢核表還沒確認：%(check)s。") % {"check": check.shown}


def _missing_files(pledge: Pledge) -> Iterable[str]:
    campaign = pledge.campaign
    rows = list(pledge.media.all())
    for kind, least in ((Media.Kind.PHOTO, campaign.photos.least), (Media.Kind.FILM, campaign.film.least)):
        good = sum(one.kind == kind and verdicts.counts(one.findings) and not one.mark for one in rows)
        if good < least:
            told = {"kind": kind.label, "least": least, "good": good, "more": least - good}
            yield _("合格的%(kind)s要 %(least)s 個，現在 %(good)s 個，還差 %(more)s 個。") % told
    if not any(one.withdrawn_at is None for one in pledge.licences.all()):
        yield _("還沒登錄素材授權。")


MOVES = Table(
    field="state",
    moves=(
        Move("hand_in", frozenset({State.DRAFT, State.RETURNED}), State.HANDED_IN, gettext_lazy("送出給協會"),
             Permission.KEEP_PLEDGE, guards=(missing,), stamp="handed_in_at"),
        Move("return", frozenset({State.HANDED_IN}), State.RETURNED, gettext_lazy("退回補正"),
             Permission.REVIEW_PLEDGES, needs_reason=True, verb=Verb.RETURNED, stamp="returned_at"),
        Move("accept", frozenset({State.HANDED_IN}), State.ACCEPTED, gettext_lazy("接受"),
             Permission.REVIEW_PLEDGES, guards=(missing,), stamp="accepted_at"),
        Move("again", frozenset({State.WITHDRAWN}), State.DRAFT, gettext_lazy("重新準備"), Permission.KEEP_PLEDGE),
        Move("withdraw", frozenset({State.DRAFT, State.HANDED_IN, State.RETURNED, State.ACCEPTED}), State.WITHDRAWN,
             gettext_lazy("撤回授權"), Permission.KEEP_PLEDGE, needs_reason=True, verb=Verb.LICENCE_WITHDRAWN),
    ),
)  # fmt: skip


def begin(*, campaign: Campaign, county: County, by: Acts, now: dt.datetime) -> Pledge:
    """The county's pledge to a campaign; there is one, and begun again it is the same."""
    with transaction.atomic():
        pledge, is_new = Pledge.objects.get_or_create(
            campaign_key=campaign.key, county=county, defaults={"created_at": now, "changed_at": now}
        )
        if is_new:
            trail.record(Verb.CREATED, pledge, by=by, now={"campaign_key": campaign.key}, at=now)
    return pledge


def describe(*, pledge: Pledge, by: Acts, now: dt.datetime, **facts: Any) -> Pledge:
    """Write what is known of a pledge (see `FACTS`); what is missing may come later.

    Raises:
        ValidationError: it is handed in, or a value that cannot be.
    """
    with transaction.atomic():
        locked = Pledge.objects.select_for_update().select_related("county").get(pk=pledge.pk)
        if not locked.is_open:
            raise ValidationError(_("已經送出，不能再改；協會退回補正後再改。"))
        if "checked" in facts:
            known = [one.key for one in locked.campaign.checks]
            facts["checked"] = [key for key in known if key in facts["checked"]]
        was, changed = trail.differences(locked, facts)
        if not changed:
            return locked
        for name, value in changed.items():
            setattr(locked, name, value)
        if any(name.startswith("contact_") for name in changed):
            locked.notice = NOTICE
            locked.contact_erased_at = None
        locked.changed_at = now
        locked.full_clean()
        locked.save()
        trail.record(Verb.CHANGED, locked, by=by, was=_told(was), now=_told(changed), at=now)
    return locked


def send_back(*, pledge: Pledge, marks: Mapping[int, str], reason: str, by: Acts, now: dt.datetime) -> Pledge:
    """Return a pledge with marks on single files and a word on the whole.

    Args:
        marks: by the file's number, what is to be mended; files without a word are fine.

    Raises:
        MoveRefused: it is not handed in, or nothing says what is to be mended.
        ValidationError: a word is too long.
    """
    marked = {key: words.strip() for key, words in marks.items() if words.strip()}
    for words in marked.values():
        if len(words) > LONGEST_MARK:
            raise ValidationError(_("註記最多 %(most)s 字，請縮短再送。") % {"most": LONGEST_MARK})
    said = reason.strip()
    if len(said) > LONGEST_REASON:
        raise ValidationError(_("說明最多 %(most)s 字，請縮短再送。") % {"most": LONGEST_REASON})
    if marked and not said:
        said = _("請看各檔案的註記。")
    with transaction.atomic():
        MOVES.apply(
            pledge,
            "return",
            by=by,
            reason=said,
            now=now,
            along={"marks": said, "changed_at": now},
            noted={"marked": sorted(marked)},
        )
        for media in pledge.media.all():
            media.mark = marked.get(media.pk, "")
            media.save(update_fields=["mark"])
    return pledge


def hand_in(*, pledge: Pledge, by: Acts, now: dt.datetime) -> Pledge:
    """Send a pledge to the association; late ones are taken.

    Raises:
        MoveRefused: something is missing, sentence by sentence.
    """
    MOVES.apply(pledge, "hand_in", by=by, now=now, along={"marks": "", "changed_at": now})
    return pledge


def erase_contacts(*, by: Acts, now: dt.datetime) -> int:
    """Delete the contacts' data of pledges that nobody asks about any more, as the privacy notice promises
    (個人資料保護法第 11 條第 3 項: what was collected goes when its purpose has gone). How many pledges it was.

    That is `contact_days` after the campaign's last day, or after the pledge was last changed. What was pledged, who
    led it and who licensed it stays.
    """
    today, gone = timezone.localdate(now), 0
    for campaign in campaigns().values():
        kept = dt.timedelta(days=campaign.contact_days)
        if today <= campaign.until + kept:
            continue
        old = Pledge.objects.filter(campaign_key=campaign.key, changed_at__lt=now - kept).with_contact()
        for pledge in old.select_related("county"):
            with transaction.atomic():
                blank = dict.fromkeys(CONTACT, "") | {"contact_erased_at": now}
                # Somebody may write a new contact in this moment: hers stays.
                if not Pledge.objects.filter(pk=pledge.pk, changed_at=pledge.changed_at).update(**blank):
                    continue
                trail.record(Verb.DELETED, pledge, by=by, now={"contact": ""}, at=now)
            gone += 1
    return gone


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the trail may say of these values."""
    kept = {name: value for name, value in values.items() if name not in _OF_A_PERSON}
    if _OF_A_PERSON & values.keys():
        kept["contact"] = "…"
    return kept
