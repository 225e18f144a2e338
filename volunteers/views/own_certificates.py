"""One's own certificates and honour cards."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from volunteers.models import Certificate, HonorCard, Volunteer
from volunteers.views.certificates import PAPERS
from volunteers.views.certificates import show as show_certificate
from volunteers.views.honor_cards import FOUND
from volunteers.views.honor_cards import show as show_card


@gate(Permission.SEE_OWN_RECORD)
@require_safe
def own_certificates(request: HttpRequest) -> HttpResponse:
    """Everything that was certified to her, with its files, and her cards."""
    me = Volunteer.objects.filter(user=request.user).first()
    if me is None:
        raise Http404
    rows = list(Certificate.objects.filter(volunteer=me).select_related(*PAPERS).defer("credential"))
    cards = list(HonorCard.objects.filter(volunteer=me).select_related(*FOUND))
    today = timezone.localdate()
    for one in rows:
        show_certificate(one)
    for card in cards:
        show_card(card, today)
    return render(request, "volunteers/own_certificates.html", {"person": me, "rows": rows, "cards": cards})
