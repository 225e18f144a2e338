"""The API's door, the twin of the pages' gate: who is not known is asked to sign in, who may not gets a 404.

An endpoint names the permission each of its actions needs. It never shows or changes a row that did not come through
`visible_to`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework import permissions, status, viewsets
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .areas import Area, Limits
from .filters import Filter, narrowed
from .paging import Pages
from .shapes import Shape

GATE = "api"


def limits_of(request: Request) -> Limits | None:
    """The limits of the token that a request came with; None where it came with none."""
    found: Limits | None = getattr(request.auth, "limits", None)
    return found


class HoldsPermission(permissions.BasePermission):
    """Lets in who is signed in and holds the permission that the endpoint names, somewhere."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """False asks for a sign-in; who is signed in without the permission is told that nothing is here."""
        if not request.user or not request.user.is_authenticated:
            return False
        needed = view.needed_permission()
        if needed is not None and not request.user.access.scope(needed):
            if needed in request.user.access.lost and (limits := limits_of(request)) is not None:
                raise limits.out_of_place()
            raise NotFound
        return True


class Door:
    """Mixed into every view of the API: declares itself to the house's test of doors, and counts every attempt.

    Attributes:
        area: what it is about; a token can be limited to some of them.
        permission: what every action needs; None where being signed in is enough.
        permissions: what single actions (or methods, in a view without actions) need instead.
    """

    # Handed over by `foundation.accounts`, which knows whose requests they are: a POST that is sent again happens once.
    repeated: ClassVar[Callable[..., Any] | None] = None
    area: ClassVar[Area | None] = None
    permission: ClassVar[Any] = None
    permissions: ClassVar[Mapping[str, Any]] = {}
    permission_classes: Any = (HoldsPermission,)
    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "put", "patch", "delete"]

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        """The view with its `gate`, which the house's walk over all addresses looks for."""
        view = super().as_view(*args, **kwargs)  # type: ignore[misc]
        view.gate = GATE
        return view

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer, which is this person's and is kept by nobody on the way."""
        answer = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask the door, then the limits of the token, and make what is written remember its key."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if (limits := limits_of(request)) is not None:
            limits.check(self.area, request.method or "")
        if request.method == "POST" and self.repeated is not None and hasattr(self, "post"):
            self.post = type(self).repeated(request, self.post)  # type: ignore[misc, has-type]

    def needed_permission(self) -> Any:
        """The permission the asked action needs."""
        action = getattr(self, "action", None) or self.request.method.lower()  # type: ignore[attr-defined]
        return self.permissions.get(action, self.permission)

    def perform_authentication(self, request: Request) -> None:
        """Read who asks; a wrong token counts against the address it came from."""
        try:
            super().perform_authentication(request)  # type: ignore[misc]
        except AuthenticationFailed:
            self.check_throttles(request)  # type: ignore[attr-defined]
            raise

    def check_permissions(self, request: Request) -> None:
        """Ask the door; knocking without a name counts as well."""
        try:
            super().check_permissions(request)  # type: ignore[misc]
        except NotAuthenticated:
            self.check_throttles(request)  # type: ignore[attr-defined]
            raise


class Endpoint(Door, APIView):  # type: ignore[misc]
    """An endpoint that stands for itself: one address, its methods."""


class Endpoints(Door, viewsets.GenericViewSet):  # type: ignore[misc]
    """The endpoints of one kind of thing: list, one, and what can be done with it.

    Attributes:
        filters: the query parameters its list takes; any other is refused.
    """

    pagination_class = Pages
    filters: ClassVar[Mapping[str, Filter]] = {}
    lookup_value_regex = "[0-9]{1,12}"

    def page_of(self, queryset: Any, shape: type[Any], **filters: Filter) -> Any:
        """A page of rows that `visible_to` let through, narrowed by the query parameters.

        Args:
            **filters: in place of those of the same names, where what they let through depends on who asks.
        """
        rows = narrowed(queryset, self.request.query_params, {**self.filters, **filters})
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(shape(page, many=True, context=self.get_serializer_context()).data)

    def told(self, row: Any, shape: type[Any], *, made: bool = False) -> Response:
        """One thing, as it stands now; 201 where this request made it."""
        answer = shape(row, context=self.get_serializer_context()).data
        return Response(answer, status=status.HTTP_201_CREATED if made else status.HTTP_200_OK)


def asking(request: Request) -> Any:
    """Who asks, as the words of the domain take her: the door let her in, so she is somebody."""
    return request.user


def given(request: Request, shape: type[Shape], **kwargs: Any) -> dict[str, Any]:
    """What was sent, checked against a shape.

    Raises:
        rest_framework.exceptions.ValidationError: something in it is wrong; nothing has been changed then.
    """
    kwargs.setdefault("context", {"request": request})
    form = shape(data=request.data, **kwargs)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)
