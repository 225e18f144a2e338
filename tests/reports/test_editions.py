"""Editions: frozen without loss, the same bytes years later, compared, looked up by code, corrected beside."""

import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from jsonschema import Draft202012Validator, FormatChecker
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from actionplans.consensus import adoption
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.jobs import leases, work
from foundation.jobs.models import Job
from reports import codes, document, making
from reports.editions import comparing, correcting, freezing, looking_up, publishing
from reports.models import Edition, EditionFile, Erratum
from reports.national import build
from tests.makers.accounts import make_user
from tests.makers.editions import NOW, make_edition
from tests.makers.plans import make_adopted, make_consensus, make_full_plan, make_inventory, make_plan
from tests.makers.workshops import make_participant, make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
YEARS_LATER = NOW + dt.timedelta(days=1500)


@pytest.fixture
def programme() -> Programme:
    """Taitung with a full plan and a bare one, Hualien with three, Taipei only registered."""
    programme = make_programme(slug="ivy-2026")
    first = make_workshop(Workshop.State.HELD, programme=programme, county="TTT", groups=2)
    for group in first.groups.all():
        make_inventory(group, "S3", "R4")
    make_full_plan(first, first.groups.first(), title="縱谷到站", code="TTT-115-01")
    make_plan(first, title="=HYPERLINK(1)", call_item="", code="TTT-115-02")
    for at in range(3):
        make_participant(first, unit=f"單位{at}")
    make_consensus(first)
    second = make_workshop(Workshop.State.HELD, programme=programme, county="HUA")
    make_adopted(second, ["R2", "R2", "G2"])
    make_workshop(Workshop.State.SUBMITTED, programme=programme, county="TPE")
    return programme


# Frozen and published


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_a_frozen_report_comes_back_as_it_was(programme: Programme, language: str) -> None:
    with translation.override(language):
        report = build(programme, now=NOW)
        again = freezing.thawed(json.loads(json.dumps(freezing.frozen(report))))
        assert again == report
        assert [each.shown for each in again.figures] == [each.shown for each in report.figures]
        assert document.render(again) == document.render(report)


def test_an_edition_has_its_number_its_day_and_its_data_whatever_happens_later(programme: Programme) -> None:
    edition = make_edition(programme)
    assert (edition.number, edition.as_of, edition.code) == (1, NOW, f"P{programme.pk}E1")
    make_adopted(make_workshop(Workshop.State.HELD, programme=programme, county="TPE"), ["S1"])
    assert len(looking_up.report_of(Edition.objects.get()).plans) == 5
    assert len(build(programme, now=NOW).plans) == 6
    assert make_edition(programme).number == 2
    assert make_edition(make_other(), now=NOW).number == 1, "each programme counts its own"
    line = Event.objects.filter(verb=Verb.EDITION_PUBLISHED).last()
    assert line is not None
    assert line.now["number"] == 1


def make_other() -> Programme:
    other = make_programme(slug="ivy-2027", year=2027)
    make_workshop(Workshop.State.SUBMITTED, programme=other)
    return other


def test_an_editions_json_says_which_it_is_and_fits_the_schema(programme: Programme) -> None:
    edition = make_edition(programme)
    for file in edition.files.all():
        value = json.loads(publishing.content(file))
        Draft202012Validator(document.schema(), format_checker=FormatChecker()).validate(value)
        assert value["code"] == edition.code
        assert value["edition"] == {"number": 1, "published_on": "2026-09-10", "note": "九月研討會"}


