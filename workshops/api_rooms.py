"""Endpoints on who comes to a workshop, and at which table they sit."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts import disclosure
from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, given
from foundation.api.filters import Filter, described
from foundation.api.shapes import Nothing, Reason

from . import api_shapes as shapes
from . import codes, grouping, participants
from .models import Group, Participant, Workshop
from .people import may_here


def workshop_for(request: Request, pk: int, permission: Permission) -> Workshop:
    """The workshop, if this person sees it and holds the permission at it."""
    rows = Workshop.objects.with_people().filter(Workshop.objects.scope_filter(request.user, permission))
    return get_visible(rows, request.user, pk=pk)


def shown_of(request: Request, workshop: Workshop) -> dict[str, bool]:
    """What of the workshop's groups this person may read: the codes of the tables, the names of their hosts."""
    return {
        "codes": may_here(request.user, Permission.RUN_WORKSHOP, workshop),
        "hosts": participants.may_read_hosts(workshop, request.user, timezone.now()),
    }


class WorkshopGroups(Endpoints):
    """The groups of a workshop."""

    area = Area.WORKSHOPS
    queryset = Group.objects.none()
    page_order = "number"
    permissions = {"list": Permission.SEE_WORKSHOPS, "create": Permission.MANAGE_PARTICIPANTS}

    @extend_schema(responses=shapes.GroupOut(many=True), operation_id="workshop_groups_list")
    def list(self, request: Request, workshop: int) -> Response:
        """The groups, in the order of the tables."""
        found = workshop_for(request, workshop, Permission.SEE_WORKSHOPS)
        self.shown = shown_of(request, found)
        return self.page_of(Group.objects.visible_to(request.user).filter(workshop=found), shapes.GroupOut)

    def get_serializer_context(self) -> dict[str, Any]:
        """What may be shown of the groups."""
        return super().get_serializer_context() | getattr(self, "shown", {})

    @extend_schema(
        request=shapes.CountIn, responses={200: shapes.GroupOut(many=True)}, operation_id="workshop_groups_make"
    )
    def create(self, request: Request, workshop: int) -> Response:
        """Let the workshop have exactly this many groups."""
        found = workshop_for(request, workshop, Permission.MANAGE_PARTICIPANTS)
        count = given(request, shapes.CountIn)["count"]
        grouping.make_groups(workshop=found, count=count, by=request.user, now=timezone.now())
        return self.list(request, workshop)


