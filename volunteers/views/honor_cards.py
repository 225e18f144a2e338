"""Pages on honour cards: the office's list, one card, printing, the holder's check, and the public look-up."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from foundation.exports.views import respond
from foundation.ui.refusals import take_problems
from volunteers.certifying import card_lookup, card_papers, honor_cards
from volunteers.certifying.certificate_forms import CheckForm, EndForm, LookUpForm, MakeForm
from volunteers.models import HonorCard, Volunteer
from volunteers.views.places import client

SEE, REVIEW = Permission.SEE_VOLUNTEERS, Permission.REVIEW_UNITS
ROWS, MOST = 50, 200
FOUND = ("volunteer", "unit__organisation", "unit__authority", "unit__county", "replaces", "replaced_by")


@gate(SEE)
@require_safe
def card_list(request: HttpRequest) -> HttpResponse:
    """Cards, newest first; for whoever reviews, also who was given one and has none yet."""
    rows = HonorCard.objects.visible_to(request.user).select_related(*FOUND)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for one in page:
        show(one, today)
    return render(
        request,
        "volunteers/honor_cards.html",
        {
            "page": page, "waiting": list(honor_cards.without_card(request.user)[:MOST]), "form": MakeForm(),
            "reviews": bool(request.user.access.scope(REVIEW)), "query": "",
        },
    )  # fmt: skip


def show(one: Any, today: Any) -> None:
    """How a card stands, for the page."""
    if one.ended_on is not None:
        one.shape, one.state_shown = "late", one.get_ended_for_display()
    elif one.valid_until < today:
        one.shape, one.state_shown = "released", _("已到期")
    elif one.issued_on is not None:
        one.shape, one.state_shown = "done", _("已發卡")
    elif one.checked_at is not None:
        one.shape, one.state_shown = "ok", _("本人核對過，可以發卡")
    else:
        one.shape, one.state_shown = "todo", _("等本人核對")


@gate(REVIEW)
@require_POST
def card_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the card of somebody who was given one."""
    given = get_visible(honor_cards.without_card(request.user), request.user, pk=pk)
    form, now = MakeForm(request.POST), timezone.now()
    problems = [_("請選卡別。")]
    if form.is_valid() and given.volunteer is not None:
        unit = honor_cards.unit_for(given.volunteer, request.user, timezone.localdate(now))
        try:
            if unit is None:
                raise ValidationError(_("她不在您審查的任何單位。"))
            made = honor_cards.make(given=given, unit=unit, by=request.user, now=now, **form.cleaned_data)
        except ValidationError as refused:
            problems = refused.messages
        else:
            messages.success(request, _("卡建立好了，會寄信請本人核對英文姓名和地址。"))
            return redirect("volunteers:honor_card", pk=made.pk)
    for problem in problems:
        messages.error(request, problem)
    return redirect("volunteers:honor_cards")


@gate(SEE)
@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One card: for its unit and its office."""
    return _page(request, get_visible(HonorCard.objects.select_related(*FOUND), request.user, pk=pk))


@gate(REVIEW)
@require_POST
def card_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Check it for her, issue it, end it, or make it anew."""
    rows = HonorCard.objects.visible_to(request.user, REVIEW).select_related(*FOUND)
    one = get_visible(rows, request.user, pk=pk)
    move, now, by = request.POST.get("move", ""), timezone.now(), request.user
    form: CheckForm | EndForm = CheckForm(request.POST) if move == "check" else EndForm(request.POST)
    try:
        if move == "issue":
            honor_cards.issue(card=one, by=by, now=now)
        elif form.is_valid() and isinstance(form, CheckForm):
            honor_cards.check(card=one, by=by, now=now, how=_("承辦人依書面"), **form.cleaned_data)
        elif form.is_valid():
            deed = honor_cards.replace if move == "replace" else honor_cards.end
            one = deed(card=one, by=by, now=now, **form.cleaned_data)
        else:
            return _page(request, one, form, 422)
    except ValidationError as refused:
        if move == "issue":
            messages.error(request, refused.messages[0])
            return redirect("volunteers:honor_card", pk=pk)
        take_problems(form, refused)
        return _page(request, one, form, 422)
    messages.success(request, _("已經記下來。"))
    return redirect("volunteers:honor_card", pk=one.pk)


