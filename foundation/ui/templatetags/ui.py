"""The components as template tags; the gallery shows each. A misspelt name is an error, never a blank.

What shows numbers stands in `drawings.py` beside this file, what stands around a form field in `fields.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import segno
from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.ui import fields, modules
from foundation.ui.icons import icon as draw_icon
from foundation.ui.pillars import PILLARS, call_label
from foundation.ui.pillars import pillar as pillar_of
from foundation.ui.stored_words import said

register = template.Library()


@register.simple_tag
def preload_modules(*entries: str) -> SafeString:
    """Ask for these scripts and all that they import at once, instead of one layer after the other."""
    lines = (format_html('<link rel="modulepreload" href="{}">\n', address) for address in modules.addresses(entries))
    return mark_safe("".join(lines))  # noqa: S308  each line is escaped above


STATUSES = {
    "ok": (gettext_lazy("進行順利"), "arrow-right-circle-fill"),
    "risk": (gettext_lazy("有風險"), "exclamation-triangle-fill"),
    "late": (gettext_lazy("落後"), "exclamation-octagon-fill"),
    "done": (gettext_lazy("完成"), "check-circle-fill"),
    "todo": (gettext_lazy("尚未開始"), "circle"),
    "paused": (gettext_lazy("暫停"), "pause-fill"),
    "released": (gettext_lazy("解除列管"), "archive"),
    "merged": (gettext_lazy("併案"), "union"),
}
SAVES = {
    "saved": (gettext_lazy("已儲存"), "cloud-check-fill"),
    "saving": (gettext_lazy("儲存中…"), "arrow-repeat"),
    "offline": (gettext_lazy("沒有連上，還沒儲存"), "wifi-off"),
    "conflict": (gettext_lazy("有衝突，請選擇"), "intersect"),
}
TONES = {
    "info": "info-circle-fill",
    "ok": "check-circle-fill",
    "risk": "exclamation-triangle-fill",
    "late": "exclamation-octagon-fill",
}
STAGES = (
    gettext_lazy("盤點"),
    gettext_lazy("設計"),
    gettext_lazy("可行性"),
    gettext_lazy("發表"),
    gettext_lazy("承諾"),
)
PILLAR_VARIANTS = ("solid", "plain", "lg")
MARK_COLOURS = {
    "dark": ("#f5b565", "#5bd0b8", "#b3baff"),
    "light": ("#ae4e0b", "#0b7167", "#3d3f9e"),
    "mono": ("currentColor", "currentColor", "currentColor"),
}


def one_of(value: str, allowed: Iterable[str], what: str) -> str:
    """The value, if it is one of these; otherwise the template is wrong and says so."""
    if value not in allowed:
        raise template.TemplateSyntaxError(f"unknown {what} {value!r}; expected one of {', '.join(allowed)}")
    return value


@register.filter
def wording(text: str | None) -> str:
    """`{{ block.output|wording }}`: stored words in the language of the page, where they are the shipped ones."""
    return said(text or "")


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon "list" %}`; `css` adds classes (`v-i--lg`), `label` makes it speak."""
    return draw_icon(name, css, label)


@register.simple_tag
def sign(pillar: str, css: str = "") -> SafeString:
    """The pillar's outline alone; the word must stand beside it."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" fill-rule="evenodd" d="{}"/></svg>',
        f"v-sign {css}".strip(),
        pillar_of(pillar).sign,
    )


@register.simple_tag
def mark(size: int = 32, colours: str = "dark") -> SafeString:
    """The logo: three pillars opening like a raised hand, or an open booklet. `dark` is for dark ground."""
    left, middle, right = MARK_COLOURS[one_of(colours, MARK_COLOURS, "colours of the mark")]
    return format_html(
        '<svg class="v-mark" width="{0}" height="{0}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        '<path fill="{1}" d="M2 8.5A9.5 9.5 0 0 1 11.5 18v11A9.5 9.5 0 0 1 2 19.5Z"/>'
        '<path fill="{3}" d="M30 8.5A9.5 9.5 0 0 0 20.5 18v11A9.5 9.5 0 0 0 30 19.5Z"/>'
        '<path fill="{2}" d="M16 2a7 7 0 0 1 3 6.2V29h-6V8.2A7 7 0 0 1 16 2Z"/></svg>',
        size,
        left,
        middle,
        right,
    )


@register.simple_tag
def pillar(code: str | None, variant: str = "", text: str = "") -> SafeString:
    """The pillar's chip: colour, sign and word together. `variant`: any of solid, plain, lg. No code: 「未選主軸」."""
    if not code:
        return format_html('<span class="v-pillar v-pillar--none">{}</span>', text or _("未選主軸"))
    css = " ".join(f"v-pillar--{one_of(each, PILLAR_VARIANTS, 'variant of a pillar')}" for each in variant.split())
    return format_html(
        '<span class="{}" data-pillar="{}">{}{}</span>',
        f"v-pillar {css}".strip(),
        code,
        sign(code),
        text or pillar_of(code).label,
    )


