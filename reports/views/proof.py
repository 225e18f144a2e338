"""The proof-reader's page: a text goes in, and each number that follows from others comes back with its calculation."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.models import AnnualPlan
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from reports.proofreading import annual_plans
from reports.proofreading import pasted as pasted_tables
from reports.proofreading.lines import SIGNS, TONES, Line, lines_of, verdict_words
from reports.proofreading.numbers import Known
from reports.proofreading.tables import CellFinding, proofread_table

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text: as it stands, or a number with its line."""

    text: str
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class CellLine:
    """A finding in a table as it is shown: which cell, sign, tone and words."""

    row: str
    column: str
    text: str
    finding: CellFinding
    sign: str
    tone: str
    words: str


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Permission.SEE_ANNUAL_PLANS)
def proof(request: HttpRequest) -> HttpResponse:
    """Nothing of what is pasted is kept; an annual plan's own words are there to begin with where one is named.

    Its county's figures are then known besides what the text says.
    """
    text, pasted, problem, table_problem = "", "", "", ""
    annual, known = _annual(request)
    cells: list[CellLine] = []
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        pasted = request.POST.get("table", "").replace("\r\n", "\n")
        cells, table_problem = _cells(pasted)
        if not text.strip() and not pasted.strip():
            problem = _("請貼上要校對的文字或表格。")
        elif len(text) > LONGEST:
            problem = _("一次最多 %(most)s 字，這裡有 %(number)s 字，請分段校對。") % {
                "most": f"{LONGEST:,}", "number": f"{len(text):,}",
            }  # fmt: skip
    elif annual is not None:
        text = annual_plans.words_of(annual)
    lines = lines_of(text, known) if text.strip() and not problem else []
    return render(
        request,
        "reports/proof.html",
        {
            "text": text,
            "table": pasted,
            "problem": problem,
            "table_problem": table_problem,
            "checked": bool(text.strip()) and not problem,
            "lines": lines,
            "cells": cells,
            "table_checked": bool(pasted.strip()) and not table_problem,
            "flagged": [line for line in lines if line.finding.verdict.is_flagged],
            "flagged_cells": [line for line in cells if line.finding.verdict.is_flagged],
            "annual": annual,
            "known": known,
            "pieces": _pieces(text, lines),
            "longest": LONGEST,
        },
        status=422 if problem or table_problem else 200,
    )


def _annual(request: HttpRequest) -> tuple[AnnualPlan | None, list[Known]]:
    """The annual plan that is named, and what is known of its county; a plan that is not hers is none."""
    number = (request.POST if request.method == "POST" else request.GET).get("annual", "")
    if not (number.isascii() and number.isdecimal()):
        return None, []
    annual = get_visible(AnnualPlan.objects.select_related("county"), request.user, pk=int(number[:18]))
    return annual, annual_plans.known_of(annual, request.user, today=timezone.localdate())


def _cells(text: str) -> tuple[list[CellLine], str]:
    """What became of a table's cells, or why it cannot be read."""
    if not text.strip():
        return [], ""
    if len(text) > LONGEST:
        return [], _("一次最多 %(most)s 字，這裡有 %(number)s 字，請分段校對。") % {
            "most": f"{LONGEST:,}", "number": f"{len(text):,}",
        }  # fmt: skip
    try:
        heading, rows = pasted_tables.table(text)
    except ValidationError as refused:
        return [], refused.messages[0]
    words = verdict_words()
    found = sorted(proofread_table(heading, rows), key=lambda one: (one.row, one.column))
    return [
        CellLine(
            rows[one.row][0], heading[one.column], rows[one.row][one.column], one, SIGNS[one.verdict],
            TONES[one.verdict], words[one.verdict],
        )
        for one in found
    ], ""  # fmt: skip


def _pieces(text: str, lines: list[Line]) -> list[Piece]:
    found, at = [], 0
    for line in lines:
        number = line.finding.number
        found += [Piece(text[at : number.start]), Piece(text[number.start : number.end], line)]
        at = number.end
    return [*found, Piece(text[at:])]
