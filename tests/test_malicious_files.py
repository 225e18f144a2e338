"""Every file that means no good, at every door where files come in: refused in a sentence, or made harmless.

Nothing of what was refused stays, neither in the database nor on the disk, and no door ever breaks.
"""

import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from actionplans.models import Evidence, PaperPage, Plan
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.actionplans import give_forms
from tests.makers.files import make_pdf, make_photo
from tests.makers.followup import make_followed, make_link
from tests.makers.imports import ROW_OF_ODS, an_ods
from tests.makers.malice import FILES, HTML, RTL
from tests.makers.workshops import make_workshop
from workshops.models import Participant, Workshop

pytestmark = pytest.mark.django_db

Door = Callable[[str, bytes], HttpResponse]
TAKEN = ""
# File → the words with which evidence, paper heap and lists answer; TAKEN where it is made harmless.
# The lists of participants and of plans are read by the same reader and share a column.
SAID: dict[str, tuple[str, str, str]] = {
    "html as jpg": ("其實是網頁", "其實是網頁", "其實是網頁"),
    "svg with script": ("其實是網頁", "其實是網頁", "其實是網頁"),
    "pixel bomb": ("百萬像素", "百萬像素", "這是圖片"),
    "truncated jpeg": ("照片打不開", "照片打不開", "這是圖片"),
    "jpeg and zip": (TAKEN, TAKEN, "這是圖片"),
    "gif and html": (TAKEN, TAKEN, "這是圖片"),
    "exif location": (TAKEN, TAKEN, "這是圖片"),
    "xlsm": ("含有巨集", "壓縮檔或文書檔", "含有巨集"),
    "ods with basic": ("含有巨集", "壓縮檔或文書檔", "含有巨集"),
    "zip bomb": ("解開後太大", "壓縮檔或文書檔", "解開後超過"),
    "entities in ods": ("DOCTYPE", "壓縮檔或文書檔", "。"),
    "entities in xlsx": ("Word、Excel", "壓縮檔或文書檔", "。"),
    "dde in ods": ("DDE", "壓縮檔或文書檔", "。"),
    "link in ods": ("連到別的檔案", "壓縮檔或文書檔", "。"),
    "source in ods": ("連到別的檔案", "壓縮檔或文書檔", "。"),
    "formula in csv": ("看不出這是什麼檔案", "看不出這是什麼檔案", "。"),
    "pdf with javascript": ("JavaScript", "不是掃描的圖片", "這是 PDF"),
    "pdf with hidden javascript": ("JavaScript", "不是掃描的圖片", "這是 PDF"),
    "pdf that launches": ("啟動別的程式", "不是掃描的圖片", "這是 PDF"),
    "pdf that sends": ("JavaScript", "不是掃描的圖片", "這是 PDF"),
    "pdf with a file": ("夾帶", "不是掃描的圖片", "這是 PDF"),
    "wrong extension": ("Word、Excel", "壓縮檔或文書檔", "。"),
    "program": ("其實是網頁、文件或程式", "其實是網頁、文件或程式", "。"),
    "name with a path": ("其實是網頁", "其實是網頁", "其實是網頁"),
    "name turned around": ("其實是網頁", "其實是網頁", "其實是網頁"),
    "very long name": ("其實是網頁", "其實是網頁", "其實是網頁"),
    "empty": ("檔案是空的", "檔案是空的", "空的"),
}  # fmt: skip


def on_disk() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def told(response: HttpResponse) -> str:
    """What a page says, without its markup."""
    page = re.sub(r"(?s)<(script|style).*?</\1>", "", response.content.decode())
    return html.unescape(re.sub(r"<[^>]+>", "", page))


@pytest.fixture
def evidence(client: Client) -> Door:
    """The report by link: whoever has it needs no account."""
    _link, token = make_link(make_followed(), now=timezone.now())
    way = reverse("actionplans:by_link", args=[token])

    def send(name: str, data: bytes) -> HttpResponse:
        sent = {"happened": "開了", "do": "photo", "photo": SimpleUploadedFile(name, data, "image/jpeg")}
        return client.post(way, sent, follow=True)

    return send


@pytest.fixture
def workshop() -> Workshop:
    workshop = make_workshop(Workshop.State.HELD, agenda=False, groups=1)
    give_forms(workshop.programme)
    return workshop


@pytest.fixture
def paper(client: Client, workshop: Workshop) -> Door:
    client.force_login(make_user())
    way = reverse("actionplans:paper_upload", args=[workshop.pk])
    return lambda name, data: client.post(way, {"photos": SimpleUploadedFile(name, data, "image/jpeg")}, follow=True)


