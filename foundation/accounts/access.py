"""The door: every view declares who may come in, and every row comes through `visible_to`.

Whoever may not come in gets the same answer as for a thing that does not exist: 404.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from .roles import Permission
from .scope import reach

View = Callable[..., HttpResponseBase]
M = TypeVar("M", bound=models.Model)


def gate(permission: Permission | None) -> Callable[[View], View]:
    """Let in only people who hold a permission somewhere (None: anybody who is signed in).

    Who is not signed in goes to the sign-in page and comes back (a script is told 401); who lacks the permission gets
    the 404 of a page that is not there.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if "HX-Request" in request.headers:
                    # A part of a page asks: the sign-in page pasted into it would bury what somebody is writing.
                    return HttpResponse(status=401)
                return redirect_to_login(_way_back(request), settings.LOGIN_URL)
            if permission is not None and not reach(request.user, permission):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.gate = permission or "signed-in"  # type: ignore[attr-defined]
        return guarded

    return wrap


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in: this page, or, where something was sent, the page it was sent from.

    Many addresses only take what is sent to them; coming back to one of those would be an error page.
    """
    if request.method not in ("GET", "HEAD"):
        page = request.headers.get("referer", "")
        if page and url_has_allowed_host_and_scheme(page, {request.get_host()}):
            return iri_to_uri(urlunsplit(("", "", urlsplit(page).path or "/", urlsplit(page).query, "")))
    return request.get_full_path()


def public(why: str) -> Callable[[View], View]:
    """Declare that a page is open to everybody, and why; the house's tests list these."""

    def wrap(view: View) -> View:
        view.gate = f"public: {why}"  # type: ignore[attr-defined]
        return view

    return wrap


def get_visible(source: type[M] | models.QuerySet[M], user: Any, **lookup: Any) -> M:
    """The one row that this person may see.

    Raises:
        Http404: not there, or not hers: she cannot tell which.
    """
    rows = source._default_manager.all() if isinstance(source, type) else source
    try:
        return rows.visible_to(user).get(**lookup)  # type: ignore[attr-defined]
    except (ObjectDoesNotExist, MultipleObjectsReturned, ValueError) as missing:
        raise Http404 from missing
