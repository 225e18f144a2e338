"""Pages on results reports: what is left to do, one report with the rows behind its figures, and its way."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts import trail_lines
from foundation.accounts.access import gate
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from foundation.exports.views import respond
from foundation.workflow.moves import MoveRefused
from volunteers.filing.filing_terms import Outlook, outlook
from volunteers.models import ResultReport, Unit
from volunteers.models.result import Term
from volunteers.reporting import completing, measuring, places, reports, result_dates, result_papers, rows, showing
from volunteers.reporting.wanted import LATE, MISSING, Wanted
from volunteers.rules import result_forms
from volunteers.rules.result_figures import BY_KEY, GROUPS, of_group

SEE, KEEP, REVIEW = Permission.SEE_UNITS, Permission.KEEP_UNIT, Permission.REVIEW_UNITS
State = ResultReport.State
SHAPES = {State.OPEN: "todo", State.SUBMITTED: "ok", State.RETURNED: "risk", State.ACCEPTED: "done"}
FORMATS = {"pdf": pdf.CONTENT_TYPE, "odt": odt.CONTENT_TYPE}
PAGE, ROWS, AHEAD = 50, 50, 400
KEEPS = {"fill", "submit", "take_back"}
REVIEWS = {"return", "accept", "reopen"}


@gate(SEE)
@require_safe
def result_list(request: HttpRequest) -> HttpResponse:
    """The reports this person sees, after what is left for her to do (a fixed number of questions)."""
    today = timezone.localdate()
    seen = ResultReport.objects.visible_to(request.user)
    wanted = Wanted.read(request.GET)
    found = wanted.rows(seen, today).select_related("unit__organisation", "authority", "county")
    page = Paginator(found.order_by("-due_on", "county", "unit__number", "pk"), PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.shape, one.late = SHAPES[State(one.state)], one.days_late(today)  # type: ignore[attr-defined]
    everywhere = reach(request.user, SEE).everywhere
    asked = urlencode({name: value for name, value in asdict(wanted).items() if value})
    keeps = reach(request.user, KEEP).organisations
    own = Unit.objects.filter(organisation__in=keeps).select_related("authority", "organisation") if keeps else ()
    coming = [
        (unit, window, form)
        for unit in own
        for window, form in result_dates.coming(unit.authority, today, today + dt.timedelta(days=AHEAD))[:2]
    ]
    mine = ResultReport.objects.visible_to(request.user, KEEP).unsent().filter(unit__organisation__in=keeps)
    review = reach(request.user, REVIEW)
    todo = list(mine.select_related("unit__organisation").order_by("due_on", "pk")[:10]) if keeps else []
    for one in todo:
        one.shape, one.late = SHAPES[State(one.state)], one.days_late(today)  # type: ignore[attr-defined]
    reviewing = ResultReport.objects.visible_to(request.user, REVIEW) if review else ResultReport.objects.none()
    return render(
        request,
        "volunteers/results.html",
        {
            "page": page, "wanted": wanted, "filtered": wanted != Wanted(), "asked": asked,
            "todo": todo, "coming": coming,
            "waiting": reviewing.waiting().count() if review else 0,
            "missing": reviewing.missing(today).count() if review else 0,
            "states": [*State.choices, (MISSING, _("過期還沒送")), (LATE, _("晚送"))], "terms": Term.choices,
            "years": sorted(set(seen.order_by().values_list("year", flat=True).distinct()), reverse=True),
            "counties": County.objects.all() if everywhere else (),
            "sees_sums": everywhere or bool(places.counties_of(request.user)), "today": today,
        },
    )  # fmt: skip


def report_of(request: HttpRequest, pk: int, permission: Permission = SEE) -> ResultReport:
    """A report this person sees, keeps or reviews."""
    seen = ResultReport.objects.visible_to(request.user, permission)
    found = seen.select_related("unit__organisation", "authority", "county").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def holds(request: HttpRequest, report: ResultReport, permission: Permission) -> bool:
    """Whether a permission holds for that report."""
    return ResultReport.objects.visible_to(request.user, permission).filter(pk=report.pk).exists()


@gate(SEE)
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """One report."""
    return _page(request, report_of(request, pk))


def _page(
    request: HttpRequest, report: ResultReport, *, problems: Any = (), wrong: Any = None, sent: Any = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    keeps, reviews = holds(request, report, KEEP), holds(request, report, REVIEW)
    writes = keeps and report.is_with_unit
    today = timezone.localdate()
    figures = list(report.figures.all())
    late, corrected = report.days_late(today), showing.corrections(report)
    on_time = outlook(on_time=not late, active=report.unit.state == Unit.State.ACTIVE) is Outlook.EXTENDED
    return render(
        request,
        "volunteers/result.html",
        {
            "report": report, "unit": report.unit, "shape": SHAPES[State(report.state)], "late": late,
            "form": result_forms.form_of(report.authority.code), "parts": showing.parts(report),
            "corrections": [one for one in corrected if one.adds_up],
            "former_days": [one for one in corrected if not one.adds_up],
            "keeps": keeps, "reviews": reviews, "writes": writes,
            "marking": reviews and report.state == State.SUBMITTED, "asked_for": bool(report.remark or report.marks),
            "todo": reports.to_do(figures) if writes else [], "advice": reports.advice(figures) if writes else [],
            "problems": problems, "wrong": wrong or {}, "sent": sent or {}, "seen": reports.mark_of(report),
            "was": completing.shown(figures) if writes else "",
            "extends": on_time,
            "former": [_former(one) for one in report.former], "report_key": str(report.pk),
            "events": trail_lines.read(trail.history_of(report)[:30])
            if reach(request.user, Permission.READ_TRAIL).covers(report.county_id)
            else None,
        },
        status=status,
    )  # fmt: skip


def _former(one: Any) -> tuple[dt.datetime | None, str, list[tuple[Any, list[tuple[Any, str]]]]]:
    """An earlier accepted state: its moment, why it was opened again, and its figures that are not 0 by their group."""
    values = one["values"]
    told = []
    for group, name in GROUPS.items():
        rows = [
            (figure.label, measuring.measured(figure, values[figure.key]))
            for figure in of_group(group, values)
            if values[figure.key]
        ]
        told += [(name, rows)] if rows else []
    return parse_datetime(one["accepted_at"]) if one["accepted_at"] else None, one["reason"], told


@gate(KEEP)
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the unit completes by hand; where it is wished, hand the report in with it."""
    report = report_of(request, pk, KEEP)
    sent = {name: text for name, text in request.POST.items() if name[:2] in ("n-", "w-", "t-")}
    given: dict[str, dict[str, str]] = {}
    for name, field in (("n-", "number"), ("w-", "why"), ("t-", "words")):
        for key in BY_KEY:
            if name + key in sent:
                given.setdefault(key, {})[field] = sent[name + key]
    now, was = timezone.now(), completing.read(request.POST.get("was", ""))
    submits = request.POST.get("do") == "submit"
    try:
        wrong = completing.write(report=report, given=given, by=request.user, now=now, was=was)
        if wrong:
            said = [_("有 %(number)s 個數字沒有存，其他的都存了。") % {"number": len(wrong)}]
            kept = {name: text for name, text in sent.items() if name[2:] in wrong}
            return _page(request, report, problems=said, wrong=wrong, sent=kept, status=422)
        if submits and (unseen := completing.unseen(report, given, was)):
            return _page(request, report, problems=unseen, status=422)
        if submits:
            reports.submit(report=report, by=request.user, now=now, seen=request.POST.get("seen", ""))
            messages.success(request, _("已送出，主管機關會看到。"))
        else:
            messages.success(request, _("已儲存。"))
    except MoveRefused as refused:
        return _page(request, report_of(request, pk, KEEP), problems=refused.problems, status=422)
    except ValidationError as problem:
        return _page(request, report_of(request, pk, KEEP), problems=problem.messages, status=422)
    return redirect("volunteers:result", pk=pk)


