"""The agenda of a workshop, arranged by its officers; checked as they type, and by buttons where no script runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.taiwan.clock import spoken
from foundation.taiwan.fullwidth import tight
from workshops import agenda_of
from workshops.agenda_language import in_page_language
from workshops.models import BlockKind, Form, Workshop
from workshops.schedule import LATE, OK, Block, Finding, Line, end_of, timed, total

from .frame import frame

NEW_MINUTES = 10
SCALE = 270  # minutes the drawn gauge is long


@gate(Permission.REGISTER_WORKSHOP)
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda as a page of its own, also after the registration was handed in, until the workshop starts."""
    rows = Workshop.objects.with_people().visible_to(request.user, Permission.REGISTER_WORKSHOP)
    workshop = get_visible(rows, request.user, pk=pk)
    if workshop.state not in agenda_of.EDITABLE:
        messages.info(request, _("工作坊已經開始，議程不能再改。"))
        address = reverse("workshops:detail", kwargs={"pk": pk})
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    return _answer(request, workshop, "workshops/agenda.html", {}, reverse("workshops:detail", kwargs={"pk": pk}))


@gate(Permission.REGISTER_WORKSHOP)
@require_POST
def agenda_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What has to be said about the agenda as it stands on the page; nothing is saved."""
    rows = Workshop.objects.with_people().visible_to(request.user, Permission.REGISTER_WORKSHOP)
    workshop = get_visible(rows, request.user, pk=pk)
    lines, problems = read_lines(request.POST)
    return render(request, "workshops/_agenda_words.html", _said(workshop, lines, problems))


def agenda_step(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The agenda as the third step of a registration."""
    onward = reverse("workshops:step", kwargs={"pk": workshop.pk, "step": "confirm"})
    return _answer(request, workshop, "workshops/step_agenda.html", frame(workshop, "agenda"), onward)


def _answer(
    request: HttpRequest, workshop: Workshop, template: str, around: dict[str, Any], onward: str
) -> HttpResponse:
    lines = agenda_of.lines_of(workshop)
    problems: list[str] = []
    refused: list[str] = []
    status, overtaken = 200, ""
    if request.method == "POST":
        lines, problems = read_lines(request.POST)
        # While one types the page has acted already; htmx sends along whichever button was pressed last.
        action = "save" if request.htmx else request.POST.get("do", "save")
        if action == "restore":
            try:
                lines = agenda_of.restore_agenda(workshop=workshop, by=request.user).lines
                messages.success(request, _("已帶入建議議程。"))
                return redirect(request.path)
            except ValidationError as wrong:
                problems += wrong.messages
        else:
            lines = _acted(lines, action)
            if not problems:
                try:
                    agenda_of.write_agenda(
                        workshop=workshop, lines=lines, by=request.user, seen=request.POST.get("seen")
                    )
                except ValidationError as wrong:
                    refused = wrong.messages
                    problems += refused
                except agenda_of.Overtaken as other:
                    overtaken = other.who
        status = 409 if overtaken else 422 if problems else 200
        if request.htmx:
            return render(
                request,
                "workshops/_agenda_saved.html",
                {
                    **_said(workshop, lines, problems),
                    "workshop": workshop,
                    "overtaken": overtaken,
                    # What cannot be read is said by `agenda_check`; this, only who saves can tell.
                    "refused": refused,
                    "seen": request.POST.get("seen", "") if problems else agenda_of.mark(agenda_of.lines_of(workshop)),
                    "now": timezone.now(),
                },
                status=409 if overtaken else 200,
            )
        if status == 200:
            return redirect(onward if action == "save" else request.path + "#agenda")
    # What cannot be read as minutes is shown again as it was typed.
    typed = request.POST.getlist("minutes") if problems and len(request.POST.getlist("minutes")) == len(lines) else []
    shown = in_page_language(lines, workshop.programme)
    rows = [
        {"line": line, "shown": shown[place].block, "typed": typed[place] if typed else line.minutes}
        for place, line in enumerate(timed(lines, workshop.starts_at))
    ]
    return render(
        request,
        template,
        {
            **around,
            **_said(workshop, lines, problems),
            "workshop": workshop,
            "rows": rows,
            "seen": agenda_of.mark(agenda_of.lines_of(workshop)),
            "overtaken": overtaken,
            "proposed": agenda_of.is_proposed(workshop, lines),
            "kinds": BlockKind.choices,
            "sheets": Form.choices,
        },
        status=status,
    )


