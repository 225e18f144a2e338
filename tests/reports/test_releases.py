"""What the association lets everybody download: nothing by itself, no names, taken back in one act."""

import hashlib
import json
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.followup import publishing as opening
from actionplans.models import Plan, Publication
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.jobs import work
from foundation.jobs.models import Job
from pledges import licensing
from reports.booklet import photos
from reports.booklet import publishing as booklets
from reports.chapter_records import Chapter, ChapterPhoto, ChapterPiece
from reports.editions import correcting, looking_up, publishing
from reports.models import Booklet, Release, ReleasedFile
from reports.releasing import public_version, released, releasing
from tests.makers.accounts import make_user
from tests.makers.booklets import NOON, make_booklet, make_case, publish_photo, put_photo, translate_all
from tests.makers.editions import make_edition
from tests.makers.plans import make_full_plan, make_inventory
from tests.makers.pledges import make_accepted
from tests.makers.releases import NOW, release_booklet, release_edition
from tests.makers.workshops import make_participant, make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
PAGE = "/results/reports/"


@pytest.fixture
def programme() -> Programme:
    programme = make_programme(slug="ivy-2026")
    workshop = make_workshop(Workshop.State.HELD, programme=programme, county="TTT", groups=1)
    workshop.supervisor = make_user(Role.SUPERVISOR, name="蘇督導")
    workshop.save()
    make_inventory(workshop.groups.get(), "S3")
    plan = make_full_plan(workshop, workshop.groups.get(), title="縱谷到站", code="TTT-115-01")
    Plan.objects.filter(pk=plan.pk).update(
        person_in_charge="鄭大通",
        supervisor=workshop.supervisor,
        goal="找鄭大通或打 0912-345-678，公所（03-8220000）也行",
    )
    make_participant(workshop, name="金阿妹")
    return programme


def make_published(title: str = "Promises Kept") -> Booklet:
    mei = make_user(Role.ASSOCIATION, name="林小美")
    booklet = make_booklet(by=mei, title=title)
    translate_all(booklet, by=mei, reviewer=make_user(Role.ASSOCIATION))
    return booklets.publish(booklet=booklet, by=mei, now=NOON)


# Nothing by itself


