"""Openings and applications for programs: reading what everybody may read, and applying as the public form does."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts import sectors
from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, given
from foundation.api.filters import Filter, described
from foundation.api.shapes import Shape
from foundation.taiwan.counties import COUNTIES
from volunteers.models import Application, Opening, Volunteer
from volunteers.rules import consents, opening_parts
from volunteers.rules.service_words import SKILLS, SLOTS

from . import applications, floods

CODES = "、"


class OpeningOut(serializers.ModelSerializer[Opening]):
    """A call for volunteers, as its public page has it; drafts only for who keeps the unit."""

    unit_name = serializers.CharField(source="unit.name", read_only=True)
    slots = serializers.ListField(child=serializers.CharField(), read_only=True)
    skills = serializers.ListField(child=serializers.CharField(), read_only=True)
    parts = serializers.DictField(
        child=serializers.CharField(), read_only=True,
        help_text=CODES.join(f"{part.key} {part.label}" for part in opening_parts.PARTS),
    )  # fmt: skip

    class Meta:
        model = Opening
        fields = (
            "id", "unit", "unit_name", "kind", "title", "county", "district", "category", "slots", "skills", "wanted",
            "opens_on", "closes_on", "least_age", "most_age", "parts", "state",
        )  # fmt: skip


class NoticeOut(serializers.Serializer[Any]):
    """One sentence of what is told before somebody applies."""

    what = serializers.CharField()
    words = serializers.CharField()


class OpeningInFull(OpeningOut):
    """A call with what is told before somebody applies; `notice_version` goes along with an application as `agreed`."""

    notice_version = serializers.SerializerMethodField()
    notice = serializers.SerializerMethodField()

    class Meta(OpeningOut.Meta):
        fields = (*OpeningOut.Meta.fields, "notice_version", "notice")  # type: ignore[assignment]

    def get_notice_version(self, one: Opening) -> str:
        """Of the words in force."""
        return consents.APPLYING

    @extend_schema(responses=NoticeOut(many=True))
    def get_notice(self, one: Opening) -> list[dict[str, str]]:
        """個資法 第 8 條: what is told first."""
        told = consents.applying(unit=str(one.unit), days=settings.APPLICATIONS_KEPT_DAYS)
        return [{"what": str(each.about), "words": str(each.words)} for each in told]


class ApplicationOut(serializers.ModelSerializer[Application]):
    """Who applied, for who keeps the unit; identity numbers are never given, and what was erased is empty."""

    slots = serializers.ListField(child=serializers.CharField(), read_only=True)
    skills = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Application
        fields = (
            "key", "opening", "state", "sent_at", "name", "born_on", "phone", "email", "education", "occupation",
            "slots", "skills", "experience", "motive", "guardian_name", "guardian_phone", "guardian_agrees",
            "decided_at", "answered_at", "erased_at",
        )  # fmt: skip


class ApplicationIn(Shape):
    """What somebody who wants to serve writes; as on the page, and no account is needed."""

    sent_key = serializers.UUIDField(
        required=False, help_text=gettext_lazy("您這邊的編號；同一個編號再送一次，還是同一份報名。")
    )
    agreed = serializers.CharField(
        max_length=20, help_text=gettext_lazy("給本人看過的個資說明版本（notice_version）；沒有讓本人看過就不要送。")
    )
    name = serializers.CharField(max_length=50)
    born_on = serializers.DateField()
    phone = serializers.CharField(max_length=30)
    email = serializers.EmailField()
    education = serializers.ChoiceField(choices=Volunteer.Education.choices, required=False, allow_blank=True)
    occupation = serializers.ChoiceField(choices=Volunteer.Occupation.choices, required=False, allow_blank=True)
    slots = serializers.MultipleChoiceField(choices=tuple(SLOTS), required=False)
    skills = serializers.MultipleChoiceField(choices=tuple(SKILLS), required=False)
    experience = serializers.CharField(max_length=500, required=False, allow_blank=True)
    motive = serializers.CharField(max_length=500, required=False, allow_blank=True)
    guardian_name = serializers.CharField(max_length=50, required=False, allow_blank=True)
    guardian_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    guardian_agrees = serializers.BooleanField(required=False)


class ApplicationTaken(serializers.Serializer[Any]):
    """That it was taken; the link to it goes by mail to the address that was given, and nowhere else."""

    sent_key = serializers.UUIDField()


class Openings(Endpoints):
    """Calls for volunteers that are open, which everybody may read, and those of units one keeps."""

    area = Area.RECRUITING
    queryset = Opening.objects.none()
    permission_classes = (AllowAny,)
    filters = {
        "county": Filter("county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "category": Filter("category", gettext_lazy("服務類別"), tuple(sectors.CATEGORIES)),
        "unit": Filter("unit", gettext_lazy("運用單位的編號（id）"), number=True),
        "state": Filter("state", gettext_lazy("狀態"), tuple(Opening.State.values)),
    }

    def _rows(self, request: Request) -> Any:
        mine = Opening.objects.visible_to(request.user).values("pk")
        everybody = Opening.objects.open_on(timezone.localdate()).values("pk")
        rows = Opening.objects.filter(Q(pk__in=mine) | Q(pk__in=everybody))
        return rows.select_related("unit__organisation").order_by("pk")

    @extend_schema(responses=OpeningOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Open calls; and for who keeps a unit, all of its own."""
        return self.page_of(self._rows(request), OpeningOut)

    @extend_schema(responses=OpeningInFull)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One call, with what is told before somebody applies.

        Raises:
            Http404: it is not open, and not of a unit one keeps.
        """
        found = self._rows(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        return Response(OpeningInFull(found).data)


class Applications(Endpoints):
    """Applications to the openings of units one keeps."""

    area = Area.RECRUITING
    queryset = Application.objects.none()
    permission = Permission.KEEP_VOLUNTEERS
    lookup_field = "key"
    lookup_value_regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    filters = {
        "opening": Filter("opening", gettext_lazy("招募的編號（id）"), number=True),
        "state": Filter("state", gettext_lazy("狀態"), tuple(Application.State.values)),
    }

    @extend_schema(responses=ApplicationOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Applications one sees."""
        return self.page_of(Application.objects.visible_to(request.user), ApplicationOut)

    @extend_schema(responses=ApplicationOut)
    def retrieve(self, request: Request, key: str) -> Response:
        """One application."""
        return Response(ApplicationOut(get_visible(Application, request.user, key=key)).data)


