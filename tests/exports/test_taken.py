"""Each page of a list with names says who took it, and the trail knows the copy by its number."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from pypdf import PdfReader

from foundation.accounts.models import User
from foundation.accounts.roles import Permission, Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.exports import pdf, registry, taken
from foundation.exports.imprint import Imprint
from foundation.exports.registry import Export, make
from foundation.exports.table import Column, Table
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 16, 0, tzinfo=dt.UTC)
NUMBER = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")


def pdf_text(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_EXPORTS", {})

    class Names(Export):
        key = "names"
        label = "名冊"
        permission = Permission.SEE_WORKSHOPS
        formats = ("ods", "xlsx", "csv")

        def tables(self, user: User, **params: Any) -> Sequence[Table]:
            return [Table("名冊", self.label, [Column("name", "姓名")], [["林素珠"]])]

    class Figures(Names):
        key = "figures"
        names_people = False


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, name="王&小<明>")


def made(key: str, suffix: str, by: User) -> str:
    """The parts of the file that hold headers and footers."""
    stream = io.BytesIO()
    make(registry.find(key, by), stream, suffix=suffix, by=by, now=NOW)
    if suffix == "csv":
        return stream.getvalue().decode("utf-8-sig")
    with zipfile.ZipFile(stream) as package:
        name = "styles.xml" if suffix == "ods" else "xl/worksheets/sheet1.xml"
        return package.read(name).decode()


@pytest.mark.parametrize("suffix", ["ods", "xlsx"])
def test_each_printed_page_says_who_took_it_and_the_trail_knows_the_number(officer: User, suffix: str) -> None:
    part = made("names", suffix, officer)
    line = Event.objects.get(verb=Verb.EXPORTED)
    assert NUMBER.fullmatch(line.now["copy"])
    foot = part[part.index("footer" if suffix == "ods" else "oddFooter") :]
    assert foot.count(line.now["copy"]) == (2 if suffix == "ods" else 1)  # OpenDocument has a page of each direction
    assert "115/11/22 00:00" in foot
    assert ("王&amp;小&lt;明&gt;" if suffix == "ods" else "王&amp;&amp;小&lt;明&gt;") in foot


def test_two_copies_have_two_numbers(officer: User) -> None:
    made("names", "ods", officer)
    made("names", "ods", officer)
    assert len({line.now["copy"] for line in Event.objects.filter(verb=Verb.EXPORTED)}) == 2


@pytest.mark.parametrize("suffix", ["ods", "xlsx"])
def test_figures_alone_bear_no_name(officer: User, suffix: str) -> None:
    assert "含個人資料" not in made("figures", suffix, officer)
    assert "copy" not in Event.objects.get(verb=Verb.EXPORTED).now


def test_a_csv_stays_a_table_and_the_trail_has_its_number(officer: User) -> None:
    assert made("names", "csv", officer).split() == ["姓名", "林素珠"]
    assert NUMBER.fullmatch(Event.objects.get(verb=Verb.EXPORTED).now["copy"])


def test_every_page_of_a_pdf_says_it() -> None:
    page = '<html lang="zh-Hant-TW"><head><title>t</title></head><body><p>一</p><p style="break-before: page">二</p>'
    data = pdf.render(page, imprint=Imprint("t", taken='王"小</style>明 副本 AAAA-BBBB'))
    assert pdf_text(data).count("副本 AAAA-BBBB") == 2
    assert '王"小</style>明' in pdf_text(data)
    assert "副本" not in pdf_text(pdf.render(page, imprint=Imprint("t")))


def test_somebody_without_a_role_is_named_alone() -> None:
    told = taken.copy_for(make_user(None, name="王小明"), now=NOW, number="AAAA-BBBB").line
    assert told == "王小明 115/11/22 00:00 取得，副本 AAAA-BBBB。含個人資料，僅供公務使用。"