@register.simple_tag
def call_code(code: str | None, title: str = "") -> SafeString:
    """The chip of a Call item, 肯1 for R1; `title` (its short name) is read along. Nothing for no code."""
    if not code:
        return mark_safe("")
    found, label = call_label(code)
    spoken = format_html('<span class="visually-hidden"> {}</span>', title) if title else ""
    return format_html('<span class="v-code" data-pillar="{}">{}{}</span>', found.code, label, spoken)


@register.simple_tag
def status(key: str, text: str = "") -> SafeString:
    """A state as shape and word, one of `STATUSES`; `text` replaces the usual word."""
    label, name = STATUSES[one_of(key, STATUSES, "status")]
    return format_html('<span class="v-status" data-status="{}">{}{}</span>', key, draw_icon(name), text or label)


@register.simple_tag
def save_state(state: str = "saved", extra: str = "", html_id: str = "", hidden: bool = False) -> SafeString:
    """Whether what was typed is safe: saved, saving, offline or conflict; `extra` is a time or a number of things."""
    label, name = SAVES[one_of(state, SAVES, "state of saving")]
    small = format_html("<small>{}</small>", extra) if extra else ""
    return format_html(
        '<span class="v-save" role="status" aria-live="polite" data-state="{}"{}{}>{}<span>{}</span>{}</span>',
        state,
        format_html(' id="{}"', html_id) if html_id else "",
        mark_safe(" hidden") if hidden else "",
        draw_icon(name),
        label,
        small,
    )


@register.inclusion_tag("ui/save_box.html")
def save_box(state: str = "saved", extra: str = "") -> dict[str, Any]:
    """The state of saving where it changes as one types: holds all four, `static/js/savestate.js` shows one.

    It speaks politely (`role="status"`), and only when the state really changes.
    """
    one_of(state, SAVES, "state of saving")
    states = [
        {"key": key, "label": label, "icon": name, "shown": key == state, "extra": extra if key == state else ""}
        for key, (label, name) in SAVES.items()
    ]
    return {"states": states, "state": state}


def _step(item: Any, number: int, current: int) -> dict[str, Any]:
    known = {"label", "url", "state", "note"}
    given = dict(item) if isinstance(item, Mapping) else {"label": item}
    if unknown := set(given) - known:
        raise template.TemplateSyntaxError(f"a step knows {', '.join(sorted(known))}; not {', '.join(sorted(unknown))}")
    state = given.get("state") or ("done" if number < current else "current" if number == current else "todo")
    return {"url": "", "note": "", **given, "state": one_of(state, ("done", "current", "todo"), "state of a step")}


@register.inclusion_tag("ui/steps.html")
def steps(current: int, items: Sequence[Any] | None = None, label: str = "") -> dict[str, Any]:
    """Where one stands: a stepper, on a phone one line with a bar.

    `current` counts from 0 (the number of items means all done); `items` are words or mappings of label, url, state
    (done, current, todo) and note (「尚缺 2 項」); without items the five stages of a workshop's table.
    """
    given = list(STAGES if items is None else items)
    shown = [_step(item, number, int(current)) for number, item in enumerate(given)]
    at = min(max(int(current), 0), len(shown) - 1)
    return {
        "steps": shown,
        "label": label or _("階段"),
        "here": shown[at],
        "number": at + 1,
        "total": len(shown),
        "next": shown[at + 1] if at + 1 < len(shown) else None,
    }


