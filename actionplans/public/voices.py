"""Second voices beside what a county publishes: of the people of its table, by link, and independent notes.

A county reads a voice before the public does, and may keep one back only with a reason; how many were kept back stands
on the page. Who writes by link needs no account and leaves no name.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans import personal
from actionplans.models import Publication, Voice, VoiceLink
from actionplans.models.publication import LONGEST_VOICE, LONGEST_WHY
from foundation import link_tokens, reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from workshops.models import Group

LASTS = dt.timedelta(days=60)
MOST_BY_LINK = 20  # a table has ten people; whoever wants to fill the page finds a closed door


def make_link(*, publication: Publication, group: Group, by: Acts, now: dt.datetime) -> tuple[VoiceLink, str]:
    """A link for one of the plan's tables, and its token: the only time it can be read. An older one stops working.

    Raises:
        ValidationError: the plan is not public, or the group is none of its tables.
    """
    with transaction.atomic():
        locked = Publication.objects.select_for_update(of=("self",)).select_related("plan").get(pk=publication.pk)
        if not locked.is_open:
            raise ValidationError(_("公開的方案才能請大家說說。"))
        if not locked.plan.ideas.filter(group=group).exists():
            raise ValidationError(_("這項方案不是從這一組來的。"))
        VoiceLink.objects.filter(publication=locked, group=group, revoked_at=None).update(revoked_at=now)
        token, digest = link_tokens.made()
        link = VoiceLink.objects.create(
            publication=locked, group=group, token_digest=digest, made_at=now,
            made_by=by.as_actor().label[:200], expires_at=now + LASTS,
        )  # fmt: skip
        told = {"given_to": str(group), "expires": link.expires_at}
        trail.record(Verb.VOICE_LINK_MADE, locked.plan, by=by, now=told, at=now)
    return link, token


def revoke_link(*, link: VoiceLink, by: Acts, now: dt.datetime) -> None:
    """Make a link lead nowhere from this moment on; what was written by it stays."""
    with transaction.atomic():
        if VoiceLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            plan = link.publication.plan
            trail.record(Verb.VOICE_LINK_REVOKED, plan, by=by, now={"given_to": str(link.group)}, at=now)


def find_link(token: str) -> VoiceLink | None:
    """The link of a token, open or not; None where nobody made it."""
    rows = VoiceLink.objects.select_related("publication__plan__county", "publication__plan__workshop", "group")
    return rows.filter(token_digest=link_tokens.digest(token)).first()


def give(*, writer: User | VoiceLink, publication: Publication, stance: str, words: str, now: dt.datetime) -> Voice:
    """Write a voice; it waits until the county has read it.

    Raises:
        ValidationError: by field where something is not right; the link is closed or has been used by many.
    """
    words = words.strip()
    wrong: dict[str, list[str]] = {}
    if stance not in Voice.Stance.values:
        wrong["stance"] = [_("請選一項。")]
    if len(words) > LONGEST_VOICE:
        wrong["words"] = [
            _("最多 %(most)s 字，現在 %(n)s 字，多了 %(over)s 字。")
            % {"most": LONGEST_VOICE, "n": len(words), "over": len(words) - LONGEST_VOICE}
        ]
    if stance in (Voice.Stance.PARTLY, Voice.Stance.NO) and not words:
        wrong["words"] = [_("請寫哪裡不一樣，一句話就好。")]
    elif found := personal.problems({_("想說的話"): words}, personal.names_of(publication.plan)):
        wrong["words"] = [_("會公開的文字不放個人資料，請拿掉："), *found]
    if wrong:
        raise ValidationError(wrong)
    link = writer if isinstance(writer, VoiceLink) else None
    with transaction.atomic():
        locked = Publication.objects.select_for_update(of=("self",)).select_related("plan").get(pk=publication.pk)
        if not locked.is_open:
            raise ValidationError(_("這項方案現在沒有公開。"))
        if link is not None and Voice.objects.filter(link=link).count() >= MOST_BY_LINK:
            raise ValidationError(_("這個連結已經寫了 %(most)s 則，不能再寫。") % {"most": MOST_BY_LINK})
        voice = Voice.objects.create(
            publication=locked, kind=Voice.Kind.TABLE if link else Voice.Kind.INDEPENDENT,
            link=link, user=writer if isinstance(writer, User) else None,
            stance=stance, words=words, written_at=now,
        )  # fmt: skip
        trail.record(Verb.VOICE_GIVEN, locked.plan, by=writer, now={"stance": stance, "words": words}, at=now)
        if link is None:
            # An independent note waits for nobody: the county it is about does not decide over it.
            _decide(voice, Voice.State.SHOWN, "", by=writer, now=now)
            voice.refresh_from_db(fields=["state", "decided_at", "decided_by"])
    return voice


def show(*, voice: Voice, by: Acts, now: dt.datetime) -> None:
    """Let everybody read it."""
    with transaction.atomic():
        _decide(voice, Voice.State.SHOWN, "", by=by, now=now)


def decline(*, voice: Voice, reason: str, by: Acts, now: dt.datetime) -> None:
    """Keep it back.

    Raises:
        ValidationError: no reason is given, a longer one than is kept, or it is an independent note.
    """
    if not reason.strip():
        raise ValidationError(_("不公開要寫原因，例如「提到別人的名字」。"))
    if long := reasons.too_long(reason, LONGEST_WHY):
        raise ValidationError(long)
    if voice.kind == Voice.Kind.INDEPENDENT:
        raise ValidationError(_("獨立意見不由縣市決定要不要公開。"))
    with transaction.atomic():
        _decide(voice, Voice.State.DECLINED, reason.strip(), by=by, now=now)


def _decide(voice: Voice, state: str, reason: str, *, by: Acts, now: dt.datetime) -> None:
    was = voice.state
    Voice.objects.filter(pk=voice.pk).update(
        state=state, reason=reason, decided_at=now, decided_by=by.as_actor().label[:200]
    )
    Publication.objects.filter(pk=voice.publication_id).update(changed_at=now)
    verb = Verb.VOICE_SHOWN if state == Voice.State.SHOWN else Verb.VOICE_DECLINED
    trail.record(
        verb, voice.publication.plan, by=by, was={"state": was}, now={"words": voice.words}, reason=reason, at=now
    )
