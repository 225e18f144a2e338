"""Pages on hand-overs of an officer's business: whose, what goes along, to whom; and each as it was kept, on paper."""

from __future__ import annotations

import io

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.handing_over import open_business, succession_papers
from actionplans.handing_over import succession as successions_of
from actionplans.handing_over.succession_forms import SuccessionForm, WhoseForm
from actionplans.models import Succession
from actionplans.views.papers import FORMATS
from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import Membership
from foundation.accounts.roles import Permission, Role
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from foundation.exports.views import respond

PAGE = 30
CARRY = (Role.COUNTY_OFFICER, Role.SUPERVISOR)  # the roles that things are named for in a county


@gate(Permission.FOLLOW_UP)
@require_safe
def successions(request: HttpRequest) -> HttpResponse:
    """The hand-overs this person may see, the newest first; and where another begins."""
    rows = Succession.objects.visible_to(request.user).select_related("county", "predecessor", "successor")
    form = None
    if reach(request.user, Permission.ASSIGN_ROLES):
        held = Membership.objects.visible_to(request.user).filter(role__in=CARRY)
        held = held.select_related("user", "county").order_by(
            F("county__position").asc(nulls_first=True), F("ends_on").asc(nulls_last=True), "user__name"
        )
        form = WhoseForm(request.GET if "of" in request.GET else None, rows=held)
        if form.is_bound and form.is_valid():
            return redirect("actionplans:succession_new", pk=form.cleaned_data["of"].pk)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "actionplans/successions.html", {"page": page, "form": form})


@gate(Permission.ASSIGN_ROLES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody has open in a county, and who takes it over; confirmed, it moves at once."""
    rows = Membership.objects.filter(role__in=CARRY).select_related("user", "county")
    held = get_visible(rows.visible_to(request.user), request.user, pk=pk)
    person, county, now = held.user, held.county, timezone.now()
    if county is None:
        raise Http404
    on = timezone.localdate(now)
    business = open_business.of(person, county=county.code, now=now)
    people = open_business.may_follow(person, county=county.code, on=on)
    ends = successions_of.endable(person, county=county.code, by=request.user, on=on)
    sent = request.POST if request.method == "POST" else None
    form = SuccessionForm(sent, people=people, seal=business.seal, ends=ends)
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = successions_of.hand_over(
                    person=person, successor=given["successor"], county=county, seen=given["seen"], key=given["key"],
                    by=request.user, now=now, note=given["note"], ends_roles=bool(given.get("ends_roles")),
                )  # fmt: skip
                messages.success(request, _("交接好了。可以印交接單，請三方簽名。"))
                return redirect("actionplans:succession", pk=made.pk)
            except successions_of.OpenMeanwhile as meanwhile:
                status = 409
                form.refuse(meanwhile)
                form.show_anew(business.seal)
            except ValidationError as refused:
                form.refuse(refused)
    return render(
        request,
        "actionplans/succession_new.html",
        {
            "person": person,
            "county": county,
            "held": held,
            "business": business,
            "sections": succession_papers.sections(business, whole=True),
            "form": form,
            "nobody": not people.exists(),
        },
        status=status,
    )


@gate(Permission.FOLLOW_UP)
@require_safe
def succession(request: HttpRequest, pk: int) -> HttpResponse:
    """One hand-over, as it was kept."""
    made = get_visible(Succession.objects.select_related("county", "predecessor", "successor"), request.user, pk=pk)
    paper = succession_papers.of(made)
    return render(
        request,
        "actionplans/succession.html",
        {
            "succession": made,
            "facts": succession_papers.facts(paper),
            "sections": succession_papers.sections(paper.business, whole=True),
        },
    )


@gate(Permission.FOLLOW_UP)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The paper of a hand-over, to be signed: the same whenever it is printed."""
    rows = Succession.objects.select_related("county", "predecessor", "successor")
    made = get_visible(rows, request.user, pk=pk)
    if kind not in FORMATS:
        raise Http404
    value = succession_papers.of(made)
    stream = io.BytesIO()
    if kind == "pdf":
        context = {
            "paper": value,
            "demo": getattr(settings, "DEMO", False),
            "facts": succession_papers.facts(value),
            "sections": succession_papers.sections(value.business),
            "signers": succession_papers.signers(),
        }
        stream.write(pdf.render(pdf.compose("print/succession.html", context), imprint=value.imprint()))
    else:
        odt.write(succession_papers.blocks(value), stream, imprint=value.imprint(), header=value.title)
    trail.record(Verb.PRINTED, made, by=request.user, now={"paper": "業務交接單", "format": kind})
    stream.seek(0)
    return respond(stream, name=f"{value.title}_{made.predecessor}.{kind}", content_type=FORMATS[kind])
