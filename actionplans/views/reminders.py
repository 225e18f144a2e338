"""The ledger of reminders as people see it: whom nobody has reached, and sending once more."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from actionplans.tracking import reached
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.notices import ledger
from foundation.notices.models import Notice

PER_PAGE = 50


@gate(Permission.FOLLOW_UP)
@require_GET
def unreached(request: HttpRequest) -> HttpResponse:
    """Notices of which nobody can say that they reached anybody, with the plans they are about."""
    rows = Notice.objects.visible_to(request.user).filter(kind__in=reached.KINDS).missed().select_related("county")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "actionplans/unreached.html",
        {
            "page": page,
            "lines": reached.with_plans(page),
            "told": reached.told(request.user),
            "may_change": may(request.user, Permission.ADOPT_PLANS),
        },
    )


@gate(Permission.FOLLOW_UP)
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a notice that reached nobody go out with the next round."""
    rows = Notice.objects.visible_to(request.user).filter(kind__in=reached.KINDS)
    notice = get_visible(rows, request.user, pk=pk)
    if ledger.send_again(notice=notice, by=request.user, now=timezone.now()):
        messages.success(request, _("下一輪會再寄一次給%(name)s。") % {"name": notice.to_name})
    else:
        messages.info(request, _("這封信不能再寄：已經寄出、還在等候，或沒有信箱。"))
    if request.POST.get("from") == "unreached":
        return redirect("actionplans:unreached")
    return redirect("actionplans:plan", pk=int(notice.subject_key))