@register.simple_tag
def qr(content: str, label: str = "") -> SafeString:
    """A QR code as SVG without a size of its own (its container gives it); `label` says where it leads."""
    code = segno.make(content, error="m", micro=False)
    drawing = BytesIO()
    code.save(drawing, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True)
    shape = drawing.getvalue().decode().strip()
    rest = mark_safe(shape.removeprefix("<svg"))  # noqa: S308  drawn by segno, its content is only squares
    return format_html('<svg role="img" aria-label="{}"{}', label or _("QR 碼"), rest)


@register.inclusion_tag("ui/nav_item.html")
def nav_item(url: str, name: str, label: str, current: str = "", count: int = 0, tone: str = "") -> dict[str, Any]:
    """A line of a menu; `name` is the icon's, `current` a value of `aria-current`."""
    return {"url": url, "icon": name, "label": label, "current": current, "count": count, "tone": tone}


@register.inclusion_tag("ui/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", action: str = "", level: int = 2) -> dict[str, Any]:
    """Why there is nothing here, and one thing to do about it. `level` is that of the heading."""
    return {"title": title, "text": text, "url": url, "action": action, "level": int(level)}


@register.simple_block_tag
def note(content: str, tone: str = "info") -> SafeString:
    """`{% note "risk" %}…{% endnote %}`: a remark in its place; tone info, ok, risk or late."""
    name = TONES[one_of(tone, TONES, "tone")]
    return format_html('<div class="v-note" data-tone="{}">{}<div>{}</div></div>', tone, draw_icon(name), content)


@register.filter
def tone(message: Message) -> str:
    """The tone of one of Django's messages."""
    return {"success": "ok", "warning": "risk", "error": "late"}.get(message.level_tag, "info")


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """The shape that belongs to a tone."""
    return draw_icon(TONES[one_of(tone, TONES, "tone")])


@register.filter
def days_left(day: dt.date, today: dt.date) -> SafeString:
    """How long until that day: 「剩 3 天」「今天」「逾期 7 天」, loud only when it is close or past."""
    left = (day - today).days
    if left < 0:
        tone, text = "late", ngettext("逾期 %(days)s 天", "逾期 %(days)s 天", -left) % {"days": -left}
    elif left == 0:
        tone, text = "soon", _("今天")
    else:
        text = ngettext("剩 %(days)s 天", "剩 %(days)s 天", left) % {"days": left}
        tone = "soon" if left <= 7 else "calm"
    return format_html('<span class="v-due" data-tone="{}">{}</span>', tone, text)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A form field with label, hint, input and errors; see `fields.describe` for the options."""
    return fields.describe(bound, **options)


@register.simple_tag
def password_input(bound: BoundField, autocomplete: str, hint: str = "") -> SafeString:
    """The bare input of a password, for `account/_password.html`, which draws the button to show it."""
    described = [
        *([f"{bound.auto_id}_helptext"] if hint else []),
        *([f"{bound.auto_id}_error"] if bound.errors else []),
    ]
    attrs = {"class": "form-control", "autocomplete": autocomplete, "placeholder": ""}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms: Any, **labels: str) -> dict[str, Any]:
    """What has to be mended in these forms or formsets, each line leading to its field. Empty without errors.

    Where the page calls a field by another name than the form: `{% error_summary form login=email_label %}`.
    """
    return fields.summary(*forms, **labels)


@register.simple_tag
def all_pillars() -> list[Any]:
    """The three pillars in their order, for loops: `{% all_pillars as pillars %}`."""
    return list(PILLARS.values())


@register.filter
def words(value: Any) -> str:
    """A value as text, 「未填」 where there is none."""
    text = "" if value is None else str(value).strip()
    return conditional_escape(text) if text else _("未填")


@register.filter
def figures(text: str) -> SafeString:
    """A length of time in words with its figures to be made large; `room/clock.js` does the same."""
    parts = re.split(r"(\d+)", text)
    return format_html_join(
        "", "<{0}>{1}</{0}>", (("b" if part.isdecimal() else "span", part) for part in parts if part)
    )


@register.filter
def money(value: int) -> str:
    """An amount with its thousands apart: 1,200,000."""
    return f"{value:,}"
