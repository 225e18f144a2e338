"""Pages on training sessions: the list, one of them, planning it, its lessons and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Max, Min, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import take_problems
from foundation.workflow.moves import MoveRefused
from volunteers.certifying import waiting
from volunteers.models import LessonAttendance, SessionPlace, TrainingSession, Volunteer
from volunteers.rules.courses import PROGRAMMES
from volunteers.training import lesson_sign_in, places, session_closing, sessions
from volunteers.training.session_forms import ClosingForm, FactsForm, LessonForms, NewForm, lesson_rows

PAGE, PEOPLE = 30, 50
SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
S = TrainingSession.State
SHAPES = {S.PLANNED: "todo", S.OPEN: "ok", S.HELD: "ok", S.CLOSED: "done", S.CANCELLED: "released"}
ROWS = ("unit__organisation", "unit__county", "authority", "county")
AHEAD = (S.PLANNED, S.OPEN, S.HELD)


def looks(request: HttpRequest) -> None:
    """Let in who sees volunteers, and volunteers themselves.

    Raises:
        Http404: she is neither.
    """
    if not (reach(request.user, SEE) or reach(request.user, Permission.SEE_OWN_RECORD)):
        raise Http404


def held(request: HttpRequest, pk: int) -> TrainingSession:
    """A session that this person holds or looks after."""
    rows = TrainingSession.objects.visible_to(request.user, KEEP).select_related(*ROWS)
    return get_visible(rows, request.user, pk=pk)


def myself(request: HttpRequest) -> Volunteer | None:
    """The volunteer whose account this is."""
    if not reach(request.user, Permission.SEE_OWN_RECORD):
        return None
    return Volunteer.objects.living().filter(user=request.user.pk).first()


@gate(None)
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """The sessions this person holds, can send people to or come to (a fixed number of questions)."""
    looks(request)
    past = request.GET.get("when") == "past"
    rows = TrainingSession.objects.visible_to(request.user).select_related(*ROWS)
    rows = rows.exclude(state__in=AHEAD) if past else rows.filter(state__in=AHEAD)
    taught = request.GET.get("programme", "")
    if taught in PROGRAMMES:
        rows = rows.filter(lessons__programme=taught).distinct()
    counts = {
        "first": Min("lessons__on"),
        "last": Max("lessons__on"),
        "coming": Count("places", filter=Q(places__state=SessionPlace.State.ENROLLED), distinct=True),
        "waiting": Count("places", filter=Q(places__state=SessionPlace.State.WAITING), distinct=True),
    }
    ordered = rows.annotate(**counts).order_by(
        F("first").desc(nulls_last=True) if past else F("first").asc(nulls_last=True), "pk"
    )
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.shape = SHAPES[S(one.state)]  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/sessions.html",
        {
            "page": page,
            "past": past,
            "programme": taught,
            "programmes": [(code, one.name) for code, one in PROGRAMMES.items()],
            "may_plan": bool(reach(request.user, KEEP) or reach(request.user, Permission.REVIEW_UNITS)),
        },
    )


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a session; the chosen training's courses are laid out by themselves."""
    form = NewForm(request.POST if request.method == "POST" else None, user=request.user)
    if not form.organisers:
        raise Http404
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        given = form.cleaned_data
        try:
            made = sessions.plan(values=form.facts, by=request.user, now=now, **form.held_by)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            if given["programme"]:
                slots = sessions.laid_out(given["programme"], on=given["on"], starts=given["starts"])
                try:
                    sessions.teach(session=made, slots=slots, by=request.user, now=now)
                except ValidationError as refused:
                    messages.warning(request, " ".join(refused.messages))
            messages.success(request, _("已建立場次。請核對課程的日期、時間和講師，再開放報名。"))
            return redirect("volunteers:session_lessons", pk=made.pk)
    return render(request, "volunteers/session_new.html", {"form": form}, status=422 if form.errors else 200)


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a session."""
    found = held(request, pk)
    form = FactsForm(request.POST if request.method == "POST" else None, instance=TrainingSession.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            sessions.change(session=found, values=form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已存好。"))
            return redirect("volunteers:session", pk=pk)
    given = {"form": form, "session": found}
    return render(request, "volunteers/session_edit.html", given, status=422 if form.errors else 200)


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """What is taught when: rows to fill in, more of them on demand."""
    found = held(request, pk)
    forms = LessonForms(request.POST if request.method == "POST" else None, initial=lesson_rows(found))
    problems: list[str] = []
    if request.method == "POST" and forms.is_valid():
        slots = [one.slot for one in forms if one.slot is not None]
        try:
            sessions.teach(session=found, slots=slots, by=request.user, now=timezone.now())
        except ValidationError as refused:
            problems = refused.messages
        else:
            messages.success(request, _("課程已存好。"))
            return redirect("volunteers:session_lessons" if "more" in request.POST else "volunteers:session", pk=pk)
    wrong = bool(problems) or (forms.is_bound and not forms.is_valid())
    given = {"forms": forms, "session": found, "problems": problems, "unready": list(sessions.unready(found))}
    return render(request, "volunteers/session_lessons.html", given, status=422 if wrong else 200)


@gate(None)
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: for its organiser, for who sends people, and for who comes."""
    looks(request)
    return session_page(request, get_visible(TrainingSession.objects.select_related(*ROWS), request.user, pk=pk))


