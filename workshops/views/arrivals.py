"""Signing in: the name list on an officer's phone, and the table's own device for whoever sits there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.roles import Permission
from foundation.taiwan.fullwidth import tight
from foundation.ui.refusals import take_problems
from workshops import attendance, codes, guessing, seats
from workshops.models import Participant, Workshop

from .participants import managed
from .room import at_table

# What `only` says in an address whose list has nobody who is there.
MISSING = "missing"
WHY = "whoever sits at a table signs herself in by her own name; no other name is shown"


class WalkInForm(forms.Form):
    """Somebody who was not on the list: no contacts, she is here."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    unit = forms.CharField(label=gettext_lazy("單位"), max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("身分"), choices=Participant.Kind.choices, widget=forms.RadioSelect,
        initial=Participant.Kind.CADRE,
    )  # fmt: skip
    group = forms.ModelChoiceField(
        None, label=gettext_lazy("坐哪一組"), required=False, empty_label=gettext_lazy("待定")
    )

    def __init__(self, data: Any = None, *, workshop: Workshop) -> None:
        super().__init__(data)
        self.fields["group"].queryset = workshop.groups.order_by("number")


def _desk(request: HttpRequest, workshop: Workshop, form: WalkInForm | None = None) -> HttpResponse:
    words = tight(request.GET.get("q", ""))[:40].casefold()
    people = list(workshop.participants.visible_to(request.user).select_related("group"))
    people.sort(key=lambda one: (one.arrived_at is not None, one.unit, one.name))
    if words:
        people = [one for one in people if words in tight(f"{one.name}{one.unit}").casefold()]
    if only := request.GET.get("only") == MISSING:
        people = [one for one in people if one.arrived_at is None]
    return render(
        request,
        "workshops/arrivals.html",
        {
            "workshop": workshop,
            "numbers": attendance.of(workshop),
            "people": people,
            "q": request.GET.get("q", "")[:40],
            "only": MISSING if only else "",
            "closed": attendance.why_closed(workshop),
            "form": form or WalkInForm(workshop=workshop),
        },
        status=422 if form is not None else 200,
    )


@gate(Permission.MANAGE_PARTICIPANTS)
@require_GET
@never_cache
def arrivals(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has come and who is missing; those who are missing stand first, or alone (`?only=missing`)."""
    return _desk(request, managed(request, pk))


@gate(Permission.MANAGE_PARTICIPANTS)
@require_POST
def arrived(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """One tap: she is here, or she is not after all."""
    workshop = managed(request, pk)
    row = get_visible(workshop.participants.select_related("workshop__programme"), request.user, pk=person)
    change = attendance.undo if "undo" in request.POST else attendance.arrive
    try:
        change(participant=row, by=request.user, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    only = f"?only={MISSING}" if request.POST.get("only") == MISSING else ""
    return redirect(reverse("workshops:arrivals", args=[pk]) + only)


@gate(Permission.MANAGE_PARTICIPANTS)
@require_POST
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody came who is not on the list."""
    workshop = managed(request, pk)
    form = WalkInForm(request.POST, workshop=workshop)
    if form.is_valid() and (person := _walked_in(form, workshop, form.cleaned_data["group"], request.user)):
        messages.success(request, _("已加入並簽到：%(name)s。") % {"name": person.name})
        return redirect("workshops:arrivals", pk=pk)
    return _desk(request, workshop, form)


def _walked_in(form: WalkInForm, workshop: Workshop, group: Any, by: Any) -> Participant | None:
    values = {name: form.cleaned_data[name] for name in ("name", "unit", "kind")}
    try:
        return attendance.walk_in(workshop=workshop, values=values, group=group, by=by, now=timezone.now())
    except ValidationError as problem:
        take_problems(form, problem)
        return None


@public(WHY)
@require_http_methods(["GET", "POST"])
@never_cache
def sign_self_in(request: HttpRequest) -> HttpResponse:
    """At the table: type one's own name, or say that one is new."""
    now = timezone.now()
    seat = seats.seat_from(request, now)
    if seat is None:
        messages.warning(request, _("先掃桌上的 QR 碼加入這一組，再簽到。"))
        return redirect("workshops:join")
    workshop = seat.group.workshop
    closed = codes.why_closed(workshop, now) or attendance.why_closed(workshop)
    context: dict[str, Any] = {
        "workshop": workshop, "group": seat.group, "closed": closed, "name": "", "unit": "", "ask_unit": False,
        "why": "", "arrived": None, "form": None,
    }  # fmt: skip
    if "new" in (request.POST if request.method == "POST" else request.GET):
        context["form"] = form = WalkInForm(request.POST if "unit" in request.POST else None, workshop=workshop)
        del form.fields["group"]
        if form.is_bound and not closed and form.is_valid():
            # One device brings in a table's worth of people, not a list of invented ones.
            if guessing.minutes_to_wait(f"name-{seat.pk}", now=now):
                form.add_error(None, _("這臺裝置加入太多人了，請到報到處簽到。"))
            else:
                guessing.note_wrong(f"name-{seat.pk}", form.cleaned_data["name"], now=now)
                context["arrived"] = _walked_in(form, workshop, seat.group, seat)
    elif request.method == "POST" and not closed:
        _by_name(request, context, seat, now)
    refused = bool(context["why"] or (context["form"] and context["form"].errors))
    status = 422 if refused else 200
    return at_table(request, "workshops/sign_self_in.html", context, seat=seat, now=now, status=status)


def _by_name(request: HttpRequest, context: dict[str, Any], seat: Any, now: Any) -> None:
    """Look for the name as typed; who tries many names has to wait, as with codes."""
    knocking = f"name-{seat.pk}"
    context["name"], context["unit"] = (request.POST.get(key, "").strip()[:100] for key in ("name", "unit"))
    if minutes := guessing.minutes_to_wait(knocking, now=now):
        context["why"] = _("試了太多次。請等 %(minutes)s 分鐘，或到報到處簽到。") % {"minutes": minutes}
        return
    if not context["name"]:
        context["why"] = _("還沒寫姓名。請寫和邀請函上一樣的全名。")
        return
    try:
        found = attendance.arrive_by_name(seat=seat, name=context["name"], unit=context["unit"], now=now)
    except ValidationError as refused:
        context["why"] = " ".join(refused.messages)
        return
    context["arrived"] = found.person
    if found.outcome == "unit":
        context["ask_unit"] = True
        context["why"] = _("名單上有同名的人，請再寫單位。")
    elif found.outcome == "unknown":
        guessing.note_wrong(knocking, context["name"], now=now)
        context["why"] = _("名單上找不到這個姓名。請檢查是不是全名，或按「我是新來的」。")
