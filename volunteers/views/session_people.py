"""Pages on who comes to a session: signing people up, giving a place back, and signing in to its lessons."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import sought
from foundation.accounts import sessions
from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from volunteers.models import (
    Enrolment,
    Lesson,
    LessonAttendance,
    SessionPlace,
    Training,
    TrainingSession,
    Unit,
    Volunteer,
)
from volunteers.persons import people, searching
from volunteers.persons.people_forms import FindForm
from volunteers.training import lesson_sign_in, places

from .sessions import KEEP, PEOPLE, ROWS, SEE, desk_of, held, looks, myself, session_page

WHY = "volunteers without an account sign in by the code on the organiser's screen and their own"


def _sending(request: HttpRequest, pk: int) -> tuple[TrainingSession, Any]:
    """A session and the units from which this person can send people to it."""
    found = get_visible(TrainingSession.objects.select_related(*ROWS), request.user, pk=pk)
    units = Unit.objects.visible_to(request.user, KEEP)
    if TrainingSession.objects.visible_to(request.user, KEEP).filter(pk=pk).exists():
        units = units | Unit.objects.visible_to(request.user, SEE).filter(authority=found.authority_id)
    if not found.is_open or not units.exists():
        raise Http404
    return found, units


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who is to come: one's own people, those first who have not had the training."""
    found, units = _sending(request, pk)
    if request.method == "POST" and sought.FIELD in request.POST:
        return redirect(sought.address(request))
    current = Enrolment.objects.filter(unit__in=units, left_on=None)
    taught = {lesson.programme for lesson in found.lessons.all()}
    if request.method == "POST":
        return _sign_up(request, found, current)
    looked_for = sought.of(request)
    rows = Volunteer.objects.living().filter(enrolments__in=current).exclude(
        pk__in=found.places.exclude(state=SessionPlace.State.WITHDRAWN).values("volunteer")
    )  # fmt: skip
    if looked_for.text:
        rows = searching.find(rows, looked_for.text)
    had = Training.objects.valid().filter(volunteer=OuterRef("pk"), programme__in=taught, course=0)
    rows = rows.annotate(had=Exists(had)).distinct().order_by("had", "name_key", "pk")
    page = Paginator(rows, PEOPLE).get_page(request.GET.get("page"))
    given = {"session": found, "page": page, "sought": looked_for}
    given["query"] = urlencode({sought.FIELD: looked_for.token}) if looked_for.token else ""
    return render(request, "volunteers/session_people.html", given)


def _sign_up(request: HttpRequest, found: TrainingSession, current: Any) -> HttpResponse:
    """Sign up who was ticked, each for herself; who cannot come is told with the reason."""
    keys = [int(key) for key in request.POST.getlist("person") if key.isdecimal() and len(key) < 19][: 2 * PEOPLE]
    rows = current.filter(volunteer__in=keys).select_related("volunteer", "unit").order_by("volunteer", "pk")
    by_person = {row.volunteer_id: row for row in rows}
    coming = waiting = 0
    for row in by_person.values():
        try:
            place = places.sign_up(
                session=found, volunteer=row.volunteer, unit=row.unit, by=request.user, now=timezone.now()
            )
            coming += place.state == SessionPlace.State.ENROLLED
            waiting += place.state == SessionPlace.State.WAITING
        except ValidationError as refused:
            said = " ".join(refused.messages)
            messages.error(request, _("%(name)s：%(why)s") % {"name": row.volunteer.name, "why": said})
    if not by_person:
        messages.error(request, _("還沒有選要報名的人。"))
        return redirect("volunteers:session_people", pk=found.pk)
    if coming:
        messages.success(
            request, ngettext("已報名 %(number)s 人。", "已報名 %(number)s 人。", coming) % {"number": coming}
        )
    if waiting:
        messages.info(
            request,
            ngettext("名額已滿，%(number)s 人排候補。", "名額已滿，%(number)s 人排候補。", waiting)
            % {"number": waiting},
        )
    return redirect("volunteers:session", pk=found.pk)


@gate(Permission.SEE_OWN_RECORD)
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign oneself up."""
    found = get_visible(TrainingSession.objects.select_related(*ROWS), request.user, pk=pk)
    me = myself(request)
    if me is None:
        raise Http404
    try:
        place = places.sign_up(session=found, volunteer=me, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return session_page(request, found, problems=refused.messages, status=422)
    waits = place.state == SessionPlace.State.WAITING
    messages.success(request, _("名額已滿，已排候補；有人取消就會遞補。") if waits else _("已報名。"))
    return redirect("volunteers:session", pk=pk)


@gate(None)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a place back: the organiser, who keeps the person, and she herself."""
    looks(request)
    rows = SessionPlace.objects.visible_to(request.user, KEEP) | SessionPlace.objects.filter(
        volunteer__user=request.user.pk
    )
    place = rows.select_related("session").filter(pk=pk).first()
    if place is None:
        raise Http404
    try:
        places.withdraw(place=place, by=request.user, now=timezone.now())
        messages.success(request, _("已取消報名。"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("volunteers:session", pk=place.session_id)


def _lesson(request: HttpRequest, pk: int, number: int) -> tuple[TrainingSession, Lesson]:
    found = held(request, pk)
    lesson = found.lessons.filter(pk=number).first()
    if lesson is None:
        raise Http404
    return found, lesson


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, pk: int, lesson: int) -> HttpResponse:
    """The organiser's list of one lesson."""
    found, one = _lesson(request, pk, lesson)
    problems: list[str] = []
    if request.method == "POST":
        shown = _keys(request, "shown")
        everybody = "full" if "all" in request.POST else ""
        there = {key: everybody or request.POST.get(f"there-{key}", "") for key in shown}
        try:
            number = lesson_sign_in.mark(
                session=found, lesson=one, full=[key for key in shown if there[key] == "full"],
                partly=[key for key in shown if there[key] == "partly"], shown=shown, by=request.user,
                now=timezone.now(),
            )  # fmt: skip
            messages.success(
                request,
                ngettext("已存好，全程到課 %(number)s 人。", "已存好，全程到課 %(number)s 人。", number)
                % {"number": number},
            )
            return redirect(f"{reverse('volunteers:lesson', args=[pk, lesson])}?{request.GET.urlencode()}".rstrip("?"))
        except ValidationError as refused:
            problems = refused.messages
    return _desk(request, found, one, FindForm(), problems, status=422 if problems else 200)


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isdecimal() and len(key) < 19]


