"""Certificates in bulk: a thousand in one PDF with bookmarks, held against the renderer alone on the finished pages."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
MANY = 1_000


@row("certificates.1000")
def thousand(run: Run) -> Iterator[Result]:
    """From the rows to the file, as the background job makes it."""
    from volunteers.certifying import certificate_papers
    from volunteers.models import Certificate

    run.database()
    stroke = _issued(run.size(small=8, full=MANY))

    def rows() -> list[Certificate]:
        return list(Certificate.objects.filter(together=stroke).select_related(*certificate_papers.ROWS).order_by("pk"))

    def ours() -> bytes:
        return certificate_papers.paper(rows(), "zh-hant", now=NOW)

    html = certificate_papers.html(rows(), "zh-hant")
    made: list[bytes] = []
    figure, reference = run.interleaved(lambda: made.append(ours()), lambda: _typeset(html), rounds=1)
    pages, size = _pages(made[0]), len(made.pop(0)) / 1024
    yield Result(
        figure=figure, reference=reference, unit="s", goal=Goal(ratio_at_most=1.2),
        note=f"{pages:,} 張；對照：WeasyPrint 只排同一份完成的 HTML",
    )  # fmt: skip
    whole = run.peak_mib(ours)
    yield Result(part="memory", figure=whole, unit="MiB", goal=Goal(at_most=500))
    few = pages // 5
    fifth = run.peak_mib(lambda: certificate_papers.paper(rows()[:few], "zh-hant", now=NOW))
    yield Result(
        part="growth", figure=(whole - fifth) * 1024 / (pages - few), unit="KiB／頁", goal=Goal(at_most=25),
        note=f"從 {few:,} 張到 {pages:,} 張，每多一張多用的記憶體",
    )  # fmt: skip
    yield Result(part="page", figure=size / pages, unit="KiB／頁", goal=Goal(at_most=25))


def _issued(people: int) -> str:
    """Certificates of so many people of one unit; the stroke they were issued in."""
    from foundation.accounts.models import Organisation, User
    from volunteers.certifying import issuing
    from volunteers.filing import authorities
    from volunteers.models import Unit, Volunteer

    by = User.objects.create_user("certificates@example.org", name="量測")
    unit = Unit.objects.create(
        organisation=Organisation.objects.create(county_id="TPE", name="海線社區關懷據點", kind="unit"),
        county_id="TPE", number=9_000, category="social", body=Unit.Body.ASSOCIATION, state=Unit.State.ACTIVE,
        authority=authorities.in_charge(county="TPE", category="social"), head_title="理事長", head_name="陳美玲",
    )  # fmt: skip
    names = "林陳張王李黃吳蔡楊劉", "美淑素秀玉雅怡志俊建", "珠惠芬玲娟君婷明豪宏"
    made = Volunteer.objects.bulk_create(
        Volunteer(
            name=f"{names[0][number % 10]}{names[1][number // 10 % 10]}{names[2][number // 100 % 10]}",
            name_key=f"{number}", registered_on=NOW.date(),
        )
        for number in range(people)
    )  # fmt: skip
    drafts = [_draft(issuing, unit, one, 120 + number) for number, one in enumerate(made)]
    return issuing.issue(drafts=drafts, by=by, now=NOW)[0].together


def _draft(issuing: Any, unit: Any, person: Any, hours: int) -> Any:
    from volunteers.certifying import wording

    facts = {"first": "2025-01-01", "last": "2025-12-31", "minutes": {"social": hours * 60}}
    return issuing.Draft(
        issuing.Kind.PERFORMANCE, unit.authority,
        lambda number: wording.performance(
            person, unit, facts, number=number, book=f"TPE-{person.pk:06}", content="送餐、電話問安、據點活動協助",
            remark="", on=NOW.date(),
        ),
        unit=unit, volunteer=person, facts=facts | {"content": "", "remark": ""},
    )  # fmt: skip


def _pages(data: bytes) -> int:
    from pypdf import PdfReader, apply_configuration

    none = 1 << 40
    with apply_configuration(
        zlib_maximum_output_length=none, maximum_declared_stream_length=none, array_maximum_element_count=none,
        dictionary_maximum_element_count=none,
    ):  # fmt: skip
        reader = PdfReader(io.BytesIO(data))
        if len(reader.outline) != len(reader.pages):
            raise AssertionError("every certificate has its bookmark")
        return len(reader.pages)


def _typeset(html: str) -> None:
    from weasyprint import HTML

    HTML(string=html).render(pdf_variant="pdf/ua-1").write_pdf(pdf_variant="pdf/ua-1")
