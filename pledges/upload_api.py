"""Files of pledges for programs: their parts, their end, how far one has come, and taking one away."""

from __future__ import annotations

from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.problems import Conflict, WrongParameter
from foundation.api.shapes import Nothing
from foundation.files.content import Unfit

from . import taking_in, uploading
from .models import Media, Upload

KEEP = Permission.KEEP_PLEDGE


class UploadOut(serializers.ModelSerializer[Upload]):
    """How far a file has come; `received` is where the next part begins. It ends with `file` or `refused`."""

    file = serializers.IntegerField(source="media_id", allow_null=True, read_only=True)

    class Meta:
        model = Upload
        fields = ("token", "name", "size", "received", "file", "refused")


class Bytes(BaseParser):
    """A part of a file: its bytes as they are."""

    media_type = "application/octet-stream"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> bytes:  # type: ignore[override]
        """The bytes, no more than a part may have and one."""
        return stream.read(uploading.MOST_PART_BYTES + 1)


class UploadOf(Endpoint):
    """A file on its way in."""

    area = Area.PLEDGES
    permission = KEEP

    @extend_schema(responses=UploadOut, operation_id="upload")
    def get(self, request: Request, token: Any) -> Response:
        """How far a file has come."""
        return Response(UploadOut(_upload(request, token)).data)


class UploadPart(Endpoint):
    """The next part of a file."""

    area = Area.PLEDGES
    permission = KEEP
    parser_classes = (Bytes,)

    @extend_schema(
        request={"application/octet-stream": OpenApiTypes.BINARY}, responses=UploadOut, operation_id="upload_part",
        parameters=[OpenApiParameter("offset", int, required=True, description=str(gettext_lazy("這一段從哪裡開始")))],
    )  # fmt: skip
    def put(self, request: Request, token: Any) -> Response:
        """Take the next part as bytes; 409 where it does not begin where the file ends."""
        upload = _upload(request, token)
        offset = request.query_params.get("offset", "")
        if set(request.query_params) - {"offset"} or not (offset.isascii() and offset.isdigit() and len(offset) < 16):
            raise WrongParameter({"offset": _("請寫這一段從第幾個位元組開始（offset）。")})
        part = request.data if isinstance(request.data, bytes) else b""
        try:
            taken = uploading.add_part(upload=upload, offset=int(offset), part=part, now=timezone.now())
        except uploading.OutOfStep as where:
            raise Conflict([str(where)]) from where
        except Unfit as why:
            raise ValidationError(str(why)) from why
        return Response(UploadOut(taken).data)


class UploadFinish(Endpoint):
    """The end of a file."""

    area = Area.PLEDGES
    permission = KEEP

    @extend_schema(request=Nothing, responses=UploadOut, operation_id="upload_finish")
    def post(self, request: Request, token: Any) -> Response:
        """The file is whole: it is looked into, and kept or refused with a sentence."""
        upload = _upload(request, token)
        given(request, Nothing)
        try:
            return Response(
                UploadOut(uploading.finish(upload=upload, by=asking(request), now=timezone.now())).data
            )  # fmt: skip
        except uploading.OutOfStep as where:
            raise Conflict([str(where)]) from where


class PledgeFiles(Endpoints):
    """Files of pledges."""

    area = Area.PLEDGES
    queryset = Media.objects.none()
    permission = KEEP

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a file for good, as long as the pledge is not handed in."""
        media = get_visible(Media.objects.visible_to(request.user, KEEP), request.user, pk=pk)
        try:
            taking_in.remove(media=media, by=asking(request), now=timezone.now())
        except Unfit as why:
            raise ValidationError(str(why)) from why
        return Response(status=status.HTTP_204_NO_CONTENT)


def _upload(request: Request, token: Any) -> Upload:
    return get_visible(Upload.objects.select_related("pledge__county", "media"), request.user, token=token)
