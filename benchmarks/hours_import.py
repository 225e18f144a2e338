"""A list of hours with mistakes in it, from the file sent to the file given back, beside the usual library for imports.

django-import-export is used as its documentation shows: a resource over the model, look-ups by foreign key widgets, the
model's own checks, and a dry run that finds the mistakes before the good rows go in.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Run
from benchmarks.register import NOW, list_of, undone, unit_with
from benchmarks.rows import Goal, Result, row

EVERY = 50  # one row in so many is wrong


@row("hours.import")
def hours(run: Run) -> Iterator[Result]:
    """100,000 rows of which every fiftieth is wrong: read, understood, judged, entered, and given back annotated."""
    run.database()
    rows, theirs, people = (
        run.size(small=300, full=100_000), run.size(small=100, full=5_000), run.size(small=20, full=2_000),
    )  # fmt: skip
    unit, names = unit_with(people)
    file = list_of(names, rows, wrong=EVERY)
    ours, reference = run.interleaved(
        lambda: undone(lambda: _ours(unit, file, rows)),
        lambda: undone(lambda: _theirs(unit, names, theirs)),
        rounds=1 if rows < 1000 else 3,
    )
    mine, usual = rows / ours, theirs / reference
    note = f"{rows:,} 列，{ours:.1f} 秒；對照：django-import-export {theirs:,} 列，{reference:.1f} 秒"
    yield Result(figure=mine, reference=usual, unit="rows/s", goal=Goal(ratio_at_least=20), note=note)
    peak = run.peak_mib(lambda: undone(lambda: _ours(unit, file, rows)))
    yield Result(part="memory", figure=peak, unit="MiB", goal=Goal(at_most=300))


def _ours(unit: Any, file: bytes, rows: int) -> None:
    from foundation.audit.trail import SYSTEM
    from foundation.imports.rows import read
    from volunteers.lists import hour_answers, hour_lists, kept_answers

    understood = read(file, hour_lists.SPEC, limits=hour_lists.LIMITS)
    taken = hour_lists.take(unit=unit, understood=understood, by=SYSTEM, now=NOW, label="量測")
    answer = hour_answers.answer_to(taken, name="量測.xlsx", dry=False)
    kept_answers.respond_with(answer, name="時數表", suffix="xlsx", title="量測").close()
    wrong = rows // EVERY
    if (answer.wrong, answer.entered) != (wrong, rows - wrong):
        raise RuntimeError(f"{answer.wrong} rows were refused and {answer.entered} entered, of {rows}")


def _theirs(unit: Any, names: list[str], rows: int) -> None:
    from import_export import fields, resources, widgets
    from tablib import Dataset

    from volunteers.models import Enrolment, ServiceBatch, ServiceEntry, Volunteer

    batch = ServiceBatch.objects.create(unit=unit, source="list", made_at=NOW, made_by="量測")

    class Members(widgets.ForeignKeyWidget):  # type: ignore[misc]
        """Somebody of the unit, by her number in it."""

        def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
            return Enrolment.objects.select_related("volunteer").get(unit=unit, number=value).volunteer

    class Lines(resources.ModelResource):  # type: ignore[misc]
        volunteer = fields.Field("volunteer", "志工編號", widget=Members(Volunteer))
        served_on = fields.Field("served_on", "服務日期", widget=widgets.DateWidget("%Y-%m-%d"))
        starts = fields.Field("starts", "開始", widget=widgets.IntegerWidget())
        ends = fields.Field("ends", "結束", widget=widgets.IntegerWidget())
        content = fields.Field("content", "服務內容")

        class Meta:
            model = ServiceEntry
            import_id_fields = ()
            clean_model_instances = True
            use_transactions = True
            fields = ("volunteer", "served_on", "starts", "ends", "content")

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.origin = None

        def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
            instance.unit, instance.batch, instance.category = unit, batch, unit.category
            instance.month, instance.minutes, instance.counted = 202501, 180, 180

    chance = random.Random(7)
    data = Dataset(headers=["志工編號", "服務日期", "開始", "結束", "服務內容"])
    for number in range(rows):
        day = dt.date(2025, 1, 1) + dt.timedelta(days=number // len(names) * 7)
        said = "2025-13-01" if number % EVERY == EVERY - 1 else day.isoformat()
        data.append([f"{number % len(names):05}", said, 540, 720 + chance.randint(0, 60), "關懷訪視"])
    looked = Lines().import_data(data, dry_run=True, raise_errors=False)
    wrong = {one.number - 1 for one in looked.error_rows} | {one.number - 1 for one in looked.invalid_rows}
    if len(wrong) != rows // EVERY:
        raise RuntimeError(f"{len(wrong)} rows were refused of {rows}")
    good = Dataset(*(line for number, line in enumerate(data) if number not in wrong), headers=data.headers)
    done = Lines().import_data(good, dry_run=False, raise_errors=True)
    if done.totals["new"] != rows - len(wrong):
        raise RuntimeError(f"{done.totals['new']} rows were entered of {rows}")
