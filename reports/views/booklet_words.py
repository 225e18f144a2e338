"""The side-by-side editor: one case or county at a time, its passages in both languages, its photos, its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from reports import photo_rights
from reports.booklet import passages, photos, readiness, sources, terms
from reports.booklet.booklet_forms import PhotoForm
from reports.models import Booklet, BookletPhoto, Highlight, Passage
from reports.models.booklet import LONGEST_ENGLISH

GATE = Permission.MAKE_NATIONAL_REPORT


@gate(GATE)
@never_cache
@require_safe
def highlight(request: HttpRequest, pk: int) -> HttpResponse:
    """The passages of one case or county, Chinese and English beside each other."""
    return page_of(request, _highlight(request, pk))


@gate(GATE)
@never_cache
@require_safe
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """The passages of the whole book: its introduction."""
    return page_of(request, get_visible(Booklet.objects.select_related("programme"), request.user, pk=pk))


def page_of(
    request: HttpRequest,
    of: Highlight | Booklet,
    *,
    tried: tuple[int, str] | None = None,
    theirs: Passage | None = None,
    problems: list[str] | None = None,
    photo_form: PhotoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The editor's page.

    Args:
        tried: a passage's key and what was typed in it that could not be taken.
        theirs: the passage as somebody else has left it, where two wrote on it at once.
        photo_form: a photo's words that could not be taken.
    """
    booklet = of if isinstance(of, Booklet) else of.booklet
    found = readiness.of(booklet)
    mine = of.pk if isinstance(of, Highlight) else None
    place = next(at for at, one in enumerate(found.all) if (one.highlight.pk if one.highlight else None) == mine)
    standing = found.all[place]
    for one in standing.passages:
        _dress(one, request.user)
        one.typed = tried[1] if tried and tried[0] == one.pk else one.english  # type: ignore[attr-defined]
        one.theirs = theirs if theirs is not None and theirs.pk == one.pk else None  # type: ignore[attr-defined]
        one.newer_lines = sources.differences(one.source, one.newer or "") if one.newer is not None else []  # type: ignore[attr-defined]
    forms = {}
    for photo in standing.photos:
        same = photo_form is not None and photo_form.instance.pk == photo.pk
        forms[photo.pk] = photo_form if same else PhotoForm(instance=photo, prefix=f"photo-{photo.pk}")
        photo.form = forms[photo.pk]  # type: ignore[attr-defined]
        photo.small = photo_rights.thumbnail(photo.evidence, photo.media)  # type: ignore[attr-defined]
    return render(
        request,
        "reports/booklet_words.html",
        {
            "booklet": booklet,
            "highlight": standing.highlight,
            "standing": standing,
            "fresh": [(part, Passage.Part(part).label, text) for part, text in standing.fresh],
            "before": found.all[place - 1] if place else None,
            "after": found.all[place + 1] if place + 1 < len(found.all) else None,
            "place": place,
            "total": len(found.highlights),
            "candidates": _candidates(standing) if standing.highlight and booklet.is_open else [],
            "may_sign_all": any(one.may_sign for one in standing.passages),  # type: ignore[attr-defined]
            "longest": LONGEST_ENGLISH,
            "problems": problems or [],
        },
        status=status,
    )


@gate(GATE)
@never_cache
@require_POST
def passage(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; the answer brings the version to go on from, and which terms are missing."""
    found, now = _passage(request, pk), timezone.now()
    typed, seen = request.POST.get("english", ""), _number(request.POST.get("version", ""))
    theirs, problem = None, ""
    try:
        found = passages.write(passage=found, english=typed, seen=seen, by=request.user, now=now)
        status = 200
    except passages.WrittenMeanwhile as meanwhile:
        theirs, status = meanwhile.theirs, 409
    except ValidationError as refused:
        problem, status = " ".join(refused.messages), 422
    if not request.htmx:
        if status == 200:
            messages.success(request, _("已儲存。"))
            return _back(found)
        of = found.highlight or found.booklet
        said = [problem] if problem else []
        return page_of(request, of, tried=(pk, typed), theirs=theirs, problems=said, status=status)
    there = sources.of_highlights(found.booklet, [found.highlight])[found.highlight_id] if found.highlight else (
        sources.of_booklet(found.booklet)
    )  # fmt: skip
    [found] = readiness.standing(found.highlight, [found], there).passages
    _dress(found, request.user, english=typed)
    found.theirs = theirs  # type: ignore[attr-defined]
    context = {"passage": found, "booklet": found.booklet, "problem": problem, "seen": seen, "now": now}
    return render(request, "reports/_passage_kept.html", context, status=status)


@gate(GATE)
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a passage, or take a signature back."""
    found, now = _passage(request, pk), timezone.now()
    try:
        if request.POST.get("do") == "unsign":
            passages.unsign(passage=found, by=request.user, now=now)
        else:
            passages.sign(passage=found, seen=_number(request.POST.get("seen", "")), by=request.user, now=now)
    except ValidationError as refused:
        return page_of(request, found.highlight or found.booklet, problems=refused.messages, status=422)
    return _back(found)


@gate(GATE)
@require_POST
def sign_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign every passage of a case or county that one may sign, in the versions that the page showed."""
    found, now = _highlight(request, pk), timezone.now()
    shown = dict(part.split(":", 1) for part in request.POST.getlist("seen") if ":" in part)
    refusals, signed = [], 0
    for one in found.passages.exclude(english="").filter(signer=None):
        if str(one.pk) not in shown or one.translator_id == request.user.pk:
            continue
        try:
            passages.sign(passage=one, seen=_number(shown[str(one.pk)]), by=request.user, now=now)
            signed += 1
        except ValidationError as refused:
            refusals += refused.messages
    if refusals:
        return page_of(request, found, problems=refusals, status=422)
    messages.success(request, _("審定了 %(count)s 段。") % {"count": signed})
    return redirect("reports:highlight", pk=pk)


@gate(GATE)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the Chinese of a part as the data say it now."""
    found = get_visible(Booklet.objects.select_related("programme"), request.user, pk=pk)
    key = request.POST.get("highlight", "")
    of = _highlight(request, _number(key)) if key else None
    part = request.POST.get("part", "")[:12]
    try:
        taken = passages.take(booklet=found, highlight=of, part=part, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return page_of(request, of or found, problems=refused.messages, status=422)
    messages.success(request, _("已取用新的中文，請看英文要不要改。") if taken else _("資料裡已經沒有這一段，已拿掉。"))
    return _back(taken) if taken else redirect(_page(of, found))


@gate(GATE)
@require_POST
def photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a photo beside a case or county."""
    found = _highlight(request, pk)
    kind, _colon, key = request.POST.get("photo", "").partition(":")
    rows: Any = {"evidence": photos.evidence_of(found), "media": photos.media_of(found)}.get(kind)
    picture = rows.filter(pk=_number(key)).first() if rows is not None else None
    if picture is None:
        said = [_("這張照片不在可以用的照片裡，可能剛收回公開或授權。請重新整理頁面。")]
        return page_of(request, found, problems=said, status=422)
    try:
        photos.add(highlight=found, by=request.user, now=timezone.now(), **{kind: picture})
    except ValidationError as refused:
        return page_of(request, found, problems=refused.messages, status=422)
    return redirect(f"{_page(found, found.booklet)}#photos")


@gate(GATE)
@require_POST
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a photo's words, or take it out."""
    rows = BookletPhoto.objects.select_related(
        "highlight__booklet__programme", "highlight__plan__county", "highlight__county", "evidence__file", "media"
    )
    found = get_visible(rows, request.user, pk=pk)
    of, now = found.highlight, timezone.now()
    try:
        if request.POST.get("do") == "remove":
            photos.remove(photo=found, by=request.user, now=now)
        else:
            form = PhotoForm(request.POST, instance=found, prefix=f"photo-{pk}")
            if not form.is_valid():
                return page_of(request, of, photo_form=form, status=422)
            photos.describe(photo=found, by=request.user, now=now, **form.cleaned_data)
            messages.success(request, _("已儲存。"))
    except ValidationError as refused:
        return page_of(request, of, problems=refused.messages, status=422)
    return redirect(f"{_page(of, of.booklet)}#photos")


@gate(GATE)
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What the English of a passage once said, and what was set aside."""
    found = _passage(request, pk)
    context = {"passage": found, "booklet": found.booklet, "versions": found.versions.all(), "page": _page_of(found)}
    return render(request, "reports/passage_history.html", context)


def _dress(one: Passage, user: Any, english: str | None = None) -> None:
    """What the page says of a passage: its terms, which of them the English lacks, and whether one may sign."""
    one.terms = terms.found_in(one.source)  # type: ignore[attr-defined]
    one.missing_terms = terms.missing(one.source, one.english if english is None else english)  # type: ignore[attr-defined]
    own = one.translator_id == user.pk
    one.is_own = own  # type: ignore[attr-defined]
    one.may_sign = one.state == readiness.UNSIGNED and not own  # type: ignore[attr-defined]


def _candidates(standing: readiness.Standing) -> list[dict[str, Any]]:
    """Photos that may be put beside it and are not there yet."""
    of = standing.highlight
    assert of is not None  # noqa: S101  only cases and counties have photos
    used = {one.evidence_id for one in standing.photos}, {one.media_id for one in standing.photos}
    found = [
        {"key": f"evidence:{one.pk}", "small": photo_rights.thumbnail(one, None), "name": one.caption or _("佐證照片"),
         "right": _("縣市已公開")}
        for one in photos.evidence_of(of) if one.pk not in used[0]
    ]  # fmt: skip
    found += [
        {"key": f"media:{one.pk}", "small": photo_rights.thumbnail(None, one), "name": _("宣示照片"),
         "right": _("已授權協會與 IAVE")}
        for one in photos.media_of(of) if one.pk not in used[1]
    ]  # fmt: skip
    return found[:24]


def _highlight(request: HttpRequest, pk: int) -> Highlight:
    rows = Highlight.objects.select_related("booklet__programme", "plan__county", "county")
    return get_visible(rows, request.user, pk=pk)


def _passage(request: HttpRequest, pk: int) -> Passage:
    rows = Passage.objects.select_related("booklet__programme", "highlight__plan__county", "highlight__county")
    return get_visible(rows, request.user, pk=pk)


def _page(of: Highlight | None, booklet: Booklet) -> str:
    return reverse("reports:highlight", args=[of.pk]) if of else reverse("reports:booklet_words", args=[booklet.pk])


def _page_of(found: Passage) -> str:
    return f"{_page(found.highlight, found.booklet)}#passage-{found.pk}"


def _back(found: Passage) -> HttpResponse:
    return redirect(_page_of(found))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