@pytest.fixture
def people(client: Client) -> Door:
    client.force_login(make_user())
    workshop = make_workshop(Workshop.State.CONFIRMED)
    way = reverse("workshops:participant_list", args=[workshop.pk])
    return lambda name, data: client.post(way, {"file": SimpleUploadedFile(name, data)}, follow=True)


@pytest.fixture
def plans(client: Client) -> Door:
    client.force_login(make_user(county=make_followed().county_id))
    way = reverse("actionplans:plan_list")
    return lambda name, data: client.post(way, {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_the_table_holds_every_file() -> None:
    assert SAID.keys() == FILES.keys()


@pytest.mark.parametrize("what", FILES)
def test_the_report_takes_nothing_that_means_no_good(evidence: Door, what: str) -> None:
    name, make = FILES[what]
    before = on_disk()
    response = evidence(name, make())
    assert response.status_code in (200, 422)
    _holds(response, SAID[what][0], before, Evidence.objects.filter(file__isnull=False).count())


@pytest.mark.parametrize("what", FILES)
def test_the_heap_of_paper_takes_nothing_that_means_no_good(paper: Door, what: str) -> None:
    name, make = FILES[what]
    before = on_disk()
    response = paper(name, make())
    assert response.status_code == 200
    assert RTL not in response.content.decode()
    _holds(response, SAID[what][1], before, PaperPage.objects.count())


def _holds(response: HttpResponse, words: str, before: set[Path], rows: int) -> None:
    if words:
        assert words in told(response)
        assert not StoredFile.objects.exists()
        assert rows == 0
        assert on_disk() == before
        return
    kept = StoredFile.objects.get()
    assert rows == 1
    with kept.content.open("rb") as stream:
        data = stream.read()
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert not {"exif", "comment"} & picture.info.keys()
    assert data.endswith(b"\xff\xd9")
    assert HTML not in data
    assert not zipfile.is_zipfile(io.BytesIO(data))


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("door", ["people", "plans"])
def test_a_list_takes_nothing_that_means_no_good(door: str, what: str, request: pytest.FixtureRequest) -> None:
    send: Door = request.getfixturevalue(door)
    name, make = FILES[what]
    before, titles = on_disk(), set(Plan.objects.values_list("title", flat=True))
    response = send(name, make())
    assert response.status_code in (200, 422)
    assert SAID[what][2] in told(response)
    assert set(Plan.objects.values_list("title", flat=True)) == titles
    assert not StoredFile.objects.exists()
    assert on_disk() == before
    assert RTL not in response.content.decode()
    for row in Participant.objects.all():
        assert not row.name.startswith("=") or what == "formula in csv"
        assert "root:" not in row.name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/照片.jpg", "照片.jpg"),
        ("C:\\Users\\ming\\照片.jpg", "照片.jpg"),
        (f"照片{RTL}gpj.exe", "照片gpj.exe"),
        ("a\r\nb\x00.jpg", "a b.jpg"),
        ("長" * 300 + ".jpg", "長" * 179 + "…" + "長" * 16 + ".jpg"),
        ("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"),
    ],
)
def test_a_name_is_kept_as_a_name_and_nothing_else(name: str, shown: str) -> None:
    from foundation.files import storing

    assert storing.plain_name(name) == shown


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("會議紀錄.pdf", make_pdf(), "application/pdf"),
        ("簽到表.ods", an_ods(ROW_OF_ODS), "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_an_honest_document_is_taken_and_handed_out_to_take_along(
    evidence: Door, name: str, data: bytes, kind: str
) -> None:
    assert evidence(name, data).status_code == 200
    kept = StoredFile.objects.get()
    assert (kept.original_name, kept.width, kept.thumbnail.name) == (name, 0, "")
    with kept.content.open("rb") as stream:
        written = stream.read()
    assert written != data
    assert "王小明".encode("utf-16-be") not in written
    assert b"/Author" not in written
    plan = Evidence.objects.get().check_in.plan
    Evidence.objects.get().check_in.__class__.objects.update(state="submitted", submitted_at=timezone.now())
    reader = Client()
    reader.force_login(make_user(county=plan.county_id))
    answer = reader.get(reverse("files:content", args=[kept.pk]))
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{kept.pk}.')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == written
    assert reader.get(reverse("files:thumbnail", args=[kept.pk])).status_code == 404
    stranger = Client()
    stranger.force_login(make_user(county="HUA"))
    assert stranger.get(reverse("files:content", args=[kept.pk])).status_code == 404


def test_an_honest_photo_is_taken(evidence: Door) -> None:
    assert evidence("照片.jpg", make_photo()).status_code == 200
    assert StoredFile.objects.get().is_picture