class Apply(Endpoint):
    """Applying without an account, by the words and within the limits of the public form."""

    area = Area.RECRUITING
    permission_classes = (AllowAny,)

    @extend_schema(request=ApplicationIn, responses={201: ApplicationTaken}, operation_id="opening_apply")
    def post(self, request: Request, opening: int) -> Response:
        """Take an application; the same `sent_key` twice is one, and so is the same person.

        Raises:
            Throttled: as many came from this address as may within an hour, pages and programs together.
        """
        found = Opening.objects.exclude(state=Opening.State.DRAFT).filter(pk=opening).first()
        if found is None:
            raise Http404
        address = str(request.META.get("REMOTE_ADDR", ""))
        if floods.is_flooded(floods.APPLYING, address):
            raise Throttled(wait=floods.WITHIN)
        asked = given(request, ApplicationIn)
        key = asked.get("sent_key") or uuid.uuid4()
        if asked["agreed"] != consents.APPLYING:
            raise ValidationError({"agreed": _("請先讓本人看過現在這一版的個人資料說明。")})
        made = applications.apply(
            opening=found, values={name: asked[name] for name in applications.FIELDS if name in asked}, sent_key=key,
            agreed=asked["agreed"], now=timezone.now(),
        )  # fmt: skip
        floods.count(floods.APPLYING, address)
        return Response(ApplicationTaken({"sent_key": made.sent_key}).data, status=201)
