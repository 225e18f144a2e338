"""The desk of a workshop's paper: the heap of photos, and keying in beside the picture."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans.models import PaperPage, QuestionSet, SheetKind
from actionplans.paper import page_codes, paper_heap, paper_keying
from actionplans.writing import sheet_pages, sheets
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.files.content import MOST_MEGABYTES, MOST_SCAN_MEGABYTES
from foundation.files.scans import MOST_PAGES
from workshops.models import Workshop
from workshops.seats import CannotJoin

MOST_AT_ONCE = 60
FOR_SCRIPT = "paper"
# The cookie that carries the number of the page that was saved last; `draft.js` reads it and takes it away.
TAKEN, TAKEN_AGE = "keyed", 600


def _workshop(request: HttpRequest, pk: int) -> Workshop:
    rows = Workshop.objects.visible_to(request.user, Permission.WRITE_SHEETS).with_people()
    return get_visible(rows, request.user, pk=pk)


def _page(request: HttpRequest, pk: int) -> PaperPage:
    rows = PaperPage.objects.visible_to(request.user, Permission.WRITE_SHEETS)
    related = rows.select_related("workshop__programme", "workshop__county", "group__workshop__programme", "file")
    return get_visible(related, request.user, pk=pk)


def _desk(request: HttpRequest, workshop: Workshop, answers: list[paper_heap.Answer] | None = None) -> HttpResponse:
    pages = list(workshop.paper_pages.select_related("group", "file").in_order())
    groups = list(workshop.groups.order_by("number"))
    placed = [page for page in pages if page.group_id and page.sheet]
    titles = paper_heap.titles(pages)
    context = {
        "workshop": workshop,
        "answers": answers or [],
        "closed": paper_heap.why_closed(workshop),
        "groups": groups,
        "letters": [(letter, page_codes.NAMES[letter]) for letter in page_codes.SHEETS],
        "waiting": [page for page in pages if not (page.group_id and page.sheet)],
        "tables": [
            (group, [(page, titles[page.pk]) for page in placed if page.group_id == group.pk]) for group in groups
        ],
        "count": len(pages),
        "keyed": sum(1 for page in pages if page.keyed_at),
        "next": next((page for page in placed if not page.keyed_at), None),
        "most": MOST_AT_ONCE,
        "megabytes": MOST_MEGABYTES,
        "scan_megabytes": MOST_SCAN_MEGABYTES,
        "scan_pages": MOST_PAGES,
    }
    return render(request, "actionplans/paper.html", context)


@gate(Permission.WRITE_SHEETS)
@require_GET
@never_cache
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The heap: what came, what waits for a place, what is keyed."""
    return _desk(request, _workshop(request, pk))


@gate(Permission.WRITE_SHEETS)
@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in photos: all of a form at once, or (from a script) one after the other, each with its own answer."""
    workshop = _workshop(request, pk)
    files = request.FILES.getlist("photos")
    by, now = request.user, timezone.now()
    answers: list[paper_heap.Answer] = []
    try:
        for file in files[:MOST_AT_ONCE]:
            answers += paper_heap.take_in(workshop=workshop, name=file.name or "", data=file.read(), by=by, now=now)
    except ValidationError as closed:
        answers.append(paper_heap.Answer(_("照片"), paper_heap.REFUSED, " ".join(closed.messages)))
    if len(files) > MOST_AT_ONCE:
        text = _("一次最多 %(most)s 張，這裡起沒有收，請再選一次。") % {"most": MOST_AT_ONCE}
        answers.append(paper_heap.Answer(files[MOST_AT_ONCE].name or "", paper_heap.REFUSED, text))
    if request.headers.get("X-Requested-With") == FOR_SCRIPT:
        return render(request, "actionplans/_paper_answers.html", {"answers": answers})
    if not files:
        messages.warning(request, _("還沒選照片。請按「選照片」，可以一次選很多張。"))
        return redirect("actionplans:paper", pk=pk)
    return _desk(request, workshop, answers)


@gate(Permission.WRITE_SHEETS)
@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Two taps: which table, which sheet."""
    page = _page(request, pk)
    number = request.POST.get("group", "")
    group = page.workshop.groups.filter(number=int(number)).first() if number.isdecimal() and len(number) < 5 else None
    group = group or (page.group if not number else None)
    sheet = request.POST.get("sheet", "")
    if group is None:
        messages.warning(request, _("先點是哪一組，再點是哪一張。"))
    else:
        try:
            paper_heap.place(page=page, group=group, sheet=sheet, by=request.user, now=timezone.now())
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
    if request.POST.get("back") == "page":
        return redirect("actionplans:paper_page", pk=page.pk)
    return redirect("actionplans:paper", pk=page.workshop_id)


