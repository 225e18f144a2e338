"""The house's addresses with a bare page beside them: the same shell, as many questions as the dashboard asks, each for
a table of 22 lines.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as house
from foundation.accounts.models import County

PAGE = engines["django"].from_string(
    '{% extends "app.html" %}{% block main %}{% for table in tables %}<table>{% for one in table %}<tr>'
    "<th>{{ one.code }}</th><td>{{ one.name }}</td><td>{{ one.name_en }}</td><td>{{ one.position }}</td></tr>"
    "{% endfor %}</table>"
    "{% endfor %}{% endblock %}"
)


def page(request: HttpRequest, questions: int) -> HttpResponse:
    """So many questions in all, with those that tell who asks."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    request.user.access  # noqa: B018  what every page asks
    tables: list[Any] = [list(County.objects.all()) for _number in range(questions)]
    return HttpResponse(PAGE.render({"tables": tables, "request": request}, request))


urlpatterns = [path("bare/<int:questions>", page), *house]
