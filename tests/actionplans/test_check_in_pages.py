"""Pages of progress reports: the form signed in and by link, the links, and the supervisor's look."""

import datetime as dt
import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.followup import checkin_links, checkins
from actionplans.models import CheckIn, CheckInLink, Milestone, PlanIndicator
from foundation.accounts.roles import Role
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.files import make_photo
from tests.makers.followup import NEWS, make_check_in, make_followed, make_link, make_submitted

pytestmark = pytest.mark.django_db
State = CheckIn.State


@pytest.fixture
def plan():
    return make_followed()


@pytest.fixture
def officer(plan):
    return make_user(county=plan.county_id)


@pytest.fixture
def way(plan):
    """The address of a link that is open now."""
    _link, token = make_link(plan, now=timezone.now())
    return reverse("actionplans:by_link", args=[token])


def test_looking_begins_nothing_and_the_first_word_does(client, plan, way):
    page = client.get(way)
    assert page.status_code == 200
    assert plan.title in page.content.decode()
    assert not CheckIn.objects.exists()
    assert CheckInLink.objects.get().opened_at is not None
    saved = client.post(way, {"happened": "開了說明會", "seen": 0}, headers={"HX-Request": "true"})
    assert 'data-state="saved"' in saved.content.decode()
    assert CheckIn.objects.get().happened == "開了說明會"
    assert "開了說明會" in client.get(way).content.decode()