def _desk(
    request: HttpRequest, found: TrainingSession, one: Lesson, form: FindForm, problems: list[str], status: int = 200
) -> HttpResponse:
    rows = found.places.coming().select_related("volunteer", "unit__organisation").order_by("volunteer__name_key", "pk")
    page = Paginator(rows, 2 * PEOPLE).get_page(request.GET.get("page"))
    known = LessonAttendance.objects.filter(lesson=one, place__in=[each.pk for each in page])
    there = dict(known.values_list("place", "is_full"))
    for each in page:
        each.there = {True: "full", False: "partly", None: ""}[there.get(each.pk)]  # type: ignore[attr-defined]
    given = desk_of(found) | {
        "lesson": one, "page": page, "form": form, "problems": problems, "query": "",
        "others": found.lessons.all(), "opens": found.state == TrainingSession.State.HELD,
    }  # fmt: skip
    return render(request, "volunteers/lesson.html", given, status=status)


@gate(SEE)
@require_POST
def walk_in(request: HttpRequest, pk: int, lesson: int) -> HttpResponse:
    """Take in somebody who is in the register and has no place, by her whole number, and sign her in."""
    found, one = _lesson(request, pk, lesson)
    form = FindForm(request.POST)
    problems: list[str] = []
    if form.is_valid():
        now = timezone.now()
        kind = Volunteer.IdentityKind.PASSPORT.value if form.cleaned_data["kind"] else ""
        try:
            person = people.look_up(number=form.cleaned_data["number"], kind=kind, by=request.user, now=now)
            if person is None:
                form.add_error("number", _("這個證號還沒有登錄。請她的單位先登錄，再現場加入。"))
            else:
                place = places.walk_in(session=found, volunteer=person, by=request.user, now=now)
                lesson_sign_in.mark(
                    session=found, lesson=one, full=[place.pk], partly=(), shown=[place.pk], by=request.user, now=now
                )
                messages.success(request, _("%(name)s已加入並簽到。") % {"name": person.veiled})
                return redirect("volunteers:lesson", pk=pk, lesson=lesson)
        except ValidationError as refused:
            problems = [" ".join(refused.messages)]
    return _desk(request, found, one, form, problems, status=422)


@gate(SEE)
@never_cache
@require_safe
def screen(request: HttpRequest, pk: int, lesson: int) -> HttpResponse:
    """The code that people open to sign in, large; it changes by itself."""
    found, one = _lesson(request, pk, lesson)
    now = timezone.now()
    if one.on == timezone.localdate(now):
        sessions.keep_shown(request, now)
    where = request.build_absolute_uri(reverse("volunteers:lesson_here", args=[lesson_sign_in.token(one)]))
    there = LessonAttendance.objects.filter(lesson=one).count()
    given = desk_of(found) | {"lesson": one, "where": where, "there": there, "of": found.places.coming().count()}
    return render(request, "volunteers/lesson_screen.html", given)


@public(WHY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in to a lesson: with one's own account, or with the code one got when signed up."""
    one = lesson_sign_in.lesson_of(token)
    if one is None:
        return render(request, "volunteers/lesson_here.html", {"gone": True, "lesson": None}, status=404)
    me = myself(request) if reach(request.user, Permission.SEE_OWN_RECORD) else None
    mine = one.session.places.coming().filter(volunteer=me).select_related("volunteer").first() if me else None
    why, done = "", None
    if request.method == "POST":
        code = request.POST.get("code", "")[:12]
        place = mine if "code" not in request.POST else lesson_sign_in.place_by_code(one, code)
        if place is None:
            why = _("這個場次沒有這個簽到碼。請核對報名時拿到的六個字，或到報到處說一聲。")
        else:
            try:
                done = lesson_sign_in.arrive(
                    place=place, lesson=one, by=request.user if place == mine else place, now=timezone.now()
                )
            except ValidationError as refused:
                why = " ".join(refused.messages)
    elif mine is not None:
        done = LessonAttendance.objects.filter(place=mine, lesson=one).first()
    given = {"lesson": one, "session": one.session, "mine": mine, "why": why, "done": done, "gone": False}
    return render(request, "volunteers/lesson_here.html", given, status=422 if why else 200)
