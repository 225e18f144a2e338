"""Pages on complaints: the box that anybody with its address may use, following one's own, and handling them."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.models import Complaint, ComplaintBox, Enrolment, Unit, Volunteer
from volunteers.unit_life import complaints
from volunteers.unit_life.complaint_forms import AnswerForm, ComplaintForm, WhyForm

from .hours import unit_of

HANDLE, KEEP, OWN = Permission.HANDLE_COMPLAINTS, Permission.KEEP_VOLUNTEERS, Permission.SEE_OWN_RECORD
ROWS = 50
State = Complaint.State
SHAPES = {State.NEW: "todo", State.LOOKING: "ok", State.ANSWERED: "done", State.WITHDRAWN: "released"}


@public("whoever has the address of a unit's box may complain, without an account")
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, token: str) -> HttpResponse:
    """File a complaint under a box's address."""
    box = ComplaintBox.objects.select_related("unit__organisation", "unit__county").filter(token=token).first()
    if box is None:
        raise Http404
    now = timezone.now()
    handlers = complaints.handlers(box.unit, timezone.localdate(now))
    form = ComplaintForm(request.POST if request.method == "POST" else None, handlers=handlers)
    if request.method == "POST" and form.is_valid():
        account = request.user if isinstance(request.user, User) else None
        try:
            made = complaints.file(unit=box.unit, account=account, now=now, **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("收到了。請把這一頁的網址存起來，只有用它才看得到處理的結果。"))
            return redirect("volunteers:complaint_follow", key=made.key)
    return render(
        request, "volunteers/complaint_file.html", {"unit": box.unit, "form": form}, status=422 if form.errors else 200
    )


@public("whoever filed a complaint follows it by an address only she has")
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One's own complaint: where it is, the answer, who has looked who one is; handing it on, taking it back."""
    one = Complaint.objects.select_related("unit__organisation", "unit__county").filter(key=key).first()
    if one is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "withdraw":
                complaints.withdraw(complaint=one, now=timezone.now())
            elif request.POST.get("do") == "hand-on":
                complaints.hand_on(complaint=one, by=complaints.FILER, now=timezone.now())
            else:
                raise Http404
        except ValidationError as refused:
            problem = " ".join(refused.messages)
        else:
            messages.success(request, _("已更新。"))
            return redirect("volunteers:complaint_follow", key=key)
    given = {
        "one": one, "unit": one.unit, "shape": SHAPES[State(one.state)], "today": timezone.localdate(),
        "looks": complaints.looks(one), "problem": problem, "open": one.state in (State.NEW, State.LOOKING),
    }  # fmt: skip
    return render(request, "volunteers/complaint_follow.html", given, status=422 if problem else 200)


@gate(OWN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The boxes of one's own units, and what one has filed with this account."""
    me = Volunteer.objects.living().filter(user=request.user.pk).first()
    if me is None:
        return render(request, "volunteers/not_linked.html")
    units = Enrolment.objects.filter(volunteer=me).on(timezone.localdate()).values("unit")
    rows = complaints.filed_with(request.user).select_related("unit__organisation").order_by("-filed_at")  # type: ignore[arg-type]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.shape = SHAPES[State(one.state)]  # type: ignore[attr-defined]
    boxes = ComplaintBox.objects.filter(unit__in=units).select_related("unit__organisation")
    return render(request, "volunteers/own_complaints.html", {"me": me, "page": page, "boxes": boxes})


@gate(HANDLE)
@require_safe
def complaint_list(request: HttpRequest) -> HttpResponse:
    """Whatever this person handles, what waits first."""
    rows = Complaint.objects.visible_to(request.user).select_related("unit__organisation")
    page = Paginator(
        rows.order_by(F("answered_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "filed_at", "pk"), ROWS
    ).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for one in page:
        one.shape = SHAPES[State(one.state)]  # type: ignore[attr-defined]
        one.open = one.state in (State.NEW, State.LOOKING)  # type: ignore[attr-defined]
    units = Unit.objects.visible_to(request.user, KEEP).select_related("organisation", "complaint_box")
    boxes = list(units.filter(complaint_box__isnull=False)[:ROWS])
    for unit in boxes:
        unit.box_address = settings.SITE_ADDRESS + _address(unit.complaint_box)  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/complaints.html",
        {
            "page": page, "today": today, "boxes": boxes,
            "closed": units.filter(complaint_box=None).working().order_by("county", "number")[:ROWS],
        },
    )  # fmt: skip


def _address(box: ComplaintBox) -> str:
    return reverse("volunteers:complaint_file", args=[box.token])


@gate(KEEP)
@require_POST
def box(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a unit's box, give it a new address, or close it."""
    unit = unit_of(request, pk, KEEP)
    if request.POST.get("do") == "close":
        complaints.close_box(unit=unit, by=request.user, now=timezone.now())
        messages.success(request, _("已關閉意見箱，這個網址從現在起打不開。"))
    else:
        complaints.open_box(unit=unit, by=request.user, now=timezone.now())
        messages.success(request, _("已開放意見箱，把網址貼在志工看得到的地方。"))
    return redirect("volunteers:complaints")


@gate(HANDLE)
@require_safe
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint, for who handles it."""
    return _page(request, _of(request, pk))


def _of(request: HttpRequest, pk: int) -> Complaint:
    return get_visible(Complaint.objects.select_related("unit__organisation", "unit__county"), request.user, pk=pk)


def _page(request: HttpRequest, one: Complaint, status: int = 200, **given: Any) -> HttpResponse:
    return render(
        request,
        "volunteers/complaint.html",
        {
            "one": one, "unit": one.unit, "shape": SHAPES[State(one.state)], "today": timezone.localdate(),
            "open": one.state in (State.NEW, State.LOOKING), "answer_form": AnswerForm(),
            "why_form": WhyForm(auto_id="id_why_%s"), "filer": None, "problem": "",
        }
        | given,
        status=status,
    )  # fmt: skip


@gate(HANDLE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to look into it, or hand it on to the county."""
    one = _of(request, pk)
    words = {"begin": complaints.begin, "hand-on": complaints.hand_on}
    name = request.POST.get("do", "")
    if name not in words:
        raise Http404
    try:
        words[name](complaint=one, by=request.user, now=timezone.now())
    except ValidationError as problem:
        return _page(request, one, 422, problem=" ".join(problem.messages))
    messages.success(request, _("已更新。"))
    if name == "hand-on":
        return redirect("volunteers:complaints")  # a unit does not see any more what the county answers
    return redirect("volunteers:complaint", pk=pk)


@gate(HANDLE)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer it."""
    one = _of(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            complaints.answer(
                complaint=one, words=form.cleaned_data["words"], by=request.user, now=timezone.now()
            )  # fmt: skip
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已答覆，提出的人用他的網址看得到。"))
            return redirect("volunteers:complaint", pk=pk)
    return _page(request, one, 422, answer_form=form)


@gate(HANDLE)
@require_POST
def filer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who filed it, once, after a reason; the page is not kept anywhere."""
    one = _of(request, pk)
    form = WhyForm(request.POST, auto_id="id_why_%s")
    if form.is_valid():
        try:
            name = complaints.reveal_filer(
                complaint=one, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            said = name if name is not None else _("打不開：這部主機沒有當時封存它的金鑰。")
            return _page(request, one, filer=said)
    return _page(request, one, 422, why_form=form)
