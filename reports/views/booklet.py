"""Pages of the English booklet: the list, one booklet with what it lacks, what is chosen, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.models import Plan
from foundation.accounts import trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.jobs import work
from foundation.jobs.models import Job
from reports import choices
from reports.booklet import book, booklets, printing, publishing, readiness
from reports.booklet.booklet_forms import BookletForm
from reports.models import Booklet, Highlight
from reports.views.national import newest
from workshops.models import Programme

GATE = Permission.MAKE_NATIONAL_REPORT
LAST_JOBS = 6


@gate(GATE)
@require_safe
def booklet_list(request: HttpRequest) -> HttpResponse:
    """Every booklet, the newest year first."""
    rows = Booklet.objects.visible_to(request.user).select_related("programme").defer("frozen", "introduction")
    return render(request, "reports/booklets.html", {"booklets": rows})


@gate(GATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a booklet of the newest programme, or of the one asked for."""
    slug = request.GET.get("programme", "")
    programme = get_visible(Programme, request.user, slug=slug) if slug else newest(request.user)
    if programme is None:
        return render(request, "reports/booklets.html", {"booklets": (), "no_programme": True})
    first = {"year": programme.year}
    form = BookletForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = booklets.make(programme=programme, by=request.user, now=timezone.now(), **form.cleaned_data)
            return redirect("reports:booklet_choose", pk=made.pk)
        except ValidationError as refused:
            form.refuse(refused)
    context = {
        "form": form,
        "programme": programme,
        "programmes": Programme.objects.visible_to(request.user).order_by("-year", "slug"),
    }
    return render(request, "reports/booklet_edit.html", context, status=422 if form.errors else 200)


@gate(GATE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a booklet's title, year and Chinese introduction."""
    found = one(request, pk)
    form = BookletForm(request.POST if request.method == "POST" else None, instance=Booklet.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            booklets.describe(booklet=found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已儲存。"))
            return redirect("reports:booklet", pk=pk)
        except ValidationError as refused:
            form.refuse(refused)
    context = {"form": form, "booklet": found}
    return render(request, "reports/booklet_edit.html", context, status=422 if form.errors else 200)


@gate(GATE)
@require_safe
def booklet(request: HttpRequest, pk: int) -> HttpResponse:
    """One booklet: what it tells of, in its order, what is missing, its files."""
    return page_of(request, one(request, pk))


def one(request: HttpRequest, pk: int) -> Booklet:
    """A booklet this person may work on."""
    return get_visible(Booklet.objects.select_related("programme"), request.user, pk=pk)


def page_of(
    request: HttpRequest, found: Booklet, *, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a booklet, with the sentences that say why something was not done."""
    ready = readiness.of(found)
    releases = list(found.releases.all())
    standing = [one for one in releases if one.withdrawn_at is None]
    return render(
        request,
        "reports/booklet.html",
        {
            "booklet": found,
            "ready": ready,
            "refused": problems or [],
            "formats": printing.FORMATS.values(),
            "releases": releases,
            "standing_release": standing[0] if standing else None,
            "shared": 0,
            "may_release": not found.is_open and all(one.as_of != book.of(found).when for one in standing),
            "jobs": Job.objects.visible_to(request.user).filter(kind=printing.JOB, params__booklet=found.pk)[
                :LAST_JOBS
            ],
            "events": trail_lines.read(trail.history_of(found)[:20]),
        },
        status=status,
    )


@gate(GATE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose among the programme's adopted plans and the counties."""
    found = one(request, pk)
    problems: list[str] = []
    if request.method == "POST":
        plans = Plan.objects.visible_to(request.user).filter(pk__in=_keys(request.POST.getlist("plan")))
        counties = County.objects.filter(pk__in=request.POST.getlist("county"))
        try:
            made = booklets.choose(
                booklet=found, plans=plans.select_related("workshop", "county").order_by("county__position", "code"),
                counties=counties, by=request.user, now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("選入了 %(count)s 件。") % {"count": len(made)})
            return redirect("reports:booklet", pk=pk)
        except ValidationError as refused:
            problems = refused.messages
    return render(
        request, "reports/booklet_choose.html", _choices(request, found, problems), status=422 if problems else 200
    )


def _choices(request: HttpRequest, found: Booklet, problems: list[str]) -> dict[str, Any]:
    wanted = choices.Wanted.of(request.GET)
    chosen = Highlight.objects.filter(booklet=found)
    plans = choices.plans_of(found.programme, wanted, user=request.user)
    return {
        "booklet": found,
        "problems": problems,
        "plans": plans.exclude(pk__in=chosen.exclude(plan=None).values("plan"))[: choices.MOST_SHOWN],
        "counties": County.objects.exclude(pk__in=chosen.exclude(county=None).values("county")),
        "ticked": {*request.POST.getlist("plan"), *request.POST.getlist("county")},
        **choices.filters(wanted),
    }


@gate(GATE)
@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a highlight up or down, or take it out."""
    rows = Highlight.objects.select_related("booklet__programme", "plan__county", "county")
    found = get_visible(rows, request.user, pk=pk)
    what, now = request.POST.get("do", ""), timezone.now()
    try:
        if what in ("up", "down"):
            booklets.arrange(highlight=found, up=what == "up", by=request.user, now=now)
        elif what == "out":
            booklets.drop(highlight=found, by=request.user, now=now)
            messages.success(request, _("已拿掉「%(name)s」。") % {"name": found})
        else:
            raise Http404
    except ValidationError as refused:
        return page_of(request, found.booklet, problems=refused.messages, status=422)
    answer = redirect("reports:booklet", pk=found.booklet_id)
    if what != "out":
        answer["Location"] += f"#highlight-{pk}"
    return answer


@gate(GATE)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a booklet, or open it again."""
    found, now = one(request, pk), timezone.now()
    try:
        if request.POST.get("do") == "reopen":
            publishing.reopen(booklet=found, reason=request.POST.get("reason", ""), by=request.user, now=now)
            messages.success(request, _("已重新開啟，之後產製的檔案會標明草稿。"))
        else:
            publishing.publish(booklet=found, by=request.user, now=now)
            messages.success(request, _("已定稿。現在產製的檔案，以後再產製也一樣。"))
    except ValidationError as refused:
        return page_of(request, one(request, pk), problems=refused.messages, status=422)
    return redirect("reports:booklet", pk=pk)


@gate(GATE)
@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of the files in the background, and show how far it is."""
    found = one(request, pk)
    wanted = printing.FORMATS.get(request.POST.get("format", ""))
    if wanted is None:
        known = _("、").join(str(each.label) for each in printing.FORMATS.values())
        return page_of(
            request, found, problems=[_("沒有這種格式，可用的有：%(known)s。") % {"known": known}], status=422
        )
    job = work.start(
        kind=printing.JOB,
        label=lambda: _("%(title)s（%(format)s）") % {"title": found.title, "format": wanted.label},
        by=request.user,
        params={"booklet": found.pk, "format": wanted.key},
        now=timezone.now(),
        language=get_language() or "zh-hant",
    )
    return redirect("jobs:job", pk=job.pk)


def _keys(sent: list[str]) -> list[int]:
    return [int(each) for each in sent if each.isdecimal() and len(each) < 12]
