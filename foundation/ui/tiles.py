"""The 22 counties as tiles of one size: the islands are as easy to see as the big cities.

A tile is a mapping: `name`, `col` (1–7, column 2 keeps the islands apart), `row` (1–8), `level` (0–4),
`value` (a number, or None), and where wanted `unit`, `flag` (things overdue), `url`, `text` (what else is read aloud);
`shown` (the value as it is written) and `word` (its level in a word) for maps that are `drawn`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .charts import FONT, HEAT, Medium

NEEDED = {"name", "col", "row", "level", "value"}
ALLOWED = {"unit", "flag", "url", "text", "code", "shown", "word"}
COLUMNS, ROWS, LEVELS = 7, 8, 4
LEVEL_LINES = ("#85817a", "#5d869b", "#5d869b", "#5d869b", "#1f4a63")


def _checked(tiles: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    given = list(tiles)
    for tile in given:
        keys = set(tile)
        if keys - NEEDED - ALLOWED or NEEDED - keys:
            raise ValueError(f"a tile needs {sorted(NEEDED)} and knows {sorted(ALLOWED)}; given {sorted(keys)}")
        if not (1 <= tile["col"] <= COLUMNS and 1 <= tile["row"] <= ROWS and 0 <= tile["level"] <= LEVELS):
            raise ValueError(f"{tile['name']} stands outside the map: {tile['col']}, {tile['row']}, {tile['level']}")
    return given


def _said(tile: Mapping[str, Any], levels: Sequence[str]) -> str:
    """What the colour, the bars and the red number say, in words."""
    words = [str(levels[tile["level"]])] if levels else []
    if tile.get("flag"):
        words.append(_("%(count)s 件逾期") % {"count": tile["flag"]})
    if tile.get("text"):
        words.append(str(tile["text"]))
    return _("，").join(words)


def web(tiles: Iterable[Mapping[str, Any]], *, label: str = "", levels: Sequence[str] = ()) -> SafeString:
    """The map as a grid of links, read in the given order; `levels` are the words of levels 0–4."""
    shown = []
    for tile in _checked(tiles):
        number = (
            format_html("{}<small>{}</small>", tile["value"], tile.get("unit", ""))
            if tile["value"] not in (None, "", 0)
            else mark_safe("–")
        )
        said = _said(tile, levels)
        inner = format_html(
            '<span class="v-tile__n">{}</span><span class="v-tile__v">{}</span>{}{}{}',
            tile["name"],
            number,
            format_html('<span class="visually-hidden">{}{}</span>', _("，"), said) if said else "",
            _pips(tile["level"]),
            format_html('<span class="v-tile__flag" aria-hidden="true">{}</span>', tile["flag"])
            if tile.get("flag")
            else "",
        )
        place = format_html('data-level="{}" data-col="{}" data-row="{}"', tile["level"], tile["col"], tile["row"])
        if tile.get("url"):
            shown.append(format_html('<li {}><a class="v-tile" href="{}">{}</a></li>', place, tile["url"], inner))
        else:
            shown.append(format_html('<li {}><span class="v-tile">{}</span></li>', place, inner))
    return format_html(
        '<ul class="v-tilemap" aria-label="{}">{}</ul>',
        label or _("22 縣市方格圖"),
        format_html_join("", "{}", ((each,) for each in shown)),
    )


def _pips(level: int) -> SafeString:
    marks = "".join(f"<i{' data-on' if each < level else ''}></i>" for each in range(LEVELS))
    return mark_safe(f'<span class="v-pips" aria-hidden="true">{marks}</span>')  # noqa: S308  numbers only


def paper(
    tiles: Iterable[Mapping[str, Any]],
    *,
    label: str = "",
    levels: Sequence[str] = (),
    width: float = 60,
    height: float = 54,
    gap: float = 4,
) -> SafeString:
    """The map as an SVG that carries its own colours, for print; `width` and `height` are those of one tile."""
    given = _checked(tiles)
    left = {1: 0.0, 2: width + gap}
    for column in range(3, COLUMNS + 1):
        left[column] = width + gap + 16 + (column - 3) * (width + gap)
    whole, high = left[COLUMNS] + width, ROWS * (height + gap) - gap
    parts, said = [], []
    for tile in given:
        x, y, level = left[tile["col"]], (tile["row"] - 1) * (height + gap), tile["level"]
        ink = "#ffffff" if level == LEVELS else "#1d2429"
        dash = ' stroke-dasharray="3 2"' if level == 0 else ""
        parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5" fill="{HEAT[level]}" '
            f'stroke="{LEVEL_LINES[level]}" stroke-width="0.8"{dash}/>'
        )
        parts.append(_word(x + 6, y + 15, tile["name"], 10.5, ink))
        shown = tile["value"] if tile["value"] not in (None, "", 0) else "–"
        parts.append(_word(x + 6, y + 36, shown, 17, ink))
        pip = (width - 12) / LEVELS
        for each in range(LEVELS):
            fill = ink if each < level else "none"
            parts.append(
                f'<rect x="{x + 6 + each * pip:g}" y="{y + height - 9.5:g}" width="{pip - 2.5:g}" height="4" rx="1.2" '
                f'fill="{fill}" stroke="{ink}" stroke-width="0.7"/>'
            )
        if tile.get("flag"):
            parts.append(f'<circle cx="{x + width - 10:g}" cy="{y + 10:g}" r="7" fill="#a3182f" stroke="#ffffff"/>')
            parts.append(_word(x + width - 10, y + 13.4, tile["flag"], 9.5, "#ffffff", "middle"))
        words = _said(tile, levels)
        said.append(f"{tile['name']} {shown}" + (_("（%(note)s）") % {"note": words} if words else ""))
    spoken = _("%(title)s：%(words)s") % {"title": label or _("22 縣市方格圖"), "words": _("、").join(said)}
    return mark_safe(  # noqa: S308  every word went through escape
        f'<svg class="c-map" viewBox="-1 -1 {whole + 2:g} {high + 2:g}" role="img" aria-label="{escape(spoken)}">'
        f"{''.join(parts)}</svg>"
    )


WIDTH, HEIGHT, GAP, STRAIT = 62.0, 62.0, 4.0, 14.0


def drawn(tiles: Iterable[Mapping[str, Any]], *, label: str = "", medium: Medium = "web") -> SafeString:
    """The map as one drawing for browser and paper alike: name, number and word in each tile, the tint beside them.

    A tile with a `url` is a link in the browser; on paper none is. What it says aloud is its name, number and word.
    """
    given = _checked(tiles)
    left = {1: 0.0, 2: WIDTH + GAP} | {
        at: WIDTH + GAP + STRAIT + (at - 3) * (WIDTH + GAP) for at in range(3, COLUMNS + 1)
    }
    whole, high = left[COLUMNS] + WIDTH, ROWS * (HEIGHT + GAP) - GAP
    parts, said = [], []
    linked = medium == "web" and any(tile.get("url") for tile in given)
    for tile in given:
        x, y, level = left[tile["col"]], (tile["row"] - 1) * (HEIGHT + GAP), tile["level"]
        ink = "#ffffff" if level == LEVELS else "#1d2429"
        dash = ' stroke-dasharray="3 2"' if level == 0 else ""
        number = f"{tile.get('shown') or tile['value'] or '–'}"
        unit = str(tile.get("unit") or "")
        pip = (WIDTH - 12) / LEVELS
        inner = [
            f'<rect x="{x:g}" y="{y:g}" width="{WIDTH:g}" height="{HEIGHT:g}" rx="6" fill="{HEAT[level]}" '
            f'stroke="{LEVEL_LINES[level]}" stroke-width="1"{dash}/>',
            _word(x + 6, y + 16, tile["name"], 12.5, ink),
            _word(x + 6, y + 36, f"{number}{unit if unit == '%' else ''}", 17, ink),
            _word(x + 6, y + 49, tile.get("word", ""), 10, ink),
            *(
                f'<rect x="{x + 6 + at * pip:g}" y="{y + HEIGHT - 8:g}" width="{pip - 2.5:g}" height="3.5" rx="1.2" '
                f'fill="{ink if at < level else "none"}" stroke="{ink}" stroke-width="0.7"/>'
                for at in range(LEVELS)
            ),
        ]
        words = _("，").join(str(one) for one in (tile.get("word"), tile.get("text")) if one)
        spoken = f"{tile['name']} {number}{unit}" + (_("（%(note)s）") % {"note": words} if words else "")
        said.append(spoken)
        drawing = "".join(inner)
        parts.append(
            f'<a href="{escape(tile["url"])}" aria-label="{escape(spoken)}">{drawing}</a>'
            if linked and tile.get("url")
            else drawing
        )
    title = label or _("22 縣市方格圖")
    told = title if linked else _("%(title)s：%(words)s") % {"title": title, "words": _("、").join(said)}
    return mark_safe(  # noqa: S308  every word went through escape
        f'<svg class="c-map" viewBox="-1 -1 {whole + 2:g} {high + 2:g}" role="{"group" if linked else "img"}" '
        f'aria-label="{escape(told)}">{"".join(parts)}</svg>'
    )


def _word(x: float, y: float, words: Any, size: float, ink: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="{size:g}" font-weight="700" fill="{ink}" '
        f'text-anchor="{anchor}">{conditional_escape(str(words))}</text>'
    )