def session_page(
    request: HttpRequest, found: TrainingSession, *, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a session (a fixed number of questions)."""
    keeps = TrainingSession.objects.visible_to(request.user, KEEP).filter(pk=found.pk).exists()
    taught = list(found.lessons.all())
    rows = SessionPlace.objects.visible_to(request.user).filter(session=found)
    shown = rows.exclude(state=SessionPlace.State.WITHDRAWN).select_related("volunteer", "unit__organisation")
    shown = shown.prefetch_related(
        "certificates", Prefetch("attendances", LessonAttendance.objects.filter(is_full=True), to_attr="full")
    )
    page = Paginator(shown.order_by("-state", "pk"), PEOPLE).get_page(request.GET.get("page"))
    numbers = found.places.aggregate(
        coming=Count("pk", filter=Q(state=SessionPlace.State.ENROLLED)),
        waiting=Count("pk", filter=Q(state=SessionPlace.State.WAITING)),
    )
    me = myself(request)
    mine = rows.filter(volunteer=me).first() if me else None
    first = taught[0].on if taught else timezone.localdate()
    today = timezone.localdate()
    return render(
        request,
        "volunteers/session.html",
        {
            "session": found,
            "shape": SHAPES[S(found.state)],
            "lessons": taught,
            "today": today,
            "page": page,
            "numbers": numbers,
            "keeps": keeps,
            "sends": found.is_open and bool(reach(request.user, KEEP) or keeps),
            "closing_form": ClosingForm() if session_closing.renewed(taught) else None,
            "assessed": any(PROGRAMMES[one.programme].assessed for one in taught),
            "problems": problems or [],
            "unsigned": waiting.trainings(session=found).count() if keeps and found.state == S.CLOSED else 0,
            "unready": list(sessions.unready(found)) if keeps and found.state == S.PLANNED else [],
            "me": me,
            "mine": mine,
            "barred": places.barred(found, me, unit=None, on=first) if me and not mine and found.is_open else [],
            "query": "",
        },
        status=status,
    )


@gate(SEE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a session, begin signing in, close it with its certificates, or cancel it."""
    found = held(request, pk)
    name, now = request.POST.get("move", ""), timezone.now()
    if name not in sessions.MOVES.moves:
        raise Http404
    try:
        if name == "close":
            closing = ClosingForm(request.POST)
            if not closing.is_valid():
                raise MoveRefused([text for texts in closing.errors.values() for text in texts])
            until = closing.cleaned_data["valid_until"]
            _tell(request, session_closing.close(session=found, by=request.user, now=now, valid_until=until))
        else:
            reason = request.POST.get("reason", "")[:300]
            sessions.move(session=found, name=name, by=request.user, now=now, reason=reason)
            messages.success(request, _("「%(state)s」了。") % {"state": found.get_state_display()})
    except MoveRefused as refused:
        return session_page(request, held(request, pk), problems=list(map(str, refused.problems)), status=422)
    return redirect("volunteers:session", pk=pk)


def _tell(request: HttpRequest, closed: session_closing.Closed) -> None:
    """Say what came of closing."""
    number = len(closed.certificates)
    messages.success(
        request,
        ngettext(
            "已結案，發了 %(number)s 張證明，訓練已登錄到每個人的紀錄，還沒核定的時數也重新看過。",
            "已結案，發了 %(number)s 張證明，訓練已登錄到每個人的紀錄，還沒核定的時數也重新看過。",
            number,
        )
        % {"number": number},
    )
    if closed.nothing:
        messages.info(
            request,
            ngettext(
                "%(number)s 人沒有任何一門課全程到課（或考評不及格），沒有證明。",
                "%(number)s 人沒有任何一門課全程到課（或考評不及格），沒有證明。",
                closed.nothing,
            )
            % {"number": closed.nothing},
        )
    if closed.known:
        messages.info(
            request,
            ngettext(
                "%(number)s 人這一天的這門訓練先前已經登錄過，沒有再發。",
                "%(number)s 人這一天的這門訓練先前已經登錄過，沒有再發。",
                closed.known,
            )
            % {"number": closed.known},
        )


@gate(SEE)
@require_POST
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who passed the assessment, of those that stood on the page."""
    found = held(request, pk)
    said = {"yes": True, "no": False, "": None}
    try:
        for place in found.places.coming():
            answer = request.POST.get(f"passed-{place.pk}")
            if answer in said:
                place.session = found
                places.assess(place=place, passed=said[answer], by=request.user, now=timezone.now())
    except ValidationError as refused:
        return session_page(request, found, problems=refused.messages, status=422)
    messages.success(request, _("已存好考評結果。"))
    return redirect("volunteers:session", pk=pk)


def desk_of(found: TrainingSession) -> dict[str, Any]:
    """What the pages of signing in need beside their own."""
    return {"session": found, "new_code_every": lesson_sign_in.NEW_CODE_EVERY}
