"""What a county lets everybody read of its plans: a plan, its progress, and nothing that is somebody's own.

The county chooses plan by plan, and check-in by check-in: nothing becomes public by itself. What is changed in a plan
later shows on its page at once, for the page is the plan. Evidence is public only where it was chosen piece by piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans import personal
from actionplans.models import CheckIn, Evidence, Plan, Publication, PublicUpdate, Reading, with_parts
from actionplans.models.publication import LONGEST_WHY
from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

# What a plan says of people, which no public page shows.
OF_ITS_PEOPLE = frozenset({"person_in_charge", "contact_email", "supervisor"})


def texts_of(plan: Plan) -> dict[str, str]:
    """The plan's own words that its public page shows, by what the page calls them."""
    words = {
        _("行動名稱"): plan.title,
        _("我們看見的問題"): plan.problem,
        _("目標"): plan.goal,
        _("受益對象"): plan.beneficiaries,
        _("協力單位"): plan.partners,
        _("主責單位"): plan.lead_agency,
        _("第一步"): plan.first_step,
        _("一句承諾"): plan.vow,
    }
    for one in plan.issues.all():
        words[_("核心議題「%(text)s」") % {"text": one.text[:10]}] = f"{one.text}\n{one.affected}\n{one.why_first}"
    for step in plan.steps.all():
        words[_("行動步驟「%(text)s」") % {"text": step.what[:10]}] = step.what
    for indicator in plan.indicators.all():
        said = (indicator.name, indicator.verified_by, indicator.baseline, indicator.target, indicator.unit)
        words[_("指標「%(text)s」") % {"text": indicator.name[:10]}] = "\n".join(said)
    for milestone in plan.milestones.all():
        words[_("里程碑「%(text)s」") % {"text": milestone.shown[:10]}] = milestone.shown
    return words


def publish(*, plan: Plan, summary: str, summary_en: str, by: Acts, now: dt.datetime) -> Publication:
    """Let everybody read a plan, or change the words its page begins with.

    Raises:
        ValidationError: the plan is not adopted, or what its page would show is somebody's own (each place named).
    """
    summary, summary_en = summary.strip(), summary_en.strip()
    with transaction.atomic():
        locked = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if locked.state != Plan.State.ADOPTED:
            raise ValidationError(_("採納的方案才能公開。"))
        whole = with_parts(Plan.objects.with_people()).get(pk=plan.pk)
        _nothing_personal(
            texts_of(whole) | {_("白話摘要"): summary, _("英文摘要"): summary_en}, whole,
            _("這些要先在方案裡改掉，或從摘要拿掉，才能公開："),
        )  # fmt: skip
        old = Publication.objects.filter(plan=locked).first()
        found = old or Publication(plan=locked, published_at=now)
        was = {"summary": found.summary, "summary_en": found.summary_en} if old and old.is_open else {}
        if old is None or old.withdrawn_at is not None:
            found.published_at, found.published_by, found.withdrawn_at = now, by.as_actor().label[:200], None
        found.summary, found.summary_en, found.changed_at = summary, summary_en, now
        found.full_clean(exclude=["plan"])
        found.save()
        trail.record(Verb.PUBLISHED, locked, by=by, was=was, now={"summary": summary, "summary_en": summary_en}, at=now)
    return found


def require_nothing_personal(plan: Plan) -> None:
    """A plan that is public may not be changed into one that tells who somebody is.

    Raises:
        ValidationError: its words would; each place is named.
    """
    if Publication.objects.open().filter(plan=plan).exists():
        whole = with_parts(Plan.objects.with_people()).get(pk=plan.pk)
        _nothing_personal(texts_of(whole), whole, _("這項方案是公開的，請拿掉："))


def withdraw(*, publication: Publication, reason: str, by: Acts, now: dt.datetime) -> None:
    """Close a plan's public page from this moment on; what stood there is kept and comes back when it is published.

    Raises:
        ValidationError: no reason is given, or a longer one than is kept.
    """
    if not reason.strip():
        raise ValidationError(_("收回公開要寫原因，例如「內容有誤，更正後再公開」。"))
    if long := reasons.too_long(reason, LONGEST_WHY):
        raise ValidationError(long)
    with transaction.atomic():
        if Publication.objects.filter(pk=publication.pk, withdrawn_at=None).update(withdrawn_at=now, changed_at=now):
            trail.record(Verb.UNPUBLISHED, publication.plan, by=by, reason=reason.strip(), at=now)


