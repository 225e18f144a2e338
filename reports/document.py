"""The report as JSON: the value itself, under a version, as `national.schema.json` beside this module describes it.

Dates are ISO 8601 (Gregorian), decimal numbers are numbers, missing answers are null, lists are never null.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from .records import CountyRecord, NationalReport

VERSION = 1
CONTENT_TYPE = "application/json"
SCHEMA = Path(__file__).with_name("national.schema.json")


def value(report: NationalReport) -> dict[str, Any]:
    """The report as plain values, with the sums that paper and screens show beside them."""
    found = asdict(report)
    found["funnel"] = [{**asdict(step), "count": step.count} for step in report.funnel]
    found["figures"] = {each.code: _without_code(asdict(each)) for each in report.figures}
    found["findings"] = [{**asdict(each), "numbers": dict(each.numbers)} for each in report.findings]
    for name, matrix in (("plans_matrix", report.plans_matrix), ("issues_matrix", report.issues_matrix)):
        found[name]["rows"] = [{**asdict(row), "is_gap": row.is_gap} for row in matrix.rows]
        found[name]["unassigned_total"] = matrix.unassigned_total
        found[name]["counties_with_any"] = matrix.counties_with_any
    found["added_questions"] = [{**asdict(one), "tally": dict(one.tally)} for one in report.added_questions]
    found["counties"] = [
        {**plain, "people": county.people, "workshops": _workshops(county)}
        for plain, county in zip(found["counties"], report.counties, strict=True)
    ]
    if not report.chapters:
        # Editions from before anything could be written keep their bytes.
        del found["chapters"]
    for chapter in found.get("chapters", ()):
        chapter["pieces"] = [_without_picture(piece) for piece in chapter["pieces"]]
    return {"version": VERSION, **found}


def render(report: NationalReport) -> bytes:
    """The document as UTF-8, indented so that two editions can be compared line by line."""
    return (json.dumps(value(report), ensure_ascii=False, indent=1, default=_plain) + "\n").encode()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document."""
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


def _workshops(county: CountyRecord) -> list[dict[str, Any]]:
    return [{**asdict(each), "people": each.people} for each in county.workshops]


def _without_code(figure: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in figure.items() if key != "code"}


def _without_picture(piece: dict[str, Any]) -> dict[str, Any]:
    """A photo is named by its fingerprint; the picture itself is on paper."""
    photo = piece["photo"] and {key: part for key, part in piece["photo"].items() if key != "jpeg"}
    return {**piece, "photo": photo}


def _plain(part: Any) -> Any:
    if isinstance(part, dt.datetime | dt.date):
        return part.isoformat()
    if isinstance(part, Decimal):
        return int(part) if part == part.to_integral_value() else float(part)
    raise TypeError(f"{part!r} has no place in the document")