def test_whatever_only_tries_the_address_has_opened_nothing(client, way):
    """Mail programmes look at links before anybody does; "opened the form" must not be said of them."""
    assert client.head(way).status_code == 200
    assert client.get(way, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 200
    assert CheckInLink.objects.get().opened_at is None
    client.get(way)
    assert CheckInLink.objects.get().opened_at is not None


def test_a_wrong_date_waits_in_its_field_and_the_rest_is_saved(client, way):
    sent = {"happened": "開了", "next_on": "下禮拜", "seen": 0}
    saved = client.post(way, sent, headers={"HX-Request": "true"}).content.decode()
    assert 'data-for="id_next_on"' in saved
    page = client.get(way).content.decode()
    assert 'value="下禮拜"' in page
    assert "開了" in page
    refused = client.post(way, {**sent, "do": "submit"})
    assert refused.status_code == 422
    assert CheckIn.objects.get().state == State.DRAFT


def test_every_button_saves_what_was_typed_along_with_its_own_work(client, plan, way):
    one = PlanIndicator.objects.create(plan=plan, position=1, name="缺班", baseline="22", target="8", unit="班")
    first = plan.milestones.first()
    typed = {
        "happened": "開了", "hindered": "缺車", "reporter": "張大同", f"reading_{one.pk}": "15",
        "claims_asked": "1", "claims": [first.pk], "seen": 0,
    }  # fmt: skip
    photo = SimpleUploadedFile("a.jpg", make_photo(), "image/jpeg")
    answer = client.post(way, {**typed, "do": "photo", "photo": photo})
    assert answer["Location"] == f"{way}#evidence"
    client.post(way, {**typed, "do": "url", "url": NEWS})
    check_in = CheckIn.objects.get()
    assert (check_in.hindered, check_in.readings.get().typed, list(check_in.claims.all())) == ("缺車", "15", [first])
    assert check_in.evidence.count() == 2
    piece = check_in.evidence.exclude(file=None).get()
    client.post(way, {**typed, "do": f"drop-{piece.pk}"})
    assert not StoredFile.objects.exists()
    done = client.post(way, {**typed, "do": "submit"}, follow=True).content.decode()
    assert "收到了，謝謝你" in done
    check_in.refresh_from_db()
    assert check_in.state == State.SUBMITTED


@pytest.mark.parametrize("do", ["", "submit", "photo"])
def test_an_address_that_was_typed_goes_along_with_every_button(client, plan, way, do):
    client.post(way, {"happened": "開了", "reporter": "張大同", "seen": 0, "do": do, "url": NEWS})
    assert [one.url for one in CheckIn.objects.get().evidence.all()] == [NEWS]


def test_what_is_no_address_is_refused_with_its_button_and_stays_as_typed(client, plan, way):
    sent = {"happened": "開了", "reporter": "張大同", "seen": 0, "do": "submit", "url": "javascript:alert(1)"}
    page = client.post(way, sent).content.decode()
    assert "網址要以 http" in page
    assert 'value="javascript:alert(1)"' in page
    assert CheckIn.objects.get().state == State.DRAFT
    taken = client.post(way, {**sent, "url": NEWS, "next_on": "115/2/30"}).content.decode()
    assert f'value="{NEWS}"' not in taken
    assert taken.count("2 月沒有 30 日") == 2  # in the list of what to mend, and at its field


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "submit", "happened": ""}, "請寫這段時間做了什麼"),
        ({"do": "url", "url": "javascript:alert(1)"}, "網址要以 http"),
        ({"do": "url", "url": "https://ming:secret@www.example.org/a"}, "網址裡夾著帳號或密碼"),
        ({"do": "submit", "happened": "開了", "url": "https://token@example.org/"}, "網址裡夾著帳號或密碼"),
        ({"do": "url", "url": ""}, "還沒填網址"),
        ({"do": "photo"}, "還沒選照片或文件"),
        ({"do": "submit", "happened": "開了", "claims_asked": "1", "claims": ["first"]}, "附上至少一件佐證"),
        ({"do": "submit", "happened": "長" * 2001}, "最多 2000 字"),
    ],
)
def test_what_is_refused_says_why_and_keeps_the_rest(client, plan, way, sent, said):
    if "claims" in sent:
        sent = sent | {"claims": [plan.milestones.first().pk]}
    answer = client.post(way, {"hindered": "缺車", "reporter": "張大同", "seen": 0} | sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "缺車" in page
    assert CheckIn.objects.get().state == State.DRAFT


def test_a_page_disguised_as_a_photo_is_refused(client, way):
    fake = SimpleUploadedFile("a.jpg", b"<html><script>alert(1)</script></html>", "image/jpeg")
    answer = client.post(way, {"happened": "開了", "seen": 0, "do": "photo", "photo": fake})
    assert answer.status_code == 422
    assert "不是照片" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_a_button_pressed_twice_reports_once(client, plan, way):
    sent = {"happened": "開了", "reporter": "張大同", "seen": 0, "do": "submit"}
    for _time in range(3):
        assert client.post(way, sent).status_code == 302
    late = client.post(way, {"happened": "舊頁面", "seen": 0}, headers={"HX-Request": "true"})
    assert (late.status_code, "已經在別的分頁或裝置送出了" in late.content.decode()) == (409, True)
    assert CheckIn.objects.get().happened == "開了"
    again = client.get(f"{way}?again=1").content.decode()
    assert 'name="seen" value="1"' in again
    client.post(way, {"happened": "第二次", "reporter": "張大同", "seen": 1, "do": "submit"})
    assert [one.happened for one in CheckIn.objects.order_by("number")] == ["開了", "第二次"]


HTMX = {"HX-Request": "true"}


def knowing(**texts):
    """What a page says that it knows to stand in its fields."""
    return json.dumps({name: one if isinstance(one, list) else [one] for name, one in texts.items()})


def test_an_older_save_that_arrives_late_writes_over_nothing(client, way):
    blank = knowing(happened="", reporter="張大同")
    client.post(way, {"happened": "開了說明會", "seen": 0, "known": blank}, headers=HTMX)
    late = client.post(way, {"happened": "開", "reporter": "王小明", "seen": 0, "known": blank}, headers=HTMX)
    found = CheckIn.objects.get()
    assert (late.status_code, found.happened, found.reporter) == (409, "開了說明會", "王小明")
    assert "剛剛在別的分頁或裝置改成「開了說明會」" in late.content.decode()


@pytest.mark.parametrize("stands", ["開了", "開了說明會"])
def test_what_a_page_has_sent_itself_is_its_own_whether_it_arrived_or_not(client, way, stands):
    client.post(way, {"happened": stands, "seen": 0, "known": knowing(happened="")}, headers=HTMX)
    both = knowing(happened=["開了", "開了說明會"])
    answer = client.post(way, {"happened": "說明會\r\n42 人", "seen": 0, "known": both}, headers=HTMX)
    assert (answer.status_code, CheckIn.objects.get().happened) == (200, "說明會\r\n42 人")
    again = client.post(way, {"happened": "完", "seen": 0, "known": knowing(happened="說明會\n42 人")}, headers=HTMX)
    assert again.status_code == 200, "browsers differ in how a line ends"


def test_a_second_tab_changes_what_was_typed_in_it_alone(client, plan, way):
    one = PlanIndicator.objects.create(plan=plan, position=1, name="缺班", baseline="22", target="8", unit="班")
    first, second = plan.milestones.all()[:2]
    reading = f"reading_{one.pk}"
    page = client.get(way).content.decode()
    known = html.unescape(re.search(r'name="known" value="([^"]*)"', page)[1])
    blank = {"happened": "", "hindered": "", "next_what": "", "next_on": "", reading: "", "reporter": "張大同",
             "claims_asked": "1", "claims": [], "seen": 0, "known": known}  # fmt: skip
    here = {"happened": "開了", "next_on": "115/9/10", reading: "15", "claims": [first.pk]}
    client.post(way, blank | here, headers=HTMX)
    other = client.post(way, blank | {"hindered": "缺車"}, headers=HTMX)
    found = CheckIn.objects.get()
    assert other.status_code == 200
    assert (found.happened, found.hindered, str(found.next_on)) == ("開了", "缺車", "2026-09-10")
    assert (found.readings.get().typed, list(found.claims.all())) == ("15", [first])
    # Both have typed in the same fields: what stands is told, what was typed stays on the page, and counts next time.
    clash = {"next_on": "下禮拜", reading: "16", "claims": [second.pk], "do": "submit"}
    page = client.post(way, blank | clash)
    text = page.content.decode()
    assert (page.status_code, text.count("改成「115/09/10」"), text.count("改成「15」")) == (422, 2, 2)
    assert "改成「勾了 1 項」" in text
    assert 'value="下禮拜"' in text
    assert 'value="16"' in text
    assert CheckIn.objects.get().state == State.DRAFT
    known = html.unescape(re.search(r'name="known" value="([^"]*)"', text)[1])
    client.post(way, blank | {"next_on": "115/9/11", reading: "16", "claims": [second.pk], "known": known})
    found = CheckIn.objects.get()
    assert (str(found.next_on), found.readings.get().typed, list(found.claims.all())) == ("2026-09-11", "16", [second])


@pytest.mark.parametrize("known", ["", "[]", "{", '{"happened": "開"}', '{"happened": []}', '{"happened": [7]}'])
def test_a_page_that_says_nothing_of_what_it_knows_is_not_asked(client, way, known):
    for words in ("開了", "關了"):
        assert client.post(way, {"happened": words, "seen": 0, "known": known}, headers=HTMX).status_code == 200
    assert CheckIn.objects.get().happened == "關了"


def test_evidence_goes_by_itself_and_the_page_stays(client, way):
    client.post(way, {"happened": "開了", "seen": 0}, headers=HTMX)
    photo = SimpleUploadedFile("a.jpg", make_photo(), "image/jpeg")
    part = client.post(way, {"seen": 0, "do": "photo", "photo": photo}, headers=HTMX).content.decode()
    assert "a.jpg" in part
    assert "<form" not in part
    fake = SimpleUploadedFile("b.jpg", b"<html></html>", "image/jpeg")
    refused = client.post(way, {"seen": 0, "do": "photo", "photo": fake}, headers=HTMX)
    assert (refused.status_code, "不是照片" in refused.content.decode()) == (422, True)
    assert "a.jpg" in refused.content.decode(), "what is there is shown with it"
    found = CheckIn.objects.get()
    assert (found.happened, found.evidence.count()) == ("開了", 1)
    gone = client.post(way, {"seen": 0, "do": f"drop-{found.evidence.get().pk}"}, headers=HTMX).content.decode()
    assert "a.jpg" not in gone
    assert not StoredFile.objects.exists()


def test_photos_are_seen_and_named_so_that_each_is_taken_out_knowingly(client, plan, way):
    """A phone calls every photo image.jpg: the place in the row tells them apart, and the picture does."""
    for _each in range(2):
        photo = SimpleUploadedFile("image.jpg", make_photo(), "image/jpeg")
        part = client.post(way, {"happened": "開了", "seen": 0, "do": "photo", "photo": photo}, headers=HTMX)
    part = client.post(way, {"seen": 0, "do": "url", "url": NEWS}, headers=HTMX).content.decode()
    for page in (part, client.get(way).content.decode()):
        for label in ("拿掉第 1 件：image.jpg", "拿掉第 2 件：image.jpg", f"拿掉第 3 件：{NEWS}"):
            assert f'aria-label="{label}"' in page
        addresses = re.findall(r'<img class="s-thumb" src="([^"]+)"', page)
        assert len(set(addresses)) == 2
        for one in addresses:
            small = client.get(one)
            assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
            assert "no-store" in small["Cache-Control"]
            assert b"".join(small.streaming_content).startswith(b"\xff\xd8")
    # Another plan's link, one that is closed, and somebody else's report lead to no photo.
    key = addresses[0].rstrip("/").rpartition("/")[2]
    _link, other = make_link(make_followed())
    assert client.get(reverse("actionplans:photo_by_link", args=[other, key])).status_code == 404
    _link, neighbour = make_link(plan, "李小華")
    assert client.get(reverse("actionplans:photo_by_link", args=[neighbour, key])).status_code == 404
    checkin_links.revoke(link=CheckInLink.objects.get(name="張大同", plan=plan), by=plan.supervisor, now=timezone.now())
    assert client.get(addresses[0]).status_code == 404


def test_whoever_writes_signed_in_sees_her_photos_before_she_hands_them_in(client, plan):
    client.force_login(plan.supervisor)
    way = reverse("actionplans:check_in", args=[plan.pk])
    photo = SimpleUploadedFile("a.jpg", make_photo(), "image/jpeg")
    sent = {"happened": "開了", "seen": 0, "do": "photo", "photo": photo}
    part = client.post(way, sent, headers=HTMX).content.decode()
    (address,) = re.findall(r'<img class="s-thumb" src="([^"]+)"', part)
    assert b"".join(client.get(address).streaming_content)
    client.force_login(make_user(Role.COUNTY_OFFICER, plan.county_id))
    assert client.get(address).status_code == 404, "what is still being written is nobody else's"


def test_a_number_that_is_none_is_said_beside_its_field_and_stays_as_typed(client, plan, way):
    one = PlanIndicator.objects.create(plan=plan, position=1, name="缺班", target="8")
    sent = {"happened": "開了", "reporter": "張大同", "seen": 0, f"reading_{one.pk}": "１ｅ３"}
    saved = client.post(way, sent, headers=HTMX).content.decode()
    assert f'data-for="id_reading_{one.pk}"' in saved
    assert "「１ｅ３」看不出是多少" in saved
    answer = client.post(way, sent | {"do": "submit"})
    assert answer.status_code == 422
    assert "看不出是多少" in answer.content.decode()
    assert 'value="１ｅ３"' in answer.content.decode()
    assert 'value="１ｅ３"' in client.get(way).content.decode()
    assert client.post(way, sent | {"do": "submit", f"reading_{one.pk}": "１，０００"}).status_code == 302
    assert str(CheckIn.objects.get().readings.get().number.normalize()) == "1E+3"


def test_milestones_that_cannot_be_claimed_are_said_and_the_rest_is_kept(client, plan, way):
    """One that is not the plan's stops the handing in once; one that is confirmed already does not."""
    first, second, *_rest = plan.milestones.all()
    foreign = make_followed().milestones.first()
    sent = {"happened": "開了", "reporter": "張大同", "seen": 0, "url": NEWS, "claims_asked": "1"}
    for knew in ("", f"{first.pk},{foreign.pk}"):
        told = {"claims": [first.pk, foreign.pk], "known": json.dumps({"claims": [knew]})}
        saved = client.post(way, sent | told, headers=HTMX)
        assert saved.status_code == 200, "nobody else has written there"
        assert 'data-for="id_claims"' in saved.content.decode()
    answer = client.post(way, sent | {"claims": [first.pk, foreign.pk], "do": "submit"})
    assert answer.status_code == 422
    assert "有 1 項勾選的里程碑已經不在這項方案裡" in answer.content.decode()
    found = CheckIn.objects.get()
    assert (found.state, list(found.claims.all()), found.evidence.count()) == (State.DRAFT, [first], 1)
    Milestone.objects.filter(pk=second.pk).update(reached_at=timezone.now())
    done = client.post(way, sent | {"claims": [first.pk, second.pk], "do": "submit"}, follow=True).content.decode()
    assert "收到了，謝謝你" in done
    assert f"「{second.shown}」已經確認完成" in done
    found.refresh_from_db()
    assert (found.state, list(found.claims.all())) == (State.SUBMITTED, [first])


def test_an_old_tab_is_told_that_the_report_is_in_and_keeps_what_was_typed_in_it(client, way):
    sent = {"happened": "開了", "reporter": "張大同", "seen": 0, "do": "submit"}
    client.post(way, sent)
    page = client.post(way, sent | {"happened": "另一個分頁寫的", "next_on": "115/9/10"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "要當成新的一次回報，請再送出一次" in text
    assert "另一個分頁寫的" in text
    assert 'value="115/9/10"' in text or 'value="115/09/10"' in text
    assert CheckIn.objects.get().happened == "開了"
    client.post(way, sent | {"happened": "另一個分頁寫的", "seen": 1})
    assert [one.happened for one in CheckIn.objects.order_by("number")] == ["開了", "另一個分頁寫的"]


def test_whoever_is_still_writing_is_told_that_the_link_has_ended(client, plan, way):
    checkin_links.revoke(link=CheckInLink.objects.get(), by=plan.supervisor, now=timezone.now())
    answer = client.post(way, {"happened": "開了", "seen": 0}, headers=HTMX)
    assert answer.status_code == 409
    assert "這個連結已經停用或過期，這裡寫的不會再存" in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_an_address_attached_twice_is_there_once(client, way):
    for _time in range(2):
        client.post(way, {"happened": "開了", "seen": 0, "do": "url", "url": NEWS})
    assert CheckIn.objects.get().evidence.count() == 1


def test_a_file_that_was_chosen_goes_along_with_the_report(client, way):
    photo = SimpleUploadedFile("a.jpg", make_photo(), "image/jpeg")
    client.post(way, {"happened": "開了", "reporter": "張大同", "seen": 0, "do": "submit", "photo": photo})
    found = CheckIn.objects.get()
    assert (found.state, found.evidence.count()) == (State.SUBMITTED, 1)


def test_remarks_stand_below_the_answers_they_are_about(client, plan, way):
    link = CheckInLink.objects.get()
    check_in = make_submitted(plan, link)
    checkins.send_back(check_in=check_in, remarks={"happened": "幾個人？"}, by=plan.supervisor, now=timezone.now())
    page = client.get(way).content.decode()
    assert "督導請你補充" in page
    assert re.search(r'id_happened".*幾個人？.*id_hindered"', page, re.DOTALL)


@pytest.mark.parametrize(("name", "seen"), [("張大同", True), ("李小華", False)])
def test_what_came_back_is_seen_by_a_newer_link_of_the_same_person(client, plan, name, seen):
    check_in = make_submitted(plan, make_link(plan)[0], happened="開了說明會")
    checkins.send_back(check_in=check_in, remarks={"happened": "幾個人？"}, by=plan.supervisor, now=timezone.now())
    newer, token = make_link(plan, name, now=timezone.now())
    address = reverse("actionplans:by_link", args=[token])
    page = client.get(address).content.decode()
    assert ("督導請你補充" in page, "幾個人？" in page, "開了說明會" in page) == (seen, seen, seen)
    make_submitted(plan, newer, happened="42 人", now=timezone.now())
    assert "督導請你補充" not in client.get(f"{address}?again").content.decode()


@pytest.mark.parametrize("how", ["revoked", "expired", "withdrawn"])
def test_a_link_that_ended_says_so_and_takes_nothing(client, plan, way, how):
    now = timezone.now()
    if how == "revoked":
        CheckInLink.objects.update(revoked_at=now)
    elif how == "expired":
        CheckInLink.objects.update(made_at=now - dt.timedelta(days=31), expires_at=now - dt.timedelta(days=1))
    else:
        type(plan).objects.update(state="candidate")
    for answer in (client.get(way), client.post(way, {"happened": "開了"})):
        assert answer.status_code == 410
        assert "這個連結不能用了" in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_a_token_that_nobody_made_is_not_there(client):
    assert client.get(reverse("actionplans:by_link", args=["x" * 32])).status_code == 404


def test_a_link_shows_its_own_plan_and_no_other(client, plan, way):
    other = make_followed(title="別的方案")
    make_submitted(other, make_link(other)[0], happened="別人的進度")
    page = client.get(way).content.decode()
    assert "別的方案" not in page
    assert "別人的進度" not in page


def test_the_address_of_a_link_is_shown_once_and_leads_to_the_form(client, plan, officer):
    client.force_login(officer)
    made = client.post(reverse("actionplans:link_make", args=[plan.pk]), {"name": "張大同"}).content.decode()
    address = re.search(r'value="(http://testserver/c/[^"]+)"', made)[1]
    client.logout()
    assert client.get(address).status_code == 200
    client.force_login(officer)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "打開過" in page
    assert address not in page
    client.post(reverse("actionplans:link_revoke", args=[CheckInLink.objects.get().pk]))
    assert client.get(address).status_code == 410


def test_the_supervisor_looks_returns_and_accepts(client, plan, way):
    link = CheckInLink.objects.get()
    check_in = make_submitted(plan, link, claims=1)
    client.force_login(plan.supervisor)
    address = reverse("actionplans:check_in_review", args=[check_in.pk])
    here = reverse("actionplans:plan", args=[plan.pk])
    page = client.get(here).content.decode()
    assert "確認這次回報" in page
    assert "開了說明會" in page
    empty = client.post(address, {"do": "return"}, follow=True).content.decode()
    assert "請在要補充的那一題寫下缺什麼" in empty
    client.post(address, {"do": "return", "remark_happened": "幾個人？"})
    client.post(way, {"happened": "開了，42 人", "seen": 0, "do": "submit"})
    shown = client.post(address, {"do": "accept"}, follow=True).content.decode()
    assert "已確認第 1 次回報" in shown
    assert "3 項里程碑完成 1 項（33%）" in shown
    assert "42 人" in shown


def test_marks_that_could_not_be_sent_are_still_there(client, plan, officer):
    """Whoever has written what is missing does not write it twice, whichever button she pressed."""
    check_in = make_submitted(plan, make_link(plan)[0], claims=1)
    client.force_login(plan.supervisor)
    address = reverse("actionplans:check_in_review", args=[check_in.pk])
    marks = {"remark_happened": "幾個人？", "remark_claims": "第二項還沒有"}
    shown = client.post(address, marks | {"do": "accept"}, follow=True).content.decode()
    assert CheckIn.objects.get().state == State.SUBMITTED, "marks and a confirmation do not go together"
    assert "您寫了要補充的地方" in shown
    for words in ('value="幾個人？"', 'value="第二項還沒有"', "<details open>"):
        assert words in shown
    assert "<details open>" not in client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    too_long = {"remark_happened": "補" * 501, "do": "return"}
    shown = client.post(address, too_long, follow=True).content.decode()
    assert "做了什麼最多 500 字，現在 501 字" in shown
    assert "補" * 501 in shown
    assert CheckIn.objects.get().state == State.SUBMITTED
    checkins.accept(check_in=check_in, by=officer, now=timezone.now())
    shown = client.post(address, marks | {"do": "return"}, follow=True).content.decode()
    assert "您寫的意見沒有送出，要用請先複製" in shown
    assert "<li>幾個人？</li>" in shown


def test_each_mark_stands_with_the_answer_it_is_about(client, plan, way):
    check_in = make_submitted(plan, CheckInLink.objects.get(), claims=1)
    remarks = {"claims": "第二項還沒有", "evidence": "看不清楚"}
    checkins.send_back(check_in=check_in, remarks=remarks, by=plan.supervisor, now=timezone.now())
    client.force_login(plan.supervisor)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "<b>完成的里程碑</b>：第二項還沒有" in page
    assert "<b>佐證</b>：看不清楚" in page
    form = client.get(way).content.decode()
    assert form.index("哪些里程碑完成了") < form.index("第二項還沒有") < form.index("看不清楚")


def test_neither_button_is_pressed_by_nobody(client, plan):
    check_in = make_submitted(plan, make_link(plan)[0])
    client.force_login(plan.supervisor)
    assert client.post(reverse("actionplans:check_in_review", args=[check_in.pk])).status_code == 404
    assert CheckIn.objects.get().state == State.SUBMITTED


def test_drafts_are_nobody_elses_and_another_county_sees_no_reports(client, plan, officer):
    make_check_in(plan, make_link(plan)[0], happened="還沒寫完")
    client.force_login(officer)
    assert "還沒寫完" not in client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    client.force_login(make_user(county="HUA"))
    assert client.get(reverse("actionplans:check_in", args=[plan.pk])).status_code == 404


def test_who_may_only_look_is_offered_no_report_and_no_link(client, plan):
    client.force_login(make_user(Role.VOLUNTEER, plan.county_id))
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "里程碑" in page
    assert "填寫進度回報" not in page
    assert "回報連結" not in page


def test_a_plans_page_asks_as_much_for_three_reports_as_for_one(client, plan, officer, django_assert_num_queries):
    client.force_login(officer)
    here = reverse("actionplans:plan", args=[plan.pk])
    make_submitted(plan, make_link(plan)[0], claims=1)
    client.get(here)
    with CaptureQueriesContext(connection) as one:
        client.get(here)
    for _time in range(2):
        make_submitted(plan, make_link(plan)[0], claims=2)
    with django_assert_num_queries(len(one)):
        client.get(here)
