"""What is typed at a meeting item by item: kept while it is typed, and written down as rulings."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from actionplans.followup import decisions
from actionplans.meeting import rulings
from actionplans.meeting.meeting_forms import RulingForm, prefix_of, typed
from actionplans.models import Meeting, MeetingItem, Ruling
from actionplans.views.meetings import HOLD, items_of, page_of
from foundation.accounts.access import gate, get_visible


@gate(HOLD)
@never_cache
@require_POST
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed on an item; with 「記下裁示」 write the ruling down."""
    rows = MeetingItem.objects.visible_to(request.user, HOLD)
    found = get_visible(rows.select_related("meeting__county", "plan", "carries"), request.user, pk=pk)
    sent, now = typed(found, request.POST), timezone.now()
    try:
        kept = rulings.keep(item=found, typed=sent, by=request.user, now=now)
    except rulings.WrittenMeanwhile as meanwhile:
        if request.htmx:
            context = {"item": meanwhile.theirs, "theirs": meanwhile, "prefix": prefix_of(found), "sent": sent}
            return render(request, "actionplans/_item_kept.html", context, status=409)
        return _again(request, found, meanwhile, status=409, theirs=meanwhile.theirs)
    except ValidationError as refused:
        if request.htmx:
            context = {"item": found, "problem": " ".join(refused.messages), "prefix": prefix_of(found), "sent": sent}
            return render(request, "actionplans/_item_kept.html", context, status=422)
        return _again(request, found, refused, status=422)
    if request.htmx:
        return render(request, "actionplans/_item_kept.html", {"item": kept, "now": now, "prefix": prefix_of(found)})
    if request.POST.get("do") == "record":
        return _record(request, found)
    return _back(found)


def _record(request: HttpRequest, found: MeetingItem) -> HttpResponse:
    form = RulingForm(request.POST, item=_whole(found))
    if not form.is_valid():
        return page_of(request, found.meeting, tried=_current(form), status=422)
    said = form.cleaned_data
    text = request.POST.get(f"{prefix_of(found)}-seen", "")
    now = timezone.now()
    try:
        made = rulings.record(
            item=found, kind=said.get("kind", ""), words=said["words"], person=said["person"], due_on=said["due_on"],
            into=said.get("into"), dates=form.dates(found.meeting.held_on), closes=bool(said.get("closes")),
            by=request.user, seen=int(text) if text.isdecimal() and len(text) < 6 else None, now=now,
        )  # fmt: skip
    except decisions.DecidedMeanwhile as meanwhile:
        return _again(request, found, meanwhile, status=409)
    except ValidationError as refused:
        return _again(request, found, refused, status=422)
    messages.success(request, _("已記下：%(ruling)s") % {"ruling": made})
    if made.decision and (passed := decisions.passed_already(made.decision, on=timezone.localdate(now))):
        messages.warning(request, passed)
    if stayed := form.stayed():
        messages.warning(request, stayed)
    return _back(found)


def _whole(found: MeetingItem) -> MeetingItem:
    """The item with all that its form asks for."""
    return next(one for one in items_of(found.meeting) if one.pk == found.pk)


def _current(form: RulingForm) -> RulingForm:
    """The form as it was sent; its item with the versions that stand now."""
    form.item.refresh_from_db(fields=["version", "draft_version", "draft", "discussion"])
    return form


def _again(
    request: HttpRequest, found: MeetingItem, refused: ValidationError, *, status: int,
    theirs: MeetingItem | None = None,
) -> HttpResponse:  # fmt: skip
    """The page once more, with what was typed and the sentence that says why it was not taken."""
    form = RulingForm(request.POST, item=_whole(found))
    form.is_valid()
    form.refuse(refused)
    meeting = Meeting.objects.select_related("county").get(pk=found.meeting_id)
    if meeting.state != Meeting.State.IN_SESSION:
        messages.error(request, " ".join(refused.messages))
        return page_of(request, meeting, status=status)
    return page_of(request, meeting, tried=form, theirs=theirs, status=status)


@gate(HOLD)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a ruling in words that was not meant so."""
    found = _ruling(request, pk)
    try:
        rulings.withdraw(ruling=found, by=request.user, now=timezone.now())
        messages.success(request, _("已收回，紀錄不會印出來。"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return _back(found.item)


@gate(HOLD)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What was given to somebody to do is done."""
    found = _ruling(request, pk)
    rulings.close(ruling=found, by=request.user, now=timezone.now())
    messages.success(request, _("已結案，下次會議不再列入。"))
    return _back(found.item)


def _ruling(request: HttpRequest, pk: int) -> Ruling:
    rows = Ruling.objects.visible_to(request.user, HOLD).select_related("item__meeting__county", "decision")
    return get_visible(rows, request.user, pk=pk)


def _back(found: MeetingItem) -> HttpResponse:
    return redirect(f"{reverse('actionplans:meeting', args=[found.meeting_id])}#item-{found.pk}")
