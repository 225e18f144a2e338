"""Answers to requests that went wrong before any view could speak."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: say so and let the person go back to it."""
    return render(request, "403_csrf.html", status=403)
