"""The table of good and bad files, made by ffmpeg and Pillow on the spot, each with its sentence."""

import io
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models.fields.files import FieldFile
from PIL import Image

from foundation.audit.trail import SYSTEM
from foundation.files.content import Unfit
from pledges import probing, taking_in, verdicts
from pledges.models import Media
from tests.makers.pledges import NOW, make_film, make_picture, make_pledge, take

pytestmark = pytest.mark.django_db


def bytes_of(field: FieldFile) -> bytes:
    return Path(field.path).read_bytes()


def cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def faststart() -> bytes:
    return make_film(12.0, extra=("-movflags", "+faststart"))


def with_place() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Maker of this phone"
    return make_picture(exif=exif)


def upright() -> bytes:
    """A phone held upright: a lying film with a note that it be turned."""
    with tempfile.TemporaryDirectory() as folder:
        lying, out = Path(folder) / "a.mp4", Path(folder) / "b.mp4"
        lying.write_bytes(make_film(12.0))
        command = ["ffmpeg", "-v", "error", "-i", str(lying), "-c", "copy", "-metadata:s:v", "rotate=90", str(out)]
        subprocess.run(command, check=True)
        return out.read_bytes()


# What is sent → whether it counts → what its sentence says ("" for none).
KEPT: dict[str, tuple[Callable[[], bytes], bool, str]] = {
    "10.0 seconds": (lambda: make_film(10.0), True, ""),
    "15.0 seconds": (lambda: make_film(15.0), True, ""),
    "12 seconds with sound": (lambda: make_film(12.0, sound=True), True, ""),
    "9.9 seconds": (lambda: make_film(9.9), False, "影片 9.9 秒，差 0.1 秒才到 10 秒"),
    "15.1 seconds": (lambda: make_film(15.1), False, "影片 15.1 秒，比 15 秒多 0.1 秒"),
    "upright 1080×1920": (lambda: make_film(12.0, "1080x1920"), False, "影片是直的（1080×1920）"),
    "upright by its note": (upright, False, "影片是直的（1080×1920）"),
    "1280×720 film": (lambda: make_film(12.0, "1280x720"), False, "影片畫面是 1280×720，要 1920×1080 以上"),
    "1918×1080 film": (lambda: make_film(12.0, "1918x1080"), False, "影片畫面是 1918×1080"),
    "larger film": (lambda: make_film(12.0, "2560x1440"), True, ""),
    "MPEG-2": (lambda: make_film(12.0, suffix="mpg", codec="mpeg2video", extra=("-r", "25")), True, ""),
    "transport stream": (lambda: make_film(12.0, suffix="ts"), True, ""),
    "QuickTime": (lambda: make_film(12.0, suffix="mov"), True, "這是 iPhone 的 MOV 檔，裡面的影像是 H264"),
    "Motion JPEG in MP4": (lambda: make_film(12.0, codec="mjpeg"), False, "影片的影像是 MJPEG，公告要 MPEG"),
    "1280×720 photo": (lambda: make_picture((1280, 720)), True, ""),
    "1279×720 photo": (lambda: make_picture((1279, 720)), False, "照片是 1279×720 像素，要 1280×720 以上"),
    "1280×719 photo": (lambda: make_picture((1280, 719)), False, "照片是 1280×719 像素"),
    "upright photo": (lambda: make_picture((720, 1280)), True, ""),
    "300 dpi but small": (lambda: make_picture((600, 400), dpi=(300, 300)), True, "印出來約 5.1×3.4 公分"),
    "299 dpi and small": (lambda: make_picture((600, 400), dpi=(299, 299)), False, "照片是 600×400 像素"),
    "large PNG": (lambda: make_picture((1920, 1080), kind="PNG"), True, ""),
}


@pytest.mark.parametrize("case", KEPT)
def test_a_file_gets_its_verdict(case: str) -> None:
    make, counts, says = KEPT[case]
    media = take(make_pledge(), make(), "whatever.bin")
    said = "".join(one.said for one in verdicts.read(media.findings))
    assert verdicts.counts(media.findings) is counts, said
    assert says in said
    assert bool(says) == bool(said)
    assert media.small.size, "there is a picture of it"


