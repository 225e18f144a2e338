"""Reads a spreadsheet in a process of its own: standard input is the file, standard output the pickled answer.

A few hundred bytes of XLSX can ask for half a terabyte of cells; the reader then aborts its whole process. So this one
has a ceiling for memory and time, and nothing to lose. It is run by path, stands alone, and imports nothing of the
project. Answer: ("sheets", [(name, rows, covered cells)]), or (what is wrong, sheet name, number).

Arguments: rows, columns, characters, megabytes of memory, seconds: the most that is allowed of each.
"""

import io
import pickle  # what is written here is read by our own process alone
import resource
import sys
from typing import Any

import python_calamine


def read(data: bytes, rows: int, columns: int, characters: int) -> tuple[Any, ...]:
    """Every visible sheet that holds anything, from cell A1 on."""
    sheets, total = [], 0
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in book.sheets_metadata:
            shown = meta.visible == python_calamine.SheetVisibleEnum.Visible
            if not shown or meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.end is None:
                continue
            height, width = sheet.end[0] + 1, sheet.end[1] + 1
            if height > rows:
                return ("rows", meta.name, height)
            if width > columns:
                return ("columns", meta.name, width)
            grid = sheet.to_python(skip_empty_area=False)
            total += sum(len(cell) for row in grid for cell in row if type(cell) is str)
            if total > characters:
                return ("characters", meta.name, total)
            sheets.append((meta.name, grid, covered(sheet.merged_cell_ranges or [], height, width)))
    except python_calamine.PasswordError:
        return ("password", "", 0)
    except MemoryError:
        return ("memory", "", 0)
    except BaseException:  # a panic of the reader is no `Exception`
        return ("broken", "", 0)
    return ("sheets", sheets)


def covered(ranges: Any, height: int, width: int) -> dict[tuple[int, int], int]:
    """Cells that are covered by one above them, in one column, with its row; as many at most as the sheet has cells."""
    found: dict[tuple[int, int], int] = {}
    for (top, left), (bottom, right) in ranges:
        if left != right:
            continue
        for row in range(top + 1, min(bottom, height - 1) + 1):
            if len(found) >= height * width:
                return found
            found[row, left] = top
    return found


def main() -> None:
    """Set the ceilings, then read."""
    rows, columns, characters, megabytes, seconds = (int(argument) for argument in sys.argv[1:6])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = read(sys.stdin.buffer.read(), rows, columns, characters)
    try:
        pickled = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        pickled = pickle.dumps(("memory", "", 0))
    sys.stdout.buffer.write(pickled)


if __name__ == "__main__":
    main()
