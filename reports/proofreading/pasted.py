"""A table as it is pasted: from a spreadsheet (tabs between cells) or as comma-separated text."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_ROWS, MOST_COLUMNS = 500, 20

Rows = Sequence[Sequence[str]]


def table(text: str) -> tuple[Sequence[str], Rows]:
    """The heading and the rows, each as wide as the heading; empty lines are left out.

    Raises:
        ValidationError: no rows, too many, or a row that is wider than the heading, and how to mend it.
    """
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if any("\t" in line for line in lines):
        found = [[cell.strip().strip('"') for cell in line.split("\t")] for line in lines]
    else:
        found = [[cell.strip() for cell in line] for line in csv.reader(lines, skipinitialspace=True)]
    if len(found) < 2:
        raise ValidationError(_("表格要有標題列，下面至少一列數字。"))
    heading, rows = found[0], found[1:]
    if len(rows) > MOST_ROWS or len(heading) > MOST_COLUMNS:
        raise ValidationError(
            _("一次最多 %(rows)s 列、%(columns)s 欄，請分開校對。") % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    for number, row in enumerate(rows, 2):
        if len(row) > len(heading):
            raise ValidationError(
                _("第 %(number)s 列有 %(cells)s 欄，標題只有 %(wide)s 欄。數字裡有逗號時，請從試算表複製或加引號。")
                % {"number": number, "cells": len(row), "wide": len(heading)}
            )
    return heading, [[*row, *[""] * (len(heading) - len(row))] for row in rows]