def _page(
    request: HttpRequest, one: HonorCard, form: CheckForm | EndForm | None = None, status: int = 200
) -> HttpResponse:
    show(one, timezone.localdate())
    reviews = HonorCard.objects.visible_to(request.user, REVIEW).filter(pk=one.pk).exists()
    checking = CheckForm(initial={"name_en": one.name_en, "address": one.address})
    given = {
        "one": one, "reviews": reviews, "check_form": form if isinstance(form, CheckForm) else checking,
        "end_form": form if isinstance(form, EndForm) else EndForm(), "later": getattr(one, "replaced_by", None),
    }  # fmt: skip
    return render(request, "volunteers/honor_card.html", given, status=status)


@gate(REVIEW)
@require_POST
def card_paper(request: HttpRequest) -> HttpResponseBase:
    """Print cards: those that are chosen, or all that were checked and are not issued; printing issues them."""
    chosen = [int(one) for one in request.POST.getlist("card") if one.isascii() and one.isdecimal()]
    now = timezone.now()
    rows = HonorCard.objects.visible_to(request.user, REVIEW).filter(ended_on=None, checked_at__isnull=False)
    rows = rows.filter(pk__in=chosen) if chosen else rows.filter(issued_on=None)
    cards = list(rows.select_related(*FOUND).order_by("pk")[:MOST])
    if not cards:
        messages.info(request, _("沒有本人核對過、可以印的卡。"))
        return redirect("volunteers:honor_cards")
    for one in cards:
        if one.issued_on is None:
            honor_cards.issue(card=one, by=request.user, now=now)
        trail.record(Verb.PRINTED, one, by=request.user, now={"paper": card_papers.NAME, "format": "pdf"}, at=now)
    data = card_papers.paper(cards, single=request.POST.get("size") == "single", now=now)
    return respond(io.BytesIO(data), name=f"{card_papers.NAME}.pdf", content_type=pdf.CONTENT_TYPE)


@public("a signed link leads to one card, for whoever it was mailed to")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card_check(request: HttpRequest, token: str) -> HttpResponse:
    """What shall stand on her card, checked by her without an account. Opening the page changes nothing."""
    found = honor_cards.read(token)
    if found is None:
        return render(request, "volunteers/honor_card_check.html", {"one": None}, status=404)
    return checked(request, found, honor_cards.holder(found), "plain.html")


@gate(Permission.SEE_OWN_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def own_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with her account."""
    me = Volunteer.objects.filter(user=request.user).first()
    rows = HonorCard.objects.filter(volunteer=me, ended_on=None).select_related(*FOUND)
    return checked(request, get_visible(rows, request.user, pk=pk), request.user, "app.html")


def checked(request: HttpRequest, one: HonorCard, by: Any, base: str) -> HttpResponse:
    """The form with what she has checked so far, and taking in what she sends."""
    form = CheckForm(
        request.POST if request.method == "POST" else None, initial={"name_en": one.name_en, "address": one.address}
    )
    if request.method == "POST" and form.is_valid():
        how = _("本人（寄送的連結）") if base == "plain.html" else _("本人")
        try:
            honor_cards.check(card=one, by=by, now=timezone.now(), how=how, **form.cleaned_data)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("謝謝，已經記下來；卡片印好就寄給您。"))
            return redirect(request.path)
    given = {"one": one, "form": form, "base": base}
    return render(request, "volunteers/honor_card_check.html", given, status=422 if form.errors else 200)


@public("a ticket office asks whether a card counts, and must know its number and its holder's birthday")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Whether a card counts today: valid, expired or unknown, and nothing else."""
    if request.method != "POST":
        return render(request, "volunteers/honor_card_look_up.html", {"form": LookUpForm()})
    form, answer, status = LookUpForm(request.POST), None, 200
    if not form.is_valid():
        status = 422
    elif card_lookup.is_flooded(address=client(request), number=form.cleaned_data["number"]):
        form.add_error(None, _("這裡查了太多次，請一個小時以後再查。"))
        status = 429
    else:
        card_lookup.count(address=client(request), number=form.cleaned_data["number"])
        answer = card_lookup.look_up(on=timezone.localdate(), **form.cleaned_data)
    given = {"form": form, "answer": answer, "words": card_lookup.WORDS[answer] if answer else ""}
    return render(request, "volunteers/honor_card_look_up.html", given, status=status)