@gate(SEE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the register anew, take back, return with marks, accept, open again."""
    name = request.POST.get("move", "")
    if name not in KEEPS | REVIEWS:
        raise Http404
    report = report_of(request, pk, KEEP if name in KEEPS else REVIEW)
    by, now, post = request.user, timezone.now(), request.POST
    said = ""
    try:
        if name == "fill":
            moved = reports.fill_again(report=report, by=by, now=now)
            said = _("已從名冊和時數重新帶入，人工填的保留。") if moved else _("重新看過，數字沒有變。")
        elif name == "submit":
            reports.submit(report=report, by=by, now=now, seen=post.get("seen", ""))
            said = _("已送出，主管機關會看到。")
        elif name == "take_back":
            reports.take_back(report=report, by=by, now=now)
            said = _("已收回，可以修改。")
        elif name == "return":
            marks = {key: post.get(f"mark-{key}", "") for key in BY_KEY}
            reports.send_back(report=report, marks=marks, remark=post.get("remark", ""), by=by, now=now)
            said = _("已退回修改。")
        elif name == "accept":
            reports.accept(report=report, by=by, now=now, seen=post.get("seen", ""))
            said = _("已核定並鎖定，數字從現在起不會變動。")
        else:
            reports.reopen(report=report, reason=post.get("reason", ""), by=by, now=now)
            said = _("已重新開啟，單位可以修改。")
    except MoveRefused as refused:
        return _page(request, report_of(request, pk), problems=refused.problems, sent=post, status=422)
    except ValidationError as problem:
        return _page(request, report_of(request, pk), problems=problem.messages, sent=post, status=422)
    messages.success(request, said)
    return redirect("volunteers:result", pk=pk)


@gate(SEE)
@require_safe
def behind(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """How a figure was made, and the rows behind it that this person may see."""
    report = report_of(request, pk)
    line = next((one for part in showing.parts(report) for one in part.lines if one.figure.key == key), None)
    if line is None:
        raise Http404
    sees = Unit.objects.visible_to(request.user, Permission.SEE_VOLUNTEERS).filter(pk=report.unit_id).exists()
    found = rows.behind(report, key, request.user) if sees else None
    page = Paginator(found.query, ROWS).get_page(request.GET.get("page")) if found else None
    shown = found.shown(page) if found and page is not None else []
    return render(
        request,
        "volunteers/result_rows.html",
        {"report": report, "unit": report.unit, "line": line, "page": page, "rows": shown, "sees": sees},
    )


@gate(SEE)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """A report on paper."""
    report = report_of(request, pk)
    if kind not in FORMATS:
        raise Http404
    value = result_papers.of(report, now=timezone.now())
    return respond_paper(request, value, kind, report, result_papers.NAME)


def respond_paper(
    request: HttpRequest, value: result_papers.Paper, kind: str, subject: Any, name: str, county: str | None = None
) -> HttpResponseBase:
    """A paper as a file, with its line in the trail."""
    stream = io.BytesIO()
    if kind == "pdf":
        context = {"paper": value, "demo": getattr(settings, "DEMO", False)}
        stream.write(pdf.render(pdf.compose("print/results.html", context), imprint=value.imprint()))
    else:
        odt.write(result_papers.blocks(value), stream, imprint=value.imprint(), header=value.title)
    trail.record(Verb.PRINTED, subject, by=request.user, county=county, now={"paper": name, "format": kind})
    stream.seek(0)
    return respond(stream, name=f"{value.title}.{kind}", content_type=FORMATS[kind])