@gate(Permission.WRITE_SHEETS)
@require_POST
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn a picture by a quarter."""
    try:
        paper_heap.turn(page=_page(request, pk), degrees=90)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    if request.headers.get("X-Requested-With") == FOR_SCRIPT:
        return HttpResponse(status=204)
    return redirect("actionplans:paper_page", pk=pk)


@gate(Permission.WRITE_SHEETS)
@require_POST
def keyed(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a page is keyed in, or that it is not."""
    page = _page(request, pk)
    done = request.POST.get("keyed") != "no"
    try:
        paper_heap.mark_keyed(page=page, by=request.user, now=timezone.now(), keyed=done)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect("actionplans:paper_page", pk=pk)


@gate(Permission.WRITE_SHEETS)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a photo away."""
    page = _page(request, pk)
    workshop = page.workshop_id
    try:
        paper_heap.discard(page=page, by=request.user, now=timezone.now())
        messages.success(request, _("照片已刪除，登打過的內容都留著。"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("actionplans:paper", pk=workshop)


@gate(Permission.WRITE_SHEETS)
@require_http_methods(["GET", "POST"])
@never_cache
def paper_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One picture with the sheet it belongs to beside it; POST saves, and goes where the button says."""
    page = _page(request, pk)
    kinds = [kind.value for kind in page_codes.SHEETS.get(page.sheet, ())] if page.group_id else []
    asked = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    kind = asked if asked in kinds else next(iter(kinds), "")
    if request.method != "POST" or not kind:
        return _keying(request, page, kinds, kind)
    now = timezone.now()
    try:
        saved = paper_keying.save(group=page.group, kind=kind, data=request.POST, by=request.user, now=now)
    except CannotJoin as full:
        lines = {tuple(name.split(":")[1:3]) for name in request.POST if name.startswith("r:") and name.count(":") == 3}
        kept = frozenset((key, int(number)) for key, number in lines if number.isdecimal() and len(number) < 4)
        refused = paper_keying.Saved(0, (paper_keying.Problem(str(full)),), kept)
        return _keying(request, page, kinds, kind, typed=request.POST, saved=refused)
    for hint in saved.hints:
        messages.info(request, _("%(hint)s已經存了，寫錯再改。") % {"hint": hint})
    if saved.problems:
        return _keying(request, page, kinds, kind, typed=request.POST, saved=saved)
    return _taken(request, _onward(request, page, kinds, kind, now))


