"""Spreadsheets (ODS, XLSX, XLS): looked into before they are opened, then read in a process of their own."""

import io
import logging
import pickle  # the answer of our own child process
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from foundation.imports.grid import Grid, Limits, Unreadable

log = logging.getLogger(__name__)

PACKAGE = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of ODS and XLSX, and of XLS."""

_CHILD = Path(__file__).with_name("calamine_child.py")


def sheets_of(data: bytes, limits: Limits) -> list[Grid]:
    """Every visible sheet of a spreadsheet that holds anything. Raises `Unreadable`.

    Hidden sheets are left out; a formula that ended in an error reads as blank.
    """
    if data.startswith(PACKAGE):
        _look_into_package(data, limits)
    else:
        _look_into_ole(data)
    return _read(data, limits)


def other_kind() -> str:
    """The sentence for a file that is no sheet at all."""
    return _("這不是試算表。請上傳 .ods、.xlsx、.xls 或 .csv 檔。")


def too_many_rows(sheet: str, number: int, limits: Limits) -> str:
    """The sentence for more rows than one import may hold; `sheet` is empty for CSV and pasted text."""
    values = {"sheet": sheet, "number": f"{number:,}", "most": f"{limits.rows:,}"}
    if sheet:
        return (
            _("工作表「%(sheet)s」用到第 %(number)s 列，一次最多 %(most)s 列。請刪去下面多餘的列，或分成幾個檔案。")
            % values
        )
    return _("一共 %(number)s 列，一次最多 %(most)s 列。請分成幾次匯入。") % values


def _look_into_package(data: bytes, limits: Limits) -> None:
    """Refuse a ZIP package that is no spreadsheet, is encrypted, carries macros, or unpacks into far too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            kind = package.read("mimetype")[:100] if "mimetype" in names and _small(package, "mimetype") else b""
            manifest_name = "META-INF/manifest.xml"
            manifest = package.read(manifest_name) if manifest_name in names and _small(package, manifest_name) else b""
    except (
        Exception
    ) as broken:  # a damaged package breaks zipfile in a dozen ways, EOFError and struct.error among them
        raise Unreadable("broken", _broken()) from broken
    if sum(member.file_size for member in members) > limits.unpacked_megabytes << 20:
        raise Unreadable(
            "bomb",
            _("檔案解開後超過 %(most)s MB，無法讀取。請把資料複製到新的試算表，再上傳。")
            % {"most": limits.unpacked_megabytes},
        )
    if (
        any(member.flag_bits & 1 for member in members)
        or b"encryption-data" in manifest
        or "encrypted-package" in names
    ):
        raise Unreadable("password", _password())
    if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Unreadable("macro", _macro())
    is_ods = kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet") and "content.xml" in names
    if not is_ods and not any(name.startswith("xl/") for name in names):
        raise Unreadable("kind", other_kind())


def _small(package: zipfile.ZipFile, name: str) -> bool:
    return package.getinfo(name).file_size < 1 << 20


def _look_into_ole(data: bytes) -> None:
    """Refuse an old Office container that is encrypted, carries macros, or is no workbook."""

    def stream(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if stream("EncryptedPackage"):
        raise Unreadable("password", _password())
    if stream("_VBA_PROJECT"):
        raise Unreadable("macro", _macro())
    if not stream("Workbook") and not stream("Book"):
        raise Unreadable("kind", other_kind())


def _read(data: bytes, limits: Limits) -> list[Grid]:
    """The sheets, read in a process of its own that may not grow without bound."""
    arguments = (limits.rows, limits.columns, limits.characters, limits.memory_megabytes, limits.seconds)
    try:
        done = subprocess.run(  # noqa: S603  our own script, with numbers as arguments
            [sys.executable, "-I", str(_CHILD), *map(str, arguments)],
            input=data,
            capture_output=True,
            timeout=limits.seconds * 2,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Unreadable("bomb", _too_complex()) from late
    if done.returncode:
        # Killed at its ceiling, or aborted by the reader: either way not the end of this process.
        log.warning("the spreadsheet reader ended with %s: %s", done.returncode, done.stderr[:300])
        raise Unreadable("bomb", _too_complex())
    answer: tuple[Any, ...] = pickle.loads(done.stdout)  # noqa: S301  written by our own script
    if answer[0] != "sheets":
        raise Unreadable(answer[0], _refusal(*answer, limits=limits))
    grids = [Grid(rows, name, merged) for name, rows, merged in answer[1]]
    if not grids:
        raise Unreadable("empty", _("檔案裡沒有資料。請確認資料所在的工作表沒有隱藏，再上傳一次。"))
    return grids


def _refusal(code: str, sheet: str, number: int, *, limits: Limits) -> str:
    if code == "rows":
        return too_many_rows(sheet, number, limits)
    if code == "columns":
        return _("工作表「%(sheet)s」有 %(number)s 欄，最多 %(most)s 欄。請刪去右邊多餘的欄。") % {
            "sheet": sheet,
            "number": f"{number:,}",
            "most": limits.columns,
        }
    if code == "password":
        return _password()
    return _broken() if code == "broken" else _too_complex()


def _broken() -> str:
    return _("檔案壞了，讀不出來。請用試算表開啟原來的檔案，另存新檔，再上傳一次。")


def _password() -> str:
    return _("檔案有密碼保護。請在試算表拿掉密碼，另存新檔，再上傳一次。")


def _macro() -> str:
    return _("檔案含有巨集，這裡不收。請另存成不含巨集的 .xlsx 或 .ods，再上傳一次。")


def _too_complex() -> str:
    return _("檔案太複雜，讀不完。請把資料複製到新的試算表（只貼上值），再上傳一次。")
