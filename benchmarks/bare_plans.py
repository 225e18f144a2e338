"""The house's addresses with a bare list of plans beside them: what showing the same rows costs at the least."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.generic import ListView

from actionplans.models import Milestone, Plan
from config.urls import urlpatterns as house

PAGE = engines["django"].from_string(
    "<!doctype html><title>plans</title><table>{% for one in page_obj %}<tr><td>{{ one.code }}</td><td>{{ one.title }}"
    "</td><td>{{ one.county.name }}</td><td>{{ one.pillar }}</td><td>{{ one.lead_agency }}</td><td>{{ one.supervisor }}"
    "</td><td>{% for point in one.milestones.all %}{{ point.due_on }} {{ point.reached_at }} {% endfor %}</td></tr>"
    "{% endfor %}</table>{{ page_obj.number }} / {{ page_obj.paginator.num_pages }}"
)


class Plans(ListView[Plan]):
    """Django's own list, 50 a page, with the rows that the tracker shows beside each plan."""

    paginate_by = 50

    def get_queryset(self) -> Any:
        """By county and number."""
        rows = Plan.objects.adopted().with_people().order_by("county__position", "code")
        return rows.prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))

    def render_to_response(self, context: dict[str, Any], **_kwargs: Any) -> HttpResponse:
        """Whoever is signed in."""
        if not self.request.user.is_authenticated:
            return HttpResponse(status=403)
        return HttpResponse(PAGE.render(context))


urlpatterns = [path("bare/plans", Plans.as_view()), *house]
