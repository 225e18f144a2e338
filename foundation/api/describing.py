"""How an operation is described beyond what its view says: the scope a token needs for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema

from .areas import Area, scope, shown

TOKEN = "token"  # noqa: S105  the name of the security scheme
EXTENSION = "x-scope"


class ScopedSchema(AutoSchema):
    """Names for every operation the scope that a token needs, where programs look for it and where people read."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """The operation with its scope."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            view: Any = self.view
            needed = scope(view.area, self.method)
            operation[EXTENSION] = needed
            for requirement in operation.get("security", ()):
                if TOKEN in requirement:
                    requirement[TOKEN] = [needed]
        return operation


def in_words(needed: str) -> str:
    """The sentence about a scope, in the language that is active."""
    area, _colon, how = needed.partition(":")
    if area == Area.BASICS:
        return _("權杖的範圍：每個權杖都可以（`%(scope)s`）。") % {"scope": needed}
    words = {"area": shown(area), "scope": needed}
    if how == "read":
        return _("權杖的範圍：讀「%(area)s」（`%(scope)s`）。") % words
    return _("權杖的範圍：寫「%(area)s」（`%(scope)s`）。") % words
