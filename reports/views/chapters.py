"""Writing the national report's chapters: paragraphs, cases and photos, with the report's numbers by reference."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from reports import choices, photo_rights
from reports.chapters import checking, overview, parts, references, telling, writing
from reports.models import ChapterPart, ChapterWords
from reports.typed_words import WrittenMeanwhile
from reports.views.national import newest
from workshops.models import Programme

GATE = Permission.MAKE_NATIONAL_REPORT
MOST_PHOTOS = 48


@gate(GATE)
@require_safe
def chapters(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The chapters of a programme's report, and how far each is written."""
    programme = get_visible(Programme, request.user, slug=slug) if slug else newest(request.user)
    now = timezone.now()
    context = {
        "programme": programme,
        "programmes": Programme.objects.visible_to(request.user).order_by("-year", "slug"),
        "standings": overview.of(programme, now=now) if programme else (),
    }
    return render(request, "reports/chapters.html", context)


@gate(GATE)
@never_cache
@require_safe
def chapter(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One chapter: its parts in their order, and the report's numbers beside them."""
    return page_of(request, get_visible(Programme, request.user, slug=slug), _known(code))


def page_of(
    request: HttpRequest,
    programme: Programme,
    code: str,
    *,
    tried: tuple[int, str] | None = None,
    theirs: ChapterWords | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The editor's page.

    Args:
        tried: the key of words and what was typed in them that could not be taken.
        theirs: these words as somebody else has left them, where two wrote at once.
    """
    now = timezone.now()
    every = telling.standing_parts(programme)
    mine = [one for one in every if one.chapter == code]
    rights = telling.rights_of(mine)
    plans = overview.adopted_codes(programme)
    numbers = {language: _numbers(programme, language, now) for language in parts.LANGUAGES}
    for part in mine:
        part.lacks = telling.part_problems(part, rights.get(part.pk), plans)  # type: ignore[attr-defined]
        part.right = rights.get(part.pk)  # type: ignore[attr-defined]
        part.small = photo_rights.thumbnail(part.evidence, part.media)  # type: ignore[attr-defined]
        part.sides = _sides(part, numbers, tried, theirs)  # type: ignore[attr-defined]
    order = ChapterPart.Chapter.values
    place = order.index(code)
    return render(
        request,
        "reports/chapter.html",
        {
            "programme": programme,
            "code": code,
            "heading": ChapterPart.Chapter(code).label,
            "parts": mine,
            "removed": ChapterPart.objects.filter(programme=programme, chapter=code).exclude(removed_at=None)
            .select_related("plan").prefetch_related("words"),
            "numbers": references.current(programme, now=now),
            "prefix": f"P{programme.pk}",
            "hint": _("按一下，放進游標所在的地方。也可以自己打代號，例如 {{14}}；矩陣的一格像 {{S3-TTT}}。"),
            "before": ChapterPart.Chapter(order[place - 1]) if place else None,
            "after": ChapterPart.Chapter(order[place + 1]) if place + 1 < len(order) else None,
            "problems": problems or [],
        },
        status=status,
    )  # fmt: skip


@gate(GATE)
@require_POST
def add(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """An empty paragraph at the chapter's end."""
    programme, code = get_visible(Programme, request.user, slug=slug), _known(code)
    try:
        made = parts.add_paragraph(programme=programme, chapter=code, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return page_of(request, programme, code, problems=refused.messages, status=422)
    return redirect(_place(made))


@gate(GATE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Choose cases among the adopted plans, and photos that may be printed."""
    programme, code = get_visible(Programme, request.user, slug=slug), _known(code)
    user, wanted = request.user, choices.Wanted.of(request.GET)
    problems: list[str] = []
    plans = choices.plans_of(programme, wanted, user=user)
    evidence, media = parts.evidence_of(programme), photo_rights.licensed_media()
    if request.method == "POST":
        sent = {name: _keys(request.POST.getlist(name)) for name in ("plan", "evidence", "media")}
        now = timezone.now()
        try:
            made = parts.add_cases(
                programme=programme, chapter=code, by=user, now=now,
                plans=choices.plans_of(programme, choices.Wanted(), user=user).filter(pk__in=sent["plan"])
                .select_related("workshop"),
            )  # fmt: skip
            made += parts.add_photos(
                programme=programme, chapter=code, evidence=evidence.filter(pk__in=sent["evidence"]),
                media=media.filter(pk__in=sent["media"]), by=user, now=now,
            )  # fmt: skip
            if not made:
                raise ValidationError(_("還沒有勾選任何一件。請勾選要放進這一章的方案或照片。"))
            messages.success(request, _("放進了 %(count)s 件。") % {"count": len(made)})
            return redirect("reports:chapter", slug=slug, code=code)
        except ValidationError as refused:
            problems = refused.messages
    there = ChapterPart.objects.filter(programme=programme, chapter=code).standing()
    evidence = evidence.exclude(pk__in=there.exclude(evidence=None).values("evidence"))
    media = media.exclude(pk__in=there.exclude(media=None).values("media"))
    if wanted.county:
        evidence = evidence.filter(check_in__plan__county=wanted.county)
        media = media.filter(pledge__county=wanted.county)
    photos = [
        {"name": "evidence", "key": one.pk, "small": photo_rights.thumbnail(one, None),
         "text": one.caption or one.check_in.plan.title, "where": one.check_in.plan.county, "right": _("縣市已公開")}
        for one in evidence.select_related("file", "check_in__plan__county")[:MOST_PHOTOS]
    ]  # fmt: skip
    photos += [
        {"name": "media", "key": one.pk, "small": photo_rights.thumbnail(None, one), "text": _("宣示照片"),
         "where": one.pledge.county, "right": _("已授權協會與 IAVE")}
        for one in media.select_related("pledge__county")[:MOST_PHOTOS]
    ]  # fmt: skip
    return render(
        request,
        "reports/chapter_choose.html",
        {
            "programme": programme,
            "code": code,
            "heading": ChapterPart.Chapter(code).label,
            "problems": problems,
            "plans": plans.exclude(pk__in=there.exclude(plan=None).values("plan"))[: choices.MOST_SHOWN],
            "photos": photos,
            "ticked": set(request.POST.getlist("plan")),
            **choices.filters(wanted),
        },
        status=422 if problems else 200,
    )


@gate(GATE)
@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a part up or down, take it out, or put it back."""
    found = get_visible(ChapterPart.objects.select_related("programme", "plan"), request.user, pk=pk)
    what, now = request.POST.get("do", ""), timezone.now()
    try:
        if what in ("up", "down"):
            parts.arrange(part=found, up=what == "up", by=request.user, now=now)
        elif what == "out":
            parts.remove(part=found, by=request.user, now=now)
            messages.success(request, _("已拿掉，字還留著；要放回來，按這一章最下面的「放回來」。"))
        elif what == "back":
            parts.put_back(part=found, by=request.user, now=now)
            messages.success(request, _("已放回這一章的最後。"))
        else:
            raise Http404
    except ValidationError as refused:
        return page_of(request, found.programme, found.chapter, problems=refused.messages, status=422)
    return redirect(_page(found) if what == "out" else _place(found))


@gate(GATE)
@never_cache
@require_POST
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; the answer brings the version to go on from, and what the proof-reader says."""
    found, now = _words(request, pk), timezone.now()
    typed, seen = request.POST.get("text", ""), request.POST.get("version", "")
    theirs, problem, status = None, "", 200
    try:
        number = int(seen) if seen.isdecimal() and len(seen) < 12 else 0
        found = writing.write(words=found, text=typed, seen=number, by=request.user, now=now)
    except WrittenMeanwhile as meanwhile:
        theirs, status = meanwhile.theirs, 409
    except ValidationError as refused:
        problem, status = " ".join(refused.messages), 422
    if not request.htmx:
        if status == 200:
            messages.success(request, _("已儲存。"))
            return redirect(_place(found.part))
        said = [problem] if problem else []
        own = found.part.programme, found.part.chapter
        return page_of(request, *own, tried=(pk, typed), theirs=theirs, problems=said, status=status)
    numbers = _numbers(found.part.programme, found.language, now)
    found.checked = checking.check(typed, numbers, language=found.language)  # type: ignore[attr-defined]
    found.theirs = theirs  # type: ignore[attr-defined]
    context = {"words": found, "problem": problem, "seen": seen, "now": now}
    return render(request, "reports/_chapter_words_kept.html", context, status=status)


@gate(GATE)
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What the words once said, what was set aside, each to be put back."""
    found = _words(request, pk)
    context = {"words": found, "versions": found.versions.all(), "page": _place(found.part), "part": found.part}
    return render(request, "reports/chapter_history.html", context)


def _sides(
    part: ChapterPart, numbers: dict[str, references.Numbers], tried: tuple[int, str] | None, theirs: Any
) -> list[tuple[str, str, list[ChapterWords]]]:
    """A part's words by language, each checked; the first language is the one it is written in."""
    found = []
    names = dict(ChapterWords._meta.get_field("language").flatchoices)
    for language in parts.LANGUAGES:
        rows = [one for one in part.words.all() if one.language == language]
        for one in rows:
            one.typed = tried[1] if tried and tried[0] == one.pk else one.text  # type: ignore[attr-defined]
            one.theirs = theirs if theirs is not None and theirs.pk == one.pk else None  # type: ignore[attr-defined]
            one.longest = writing.longest(one)  # type: ignore[attr-defined]
            one.checked = checking.check(one.typed, numbers[language], language=language)  # type: ignore[attr-defined]
        found.append((language, str(names[language]), rows))
    return found


def _numbers(programme: Programme, language: str, now: Any) -> references.Numbers:
    with override(language):
        return references.current(programme, now=now)


def _known(code: str) -> str:
    if code not in ChapterPart.Chapter.values:
        raise Http404
    return code


def _words(request: HttpRequest, pk: int) -> ChapterWords:
    rows = ChapterWords.objects.select_related("part__programme", "part__plan")
    found: ChapterWords = get_visible(rows, request.user, pk=pk)
    return found


def _page(part: ChapterPart) -> str:
    return reverse("reports:chapter", args=[part.programme.slug, part.chapter])


def _place(part: ChapterPart) -> str:
    return f"{_page(part)}#part-{part.pk}"


def _keys(sent: list[str]) -> list[int]:
    return [int(each) for each in sent if each.isdecimal() and len(each) < 12]
