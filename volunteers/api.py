"""Endpoints on the register. They read what the pages show, and take hours in by the words of the list of hours."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts import sectors
from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, given
from foundation.api.filters import Filter, described
from foundation.imports.grid import Grid
from foundation.imports.layout import REASON, RESULT, ROW, recognise_grids
from foundation.imports.rows import understand
from foundation.taiwan.counties import COUNTIES
from foundation.ui.stored_words import said

from . import api_shapes as shapes
from .lists import hour_answers, hour_lists
from .lists.hour_answers import HourAnswer
from .lists.hour_lists import Taken
from .models import Cover, Enrolment, Policy, ServiceEntry, ServiceMonth, Training, Unit, Volunteer
from .rules.courses import PROGRAMMES

UNIT = Filter("unit", gettext_lazy("運用單位的編號（id）"), number=True)
MONTH = Filter("month", gettext_lazy("西元年月，例如 202603"), number=True)
CATEGORY = Filter("category", gettext_lazy("服務類別"), tuple(sectors.CATEGORIES))
KEY = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def _of_person(rows: Any, value: str) -> Any:
    """The rows of whoever has this key; none where it is no key."""
    try:
        return rows.filter(volunteer__key=uuid.UUID(value))
    except ValueError:
        return rows.none()


def _among(request: Request, path: str) -> Filter:
    """The people of a unit, by enrolments that one sees: else the filter would tell of units that one does not."""
    seen = Enrolment.objects.visible_to(request.user)
    return dataclasses.replace(
        UNIT, narrow=lambda rows, value: rows.filter(**{path: seen.filter(unit=value).values("volunteer")})
    )


PERSON = Filter("volunteer__key", gettext_lazy("志工的 key"), narrow=_of_person)


class Units(Endpoints):
    """Units that use volunteers."""

    area = Area.UNITS
    queryset = Unit.objects.none()
    permission = Permission.SEE_UNITS
    filters = {
        "county": Filter("county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "category": CATEGORY,
        "state": Filter("state", gettext_lazy("狀態"), tuple(Unit.State.values)),
    }

    def _rows(self, request: Request) -> Any:
        return Unit.objects.visible_to(request.user).select_related("organisation", "county", "authority")

    @extend_schema(responses=shapes.UnitOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Units one may see."""
        return self.page_of(self._rows(request), shapes.UnitOut)

    @extend_schema(responses=shapes.UnitOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One unit."""
        return Response(shapes.UnitOut(get_visible(self._rows(request), request.user, pk=pk)).data)


class Volunteers(Endpoints):
    """People of the register."""

    area = Area.REGISTER
    queryset = Volunteer.objects.none()
    permission = Permission.SEE_VOLUNTEERS
    lookup_field = "key"
    lookup_value_regex = KEY
    filters = {"unit": UNIT}

    def _rows(self, request: Request) -> Any:
        seen = Prefetch(
            "enrolments", Enrolment.objects.visible_to(request.user).order_by("joined_on", "pk"), "seen_enrolments"
        )
        people = Volunteer.objects.visible_to(request.user).living()
        return people.select_related("total").prefetch_related(seen)

    @extend_schema(responses=shapes.VolunteerOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """People of units one sees; identity numbers masked. With `unit`, those who are or were there."""
        return self.page_of(self._rows(request), shapes.VolunteerOut, unit=_among(request, "pk__in"))

    @extend_schema(responses=shapes.VolunteerOut)
    def retrieve(self, request: Request, key: str) -> Response:
        """One person; the identity number masked."""
        return Response(shapes.VolunteerOut(get_visible(self._rows(request), request.user, key=key)).data)


class Trainings(Endpoints):
    """Trainings that people completed."""

    area = Area.REGISTER
    queryset = Training.objects.none()
    permission = Permission.SEE_VOLUNTEERS
    filters = {
        "volunteer": PERSON,
        "programme": Filter("programme", gettext_lazy("訓練代碼"), tuple(PROGRAMMES)),
        "unit": UNIT,
    }

    @extend_schema(responses=shapes.TrainingOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Trainings of people one sees; revoked ones say why. With `unit`, of those who are or were there."""
        rows = Training.objects.visible_to(request.user).select_related("volunteer")
        return self.page_of(rows, shapes.TrainingOut, unit=_among(request, "volunteer__in"))


class Hours(Endpoints):
    """Lines of the ledger of hours."""

    area = Area.REGISTER
    queryset = ServiceEntry.objects.none()
    permission = Permission.SEE_VOLUNTEERS
    filters = {
        "unit": UNIT,
        "volunteer": PERSON,
        "month": MONTH,
        "state": Filter("state", gettext_lazy("狀態"), tuple(ServiceEntry.State.values)),
        "category": CATEGORY,
    }

    @extend_schema(responses=shapes.HoursOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Lines one sees, corrections among them: a counter-line names the line it takes out."""
        rows = ServiceEntry.objects.visible_to(request.user).select_related("volunteer")
        return self.page_of(rows, shapes.HoursOut)


class HourSums(Endpoints):
    """What stands of hours by person, unit, category and month."""

    area = Area.REGISTER
    queryset = ServiceMonth.objects.none()
    permission = Permission.SEE_VOLUNTEERS
    filters = {"unit": UNIT, "volunteer": PERSON, "month": MONTH, "category": CATEGORY}

    @extend_schema(responses=shapes.MonthOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Approved hours, summed; they stand with the lines in one transaction."""
        rows = ServiceMonth.objects.visible_to(request.user).select_related("volunteer")
        return self.page_of(rows, shapes.MonthOut)


class Policies(Endpoints):
    """Accident insurance policies."""

    area = Area.REGISTER
    queryset = Policy.objects.none()
    permission = Permission.SEE_UNITS
    filters = {"unit": UNIT}

    @extend_schema(responses=shapes.PolicyOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Policies of units one sees."""
        return self.page_of(Policy.objects.visible_to(request.user), shapes.PolicyOut)

    @extend_schema(responses=shapes.PolicyOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One policy."""
        return Response(
            shapes.PolicyOut(get_visible(Policy.objects.visible_to(request.user), request.user, pk=pk)).data
        )


class PolicyCovers(Endpoints):
    """Who is on a policy's list."""

    area = Area.REGISTER
    queryset = Cover.objects.none()
    permission = Permission.SEE_VOLUNTEERS

    @extend_schema(responses=shapes.CoverOut(many=True), operation_id="policy_covers_list")
    def list(self, request: Request, policy: int) -> Response:
        """The people on a policy's list whom one sees, with their days."""
        seen = Policy.objects.visible_to(request.user, Permission.SEE_VOLUNTEERS)
        found = get_visible(seen, request.user, pk=policy)
        rows = Cover.objects.visible_to(request.user).filter(policy=found).select_related("volunteer")
        return self.page_of(rows, shapes.CoverOut)


class UnitHours(Endpoint):
    """Taking hours of a unit in."""

    area = Area.REGISTER
    permission = Permission.KEEP_VOLUNTEERS

    @extend_schema(request=shapes.HoursIn, responses=shapes.HoursTaken, operation_id="unit_hours_take")
    def post(self, request: Request, unit: int) -> Response:
        """Enter rows of hours by the same words as the list of hours, and say of each what became of it.

        Good rows go in, wrong ones come back with what is wrong; what stood in the ledger is left as it is, so that the
        same rows may be sent again.
        """
        rows = Unit.objects.visible_to(request.user, Permission.KEEP_VOLUNTEERS)
        found = get_visible(rows.select_related("organisation", "county"), request.user, pk=unit)
        asked = given(request, shapes.HoursIn)
        taken, answer = _taken(found, asked, request)
        return Response(
            shapes.HoursTaken(
                {
                    "only_check": asked["only_check"],
                    "batch": taken.batch.pk if taken.batch else None,
                    "entered": answer.entered,
                    "there": answer.there,
                    "wrong": answer.wrong,
                    "rows": list(_told(taken, answer)),
                }
            ).data
        )


def _taken(unit: Unit, asked: dict[str, Any], request: Request) -> tuple[Taken, HourAnswer]:
    keys = [field.key for field in hour_lists.SPEC.fields]
    grid = Grid([keys, *([row.get(key, "") for key in keys] for row in asked["rows"])])
    taken = hour_lists.take(
        unit=unit,
        understood=understand(recognise_grids([grid], hour_lists.SPEC)),
        by=request.user,
        now=timezone.now(),
        label=asked["name"],
        dry=asked["only_check"],
    )
    return taken, hour_answers.answer_to(taken, name=asked["name"], dry=asked["only_check"])


def _told(taken: Taken, answer: HourAnswer) -> Iterator[dict[str, Any]]:
    """Each row by its place in what was sent; the heading is the grid's first row."""
    result, reason, number = (answer.columns.index(said(one)) for one in (RESULT, REASON, ROW))
    wrong = {problem.row for problem in taken.understood.problems}
    skipped = {one.row for one in taken.understood.skipped}
    there = set(taken.there)
    for row in answer.rows:
        at = int(row[number])
        verdicts = taken.verdicts.get(at, [])
        counted = sum(one.counted for one in verdicts)
        if at in wrong:
            outcome = "wrong"
        elif at in skipped:
            outcome = "skipped"
        elif at in there:
            outcome = "there"
        elif not any(one.why for one in verdicts):
            outcome = "entered"
        else:
            outcome = "partly" if counted else "uncounted"
        yield {
            "row": at - 1,
            "outcome": outcome,
            "result": row[result],
            "reason": row[reason],
            "minutes": counted,
        }
