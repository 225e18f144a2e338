"""Pages on a unit's hours: its months, the inbox of one, batches and their way back."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.models import ServiceBatch, ServiceEntry, Unit
from volunteers.rules.hours import ODD_WORDS, RULES, Odd, Reason
from volunteers.serving import approvals, ledger, recounting
from volunteers.serving.hour_forms import ApproveForm, RecountForm

ROWS = 50
BATCHES = 10
SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
State = ServiceEntry.State


def unit_of(request: HttpRequest, pk: int, permission: Permission = SEE) -> Unit:
    """A unit whose people this person sees or keeps."""
    rows = Unit.objects.visible_to(request.user, permission).select_related("organisation", "county")
    return get_visible(rows, request.user, pk=pk)


def keeps(request: HttpRequest, unit: Unit) -> bool:
    """Whether this person keeps that unit's people."""
    return Unit.objects.visible_to(request.user, KEEP).filter(pk=unit.pk).exists()


@gate(SEE)
@require_safe
def months(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's months: what waits, what was approved, what does not count; and the batches they came in."""
    unit = unit_of(request, pk)
    approved = Q(state=State.APPROVED)
    rows = (
        ServiceEntry.objects.filter(unit=unit)
        .order_by("-month")
        .values("month")
        .annotate(
            waiting=Count("pk", filter=Q(state=State.PENDING)),
            odd=Count("pk", filter=Q(state=State.PENDING) & ~Q(odd="")),
            minutes=Sum("minutes", filter=approved),
            sum_counted=Sum("counted", filter=approved),
            people=Count("volunteer", filter=approved | Q(state=State.PENDING), distinct=True),
        )
    )
    page = Paginator(rows, 24).get_page(request.GET.get("page"))
    batches = _batches(unit, timezone.now())
    return render(
        request,
        "volunteers/months.html",
        {"unit": unit, "page": page, "batches": batches, "keeps": keeps(request, unit)},
    )


def _batches(unit: Unit, now: dt.datetime) -> QuerySet[ServiceBatch]:
    """The newest batches, and every list that can still be taken back: a roster's sign-ins bring one a day."""
    rows = ServiceBatch.objects.filter(unit=unit)
    newest = rows.order_by("-made_at", "-pk").values("pk")[:BATCHES]
    lists = Q(source=ServiceBatch.Source.LIST, undone_at=None, made_at__gte=now - ledger.UNDONE_WITHIN)
    shown = rows.filter(Q(pk__in=newest) | lists)
    # Where rows are counted together Django leaves out the model's own order.
    return shown.annotate(number=Count("entries")).order_by("-made_at", "-pk")[:ROWS]


@gate(SEE)
@require_safe
def month(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """The inbox of one month."""
    return _inbox(request, unit_of(request, pk), month)


def _inbox(
    request: HttpRequest, unit: Unit, month: int, status: int = 200, problem: str = "",
    recount: RecountForm | None = None,
) -> HttpResponse:  # fmt: skip
    if not 190001 <= month <= 999912 or not 1 <= month % 100 <= 12:
        raise Http404
    seed = f"{unit.pk}-{month}"
    found = approvals.inbox(unit=unit, month=month, seed=seed)
    rows = ServiceEntry.objects.filter(unit=unit, month=month).select_related("volunteer")
    waiting_odd = rows.filter(state=State.PENDING).exclude(odd="")
    odd = Paginator(waiting_odd.order_by("served_on", F("starts").asc(nulls_first=True), "pk"), ROWS)
    approved = rows.filter(state=State.APPROVED).order_by("served_on", "volunteer__name", "pk")
    shown = Paginator(approved, ROWS).get_page(request.GET.get("page"))
    odd_page = odd.get_page(request.GET.get("odd"))
    part = _part(request, unit, month)
    for entry in (*odd_page, *shown):
        tell(entry)
    return render(
        request,
        "volunteers/month.html",
        {
            "unit": unit,
            "month": month,
            "inbox": found,
            "odd": odd_page,
            "sample": [tell(entry) for entry in rows.filter(pk__in=found.sample).order_by("served_on", "pk")],
            "approved": shown,
            "corrected": set(
                rows.filter(pk__in=[one.pk for one in shown], corrected_by__isnull=False).values_list("pk", flat=True)
            ),
            "approvals": unit.service_approvals.filter(month=month)[:ROWS],
            "rule": approvals.rule_in_words(),
            "part": part,
            "part_lines": part.object_list[0].lines if part.object_list else 0,
            "all_lines": sum(one.lines for one in part.paginator.object_list),
            "differing": _differing(unit, month, part),
            "recount_form": recount or RecountForm(),
            "keeps": keeps(request, unit),
            "problem": problem,
        },
        status=status,
    )


def _part(request: HttpRequest, unit: Unit, month: int) -> Page[recounting.Part]:
    """The part of a month's people whose approved lines this page judges once more: a large month is not judged whole
    each time it is looked at.
    """
    asked = request.POST if request.method == "POST" else request.GET
    return Paginator(recounting.parts(unit=unit, month=month), 1).get_page(asked.get("part"))


def _people_of(part: Page[recounting.Part]) -> tuple[int, ...]:
    return part.object_list[0].people if part.object_list else ()


def _differing(unit: Unit, month: int, part: Page[recounting.Part]) -> recounting.Found:
    """The approved lines of a part that would be judged otherwise now, with the words of both judgements."""
    found = recounting.find(unit=unit, month=month, people=_people_of(part))
    for one in found.differing[:ROWS]:
        tell(one.entry)
        one.entry.now_rule = RULES[one.verdict.why] if one.verdict.why else None  # type: ignore[attr-defined]
    return found


def tell(entry: ServiceEntry) -> ServiceEntry:
    """The entry with the words of its reason and of what is odd about it."""
    entry.rule = RULES[Reason(entry.why)] if entry.why else None  # type: ignore[attr-defined]
    entry.remarks = [ODD_WORDS[Odd(one)] for one in entry.odd.split()]  # type: ignore[attr-defined]
    return entry


@gate(KEEP)
@require_POST
def approve(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """Approve what is not odd in one stroke, or the chosen odd ones, or refuse one."""
    unit = unit_of(request, pk, KEEP)
    form = ApproveForm(request.POST)
    now = timezone.now()
    try:
        if not form.is_valid():
            raise ValidationError(_("請重新整理頁面再選一次。"))
        what, keys = form.cleaned_data["what"], request.POST.getlist("entry")
        if what == "ordinary":
            done = approvals.approve_ordinary(
                unit=unit, month=month, seed=f"{unit.pk}-{month}", seen=form.cleaned_data["seal"], by=request.user,
                now=now,
            )  # fmt: skip
        elif not keys or not all(key.isdecimal() and len(key) < 19 for key in keys):
            raise ValidationError(_("還沒有選要處理的紀錄。"))
        elif what == "refuse":
            return _refuse(request, unit, month, [int(key) for key in keys], form.cleaned_data["reason"])
        else:
            done = approvals.approve_lines(unit=unit, entries=map(int, keys), by=request.user, now=now)
    except ValidationError as problem:
        return _inbox(request, unit, month, 422, " ".join(problem.messages))
    messages.success(
        request,
        ngettext("已核定 %(count)s 筆。", "已核定 %(count)s 筆。", done.entries) % {"count": done.entries},
    )
    return redirect("volunteers:month", pk=pk, month=month)


def _refuse(request: HttpRequest, unit: Unit, month: int, keys: list[int], reason: str) -> HttpResponse:
    count = approvals.refuse_all(unit=unit, entries=keys, reason=reason, by=request.user, now=timezone.now())
    messages.success(
        request, ngettext("已不予採計 %(count)s 筆。", "已不予採計 %(count)s 筆。", count) % {"count": count}
    )
    return redirect("volunteers:month", pk=unit.pk, month=month)


@gate(KEEP)
@require_POST
def look_again(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """Judge the waiting lines anew, after a training or a date was mended."""
    unit = unit_of(request, pk, KEEP)
    count = ledger.look_again(unit=unit, month=month, by=request.user, now=timezone.now())
    if count:
        messages.success(
            request, ngettext("有 %(count)s 筆改變了。", "有 %(count)s 筆改變了。", count) % {"count": count}
        )
    else:
        messages.info(request, _("重新看過一次，沒有改變。"))
    return redirect("volunteers:month", pk=pk, month=month)


@gate(KEEP)
@require_POST
def recount(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """Correct the approved lines of a month that would be judged otherwise now, all that were shown, with a reason."""
    unit = unit_of(request, pk, KEEP)
    part = _part(request, unit, month)
    form = RecountForm(request.POST)
    if form.is_valid():
        try:
            count = recounting.recount(
                unit=unit, month=month, seen=form.cleaned_data["seal"], reason=form.cleaned_data["reason"],
                by=request.user, now=timezone.now(), people=_people_of(part),
            )  # fmt: skip
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(
                request, ngettext("已更正 %(count)s 筆。", "已更正 %(count)s 筆。", count) % {"count": count}
            )
            here = reverse("volunteers:month", args=[pk, month])
            return redirect(f"{here}?part={part.number}" if part.number > 1 else here)
    return _inbox(request, unit, month, 422, recount=form)


@gate(KEEP)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approved line out again, with a reason."""
    rows = ServiceEntry.objects.visible_to(request.user, KEEP).select_related("unit__organisation")
    entry = get_visible(rows, request.user, pk=pk)
    try:
        ledger.correct(entries=[entry], reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
    except ValidationError as problem:
        return _inbox(request, entry.unit, entry.month, 422, " ".join(problem.messages))
    messages.success(request, _("已沖銷這一筆；正確的紀錄請再登錄一次。"))
    return redirect("volunteers:month", pk=entry.unit_id, month=entry.month)


@gate(KEEP)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a whole batch within thirty days."""
    rows = ServiceBatch.objects.visible_to(request.user, KEEP).select_related("unit__organisation")
    batch = get_visible(rows, request.user, pk=pk)
    try:
        ledger.undo(batch=batch, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
        messages.success(request, _("已收回這一批：還沒核定的撤下，已核定的沖銷。"))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("volunteers:months", pk=batch.unit_id)
