"""The symposium for programs: its day and items, the cases it invites, and the delegates of counties."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actionplans.models import Plan
from foundation.accounts.access import get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may, reach
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints, asking, given
from foundation.api.filters import Filter, described
from foundation.api.shapes import Among, Shape
from foundation.workflow.moves import MoveRefused
from reports.models import CaseInvitation, Delegate, Symposium
from workshops.models import Programme

from . import delegating, inviting, planning
from . import symposium_shapes as shapes

SEE, MAKE, KEEP = Permission.SEE_WORKSHOPS, Permission.MAKE_NATIONAL_REPORT, Permission.REGISTER_WORKSHOP
OF_SYMPOSIUM = Filter("symposium", gettext_lazy("研討會的編號（id）"), number=True)


class _Symposial(Endpoints):
    """What the association and the counties' officers do in a symposium; nobody else sees it before it is public."""

    area = Area.REPORTS
    permission = SEE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who plans symposia, and who registers a county's workshops."""
        super().initial(request, *args, **kwargs)
        if not reach(request.user, MAKE) and not reach(request.user, KEEP):
            raise Http404


class SymposiumBeginIn(shapes.SymposiumTitle):
    """Of which programme, and what it is called."""

    programme = serializers.SlugField(max_length=50)

    def validate_programme(self, value: str) -> Programme:
        """A programme that this person sees and that has no symposium."""
        rows = Programme.objects.visible_to(self.context["request"].user).filter(symposium=None)
        found = rows.filter(slug=value).first()
        if found is None:
            raise serializers.ValidationError(_("沒有這個方案，或它已經有研討會了。"))
        return found


class InviteIn(Shape):
    """Which adopted plan is asked to be told."""

    plan = Among(lambda user: Plan.objects.visible_to(user))


