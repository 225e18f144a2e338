"""The finder of good practice."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from reports.finding import finder as finding


@gate(Permission.SEE_PLANS)
@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Plans by what was asked for, each choice with its count."""
    asked = finding.wanted(request.GET)
    every = finding.practices(request.user)
    told = finding.choices(every, asked)
    rows = finding.found(every, asked)
    names = {
        "pillar": _("主軸"), "actor": _("誰行動"), "sdg": _("永續發展目標"), "resource": _("用到的資源"),
        "size": _("縣市大小"), "result": _("做到哪裡"),
    }  # fmt: skip
    return render(
        request,
        "reports/finder.html",
        {
            "filters": [(kind, names[kind], told[kind], asked.get(kind, "")) for kind in finding.KINDS],
            "asked": asked,
            "count": len(rows),
            "page": Paginator(rows, finding.SHOWN).get_page(request.GET.get("page")),
        },
    )