def _taken(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the device by the page's own number that it need not keep what was typed on it any longer."""
    if (number := request.POST.get("batch", "")[:36]).replace("-", "").isalnum() and number.isascii():
        response.set_cookie(TAKEN, number, max_age=TAKEN_AGE, samesite="Lax", secure=request.is_secure())
    return response


def _onward(request: HttpRequest, page: PaperPage, kinds: list[str], kind: str, now: dt.datetime) -> HttpResponse:
    """Where the button leads once the page is saved."""
    if request.POST.get("go") != "next":
        messages.success(request, _("已存伺服器。"))
        return redirect(f"{_address(page)}?kind={kind}{_place(request.POST)}")
    onward = kinds[kinds.index(kind) + 1 :]
    if onward:
        return redirect(f"{_address(page)}?kind={onward[0]}")
    paper_heap.mark_keyed(page=page, by=request.user, now=now)
    following = _neighbours(page, unkeyed=True)[1]
    if following is None:
        messages.success(request, _("歸位的照片都登打完了。"))
        return redirect("actionplans:paper", pk=page.workshop_id)
    return redirect("actionplans:paper_page", pk=following.pk)


def _place(data: QueryDict) -> str:
    """The box whose version was chosen, so that the page comes back there."""
    path = next((str(data[name]) for name in ("keep", "take", "both") if data.get(name)), "")
    return f"#f-{path.replace('/', '-')}" if re.fullmatch(r"[A-Za-z0-9_/-]{1,160}", path) else ""


def _address(page: PaperPage) -> str:
    return reverse("actionplans:paper_page", args=[page.pk])


def _neighbours(page: PaperPage, *, unkeyed: bool = False) -> tuple[PaperPage | None, PaperPage | None]:
    """The pages before and after this one on the desk; with `unkeyed` only those still to be keyed, round and round."""
    order = list(page.workshop.paper_pages.in_order())
    at = next((place for place, one in enumerate(order) if one.pk == page.pk), 0)
    if unkeyed:
        rest = [one for one in (*order[at + 1 :], *order[:at]) if one.group_id and one.sheet and not one.keyed_at]
        return None, next(iter(rest), None)
    return order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None


def _keying(
    request: HttpRequest,
    page: PaperPage,
    kinds: list[str],
    kind: str,
    typed: QueryDict | None = None,
    saved: paper_keying.Saved = paper_keying.NOTHING,
) -> HttpResponse:
    closed = paper_heap.why_closed(page.workshop)
    before, after = _neighbours(page)
    totals = page.workshop.paper_pages.aggregate(all=Count("pk"), done=Count("pk", filter=Q(keyed_at__isnull=False)))
    context: dict[str, Any] = {
        "workshop": page.workshop,
        "page": page,
        "before": before,
        "after": after,
        "totals": totals,
        "kind": kind,
        "kinds": [(each, SheetKind(each).label) for each in kinds],
        "groups": list(page.workshop.groups.order_by("number")),
        "letters": [(letter, page_codes.NAMES[letter]) for letter in page_codes.SHEETS],
        "sheet_name": paper_heap.titles(page.workshop.paper_pages.in_order()).get(page.pk, ""),
        "closed": closed,
        "shut": closed,
        "parts": [],
        "settle_here": True,
        "problems": saved.problems,
        "written": saved.written,
    }
    if kind:
        try:
            opened = sheets.open_sheet(group=page.group, kind=kind)
        except QuestionSet.DoesNotExist:
            context["closed"] = _("這個方案還沒有發布表單。請協會先發布表單，再登打。")
            return render(request, "actionplans/paper_page.html", context)
        issues = [] if kind == SheetKind.INVENTORY else _issues(page)
        values = {name: value for name, value in (typed or {}).items() if isinstance(value, str)}
        typed_here = {f"v:{name[2:]}": value for name, value in values.items() if name.startswith("t:")}
        laid = paper_keying.shown_again(
            sheet_pages.page_of(opened, issues=issues), values | typed_here | saved.typed, saved
        )
        starts = page.number if page.sheet == page_codes.LETTER[SheetKind.INVENTORY] else 1
        context["start"] = starts if starts <= len(laid.parts) else 1
        context["sheet"] = laid
        context["old_version"] = page.version is not None and page.version != opened.questions.version
        context["parts"] = [
            (
                part,
                [
                    (
                        one,
                        paper_keying.lines_of(one, values, saved, shut=bool(closed)),
                        paper_keying.rows_of(laid, one, page.workshop),
                    )
                    if isinstance(one, sheet_pages.Listing)
                    else (one, None, None)
                    for one in part.answers
                ],
            )
            for part in laid.parts
        ]
    return render(request, "actionplans/paper_page.html", context, status=422 if saved.problems else 200)


def _issues(page: PaperPage) -> list[sheets.CoreIssue]:
    inventory = page.group.sheets.filter(kind=SheetKind.INVENTORY).first() if page.group else None
    return sheets.core_issues(sheets.read(inventory)) if inventory else []