class Symposia(_Symposial):
    """Symposia."""

    queryset = Symposium.objects.none()
    permissions = {name: MAKE for name in ("create", "partial_update", "destroy", "moves", "invitations")} | {
        "delegates": KEEP
    }

    def _one(self, request: Request, pk: str) -> Symposium:
        return get_visible(Symposium.objects.select_related("programme"), request.user, pk=pk)

    def _told(self, found: Symposium, *, made: bool = False) -> Response:
        whole: Any = found
        whole.told_items = planning.told(found)
        return self.told(whole, shapes.SymposiumWithItemsOut, made=made)

    @extend_schema(responses=shapes.SymposiumOut(many=True))
    def list(self, request: Request) -> Response:
        """Symposia that one may read of."""
        return self.page_of(Symposium.objects.visible_to(request.user).select_related("programme"), shapes.SymposiumOut)

    @extend_schema(responses=shapes.SymposiumWithItemsOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One symposium, its items with their clock times."""
        return self._told(self._one(request, pk))

    @extend_schema(request=SymposiumBeginIn, responses={201: shapes.SymposiumWithItemsOut})
    def create(self, request: Request) -> Response:
        """Begin the symposium of a programme; day, place and items come later."""
        made = planning.begin(by=asking(request), now=timezone.now(), **given(request, SymposiumBeginIn))
        return self._told(self._one(request, str(made.pk)), made=True)

    @extend_schema(request=shapes.SymposiumChange, responses=shapes.SymposiumWithItemsOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Write what is sent of it; `items`, where they are sent, are all of its items in their order."""
        found = self._one(request, pk)
        facts = given(request, shapes.SymposiumChange, partial=True)
        sent = facts.pop("items", None)
        if sent is None:
            items = [
                planning.Item(one.kind, one.title, one.minutes, one.speaker, one.invitation_id)
                for one in found.items.all()
            ]
        else:
            items = [planning.Item(**one) for one in sent]
        planning.describe(symposium=found, items=items, by=asking(request), now=timezone.now(), **facts)
        return self._told(self._one(request, pk))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take out a symposium that is not going to be, while nobody was invited or registered."""
        planning.drop(symposium=self._one(request, pk), by=asking(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=shapes.SymposiumMove, responses=shapes.SymposiumWithItemsOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Announce it and open registration, or take the announcement back."""
        found = self._one(request, pk)
        name = given(request, shapes.SymposiumMove)["move"]
        planning.MOVES.apply(found, name, by=asking(request), now=timezone.now())
        return self._told(self._one(request, pk))

    @extend_schema(request=InviteIn, responses={201: shapes.CaseInvitationOut})
    @action(detail=True, methods=["post"])
    def invitations(self, request: Request, pk: str) -> Response:
        """Ask a county to tell of one of its plans; its officers get a letter."""
        found = self._one(request, pk)
        plan = given(request, InviteIn)["plan"]
        made = inviting.invite(symposium=found, plan=plan, by=asking(request), now=timezone.now())
        return self.told(made, shapes.CaseInvitationOut, made=True)

    @extend_schema(request=shapes.DelegateIn, responses={201: shapes.DelegateOut})
    @action(detail=True, methods=["post"])
    def delegates(self, request: Request, pk: str) -> Response:
        """Register somebody for one's own county."""
        found = self._one(request, pk)
        asked = given(request, shapes.DelegateIn)
        code = asked.pop("county")
        if not may(request.user, KEEP, county=code):
            raise ValidationError({"county": _("您不能替這個縣市報名。")})
        made = delegating.register(
            symposium=found, county=get_object_or_404(County, pk=code), by=asking(request), now=timezone.now(), **asked
        )
        return self.told(made, shapes.DelegateOut, made=True)


class Delegates(_Symposial):
    """Who comes."""

    queryset = Delegate.objects.none()
    permissions = {"withdraw": KEEP}
    filters = {"symposium": OF_SYMPOSIUM}

    @extend_schema(responses=shapes.DelegateOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Delegates of one's own county, those who were taken off among them; all of them for the association."""
        return self.page_of(Delegate.objects.visible_to(request.user), shapes.DelegateOut)

    @extend_schema(request=None, responses=shapes.DelegateOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take somebody off the list; her seat is free again."""
        found = get_visible(Delegate.objects.select_related("county"), request.user, pk=pk)
        if not may(request.user, KEEP, county=found.county_id):
            raise Http404
        if not delegating.withdraw(delegate=found, by=asking(request), now=timezone.now()):
            raise MoveRefused([_("已經取消了，不用再取消一次。")])
        found.refresh_from_db()
        return self.told(found, shapes.DelegateOut)


class CaseInvitations(_Symposial):
    """Cases that are invited to be told."""

    queryset = CaseInvitation.objects.none()
    filters = {"symposium": OF_SYMPOSIUM}

    def _rows(self, request: Request) -> Any:
        rows = CaseInvitation.objects.visible_to(request.user)
        return rows.select_related("plan__workshop__county", "symposium__programme")

    @extend_schema(responses=shapes.CaseInvitationOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Invitations of one's own county; all of them for the association."""
        return self.page_of(self._rows(request), shapes.CaseInvitationOut)

    @extend_schema(responses=shapes.CaseInvitationOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One invitation, and what its county has said to it."""
        return self.told(get_visible(self._rows(request), request.user, pk=pk), shapes.CaseInvitationOut)

    @extend_schema(request=shapes.CaseInvitationMove, responses=shapes.CaseInvitationOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """The county accepts or declines; the association takes the invitation back or asks again."""
        found = get_visible(self._rows(request), request.user, pk=pk)
        asked = given(request, shapes.CaseInvitationMove)
        name = asked.pop("move")
        if name not in [one.name for one in inviting.MOVES.possible(found, request.user)]:
            raise MoveRefused([_("現在不能這樣做：可能剛有人處理了。")])
        who: dict[str, Any] = {"invitation": found, "name": name, "by": request.user, "now": timezone.now()}
        if name in ("withdraw", "again"):
            inviting.take_back(**who)
        else:
            inviting.answer(**asked, **who)
        return self.retrieve(request, pk)