def test_made_again_years_later_in_another_process_every_format_has_the_same_bytes(programme: Programme) -> None:
    """The kept files are what is handed out; but the frozen value alone gives them again, PDF dates included."""
    edition = make_edition(programme, formats=making.FORMATS)
    values = json.dumps({"values": edition.values, "files": [(f.language, f.suffix) for f in edition.files.all()]})
    script = (
        "import sys, json, hashlib, django; django.setup();"
        "from reports.editions import freezing, publishing;"
        "given = json.load(sys.stdin);"
        "[print(language, suffix, hashlib.sha256(publishing.rendered("
        "freezing.thawed(given['values'][language]), language, suffix)).hexdigest())"
        " for language, suffix in given['files']]"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=values, capture_output=True, text=True, check=True,
        env={"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    again = {(line.split()[0], line.split()[1]): line.split()[2] for line in done.stdout.splitlines()}
    kept = {(file.language, file.suffix): file.sha256 for file in edition.files.all()}
    assert len(kept) == 8
    assert again == kept
    pdf = PdfReader(io.BytesIO(publishing.content(edition.files.get(language="zh-hant", suffix="pdf"))))
    assert pdf.metadata is not None
    assert str(pdf.metadata["/CreationDate"]).startswith("D:20260910020000")
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    assert "第1版" in text
    for figure in looking_up.report_of(edition).figures:
        assert f"{edition.code}-{figure.short}" in text, figure.code


def test_a_lost_file_is_made_again_and_an_altered_one_is_never_handed_out(programme: Programme) -> None:
    edition = make_edition(programme)
    file = edition.files.get(language="en")
    good = publishing.content(file)
    file.content.storage.delete(file.content.name)
    assert publishing.content(file) == good
    EditionFile.objects.filter(pk=file.pk).update(sha256=hashlib.sha256(b"other").hexdigest())
    with pytest.raises(publishing.DamagedEdition, match="備份"):
        publishing.content(EditionFile.objects.get(pk=file.pk))
    page = Client()
    page.force_login(make_user(Role.ASSOCIATION))
    answer = page.get(reverse("reports:edition_file", args=[edition.pk, "en", "json"]))
    assert answer.status_code == 409
    assert "備份" in answer.content.decode()


def test_nothing_is_published_of_nothing_and_nothing_half(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = make_user(Role.ASSOCIATION)
    with pytest.raises(ValidationError, match="沒有縣市登記"):
        make_edition(make_programme(slug="empty", year=2028), by=staff)
    with pytest.raises(ValidationError):
        publishing.publish(programme=programme, note="字" * 101, by=staff, now=NOW, formats=("json",))
    monkeypatch.setattr(publishing, "Max", lambda name: _Stale())
    make_edition(programme, by=staff)
    with pytest.raises(ValidationError, match="別人發布"):
        make_edition(programme, by=staff)
    assert Edition.objects.count() == 1
    assert EditionFile.objects.count() == 2


def _Stale():
    """A reading that somebody else's edition came after."""
    from django.db.models import IntegerField, Value
    from django.db.models import Max as Real
    from django.db.models.functions import Coalesce

    return Coalesce(Real(Value(0)) * 0, Value(0), output_field=IntegerField())


def test_only_the_association_publishes_and_the_button_leads_to_the_list(programme: Programme) -> None:
    for role, status in ((Role.COUNTY_OFFICER, 404), (Role.ASSOCIATION, 302)):
        page = Client()
        page.force_login(make_user(role, "TTT" if role == Role.COUNTY_OFFICER else None))
        answer = page.post(reverse("reports:edition_publish", args=["ivy-2026"]), {"note": "字" * 150})
        assert answer.status_code == status
    job = Job.objects.get()
    assert job.leads_to == reverse("reports:editions_of", args=["ivy-2026"])


def test_begun_again_it_is_not_published_twice(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was overtaken while it rendered publishes nothing; what is published ends the job with it."""
    monkeypatch.setattr(publishing, "FORMATS", ("json",))
    monkeypatch.setattr(publishing.publish, "__kwdefaults__", publishing.publish.__kwdefaults__ | {"formats": ["json"]})
    staff, at = make_user(Role.ASSOCIATION), timezone.now()
    params = {"programme": programme.slug, "edition_note": ""}
    job = Job.objects.create(kind=publishing.JOB, label="版次", by=staff, asked_at=at, params=params)
    slow = leases.take(worker="slow", now=at, only=job.pk)
    assert slow is not None
    work.run(job.pk, clock=lambda: at + leases.LEASE)
    edition = Edition.objects.get()
    with pytest.raises(leases.LeaseLost):
        publishing.in_background(slow.job, work.Progress(slow))
    with pytest.raises(leases.LeaseLost):
        publishing.publish(
            programme=programme, note="", by=staff, now=at, formats=["json"], settle=work.Progress(slow).settle
        )
    job.refresh_from_db()
    assert (job.state, job.begun, Edition.objects.get()) == ("done", 2, edition)
    assert EditionFile.objects.count() == 2
    assert leases.take(worker="third", now=at + 10 * leases.LEASE) is None


# Codes


def test_every_figure_has_a_code_and_its_rows_add_up_to_it(programme: Programme) -> None:
    report = build(programme, now=NOW)
    assert {each.code for each in report.figures} == codes.FIGURES.keys()
    for part in looking_up.parts_of(report):
        found = looking_up.behind(report, part)
        assert found is not None, part
        if found.summed and found.value is not None:
            assert sum(row.number for row in found.rows) == found.value, part
    for number, row in enumerate(report.plans_matrix.rows):
        for place, county in enumerate(report.plans_matrix.counties):
            plans = looking_up.behind(report, f"{row.item}-{county}")
            issues = looking_up.behind(report, f"{row.item}I-{county}")
            assert plans is not None
            assert issues is not None
            assert plans.value == row.cells[place]
            assert issues.value == report.issues_matrix.rows[number].cells[place]


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("P{pk}E1-14", True), ("p{pk}e1-14", True), ("Ｐ{pk}Ｅ1－14", True), (" P{pk} E1 - 14 ", True),
        ("P{pk}E1–14", True), ("P{pk}E1-S3-TTT", True), ("P{pk}E1-S3I", True), ("P{pk}E1-TTT", True),
        ("P{pk}E1-R", True), ("P{pk}-14", True), ("P{pk}E2-14", False), ("P{pk}E1-20", False), ("P{pk}E1-00", False),
        ("P{pk}E1-S9", False), ("P{pk}E1-S3-XXX", False), ("P{pk}E1-XXX", False), ("P{pk}E1-", False),
        ("P999E1-14", False), ("P99999999999999999999E1-14", False), ("P{pk}E1-R-TTT", False), ("TTT-115-01", True),
        ("TTT-115-99", False),
    ],
)  # fmt: skip
def test_a_code_is_known_however_it_is_typed(programme: Programme, typed: str, known: bool) -> None:
    make_edition(programme)
    page = Client()
    page.force_login(make_user(Role.ASSOCIATION))
    answer = page.get(reverse("reports:code_lookup"), {"code": typed.format(pk=programme.pk)})
    assert answer.status_code == (302 if known else 404)
    if known:
        assert page.get(answer["Location"], follow=True).status_code == 200
    else:
        assert "沒有" in answer.content.decode()


def test_the_rows_are_those_the_viewer_may_see_and_drafts_are_the_associations(programme: Programme) -> None:
    edition = make_edition(programme)
    everywhere, here = make_user(Role.ASSOCIATION), make_user(Role.COUNTY_OFFICER, "TTT")
    volunteer = make_user(Role.VOLUNTEER, "TTT")
    for part, of_all, hers, his in (("14", 5, 2, 2), ("13", 4, 4, 0), ("06", 2, 1, 0), ("R2", 2, 0, 0)):
        code = f"{edition.code}-{part}"
        shown = [looking_up.find(code, user=who, now=NOW) for who in (everywhere, here, volunteer)]
        assert [found and len(found.rows) for found in shown] == [of_all, hers, his], part
        assert all(found is not None and found.counted == of_all for found in shown)
        assert all(row.county == "TTT" for found in shown[1:] if found for row in found.rows)
    draft = f"P{programme.pk}-14"
    assert looking_up.find(draft, user=everywhere, now=NOW) is not None
    assert looking_up.find(draft, user=here, now=NOW) is None
    page = Client()
    page.force_login(here)
    body = page.get(reverse("reports:code", args=[f"{edition.code}-14"])).content.decode()
    assert "縱谷到站" in body
    assert "從 5 列算" in body


def test_what_was_withdrawn_since_stays_behind_the_old_editions_code(programme: Programme) -> None:
    edition = make_edition(programme)
    plan = programme.workshops.get(county="TTT").plans.get(code="TTT-115-02")
    officer, other = make_user(Role.COUNTY_OFFICER, "TTT"), make_user(Role.COUNTY_OFFICER, "HUA")
    adoption.withdraw(plan=plan, reason="和第一件重複", by=officer, now=NOW)
    found = looking_up.find(f"{edition.code}-14", user=officer, now=NOW)
    assert found is not None
    assert "TTT-115-02" in {row.code for row in found.rows}
    found = looking_up.find(f"{edition.code}-14", user=other, now=NOW)
    assert found is not None
    assert "TTT-115-02" not in {row.code for row in found.rows}


# Compared


def test_two_editions_say_what_moved_and_why(programme: Programme) -> None:
    staff, officer = make_user(Role.ASSOCIATION), make_user(Role.COUNTY_OFFICER, "TTT")
    older = make_edition(programme, by=staff)
    taitung = programme.workshops.get(county="TTT")
    gone = taitung.plans.get(code="TTT-115-02")
    adoption.withdraw(plan=gone, reason="和第一件重複", by=officer, now=NOW + dt.timedelta(days=1))
    (new,) = make_adopted(make_workshop(Workshop.State.HELD, programme=programme, county="TPE"), ["S1"])
    make_participant(taitung, unit="第四個")
    newer = make_edition(programme, by=staff, now=NOW + dt.timedelta(days=9))
    was, now = looking_up.report_of(older), looking_up.report_of(newer)
    found = comparing.compare(was, now, reasons=comparing.withdrawn(was, now))
    moves = {move.part: move for move in found.moves}
    plans = moves["14"]
    assert (plans.was, plans.now, plans.by) == (5, 5, 0), "one in, one out: the sum hides it, the comparison does not"
    assert {(change.row.code, change.way) for change in plans.changes} == {(new.code, "in"), ("TTT-115-02", "out")}
    assert [change.why for change in plans.changes if change.way == "out"] == ["撤回採納：和第一件重複"]
    assert (moves["02"].was, moves["02"].now) == (2, 3)
    (people,) = [change for change in moves["09"].changes if change.way == "changed"]
    assert (people.was, people.now) == (3, 4)
    assert moves["S1"].by == 1
    assert "R2" not in moves
    assert found.still + len(found.moves) == len(looking_up.parts_of(now))
    assert comparing.compare(was, was).moves == ()
    page = Client()
    page.force_login(staff)
    query = {"older": newer.pk, "newer": older.pk}
    body = page.get(reverse("reports:editions_compared"), query).content.decode()
    assert "和第一件重複" in body
    answer = page.get(reverse("exports:download", args=["edition-changes", "ods"]), query)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    assert any("和第一件重複" in str(cell) for row in rows for cell in row)
    for bad in ({"older": older.pk}, {"older": older.pk, "newer": older.pk}, {"older": "x", "newer": "99999999999"}):
        assert page.get(reverse("reports:editions_compared"), bad).status_code == 404


# Errata


def test_an_erratum_is_printed_before_later_downloads_and_the_edition_stays(programme: Programme) -> None:
    staff = make_user(Role.ASSOCIATION)
    edition = make_edition(programme, by=staff, formats=("pdf",))
    page = Client()
    page.force_login(staff)
    file = edition.files.get(language="zh-hant")
    before = publishing.content(file)
    assert correcting.bound(file) == before, "no errata, no page"
    given = {"code": f"{edition.code.lower()}-09", "was": "3 人", "becomes": "4 人", "why": "漏了一位\n講師"}
    answer = page.post(reverse("reports:edition_erratum", args=[edition.pk]), given)
    assert answer.status_code == 302
    erratum = Erratum.objects.get()
    assert (erratum.code, erratum.why) == (f"{edition.code}-09", "漏了一位 講師")
    assert publishing.content(file) == before
    assert b"".join(page.get(reverse("reports:edition_file", args=[edition.pk, "zh-hant", "pdf"]))) == before  # type: ignore[arg-type]
    data = b"".join(page.get(reverse("reports:edition_bound", args=[edition.pk, "zh-hant"])))  # type: ignore[arg-type]
    bound, alone = PdfReader(io.BytesIO(data)), PdfReader(io.BytesIO(before))
    assert len(bound.pages) == len(alone.pages) + 1
    first = re.sub(r"\s", "", bound.pages[0].extract_text())
    for words in ("勘誤表", "3人", "4人", "漏了一位", f"{edition.code}-09"):
        assert words in first
    line = Event.objects.get(verb=Verb.ERRATUM_NOTED)
    assert line.reason == "漏了一位 講師"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "P1E9-09"}, "沒有代號"), ({"code": "TTT-115-99"}, "沒有代號"), ({"becomes": "3 人"}, "一樣"),
        ({"becomes": " 3  人"}, "一樣"), ({"why": ""}, ""), ({"was": ""}, ""), ({"becomes": "字" * 301}, ""),
    ],
)  # fmt: skip
def test_an_erratum_that_says_nothing_is_refused_and_what_was_typed_stays(programme, changed, said) -> None:
    edition = make_edition(programme)
    page = Client()
    page.force_login(make_user(Role.ASSOCIATION))
    given = {"code": "TTT-115-01", "was": "3 人", "becomes": "4 人", "why": "漏了一位講師"} | changed
    answer = page.post(reverse("reports:edition_erratum", args=[edition.pk]), given)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert said in body
    assert "TTT-115-01" in body or changed.get("code", "") in body
    assert not Erratum.objects.exists()


def test_the_list_asks_as_often_for_three_editions_as_for_one(programme, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = Client()
    page.force_login(make_user(Role.ASSOCIATION))
    address = reverse("reports:editions_of", args=["ivy-2026"])
    make_edition(programme)
    page.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        page.get(address)
    make_edition(programme)
    make_edition(programme)
    with django_assert_num_queries(len(one)):
        page.get(address)
