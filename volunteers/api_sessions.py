"""Training sessions for programs: planning one, what it teaches, its moves, who comes and who was there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import Filter, described
from volunteers.models import Enrolment, SessionPlace, TrainingSession, Unit, Volunteer
from volunteers.persons import people
from volunteers.training import lesson_sign_in, places, session_closing, sessions
from volunteers.training import session_shapes as shapes
from volunteers.training.session_forms import organisers_for
from volunteers.training.sessions import Slot

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
ROWS = ("unit__organisation", "unit__county", "authority", "county")


def session_of(request: Request, pk: Any, permission: Permission = KEEP) -> TrainingSession:
    """A session that this person holds, or sees."""
    rows = TrainingSession.objects.visible_to(request.user, permission).select_related(*ROWS)
    return get_visible(rows.prefetch_related("lessons"), request.user, pk=pk)


class Sessions(Endpoints):
    """Training sessions."""

    area = Area.REGISTER
    queryset = TrainingSession.objects.none()
    permission = SEE
    filters = {
        "unit": Filter("unit", gettext_lazy("運用單位的編號（id）"), number=True),
        "state": Filter("state", gettext_lazy("狀態"), tuple(TrainingSession.State.values)),
    }

    @extend_schema(responses=shapes.SessionOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Sessions one holds or can send people to."""
        rows = TrainingSession.objects.visible_to(request.user).select_related(*ROWS).prefetch_related("lessons")
        return self.page_of(rows, shapes.SessionOut)

    @extend_schema(responses=shapes.SessionOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One session with its lessons."""
        return self.told(session_of(request, pk, SEE), shapes.SessionOut)

    @extend_schema(request=shapes.SessionIn, responses={201: shapes.SessionOut})
    def create(self, request: Request) -> Response:
        """Plan a session of a unit or of an office, with its lessons where they are sent."""
        values = given(request, shapes.SessionIn)
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        lessons = values.pop("lessons")
        held_by = _held_by(request, values)
        with transaction.atomic():
            made = sessions.plan(values=values, **held_by, **who)
            if lessons:
                sessions.teach(session=made, slots=[Slot(**one) for one in lessons], **who)
        return self.told(session_of(request, made.pk), shapes.SessionOut, made=True)

    @extend_schema(request=shapes.SessionChange, responses=shapes.SessionOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is said of a session; more room lets who waits move up."""
        found = session_of(request, pk)
        values = given(request, shapes.SessionChange, partial=True)
        sessions.change(session=found, values=values, by=asking(request), now=timezone.now())
        return self.told(session_of(request, pk), shapes.SessionOut)

    @extend_schema(request=shapes.LessonsIn, responses=shapes.SessionOut)
    @action(detail=True, methods=["put"])
    def lessons(self, request: Request, pk: str) -> Response:
        """Say what is taught and when; until somebody has signed in, all of it can change."""
        found = session_of(request, pk)
        slots = [Slot(**one) for one in given(request, shapes.LessonsIn)["lessons"]]
        sessions.teach(session=found, slots=slots, by=asking(request), now=timezone.now())
        return self.told(session_of(request, pk), shapes.SessionOut)

    @extend_schema(request=shapes.SessionMove, responses=shapes.ClosedOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Open, shut, begin, close (which certifies) or cancel a session."""
        found = session_of(request, pk)
        asked = given(request, shapes.SessionMove)
        who: dict[str, Any] = {"session": found, "by": request.user, "now": timezone.now()}
        closed = session_closing.Closed()
        if asked["move"] == "close":
            closed = session_closing.close(valid_until=asked["valid_until"], **who)
        else:
            sessions.move(name=asked["move"], reason=asked["reason"], **who)
        after: Any = session_of(request, pk)
        after.certified, after.nothing, after.known = len(closed.certificates), closed.nothing, closed.known
        return self.told(after, shapes.ClosedOut)


class SessionPlaces(Endpoints):
    """Who comes to a session."""

    area = Area.REGISTER
    queryset = SessionPlace.objects.none()
    permissions = {"list": SEE, "create": KEEP}

    @extend_schema(responses=shapes.SessionPlaceOut(many=True), operation_id="session_places_list")
    def list(self, request: Request, session: int) -> Response:
        """Places of a session: all of them for who holds it, of one's own people for others."""
        found = session_of(request, session, SEE)
        rows = SessionPlace.objects.visible_to(request.user).filter(session=found).select_related("volunteer")
        return self.page_of(rows, shapes.SessionPlaceOut)

    @extend_schema(
        request=shapes.SignUpIn, responses=shapes.AllSignedUpOut, operation_id="session_places_sign_up"
    )  # fmt: skip
    def create(self, request: Request, session: int) -> Response:
        """Sign people up, each for herself; who cannot come is told with the reason."""
        found = session_of(request, session, SEE)
        units = Unit.objects.visible_to(request.user, KEEP)
        if TrainingSession.objects.visible_to(request.user, KEEP).filter(pk=found.pk).exists():
            units = units | Unit.objects.visible_to(request.user, SEE).filter(authority=found.authority_id)
        keys = given(request, shapes.SignUpIn)["people"]
        rows = Enrolment.objects.filter(unit__in=units, left_on=None, volunteer__key__in=keys)
        known = {row.volunteer.key: row for row in rows.select_related("volunteer", "unit").order_by("-pk")}
        told = [_signed_up(request, found, key, known.get(key)) for key in keys]
        return self.told({"rows": told}, shapes.AllSignedUpOut)


class Places(Endpoints):
    """Somebody's place in a session."""

    area = Area.REGISTER
    queryset = SessionPlace.objects.none()
    permission = KEEP
    # The office that holds a session assesses it, too.
    permissions = {"partial_update": SEE}

    @extend_schema(request=None, responses=shapes.SessionPlaceOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Give a place back; who waits moves up."""
        rows = SessionPlace.objects.visible_to(request.user, KEEP).select_related("session", "volunteer")
        place = get_visible(rows, request.user, pk=pk)
        places.withdraw(place=place, by=asking(request), now=timezone.now())
        place.refresh_from_db()
        return self.told(place, shapes.SessionPlaceOut)

    @extend_schema(request=shapes.PassedIn, responses=shapes.SessionPlaceOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Write down what the assessment said."""
        held = TrainingSession.objects.visible_to(request.user, KEEP)
        rows = SessionPlace.objects.filter(session__in=held).coming().select_related("session", "volunteer")
        place = get_visible(rows, request.user, pk=pk)
        said = given(request, shapes.PassedIn)
        return self.told(
            places.assess(place=place, by=asking(request), now=timezone.now(), **said), shapes.SessionPlaceOut
        )  # fmt: skip


class LessonAttendances(Endpoint):
    """Who was at a lesson."""

    area = Area.REGISTER
    permission = SEE

    @extend_schema(
        request=shapes.AttendanceIn, responses=shapes.AttendanceOut, operation_id="session_lesson_attendance"
    )  # fmt: skip
    def put(self, request: Request, session: int, lesson: int) -> Response:
        """Write the whole list of a lesson; who is in neither list was not there."""
        found, one = _lesson(request, session, lesson)
        asked = given(request, shapes.AttendanceIn)
        everybody = found.places.coming().values_list("pk", flat=True)
        full = lesson_sign_in.mark(
            session=found, lesson=one, full=set(asked["full"]), partly=set(asked["partly"]), shown=set(everybody),
            by=asking(request), now=timezone.now(),
        )  # fmt: skip
        return Response(shapes.AttendanceOut({"full": full}).data)


class WalkIns(Endpoint):
    """People who come without a place."""

    area = Area.REGISTER
    permission = SEE

    @extend_schema(
        request=shapes.WalkInIn, responses=shapes.SessionPlaceOut, operation_id="session_lesson_walk_in"
    )  # fmt: skip
    def post(self, request: Request, session: int, lesson: int) -> Response:
        """Take in somebody who is in the register, by her whole number, and sign her in."""
        found, one = _lesson(request, session, lesson)
        asked = given(request, shapes.WalkInIn)
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        kind = Volunteer.IdentityKind.PASSPORT.value if asked["passport"] else ""
        person = people.look_up(number=asked["identity"], kind=kind, **who)
        if person is None:
            raise ValidationError({"identity": _("這個證號還沒有登錄。請她的單位先登錄，再現場加入。")})
        with transaction.atomic():
            place = places.walk_in(session=found, volunteer=person, **who)
            lesson_sign_in.mark(session=found, lesson=one, full=[place.pk], partly=(), shown=[place.pk], **who)
        return Response(shapes.SessionPlaceOut(place).data)


def _lesson(request: Request, session: int, lesson: int) -> tuple[TrainingSession, Any]:
    found = session_of(request, session)
    one = found.lessons.filter(pk=lesson).first()
    if one is None:
        raise Http404
    return found, one


def _held_by(request: Request, values: dict[str, Any]) -> dict[str, Any]:
    """Unit, or office and category, as `sessions.plan` takes them, of those this person plans for."""
    unit, office, category = (values.pop(name, None) for name in ("unit", "authority", "category"))
    found = organisers_for(asking(request))
    if not found:
        raise Http404
    if (unit is None) == (office is None):
        raise ValidationError(_("請寫由哪個單位（unit）或哪個機關（authority）辦理，寫一個。"))
    if unit is not None:
        wanted = [f"u{unit}"]
    else:
        wanted = [key for key in found if key.startswith(f"a{office}-") and (not category or key.endswith(category))]
    if len(wanted) != 1 or wanted[0] not in found:
        place = "unit" if unit is not None else "authority"
        raise ValidationError({place: _("您不能替它辦理，或這個機關管幾類，請寫 category。")})
    return found[wanted[0]][1]


def _signed_up(request: Request, session: TrainingSession, key: Any, row: Enrolment | None) -> dict[str, Any]:
    """What became of one person."""
    told: dict[str, Any] = {"volunteer": key, "outcome": "wrong", "reason": "", "place": None}
    if row is None:
        return told | {"reason": _("她現在不在您管理的單位。")}
    try:
        place = places.sign_up(
            session=session, volunteer=row.volunteer, unit=row.unit, by=asking(request), now=timezone.now()
        )  # fmt: skip
    except ValidationError as refused:
        return told | {"reason": " ".join(refused.messages)}
    return told | {"outcome": place.state, "place": place.pk}
