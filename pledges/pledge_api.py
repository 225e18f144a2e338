"""Pledges for programs: beginning a county's, writing it, its files in parts, its licence, and every move."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may, reach
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import Filter, described
from foundation.api.shapes import NamedMove, Reason, Shape
from foundation.files.content import Unfit
from foundation.taiwan.counties import COUNTIES

from . import campaign_rules, licensing, pledging, uploading, verdicts
from .models import Media, Pledge
from .upload_api import UploadOut

SEE, KEEP = Permission.SEE_PLEDGES, Permission.KEEP_PLEDGE
FACTS = ("held_on", "place", "head", "contact_name", "contact_unit", "contact_title", "contact_phone", "checked")
MOVES = tuple((one.name, one.label) for one in pledging.MOVES.moves.values() if one.name != "withdraw")


class CampaignOut(serializers.Serializer[Any]):
    """A campaign; `checks` are what a county confirms, `licence` the version of the text that is licensed by."""

    key = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()
    until = serializers.DateField()
    checks = serializers.DictField(child=serializers.CharField())
    licence = serializers.CharField(source="licence.version")


class PledgeFileOut(serializers.ModelSerializer[Media]):
    """A file of a pledge, what was found of it, and what the association wants changed."""

    said = serializers.SerializerMethodField(help_text=gettext_lazy("檢查結果；沒有就是合格"))

    class Meta:
        model = Media
        fields = ("id", "kind", "original_name", "sha256", "size", "width", "height", "dpi", "mark", "said")

    def get_said(self, one: Media) -> list[str]:
        """In sentences."""
        return [each.said for each in verdicts.read(one.findings)]


class PledgeOut(serializers.ModelSerializer[Pledge]):
    """What one county sends to one campaign."""

    campaign = serializers.CharField(source="campaign_key", read_only=True)
    checked = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Pledge
        fields = ("id", "campaign", "county", "state", *FACTS, "marks", "handed_in_at", "returned_at", "accepted_at")


class PledgeWhole(PledgeOut):
    """A pledge with its files, whether it is licensed, and what it still lacks."""

    files = PledgeFileOut(source="media", many=True, read_only=True)
    licensed = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField(help_text=gettext_lazy("送出之前還缺什麼"))

    class Meta(PledgeOut.Meta):
        fields = (*PledgeOut.Meta.fields, "files", "licensed", "missing")  # type: ignore[assignment]

    def get_licensed(self, one: Pledge) -> bool:
        """Whether a licence holds."""
        return any(each.withdrawn_at is None for each in one.licences.all())

    def get_missing(self, one: Pledge) -> list[str]:
        """In sentences; nothing once it is accepted."""
        return pledging.missing(one) if one.state != Pledge.State.ACCEPTED else []


class PledgeIn(Shape):
    """A county's pledge to the campaign that runs."""

    county = serializers.PrimaryKeyRelatedField(queryset=County.objects.all(), pk_field=serializers.CharField())


class PledgeChange(Shape, serializers.ModelSerializer[Pledge]):
    """What is known of a pledge; what is not sent stays."""

    checked = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=50)

    class Meta:
        model = Pledge
        fields = FACTS


class PledgeMove(NamedMove):
    """A move of a pledge; `return` says what is to be mended, of the whole and of single files."""

    move = serializers.ChoiceField(choices=MOVES)
    marks = serializers.DictField(
        child=serializers.CharField(max_length=300, allow_blank=True), required=False, default=dict,
        help_text=gettext_lazy("退回補正：檔案的 id 對要改什麼"),
    )  # fmt: skip


class LicenceIn(Shape):
    """Who licenses, and which version of the text was read."""

    signer = serializers.CharField(max_length=80)
    version = serializers.CharField(max_length=40)


class UploadIn(Shape):
    """A file that is to come: its name, its size, its SHA-256."""

    name = serializers.CharField(max_length=200)
    size = serializers.IntegerField(min_value=1, max_value=10**15)
    sha256 = serializers.CharField(max_length=64)


class Campaigns(Endpoint):
    """The campaigns there are."""

    area = Area.PLEDGES
    permission = SEE

    @extend_schema(responses=CampaignOut(many=True), operation_id="campaigns")
    def get(self, request: Request) -> Response:
        """Every campaign, the newest last day first; pledges are begun to the first."""
        rows = [
            {
                "key": one.key, "zh": one.zh, "en": one.en, "until": one.until, "licence": one.licence,
                "checks": {each.key: each.shown for each in one.checks},
            }
            for one in campaign_rules.campaigns().values()
        ]  # fmt: skip
        return Response(CampaignOut(rows, many=True).data)