class Groups(Endpoints):
    """One group."""

    area = Area.WORKSHOPS
    queryset = Group.objects.none()
    permissions = {"retrieve": Permission.SEE_WORKSHOPS, "partial_update": Permission.MANAGE_PARTICIPANTS}

    def _one(self, request: Request, pk: str, permission: Permission) -> Group:
        rows = Group.objects.select_related("workshop").visible_to(request.user, permission)
        return get_visible(rows, request.user, pk=pk)

    def _answer(self, request: Request, group: Group) -> Response:
        return Response(shapes.GroupOut(group, context=shown_of(request, group.workshop)).data)

    @extend_schema(responses=shapes.GroupOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One group."""
        return self._answer(request, self._one(request, pk, Permission.SEE_WORKSHOPS))

    @extend_schema(request=shapes.GroupChange, responses=shapes.GroupOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Give it a name, and its table a host."""
        group = self._one(request, pk, Permission.MANAGE_PARTICIPANTS)
        asked = {"name": group.name, "host_name": group.host_name} | given(request, shapes.GroupChange)
        grouping.describe(group=group, by=request.user, now=timezone.now(), **asked)
        return self._answer(request, group)


class Seating(Endpoint):
    """Who sits where."""

    area = Area.WORKSHOPS
    permission = Permission.MANAGE_PARTICIPANTS

    @extend_schema(request=shapes.SeatingIn, responses=shapes.SeatingOut, operation_id="workshop_seating")
    def post(self, request: Request, workshop: int) -> Response:
        """Give everybody without a table one, balanced by unit and kind."""
        found = workshop_for(request, workshop, Permission.MANAGE_PARTICIPANTS)
        moved, people = grouping.seat_people(
            workshop=found, by=request.user, now=timezone.now(), **given(request, shapes.SeatingIn)
        )
        return Response({"moved": moved, "people": people})


class Codes(Endpoint):
    """The codes of the tables."""

    area = Area.WORKSHOPS
    permission = Permission.RUN_WORKSHOP

    @extend_schema(request=Nothing, responses=shapes.GroupOut(many=True), operation_id="workshop_codes_issue")
    def post(self, request: Request, workshop: int) -> Response:
        """Give every table without a good code a fresh one."""
        found = workshop_for(request, workshop, Permission.RUN_WORKSHOP)
        given(request, Nothing)
        groups = codes.issue_codes(workshop=found, by=request.user, now=timezone.now())
        return Response(shapes.GroupOut(groups, many=True, context=shown_of(request, found)).data)


class Tallies(Endpoint):
    """How many come, by kind: what everybody sees who sees the workshop."""

    area = Area.WORKSHOPS
    permission = Permission.SEE_WORKSHOPS

    @extend_schema(responses=shapes.TallyOut(many=True), operation_id="workshop_tallies")
    def get(self, request: Request, workshop: int) -> Response:
        """The counts by kind."""
        found = workshop_for(request, workshop, Permission.SEE_WORKSHOPS)
        return Response(shapes.TallyOut(participants.tallies(found), many=True).data)


class Disclosures(Endpoint):
    """Opening names across the county line."""

    area = Area.WORKSHOPS
    permission = Permission.OPEN_PERSON_ELSEWHERE

    @extend_schema(request=Reason, responses={204: None}, operation_id="workshop_names_open")
    def post(self, request: Request, workshop: int) -> Response:
        """Open the names for half an hour, with a reason that the county can read."""
        found = workshop_for(request, workshop, Permission.OPEN_PERSON_ELSEWHERE)
        reason = given(request, Reason)["reason"]
        disclosure.disclose(subject=found, county=found.county_id, reason=reason, by=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class WorkshopParticipants(Endpoints):
    """The people on a workshop's list."""

    area = Area.WORKSHOPS
    queryset = Participant.objects.none()
    permissions = {"list": Permission.SEE_WORKSHOPS, "create": Permission.MANAGE_PARTICIPANTS}
    filters = {
        "kind": Filter("kind", gettext_lazy("身分"), tuple(Participant.Kind.values)),
        "group": Filter("group", gettext_lazy("小組"), number=True),
    }

    def get_serializer_context(self) -> dict[str, Any]:
        """Whether contacts may be shown."""
        return super().get_serializer_context() | {"contacts": getattr(self, "contacts", False)}

    @extend_schema(
        responses=shapes.ParticipantOut(many=True), parameters=described(filters),
        operation_id="workshop_participants_list",
    )  # fmt: skip
    def list(self, request: Request, workshop: int) -> Response:
        """The list; 404 while its names are closed to this person (`tallies` has the counts)."""
        found = workshop_for(request, workshop, Permission.SEE_WORKSHOPS)
        now = timezone.now()
        if not participants.may_read_names(found, request.user, now):
            raise Http404
        self.contacts = participants.may_read_contacts(found, request.user)
        rows = Participant.objects.visible_to(request.user, now).filter(workshop=found)
        return self.page_of(rows, shapes.ParticipantOut)

    @extend_schema(
        request=shapes.ParticipantIn, responses={201: shapes.ParticipantOut}, operation_id="workshop_participants_add"
    )
    def create(self, request: Request, workshop: int) -> Response:
        """Put somebody on the list."""
        found = workshop_for(request, workshop, Permission.MANAGE_PARTICIPANTS)
        values = given(request, shapes.ParticipantIn)
        made = participants.add(workshop=found, values=values, by=request.user, now=timezone.now())
        return Response(shapes.ParticipantOut(made, context={"contacts": True}).data, status=status.HTTP_201_CREATED)


class Participants(Endpoints):
    """Somebody on a list."""

    area = Area.WORKSHOPS
    queryset = Participant.objects.none()
    permission = Permission.MANAGE_PARTICIPANTS

    def _one(self, request: Request, pk: str) -> Participant:
        rows = Participant.objects.select_related("workshop", "group").filter(
            workshop__in=Workshop.objects.visible_to(request.user, Permission.MANAGE_PARTICIPANTS)
        )
        return get_visible(rows, request.user, pk=pk)

    def _answer(self, person: Participant) -> Response:
        return Response(shapes.ParticipantOut(person, context={"contacts": True}).data)

    @extend_schema(responses=shapes.ParticipantOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One person."""
        return self._answer(self._one(request, pk))

    @extend_schema(request=shapes.ParticipantChange, responses=shapes.ParticipantOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct what the list says of her, or seat her at another table."""
        person = self._one(request, pk)
        asked = given(request, shapes.ParticipantChange, partial=True)
        now = timezone.now()
        with transaction.atomic():
            if "group" in asked:
                grouping.move(participant=person, group=asked.pop("group"), by=request.user, now=now)
            if asked:
                participants.change(participant=person, values=asked, by=request.user, now=now)
        return self._answer(person)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take somebody off the list."""
        participants.remove(participant=self._one(request, pk), by=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
