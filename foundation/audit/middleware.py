"""The request's address, kept for the lines written while it is answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import trail


def remember_origin(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let every audit line written during a request say where the request came from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with trail.origin(request.META.get("REMOTE_ADDR", "")):
            return get_response(request)

    return middleware