def show_update(
    *, check_in: CheckIn, words: str, words_en: str, pieces: Iterable[int], by: Acts, now: dt.datetime
) -> PublicUpdate:
    """Let everybody read of one accepted check-in what the county writes of it, its readings, and the evidence chosen.

    Readings that hold what is somebody's own are public as numbers alone: what was accepted is returned no more, so
    that nobody could put them right.

    Args:
        pieces: keys of the check-in's evidence that may be seen; others are not known here.

    Raises:
        ValidationError: the plan is not published, the check-in not accepted, nothing is written, or the words or
            captions hold what is somebody's own.
    """
    words, words_en = words.strip(), words_en.strip()
    if not words:
        raise ValidationError({"words": _("請寫要公開的文字，可以改寫回報裡的句子。")})
    with transaction.atomic():
        publication = Publication.objects.select_for_update(of=("self",)).filter(plan=check_in.plan_id).first()
        if publication is None or not publication.is_open:
            raise ValidationError(_("請先公開這項方案，再公開它的進度。"))
        if CheckIn.objects.values_list("state", flat=True).get(pk=check_in.pk) != CheckIn.State.ACCEPTED:
            raise ValidationError(_("督導確認過的回報才能公開。"))
        chosen = list(Evidence.objects.filter(check_in=check_in, pk__in=list(pieces)))
        captions = {_("佐證說明"): "\n".join(f"{one.caption}\n{one.url}" for one in chosen)}
        _nothing_personal(
            {_("公開的文字"): words, _("英文"): words_en} | captions, publication.plan,
            _("公開的文字不放個人資料，請拿掉："),
        )  # fmt: skip
        old = PublicUpdate.objects.filter(check_in=check_in).first()
        found = old or PublicUpdate(publication=publication, check_in=check_in, shown_at=now)
        was = {"words": old.words, "words_en": old.words_en} if old else {}
        found.words, found.words_en, found.shown_by = words, words_en, by.as_actor().label[:200]
        readings = check_in.readings.select_related("indicator")
        found.with_readings = not personal_in(readings, personal.names_of(publication.plan))
        found.full_clean(exclude=["publication", "check_in"])
        found.save()
        found.pieces.set(chosen)
        Publication.objects.filter(pk=publication.pk).update(changed_at=now)
        told = {"words": words, "words_en": words_en, "evidence": len(chosen)}
        trail.record(Verb.UPDATE_SHOWN, check_in, by=by, was=was, now=told, at=now)
    return found


def personal_in(readings: Iterable[Reading], names: Iterable[str]) -> list[str]:
    """What is somebody's own in readings as they were typed, a sentence each.

    Args:
        names: those that must not be public (`personal.names_of`).
    """
    texts = [(_("數字「%(text)s」") % {"text": one.indicator.name[:10]}, one.typed) for one in readings]
    known = tuple(names)
    return [problem for where, typed in texts for problem in personal.problems({where: typed}, known)]


def note_change(plan: int, *, now: dt.datetime) -> None:
    """Something that a plan's public page shows has changed by itself: feeds and calendars tell of it.

    Args:
        plan: its key.
    """
    Publication.objects.filter(plan=plan, withdrawn_at=None).update(changed_at=now)


def hide_update(*, update: PublicUpdate, by: Acts, now: dt.datetime) -> None:
    """Take one check-in off the plan's public page."""
    with transaction.atomic():
        Publication.objects.filter(pk=update.publication_id).update(changed_at=now)
        trail.record(Verb.UPDATE_HIDDEN, update.check_in, by=by, was={"words": update.words}, at=now)
        update.delete()


def _nothing_personal(texts: dict[str, str], plan: Plan, said: str) -> None:
    if found := personal.problems(texts, personal.names_of(plan)):
        raise ValidationError([said, *found])
