"""The proof-reader's page: a text goes in, and each number that follows from others comes back with its calculation."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.models import AnnualPlan
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from reports.proofreading.proofreader import Finding, Verdict, proofread

LONGEST = 20_000
SIGNS = {
    Verdict.HOLDS: "check-circle-fill", Verdict.HOLDS_IF: "question-circle-fill", Verdict.DIFFERS: "x-circle-fill",
    Verdict.UNCARRIED: "exclamation-triangle-fill", Verdict.AIM: "flag-fill",
}  # fmt: skip
TONES = {
    Verdict.HOLDS: "ok", Verdict.HOLDS_IF: "info", Verdict.DIFFERS: "late", Verdict.UNCARRIED: "risk",
    Verdict.AIM: "info",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as it is shown: its number in the list, sign, tone and words."""

    place: int
    finding: Finding
    sign: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text: as it stands, or a number with its line."""

    text: str
    line: Line | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Permission.SEE_ANNUAL_PLANS)
def proof(request: HttpRequest) -> HttpResponse:
    """Nothing of what is pasted is kept; an annual plan's own words are there to begin with where one is named."""
    text, problem = "", ""
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if not text.strip():
            problem = _("請貼上要校對的文字。")
        elif len(text) > LONGEST:
            problem = _("一次最多 %(most)s 字，這裡有 %(number)s 字，請分段校對。") % {
                "most": f"{LONGEST:,}", "number": f"{len(text):,}",
            }  # fmt: skip
    elif request.GET.get("annual", "").isdecimal():
        annual = get_visible(AnnualPlan, request.user, pk=int(request.GET["annual"][:18]))
        text = "\n\n".join([annual.title, *(f"{item.title}：{item.aim}" for item in annual.items.all())])
    lines = _lines(text) if text and not problem else []
    return render(
        request,
        "reports/proof.html",
        {
            "text": text,
            "problem": problem,
            "checked": bool(text) and not problem,
            "lines": lines,
            "flagged": [line for line in lines if line.finding.verdict.is_flagged],
            "pieces": _pieces(text, lines),
            "longest": LONGEST,
        },
        status=422 if problem else 200,
    )


def _lines(text: str) -> list[Line]:
    words = {
        Verdict.HOLDS: _("算得出來"),
        Verdict.HOLDS_IF: _("要看總數"),
        Verdict.DIFFERS: _("算出來不一樣"),
        Verdict.UNCARRIED: _("沒有依據"),
        Verdict.AIM: _("目標"),
    }
    return [
        Line(place, one, SIGNS[one.verdict], TONES[one.verdict], words[one.verdict])
        for place, one in enumerate(proofread(text), 1)
    ]


def _pieces(text: str, lines: list[Line]) -> list[Piece]:
    found, at = [], 0
    for line in lines:
        number = line.finding.number
        found += [Piece(text[at : number.start]), Piece(text[number.start : number.end], line)]
        at = number.end
    return [*found, Piece(text[at:])]