def test_nothing_is_public_before_the_association_says_so(programme: Programme, client: Client) -> None:
    edition, booklet = make_edition(programme), make_published()
    assert "還沒有開放下載的報告" in client.get(PAGE).content.decode()
    release_edition(edition)
    release_booklet(booklet)
    page = client.get(PAGE).content.decode()
    assert str(edition) in page
    assert "Promises Kept" in page
    files = ReleasedFile.objects.all()
    assert len(files) == 3
    for file in files:
        assert released.address(file) in page
        assert file.sha256 in page
        answer = client.get(released.address(file))
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == file.sha256
        assert file.size == len(answer.content)
        assert client.get(released.address(file), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_each_act_leaves_its_line_and_happens_once(programme: Programme) -> None:
    edition, staff = make_edition(programme), make_user(Role.ASSOCIATION)
    release = release_edition(edition, by=staff)
    with pytest.raises(ValidationError, match="已經開放"):
        release_edition(edition, by=staff)
    with pytest.raises(ValidationError, match="請寫為什麼收回"):
        releasing.withdraw(release=release, reason="錯", by=staff, now=NOW)
    releasing.withdraw(release=release, reason="數字有誤，更正後再開放", by=staff, now=NOW)
    with pytest.raises(ValidationError, match="已經收回"):
        releasing.withdraw(release=release, reason="數字有誤，更正後再開放", by=staff, now=NOW)
    lines = Event.objects.filter(object_type="reports.edition", verb__in=[Verb.RELEASED, Verb.RELEASE_WITHDRAWN])
    assert [line.verb for line in lines.order_by("pk")] == [Verb.RELEASED, Verb.RELEASE_WITHDRAWN]
    assert release_edition(edition, by=staff).pk != release.pk, "it can be released anew"


def test_what_is_taken_back_is_gone_at_once(programme: Programme, client: Client) -> None:
    release = release_edition(make_edition(programme))
    addresses = [released.address(file) for file in release.files.all()]
    releasing.withdraw(release=release, reason="數字有誤，更正後再開放", by=make_user(Role.ASSOCIATION), now=NOW)
    assert "縱谷" not in client.get(PAGE).content.decode()
    assert {client.get(address).status_code for address in addresses} == {404}


# Words that everybody may read


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_a_stranger_reads_the_same_figures_and_nobodys_name(
    programme: Programme, client: Client, language: str
) -> None:
    edition = make_edition(programme)
    kept = publishing.content(edition.files.get(language=language)).decode()
    assert all(word in kept for word in ("鄭大通", "蘇督導"))
    file = release_edition(edition).files.get(language=language)
    given = client.get(released.address(file)).content.decode()
    for word in ("鄭大通", "蘇督導", "金阿妹", "0912-345-678", edition.published_by):
        assert word not in given
    assert "03-8220000" in given, "an office's telephone may stand there"
    ours, theirs = json.loads(kept), json.loads(given)
    assert theirs["figures"] == ours["figures"]
    assert theirs["code"] == ours["code"]
    county = next(one for one in theirs["counties"] if one["code"] == "TTT")
    [plan] = county["plans"]
    assert plan["goal"].startswith("找○○○或打 ○○○")
    assert plan["person_in_charge"] == ("公開版不列" if language == "zh-hant" else "Not in the public version")
    assert (plan["code"], plan["title"]) == ("TTT-115-01", "縱谷到站")


def test_where_nobody_is_named_nothing_is_left_out(programme: Programme) -> None:
    report = looking_up.report_of(make_edition(programme))
    [county] = [one for one in report.counties if one.plans]
    [plan] = county.plans
    nobody = replace(county, plans=(replace(plan, supervisor=None),))
    shown = public_version.of(replace(report, counties=(nobody,)), {})
    [left] = shown.counties[0].plans
    assert left.supervisor is None
    assert left.person_in_charge == "公開版不列"


def test_what_was_written_beside_the_figures_names_nobody_and_shows_no_photo(programme: Programme) -> None:
    photo = ChapterPhoto(caption="", alt="", credit="", licence="", width=1, height=1, sha256="0" * 64, jpeg="")
    pieces = (ChapterPiece("paragraph", "鄭大通說，全國 22 縣市都動了起來。"), ChapterPiece("photo", "", photo=photo))
    report = replace(looking_up.report_of(make_edition(programme)), chapters=(Chapter("preface", "前言", pieces),))
    [chapter] = public_version.of(report, public_version.names_of(programme)).chapters
    assert [piece.text for piece in chapter.pieces] == ["○○○說，全國 22 縣市都動了起來。"]


def test_plans_that_no_county_has_published_take_a_word_more(programme: Programme, client: Client) -> None:
    edition, staff = make_edition(programme), make_user(Role.ASSOCIATION)
    client.force_login(staff)
    answer = client.post(reverse("reports:edition_release", args=[edition.pk]))
    assert answer.status_code == 422
    assert "1 件方案縣市還沒有公開" in answer.content.decode()
    assert not Job.objects.exists()
    answer = client.post(reverse("reports:edition_release", args=[edition.pk]), {"knows": "1"})
    assert answer.status_code == 302
    assert Job.objects.get().params == {"edition": edition.pk, "knows": True}
    with pytest.raises(ValidationError, match="1 件方案"):
        releasing.release_edition(edition=edition, knows=False, by=staff, now=NOW, formats=("json",))
    assert not Release.objects.exists()


# The page


def test_errata_stand_on_the_page(programme: Programme, client: Client) -> None:
    edition = make_edition(programme)
    release_edition(edition)
    assert "沒有勘誤" in client.get(PAGE).content.decode()
    correcting.note(
        edition=edition, code=f"{edition.code}-14", was="1", becomes="2", why="重複計算", now=NOW,
        by=make_user(Role.ASSOCIATION, name="黃秘書"),
    )  # fmt: skip
    page = client.get(PAGE).content.decode()
    assert "重複計算" in page
    assert "黃秘書" not in page


def test_the_page_says_what_it_is_to_programs(programme: Programme, client: Client) -> None:
    release_edition(make_edition(programme))
    page = client.get(PAGE).content.decode()
    data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    [report] = data["hasPart"]
    assert report["@type"] == "Report"
    assert {one["inLanguage"] for one in report["encoding"]} == {"zh-hant", "en"}
    assert all(one["contentUrl"].startswith("http") for one in report["encoding"])
    assert 'property="og:title"' in page
    assert PAGE in client.get("/sitemap.xml").content.decode()
    assert PAGE in client.get("/results/").content.decode()


def test_the_page_asks_the_same_number_of_questions_however_much_there_is(programme: Programme, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    release_edition(make_edition(programme))
    release_booklet(_with_photo("First"))
    first = asked()
    for number in range(2):
        release_edition(make_edition(programme))
        release_booklet(_with_photo(f"Another {number}"))
    assert asked() == first


def test_another_name_leads_nowhere(programme: Programme, client: Client) -> None:
    file = release_edition(make_edition(programme)).files.first()
    assert file is not None
    assert client.get(f"{PAGE}{file.pk}/something.json").status_code == 404


def test_a_damaged_file_is_not_handed_out(programme: Programme, client: Client) -> None:
    file = release_edition(make_edition(programme)).files.first()
    assert file is not None
    with file.content.storage.open(str(file.content.name), "wb") as stream:
        stream.write(b"{}")
    answer = client.get(released.address(file))
    assert answer.status_code == 503
    assert "暫時拿不到" in answer.content.decode()


# The booklet


def test_a_draft_cannot_be_released() -> None:
    with pytest.raises(ValidationError, match="還沒定稿"):
        release_booklet(make_booklet())


def test_a_booklet_published_anew_takes_the_place_of_the_first(client: Client) -> None:
    booklet, mei = make_published(), make_user(Role.ASSOCIATION)
    first = release_booklet(booklet)
    again = booklets.reopen(booklet=booklet, reason="更正臺東縣的數字", by=mei, now=NOW)
    assert client.get(released.address(first.files.get())).status_code == 200, "the first stands until then"
    with pytest.raises(ValidationError, match="還沒定稿"):
        release_booklet(again)
    released_again = release_booklet(booklets.publish(booklet=again, by=mei, now=NOW))
    first.refresh_from_db()
    assert first.reason == "由新的定稿取代。"
    assert client.get(released.address(first.files.get())).status_code == 404
    assert client.get(released.address(released_again.files.get())).status_code == 200


def _with_photo(title: str) -> Booklet:
    mei = make_user(Role.ASSOCIATION)
    plan = make_case()
    booklet = make_booklet(plan, by=mei, title=title)
    put_photo(booklet.highlights.get(), publish_photo(plan, by=mei), by=mei)
    translate_all(booklet, by=mei, reviewer=make_user(Role.ASSOCIATION))
    return booklets.publish(booklet=booklet, by=mei, now=NOON)


def test_a_photo_whose_right_is_taken_back_takes_the_files_down(client: Client) -> None:
    release = release_booklet(_with_photo("Promises Kept"))
    address = released.address(release.files.get())
    assert client.get(address).status_code == 200
    opening.withdraw(
        publication=Publication.objects.get(), reason="照片裡有人不同意", by=make_user(Role.COUNTY_OFFICER), now=NOW
    )
    assert client.get(address).status_code == 404
    page = client.get(PAGE).content.decode()
    assert "有照片的授權已經收回" in page
    assert address not in page


def test_a_pledge_s_photo_takes_the_booklet_down_with_its_licence(client: Client) -> None:
    mei, officer, plan = make_user(Role.ASSOCIATION), make_user(Role.COUNTY_OFFICER), make_case()
    pledge = make_accepted(by=officer)
    booklet = make_booklet(plan, by=mei, title="Called Out")
    photo = photos.add(
        highlight=booklet.highlights.get(), media=pledge.media.exclude(shown="").filter(kind="photo").first(),
        by=mei, now=NOON,
    )  # fmt: skip
    photos.describe(photo=photo, caption="A vow", alt="People before a wall", credit="Taitung", by=mei, now=NOON)
    translate_all(booklet, by=mei, reviewer=make_user(Role.ASSOCIATION))
    release = release_booklet(booklets.publish(booklet=booklet, by=mei, now=NOON))
    address = released.address(release.files.get())
    assert client.get(address).status_code == 200
    licensing.withdraw(pledge=pledge, reason="照片裡有人不同意", by=officer, now=NOW)
    assert client.get(address).status_code == 404
    page = client.get(PAGE).content.decode()
    assert "有照片的授權已經收回" in page
    assert address not in page


def test_in_the_background_it_comes_out_the_same() -> None:
    staff, booklet = make_user(Role.ASSOCIATION), make_published()
    job = Job.objects.create(kind=releasing.JOB, params={"booklet": booklet.pk}, by=staff, asked_at=NOW)
    work.run(job.pk)
    assert Job.objects.get().state == "done"
    assert {file.kind for file in ReleasedFile.objects.all()} == {"print", "screen", "epub"}
    assert releasing.leads_to(job) == reverse("reports:booklet", args=[booklet.pk])
