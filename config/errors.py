"""Answers to requests that went wrong before any view could speak."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: say so and let the person go back to it.

    A script whose person is signed out is told 401 like everywhere else; her cookies are gone, and the token with them.
    """
    if "HX-Request" in request.headers and not request.user.is_authenticated:
        return HttpResponse(status=401)
    return render(request, "403_csrf.html", status=403)