class Pledges(Endpoints):
    """Pledges of the counties one sees."""

    area = Area.PLEDGES
    queryset = Pledge.objects.none()
    permission = SEE
    permissions = {
        "create": KEEP, "partial_update": KEEP, "licence": KEEP, "withdraw_licence": KEEP, "uploads": KEEP,
    }  # fmt: skip
    filters = {
        "campaign": Filter("campaign_key", gettext_lazy("活動代碼")),
        "county": Filter("county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "state": Filter("state", gettext_lazy("狀態"), tuple(Pledge.State.values)),
    }

    def _one(self, request: Request, pk: Any, permission: Permission) -> Pledge:
        rows = Pledge.objects.visible_to(request.user, permission).select_related("county")
        return get_visible(rows.prefetch_related("media", "licences"), request.user, pk=pk)

    @extend_schema(responses=PledgeOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Pledges of the counties one sees."""
        return self.page_of(Pledge.objects.visible_to(request.user), PledgeOut)

    @extend_schema(responses=PledgeWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One pledge with its files, and what it still lacks."""
        return self.told(self._one(request, pk, SEE), PledgeWhole)

    @extend_schema(request=PledgeIn, responses={201: PledgeWhole})
    def create(self, request: Request) -> Response:
        """Begin a county's pledge to the campaign that runs; begun again it is the same."""
        county = given(request, PledgeIn)["county"]
        if not reach(request.user, KEEP).covers(county.pk):
            raise Http404
        made = pledging.begin(
            campaign=campaign_rules.current(), county=county, by=asking(request), now=timezone.now()
        )  # fmt: skip
        return self.told(self._one(request, made.pk, KEEP), PledgeWhole, made=True)

    @extend_schema(request=PledgeChange, responses=PledgeWhole)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Write what is known of it: the day, the head, the contact, what was checked."""
        found = self._one(request, pk, KEEP)
        values = given(request, PledgeChange, partial=True)
        known = [one.key for one in found.campaign.checks]
        if wrong := [key for key in values.get("checked", ()) if key not in known]:
            words = {"keys": _("、").join(known), "key": wrong[0]}
            raise ValidationError({"checked": _("檢核表沒有「%(key)s」。可以用：%(keys)s。") % words})
        pledging.describe(pledge=found, by=asking(request), now=timezone.now(), **values)
        return self.told(self._one(request, pk, KEEP), PledgeWhole)

    @extend_schema(request=PledgeMove, responses=PledgeWhole)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Hand it in, return it with marks, accept it, or begin anew."""
        found = self._one(request, pk, SEE)
        asked = given(request, PledgeMove)
        name = asked["move"]
        if not may(request.user, pledging.MOVES.moves[name].permission, county=found.county_id):
            raise Http404
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        if name == "hand_in":
            pledging.hand_in(pledge=found, **who)
        elif name == "return":
            marks = {one.pk: asked["marks"].get(str(one.pk), "") for one in found.media.all()}
            if wrong := set(asked["marks"]) - {str(key) for key in marks}:
                sentence = _("這份宣示沒有這個檔案。")
                raise serializers.ValidationError({"marks": {key: [sentence] for key in sorted(wrong)}})
            pledging.send_back(pledge=found, marks=marks, reason=asked["reason"], **who)
        else:
            pledging.MOVES.apply(found, name, **who)
        return self.told(self._one(request, pk, SEE), PledgeWhole)

    @extend_schema(request=LicenceIn, responses=PledgeWhole)
    @action(detail=True, methods=["post"])
    def licence(self, request: Request, pk: str) -> Response:
        """Record that the county licenses what it sends, by the text of this version."""
        found = self._one(request, pk, KEEP)
        licensing.give(pledge=found, by=asking(request), now=timezone.now(), **given(request, LicenceIn))
        return self.told(self._one(request, pk, KEEP), PledgeWhole)

    @extend_schema(request=Reason, responses=PledgeWhole)
    @action(detail=True, methods=["post"], url_path="withdraw-licence")
    def withdraw_licence(self, request: Request, pk: str) -> Response:
        """Take the licence back: nothing of it is on a wall or in a download from now on."""
        found = self._one(request, pk, KEEP)
        licensing.withdraw(pledge=found, by=asking(request), now=timezone.now(), **given(request, Reason))
        return self.told(self._one(request, pk, KEEP), PledgeWhole)

    @extend_schema(request=UploadIn, responses={201: UploadOut})
    @action(detail=True, methods=["post"])
    def uploads(self, request: Request, pk: str) -> Response:
        """Announce a file; announced again it is the same, and `received` says where to go on."""
        found = self._one(request, pk, KEEP)
        asked = given(request, UploadIn)
        try:
            made = uploading.begin(pledge=found, by=asking(request), now=timezone.now(), **asked)
        except Unfit as why:
            raise ValidationError(str(why)) from why
        return self.told(made, UploadOut, made=True)
