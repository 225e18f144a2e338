"""The national report: from rows to a PDF/UA document, held against the renderer alone on the finished page.

What the platform adds (queries, the value, HTML, tags, metadata) may cost little beside the typesetting itself, pages
must not get slower when there are more of them, and memory must stay within a small server's.
"""

import io
from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Run
from benchmarks.nation import NOW, fill
from benchmarks.rows import Goal, Result, row

COUNTIES, PLANS, MANY_PLANS = 22, 8, 80
# A PDF of some hundred pages takes half a minute: three rounds of two works are what a bench can wait for.
ROUNDS = 3


@row("report.national")
def national(run: Run) -> Iterator[Result]:
    """22 counties × 8 plans from rows to PDF/UA; then ten times the plans, once."""
    run.database()
    programme = programme_of(run, COUNTIES, PLANS)
    html = _html(programme)
    pages = _typeset(html)
    ours, bare = run.interleaved(
        lambda: _made(programme), lambda: _typeset(html), rounds=run.size(small=1, full=ROUNDS)
    )
    yield Result(
        figure=ours,
        reference=bare,
        unit="s",
        goal=Goal(ratio_at_most=1.15),
        note=f"{pages} 頁，每秒 {pages / ours:.1f} 頁；對照：WeasyPrint 只排同一份完成的 HTML",
    )
    memory = run.peak_mib(lambda: _made(programme))
    yield Result(part="memory", figure=memory, unit="MiB", goal=Goal(at_most=700))
    large = programme_of(run, COUNTIES, MANY_PLANS)
    # Typesetting it a second time, only to know how many pages there are, would take as long again.
    made: list[bytes] = []
    seconds = run.once(lambda: made.append(_made(large)))
    many = _pages_of(made.pop())
    speed, before = many / seconds, pages / ours
    yield Result(
        part="growth",
        figure=speed,
        reference=before,
        unit="頁／秒",
        goal=Goal(ratio_at_least=0.95),
        note=f"{run.size(small=2, full=COUNTIES)} 縣市 × {run.size(small=4, full=MANY_PLANS)} 件：{many} 頁",
    )


def programme_of(run: Run, counties: int, plans: int) -> Any:
    """A programme of that size; at the small scale of 2 counties with 1 plan, or 4 where there are to be many."""
    few = 1 if plans == PLANS else 4
    slug, year = f"report-{plans}", 2100 + plans
    return fill(slug, counties=run.size(small=2, full=counties), plans=run.size(small=few, full=plans), year=year)


def _made(programme: Any) -> bytes:
    from foundation.audit.trail import SYSTEM
    from reports.making import make

    return make(programme, "pdf", by=SYSTEM, now=NOW)


def _pages_of(pdf: bytes) -> int:
    from pypdf import PdfReader, apply_configuration

    # Its limits are against files from strangers; 1,900 tagged pages of our own go beyond them.
    none = 1 << 40
    with apply_configuration(
        zlib_maximum_output_length=none, maximum_declared_stream_length=none, array_maximum_element_count=none,
        dictionary_maximum_element_count=none,
    ):  # fmt: skip
        return len(PdfReader(io.BytesIO(pdf)).pages)


def _html(programme: Any) -> str:
    from reports import paper
    from reports.national import build

    return paper.compose(build(programme, now=NOW))


def _typeset(html: str) -> int:
    """The renderer as anybody would call it, with the same kind of PDF; returns the number of pages."""
    from weasyprint import HTML

    document = HTML(string=html).render(pdf_variant="pdf/ua-1")
    document.write_pdf(pdf_variant="pdf/ua-1")
    return len(document.pages)