# What is sent → what the refusal says. None of it is kept.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off at the end": (lambda: cut(make_film(12.0), 0.9), "影片打不開，可能沒有傳完整"),
    "cut off in its pictures": (lambda: cut(faststart(), 0.6), "影片打不開，可能沒有傳完整"),
    "WebM": (lambda: make_film(1.0, "160x90", suffix="webm", codec="libvpx"), "這是 WebM／MKV 影片，公告要 MPEG"),
    "AVI": (lambda: make_film(1.0, "160x90", suffix="avi", codec="mpeg4"), "這是 AVI 影片，公告要 MPEG"),
    "a page named film": (lambda: b"<!doctype html><script>alert(1)</script>", "其實是網頁、文字或程式"),
    "a play list": (lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:10\nhttp://127.0.0.1/secret\n", "其實是網頁、文字或程式"),
    "sound alone": (lambda: b"\0\0\0\x18ftypisom" + b"\0" * 400, "影片打不開"),
    "a bomb of pixels": (lambda: bomb(), "超過 100 百萬像素"),
    "a film of giants": (lambda: make_film(1.0, "9000x64"), "超過這裡看得了的"),
    "a film of hours": (lambda: make_film(601.0, "64x64"), "超過這裡看得了的"),
    "half a photo": (lambda: cut(make_picture(), 0.5), "照片打不開，可能沒有傳完整"),
    "a document": (lambda: b"%PDF-1.7\n" + b"x" * 400, "這是 PDF，不是照片或影片"),
    "an iPhone's photo": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 400, "這是 HEIC"),
    "anything": (lambda: b"\x01\x02\x03" * 200, "看不出這是什麼檔案"),
}


def bomb() -> bytes:
    """A few kilobytes that say they are 20,000 × 20,000 pixels."""
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_refused_in_words(case: str) -> None:
    make, says = REFUSED[case]
    with pytest.raises(Unfit) as refused:
        take(make_pledge(), make(), "影片.mp4")
    assert says in str(refused.value)
    assert not Media.objects.exists()


def test_what_is_shown_holds_no_place_and_the_original_is_kept_whole() -> None:
    data = with_place()
    media = take(make_pledge(), data)
    assert bytes_of(media.content) == data
    for field in (media.shown, media.small):
        assert b"Maker of this phone" not in bytes_of(field)
        with Image.open(field.path) as image:
            assert not image.getexif()


def test_a_shown_film_holds_no_place() -> None:
    data = make_film(12.0, extra=("-metadata", "location=+22.75+121.15/", "-movflags", "use_metadata_tags"))
    media = take(make_pledge(), data)
    assert b"+22.75" in bytes_of(media.content)
    shown = bytes_of(media.shown)
    assert b"+22.75" not in shown
    assert shown[4:8] == b"ftyp"


def test_the_same_file_is_kept_once() -> None:
    pledge, data = make_pledge(), make_picture()
    assert take(pledge, data).pk == take(pledge, data, "again.jpg").pk
    assert pledge.media.count() == 1


def test_there_is_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    pledge = make_pledge()
    for _number in range(pledge.campaign.photos.most):
        take(pledge, make_picture((64, 64)))
    with pytest.raises(Unfit, match="照片最多 12 個"):
        take(pledge, make_picture((64, 64)))


def test_a_machine_without_ffmpeg_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_film(12.0)
    monkeypatch.setattr(probing.shutil, "which", lambda name: None)
    media = take(make_pledge(), data)
    [found] = verdicts.read(media.findings)
    assert "這部機器沒有檢查影片的程式" in found.said
    assert verdicts.counts(media.findings)
    assert not media.small


def test_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.files.content.MOST_MEGABYTES", 0)
    with pytest.raises(Unfit, match="最多 0 MB"):
        take(make_pledge(), make_picture())


def test_a_removed_file_is_gone_from_the_disk(django_capture_on_commit_callbacks) -> None:
    media = take(make_pledge(), make_picture())
    paths = [Path(field.path) for field in (media.content, media.shown, media.small)]
    assert all(path.exists() for path in paths)
    with django_capture_on_commit_callbacks(execute=True):
        taking_in.remove(media=media, by=SYSTEM, now=NOW)
    assert not any(path.exists() for path in paths)


def test_every_sentence_can_be_said() -> None:
    """A code that is kept must be said years later, in both languages."""
    values = dict.fromkeys(["width", "height", "w", "h", "dpi", "has", "cmw", "cmh", "by", "least", "most", "codec"], 1)
    for code in verdicts._sentences():
        assert "%" not in verdicts.Finding(code, values).said
    assert set(verdicts._sentences()) > verdicts.DOUBTS
