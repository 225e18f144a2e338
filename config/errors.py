"""Answers to requests that went wrong before any view could speak, or where none knew what to say."""

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views import defaults

from . import faults, problems


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: say so and let the person go back to it.

    A script whose person is signed out is told 401 like everywhere else; her cookies are gone, and the token with them.
    """
    if "HX-Request" in request.headers and not request.user.is_authenticated:
        return HttpResponse(status=401)
    return render(request, "403_csrf.html", status=403)


def uncaught(request: HttpRequest) -> HttpResponseBase:
    """The answer to an exception that nobody caught: disk full (507), database away (503), anything else (500).

    This is Django's `handler500` and no middleware: Django answers an exception between any two layers, so that no
    layer sees what was raised below it, and `process_exception` hears of views alone. This hears of both. It does not
    hear of what breaks while a download is already on its way: its head has been sent by then.
    """
    exc = sys.exception()
    fault = faults.fault_of(exc)
    if fault is None or not isinstance(exc, Exception):
        return defaults.server_error(request)
    faults.noted(fault, exc, method=request.method or "", path=request.path)
    response = _in_words(fault, exc, request)
    response.status_code = faults.STATUS[fault]
    if fault == "away":
        response["Retry-After"] = str(faults.RETRY_AFTER)
    patch_cache_control(response, private=True, no_store=True)
    faults.once_logged(response)
    return response


def _in_words(fault: faults.Fault, exc: Exception, request: HttpRequest) -> HttpResponse:
    """For whoever asked: the API, a script, or a person, whose page needs no database and no session."""
    if request.path.startswith("/api/"):
        return JsonResponse(problems.problem(exc, instance=request.path), content_type=problems.MEDIA_TYPE)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": faults.told(fault)})
    return HttpResponse(render_to_string("fault.html", {"full": fault == "full", "number": faults.STATUS[fault]}))