def read_lines(data: Mapping[str, Any]) -> tuple[list[Line], list[str]]:
    """The lines on a page, in the page's order, and what is wrong with them; what is no number of minutes counts none.

    `static/js/agenda.js` reads minutes by the same rule while one types. Raises nothing: whatever is sent becomes
    lines, and sentences about them.
    """
    lines: list[Line] = []
    problems: list[str] = []
    getlist = getattr(data, "getlist", None)
    columns = {
        name: (getlist(name) if getlist else list(data.get(name, [])))
        for name in ("title", "minutes", "kind", "stage", "least", "most", "output", "remark", "sheet")
    }
    for place, title in enumerate(columns["title"][: agenda_of.MOST_LINES + 1]):
        row = {name: (values[place] if place < len(values) else "") for name, values in columns.items()}
        minutes = read_minutes(row["minutes"])
        if not minutes:
            values = {"n": place + 1, "text": row["minutes"].strip()[:10]}
            sentence = (
                _("第 %(n)s 項：「%(text)s」不是分鐘數，請填 1 到 480。")
                if values["text"]
                else _("第 %(n)s 項：還沒填分鐘數，請填 1 到 480。")
            )
            problems.append(sentence % values)
        kind = row["kind"] if row["kind"] in BlockKind.values else BlockKind.SESSION.value
        if not title.strip():
            problems.append(_("第 %(n)s 項：請寫課程內容。") % {"n": place + 1})
        least = _number(row["least"], 1)
        lines.append(
            Line(
                Block(
                    title.strip()[:60],
                    kind,
                    _number(row["stage"], 0),
                    least,
                    max(least, _number(row["most"], 480)),
                    row["output"][:120],
                    row["remark"][:120],
                    row["sheet"] if row["sheet"] in Form.values else "",
                ),
                minutes,
            )
        )
    return lines, problems


def read_minutes(text: str) -> int:
    """A line's minutes as somebody types them, in full width too; 0 for what is no number from 1 to 480."""
    typed = tight(text).removesuffix("分")
    minutes = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else 0
    return minutes if minutes <= 480 else 0


def _number(text: str, otherwise: int) -> int:
    return min(int(text), 480) if text.isascii() and text.isdigit() and len(text) <= 4 else otherwise


def _acted(lines: list[Line], action: str) -> list[Line]:
    """What a button does where no script runs: up-3, down-3, drop-3, more-3, less-3, add."""
    done = list(lines)
    name, _dash, number = action.partition("-")
    place = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 4 else -1
    if name == "add":
        return [*done, Line(Block(_("新項目"), "session", 0, 1, 240), NEW_MINUTES)]
    if not 0 <= place < len(done):
        return done
    if name == "drop":
        del done[place]
    elif name == "up" and place:
        done[place - 1], done[place] = done[place], done[place - 1]
    elif name == "down" and place < len(done) - 1:
        done[place + 1], done[place] = done[place], done[place + 1]
    elif name in ("more", "less"):
        minutes = done[place].minutes + (5 if name == "more" else -5)
        done[place] = replace(done[place], minutes=min(max(minutes, 1), 480))
    return done


def _said(workshop: Workshop, lines: list[Line] | tuple[Line, ...], problems: list[str]) -> dict[str, Any]:
    """The words and the gauge for some lines."""
    length = total(lines)
    # As long as a line cannot be read, nothing is said about how the rest fits.
    findings = (
        [Finding(LATE, _("有項目的分鐘數要先改好，才看得出放不放得下。"))]
        if any(not line.minutes for line in lines)
        else agenda_of.findings_for(_without_length(workshop), lines)
    )
    programme = workshop.programme
    first = findings[0]
    starts: dt.time | None = workshop.starts_at
    return {
        "workshop": workshop,
        "length": length,
        "spoken": spoken(length),
        "ends": end_of(starts, length) if starts is not None else None,
        "verdict": first,
        "tone": first.level,
        "findings": [finding for finding in findings[1:] if finding.level != OK],
        "good": [finding for finding in findings[1:] if finding.level == OK],
        "problems_found": problems,
        "gauge": {
            "needle": min(100, round(length / SCALE * 100)),
            "from": min(100, round(programme.minutes_min / SCALE * 100)),
            "width": min(100, round((programme.minutes_max - programme.minutes_min) / SCALE * 100)),
            "label": _("%(least)s–%(most)s 分") % {"least": programme.minutes_min, "most": programme.minutes_max},
            "least": programme.minutes_min,
            "most": programme.minutes_max,
        },
    }


def _without_length(workshop: Workshop) -> Workshop:
    """The workshop without a length set aside: on this page the agenda itself is the length."""
    return Workshop(programme=workshop.programme, starts_at=workshop.starts_at, groups_planned=workshop.groups_planned)
