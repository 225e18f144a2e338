"""Pages by cursor: rows neither doubled nor skipped while others are added."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from .problems import WrongParameter


class Pages(CursorPagination):
    """Pages of 50 rows (1–200 with `page_size`), in the order of a unique whole number: `pk` unless a view says."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "pk"
    cursor_query_description: Any = gettext_lazy("接著看的位置：用上一頁回答的 next 或 previous。")
    page_size_query_description: Any = gettext_lazy("一頁幾筆，1 到 200；不填是 50。")

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        """The endpoint's `page_order`, or the key."""
        return (getattr(view, "page_order", self.ordering),)

    def get_page_size(self, request: Request) -> int:
        """How many rows were asked for.

        Raises:
            WrongParameter: no number from 1 to 200.
        """
        wanted = request.query_params.get(self.page_size_query_param)
        if wanted is None:
            return self.page_size
        if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= self.max_page_size):
            raise WrongParameter(
                {
                    "page_size": _("「%(value)s」不能用：一頁可以是 1 到 %(most)s 筆。")
                    % {"value": wanted[:20], "most": self.max_page_size}
                }
            )
        return int(wanted)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The place in the list.

        Raises:
            WrongParameter: no cursor that one of our pages gave out.
        """
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            cursor = None
        if cursor is None:
            place = "0" if self.cursor_query_param not in request.query_params else ""
        else:
            place = "0" if cursor.position is None else str(cursor.position)
        if not (place.isascii() and place.isdigit() and len(place) <= 18):
            raise WrongParameter({"cursor": _("這個位置不能用。請從第一頁開始，再用回答裡的 next。")})
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What a page looks like."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }
