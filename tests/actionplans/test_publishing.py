"""What the public reads of plans: only what was chosen, nothing that is somebody's, and gone when it is taken back."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from lxml import etree

from actionplans.consensus import adoption
from actionplans.followup import checkins, evidence, publishing, readings
from actionplans.models import CheckIn, Plan, Publication, PublicUpdate, Voice
from actionplans.public import public_results, voices
from actionplans.yearly.uptakes import Target
from foundation.accounts.models import User
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.annual import make_annual, make_uptake
from tests.makers.deciding import AUTUMN, make_decision
from tests.makers.files import make_photo
from tests.makers.followup import make_check_in, make_followed, make_link, make_submitted
from tests.makers.plans import make_plan
from tests.makers.workshops import NOON, make_group, make_participant
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
TOMORROW = NOON + dt.timedelta(days=1)


@pytest.fixture
def officer() -> User:
    return make_user("county_officer", "TTT", email="publisher@example.org")


@pytest.fixture
def plan() -> Plan:
    return make_followed(problem="排班要打電話一個個問", goal="一天內排好", title_en="Rosters in a day")


def publish(plan: Plan, officer: User, **words: str) -> Publication:
    return publishing.publish(
        plan=plan, summary=words.get("summary", ""), summary_en=words.get("summary_en", ""), by=officer, now=NOON
    )


def page(plan: Plan) -> str:
    return reverse("actionplans:public_plan", args=[plan.county_id, plan.code])


def all_addresses(plan: Plan) -> list[str]:
    county = plan.county_id
    return [
        page(plan),
        reverse("actionplans:public_county", args=[county]),
        *(reverse("actionplans:public_data", args=[county, suffix]) for suffix in ("ods", "csv")),
        *(reverse(f"actionplans:public_{name}", args=[county]) for name in ("rss", "atom", "dates")),
    ]


def accepted(plan: Plan, **options: Any) -> CheckIn:
    check_in = make_submitted(plan, make_link(plan)[0], **options)
    return checkins.accept(check_in=check_in, by=plan.supervisor, now=NOON)


def test_nothing_is_public_by_itself(client: Client, plan: Plan) -> None:
    assert [client.get(address).status_code for address in all_addresses(plan)] == [404] * 7
    assert plan.title not in client.get(reverse("actionplans:public_index")).content.decode()


def test_a_published_plan_is_read_by_everybody_without_its_people(client: Client, plan: Plan, officer: User) -> None:
    publish(plan, officer, summary="三步排好班")
    for address in all_addresses(plan):
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for secret in (plan.person_in_charge, plan.supervisor.name, officer.name):
            assert secret.encode() not in body, (address, secret)
    shown = client.get(page(plan)).content.decode()
    assert plan.problem in shown
    assert "三步排好班" in shown


def test_the_english_page_says_which_words_are_chinese(client: Client, plan: Plan, officer: User) -> None:
    publish(plan, officer, summary="三步排好班", summary_en="Rosters in three steps")
    shown = client.get(page(plan), headers={"accept-language": "en"}).content.decode()
    assert "Rosters in a day" in shown
    assert "Rosters in three steps" in shown
    assert f'<p lang="zh-Hant-TW">{plan.problem}</p>' in shown


def test_the_english_index_counts_plans(client: Client, plan: Plan, officer: User) -> None:
    publish(plan, officer)
    shown = client.get(reverse("actionplans:public_index"), headers={"accept-language": "en"}).content.decode()
    assert "Published plans</th>" in shown
    county = client.get(
        reverse("actionplans:public_county", args=[plan.county_id]), headers={"accept-language": "en"}
    ).content.decode()
    assert '<b class="v-num">1</b>plan</dd>' in county


def test_what_was_taken_back_is_gone_and_comes_back_at_the_same_address(
    client: Client, plan: Plan, officer: User
) -> None:
    found = publish(plan, officer)
    with pytest.raises(ValidationError):
        publishing.withdraw(publication=found, reason=" ", by=officer, now=TOMORROW)
    with pytest.raises(ValidationError, match="原因最多 200"):
        publishing.withdraw(publication=found, reason="一" * 201, by=officer, now=TOMORROW)
    assert Publication.objects.open().filter(pk=found.pk).exists(), "what is refused changes nothing"
    publishing.withdraw(publication=found, reason="內容有誤", by=officer, now=TOMORROW)
    assert [client.get(address).status_code for address in all_addresses(plan)] == [404] * 7
    publish(plan, officer)
    assert client.get(page(plan)).status_code == 200
    assert Event.objects.get(verb=Verb.UNPUBLISHED).reason == "內容有誤"


def test_a_plan_whose_adoption_is_taken_back_is_not_public(client: Client, plan: Plan, officer: User) -> None:
    publish(plan, officer)
    adoption.withdraw(plan=plan, reason="負責人換了", by=officer, now=TOMORROW)
    assert client.get(page(plan)).status_code == 404
    with pytest.raises(ValidationError, match="採納的方案才能公開"):
        publish(plan, officer)


@pytest.mark.parametrize(
    ("field", "words", "where"),
    [
        ("problem", "周阿梅說排班很亂", "我們看見的問題"),
        ("goal", "打 0912-345-678 就排好", "目標"),
        ("partners", "ming@example.com", "協力單位"),
        ("vow", "王小明會做到", "一句承諾"),
    ],
)
def test_what_is_somebodys_is_not_published_and_the_sentence_says_where(
    plan: Plan, officer: User, field: str, words: str, where: str
) -> None:
    make_participant(plan.workshop, name="周阿梅")
    Plan.objects.filter(pk=plan.pk).update(**{field: words})
    with pytest.raises(ValidationError) as refused:
        publish(plan, officer)
    assert any(where in sentence for sentence in refused.value.messages)
    assert not Publication.objects.exists()


def test_a_public_plan_is_not_changed_into_one_that_tells_who(plan: Plan, officer: User) -> None:
    publish(plan, officer)
    with pytest.raises(ValidationError, match="這項方案是公開的"):
        adoption.describe(plan=plan, by=officer, problem="王小明說排班很亂")
    plan.refresh_from_db()
    assert plan.problem == "排班要打電話一個個問"
    assert adoption.describe(plan=plan, by=officer, problem="排班很亂").problem == "排班很亂"


def test_only_what_the_supervisor_confirmed_can_be_shown(plan: Plan, officer: User) -> None:
    check_in = make_submitted(plan, make_link(plan)[0])
    with pytest.raises(ValidationError, match="請先公開這項方案"):
        publishing.show_update(check_in=check_in, words="辦了", words_en="", pieces=[], by=officer, now=NOON)
    publish(plan, officer)
    with pytest.raises(ValidationError, match="督導確認過"):
        publishing.show_update(check_in=check_in, words="辦了", words_en="", pieces=[], by=officer, now=NOON)
    checkins.accept(check_in=check_in, by=plan.supervisor, now=NOON)
    with pytest.raises(ValidationError, match="人名"):
        publishing.show_update(check_in=check_in, words="張大同辦了", words_en="", pieces=[], by=officer, now=NOON)
    shown = publishing.show_update(check_in=check_in, words="辦了", words_en="", pieces=[], by=officer, now=NOON)
    assert shown.words == "辦了"


def test_a_photo_is_public_only_while_it_is_chosen(client: Client, plan: Plan, officer: User, settings: Any) -> None:
    writer = make_link(plan)[0]
    check_in = make_check_in(plan, writer)
    chosen, other = [
        evidence.add_file(check_in=check_in, data=make_photo(), name="王小明.jpg", by=writer, now=NOON)
        for _one in range(2)
    ]
    checkins.submit(check_in=check_in, by=writer, now=NOON)
    checkins.accept(check_in=check_in, by=plan.supervisor, now=NOON)
    found = publish(plan, officer)
    update = publishing.show_update(
        check_in=check_in, words="辦了", words_en="", pieces=[chosen.pk], by=officer, now=NOON
    )

    def seen(piece: Any) -> int:
        answer = client.get(reverse("actionplans:public_photo", args=[piece.pk]))
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer.status_code

    assert (seen(chosen), seen(other)) == (200, 404)
    shown = client.get(page(plan)).content.decode()
    assert reverse("actionplans:public_photo", args=[chosen.pk]) in shown
    assert "王小明.jpg" not in shown
    publishing.withdraw(publication=found, reason="更正", by=officer, now=TOMORROW)
    assert seen(chosen) == 404
    publish(plan, officer)
    publishing.hide_update(update=update, by=officer, now=TOMORROW)
    assert seen(chosen) == 404
    assert StoredFile.objects.count() == 2


def test_evidence_of_another_report_is_not_taken_along(plan: Plan, officer: User) -> None:
    first, second = accepted(plan, claims=1), accepted(plan, claims=1)
    publish(plan, officer)
    update = publishing.show_update(
        check_in=first, words="辦了", words_en="", pieces=[second.evidence.get().pk], by=officer, now=NOON
    )
    assert not update.pieces.exists()


@pytest.fixture
def public(plan: Plan, officer: User) -> Publication:
    group = make_group(plan.workshop)
    plan.ideas.create(group=group, workshop=plan.workshop, decision="kept")
    return publish(plan, officer)


def by_link(public: Publication, officer: User) -> tuple[Any, str]:
    group = public.plan.ideas.get().group
    return voices.make_link(publication=public, group=group, by=officer, now=timezone.now())


def test_a_voice_waits_until_it_was_read_and_is_kept_back_only_with_a_reason(
    client: Client, public: Publication, officer: User
) -> None:
    link, _token = by_link(public, officer)
    first, second = (
        voices.give(writer=link, publication=public, stance="partly", words=words, now=NOON)
        for words in ("我們說的是每個月", "那一桌的人不好")
    )
    shown = client.get(page(public.plan)).content.decode()
    assert first.words not in shown
    voices.show(voice=first, by=officer, now=TOMORROW)
    with pytest.raises(ValidationError, match="原因"):
        voices.decline(voice=second, reason=" ", by=officer, now=TOMORROW)
    with pytest.raises(ValidationError, match="原因最多 200"):
        voices.decline(voice=second, reason="一" * 201, by=officer, now=TOMORROW)
    voices.decline(voice=second, reason="罵" * 200, by=officer, now=TOMORROW)
    shown = client.get(page(public.plan)).content.decode()
    assert first.words in shown
    assert second.words not in shown
    assert "另有 1 則" in shown
    assert "罵罵" not in shown


def test_a_county_does_not_decide_over_an_independent_note(client: Client, public: Publication, officer: User) -> None:
    staff = make_user("association", email="staff@example.org")
    note = voices.give(writer=staff, publication=public, stance="no", words="里程碑沒有佐證", now=NOON)
    assert note.state == Voice.State.SHOWN
    with pytest.raises(ValidationError, match="獨立意見"):
        voices.decline(voice=note, reason="不好看", by=officer, now=NOON)
    shown = client.get(page(public.plan)).content.decode()
    assert note.words in shown
    assert staff.name not in shown


@pytest.mark.parametrize(
    ("stance", "words", "field"),
    [
        ("", "很好", "stance"),
        ("maybe", "很好", "stance"),
        ("no", "", "words"),
        ("yes", "王小明做得好", "words"),
        ("yes", "字" * 501, "words"),
    ],
)
def test_a_voice_that_cannot_be_taken_keeps_what_was_typed(
    client: Client, public: Publication, officer: User, stance: str, words: str, field: str
) -> None:
    _link, token = by_link(public, officer)
    address = reverse("actionplans:voice", args=[token])
    answer = client.post(address, {"stance": stance, "words": words})
    assert answer.status_code == 422
    assert field in answer.context["wrong"]
    assert words in answer.content.decode()
    assert not Voice.objects.exists()
    assert client.post(address, {"stance": "yes", "words": "字" * 500}).status_code == 302


def test_a_link_stops_when_another_is_made_when_it_is_revoked_and_when_the_page_is_taken_back(
    client: Client, public: Publication, officer: User
) -> None:
    _first, first = by_link(public, officer)
    second_link, second = by_link(public, officer)

    def asked(token: str) -> int:
        return client.get(reverse("actionplans:voice", args=[token])).status_code

    assert [asked(first), asked(second)] == [410, 200]
    voices.revoke_link(link=second_link, by=officer, now=NOON)
    assert asked(second) == 410
    _third, third = by_link(public, officer)
    publishing.withdraw(publication=public, reason="更正", by=officer, now=TOMORROW)
    assert asked(third) == 410
    assert asked("nothing") == 404


def test_one_link_does_not_fill_the_page(public: Publication, officer: User) -> None:
    link, _token = by_link(public, officer)
    for _time in range(voices.MOST_BY_LINK):
        voices.give(writer=link, publication=public, stance="yes", words="", now=NOON)
    with pytest.raises(ValidationError, match="不能再寫"):
        voices.give(writer=link, publication=public, stance="yes", words="", now=NOON)


def test_the_calendar_has_each_day_and_the_feeds_what_is_new(client: Client, plan: Plan, officer: User) -> None:
    check_in = accepted(plan)
    publish(plan, officer)
    publishing.show_update(check_in=check_in, words="開了說明會", words_en="", pieces=[], by=officer, now=TOMORROW)
    calendar = Calendar.from_ical(client.get(reverse("actionplans:public_dates", args=["TTT"])).content)
    days = sorted(event.decoded("dtstart") for event in calendar.walk("VEVENT"))
    assert days == sorted(plan.milestones.values_list("due_on", flat=True))
    for name in ("rss", "atom"):
        feed = client.get(reverse(f"actionplans:public_{name}", args=["TTT"])).content.decode()
        assert feed.index("開了說明會") < feed.index("公開「")


def test_feeds_say_whose_they_are_and_words_are_no_markup(client: Client, plan: Plan, officer: User) -> None:
    check_in = accepted(plan)
    publish(plan, officer)
    words = "缺班 < 8 & 都有<b>車</b>"
    publishing.show_update(check_in=check_in, words=words, words_en="", pieces=[], by=officer, now=TOMORROW)
    atom = etree.fromstring(client.get(reverse("actionplans:public_atom", args=["TTT"])).content)
    name = {"a": "http://www.w3.org/2005/Atom"}
    assert atom.xpath("string(a:author/a:name)", namespaces=name) == "臺東縣"
    for entry in atom.xpath("a:entry", namespaces=name):  # what RFC 4287 asks of each
        assert all(entry.xpath(f"count(a:{one})", namespaces=name) == 1 for one in ("id", "title", "updated"))
    ids = atom.xpath("a:entry/a:id/text()", namespaces=name)
    assert len(set(ids)) == len(ids)
    [told] = atom.xpath("a:entry[contains(a:title, '進度')]/a:summary", namespaces=name)
    rss = etree.fromstring(client.get(reverse("actionplans:public_rss", args=["TTT"])).content)
    [item] = rss.xpath("channel/item[contains(title, '進度')]/description")
    for found in (told, item):
        assert html.unescape(found.text) == words
        assert "<b>" not in found.text


@pytest.mark.parametrize(("language", "answered"), [("en", "en"), ("zh-hant", "zh-hant"), ("tlh", "zh-hant")])
def test_programs_read_in_the_language_that_their_address_names(
    plan: Plan, officer: User, language: str, answered: str
) -> None:
    """A reader of feeds or a calendar sends no cookie, and mostly says nothing of languages either."""
    publish(plan, officer)
    for address in all_addresses(plan)[3:]:
        answer = Client().get(f"{address}?language={language}")
        words = b"".join(answer) if answer.streaming else answer.content
        assert answer["Content-Language"] == answered
        assert ("Taitung County" in words.decode()) is (answered == "en")
        assert ("Rosters in a day" in words.decode()) is (answered == "en" or "data.csv" in address)
    atom = etree.fromstring(Client().get(f"{all_addresses(plan)[5]}?language={language}").content)
    [itself] = atom.xpath("a:link[@rel='self']/@href", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert itself.endswith(f"?language={answered}")
    foot = Client(headers={"accept-language": language}).get(page(plan)).content.decode()
    assert foot.count(f"?language={answered}") >= 7


def test_a_voice_whose_button_is_pressed_twice_is_given_once(
    client: Client, public: Publication, officer: User
) -> None:
    _link, token = by_link(public, officer)
    way = reverse("actionplans:voice", args=[token])

    def page() -> str:
        return re.findall(r'name="once" value="([^"]+)"', client.get(way).content.decode())[0]

    sent = {"stance": "no", "words": "", "once": page()}
    assert client.post(way, sent).status_code == 422  # it says what is missing, and is not used up
    for _time in range(2):
        assert client.post(way, sent | {"words": "講的不是這件"}).status_code == 302
    assert Voice.objects.count() == 1
    client.post(way, {"stance": "no", "words": "講的不是這件", "once": page()})  # somebody else of the table
    assert Voice.objects.count() == 2


@pytest.mark.parametrize("many", [1, 3])
def test_pages_ask_the_same_number_of_questions(
    client: Client, officer: User, many: int, django_assert_num_queries: Any
) -> None:
    for _one in range(many):
        plan = make_followed()
        check_in = accepted(plan, claims=1)
        publish(plan, officer)
        publishing.show_update(check_in=check_in, words="辦了", words_en="", pieces=[], by=officer, now=NOON)
    for address, questions in ((reverse("actionplans:public_index"), 6), (all_addresses(plan)[1], 8)):
        client.get(address)
        with django_assert_num_queries(questions):
            client.get(address)


def test_a_course_is_drawn_between_two_numbers(plan: Plan, officer: User) -> None:
    indicator = plan.indicators.create(position=1, name="缺班", baseline="22", target="10", unit="班")
    for typed in ("約 20", "15"):
        check_in = make_check_in(plan, make_link(plan)[0])
        check_in.readings.create(indicator=indicator, typed=typed, number=readings.number_in(typed))
        checkins.submit(check_in=check_in, by=plan.supervisor, now=NOON)
        checkins.accept(check_in=check_in, by=plan.supervisor, now=NOON)
        publish(plan, officer)
        publishing.show_update(check_in=check_in, words="辦了", words_en="", pieces=[], by=officer, now=NOON)
    (course,) = public_results.courses(Publication.objects.get(plan=plan))
    assert course.points == (22.0, None, 15.0)
    assert [words for _day, words in course.said] == ["約 20", "15"]
    assert course.is_drawn
    assert len(course.labels) == len(course.points)


def test_a_plan_that_is_released_says_so_and_not_who_decided(client: Client, plan: Plan, officer: User) -> None:
    publish(plan, officer)
    make_decision(plan, "release", by=officer)
    plan.refresh_from_db()
    assert plan.standing == Plan.Standing.RELEASED
    shown = client.get(page(plan)).content.decode()
    assert "解除列管" in shown
    assert plan.decisions.get().decided_by not in shown
    assert "下一個日期" not in shown
    calendar = Calendar.from_ical(client.get(reverse("actionplans:public_dates", args=["TTT"])).content)
    assert not calendar.walk("VEVENT")


@pytest.mark.parametrize(
    ("state", "where", "line"),
    [
        ("taken", "annual", "納入：臺東縣115年度（2026）志願服務推動計畫"),
        ("taken", "document", "納入：115年施政重點"),
        ("planned", "annual", "預定納入：臺東縣115年度（2026）志願服務推動計畫"),
        ("planned", "", "預定納入"),
        ("declined", "", "不納入"),
        ("", "", ""),
    ],
)
def test_the_page_says_whether_it_is_in_the_annual_plan_and_not_who_decided_or_why(
    client: Client, plan: Plan, officer: User, state: str, where: str, line: str
) -> None:
    annual = make_annual("issued")
    target = {"annual": Target(annual), "document": Target(document="115年施政重點")}.get(where, Target())
    if state:
        make_uptake(plan, state, target=target, reason="王小美交代", decided_by="社會處王處長")
    publish(Plan.objects.get(pk=plan.pk), officer)
    shown = client.get(page(plan)).content.decode()
    assert not line or f">{line}</dd>" in shown
    assert ("年度計畫" in shown) == bool(line)
    for words in ("王小美", "王處長"):
        assert words not in shown


def test_few_people_are_not_counted_in_public(plan: Plan, officer: User) -> None:
    publish(plan, officer)
    for number in range(1, 4):
        make_participant(plan.workshop, name=f"參加者{number}", arrived_at=NOON)
        rows = public_results.shown(on=NOON.date(), county="TTT")
        assert public_results.figures(rows).people == (3 if number == 3 else None)


def test_an_officer_publishes_from_the_plans_page(client: Client, plan: Plan, officer: User) -> None:
    check_in = accepted(plan, claims=1)
    client.force_login(officer)
    address = reverse("actionplans:publish", args=[plan.pk])
    assert "公開這項方案" in client.get(address).content.decode()
    client.post(address, {"do": "publish", "summary": "三步排好班"})
    piece = check_in.evidence.get()
    key = check_in.pk
    wrong = client.post(address, {"do": f"show-{key}", f"words-{key}": "王小明辦了", f"pieces-{key}": piece.pk})
    assert wrong.status_code == 422
    assert "王小明辦了</textarea>" in wrong.content.decode()  # what was typed stays
    assert f'value="{piece.pk}" checked' in wrong.content.decode()
    client.post(address, {"do": f"show-{key}", f"words-{key}": "辦了", f"pieces-{key}": piece.pk})
    assert "辦了" in client.get(page(plan)).content.decode()
    assert client.post(address, {"do": "nothing"}).status_code == 404
    elsewhere = make_plan()
    assert client.post(address, {"do": f"show-{elsewhere.pk + 99999}"}).status_code == 404
    assert Workshop.objects.count() == 2


def test_what_was_typed_elsewhere_on_the_page_waits_in_its_box(client: Client, plan: Plan, officer: User) -> None:
    first, second = accepted(plan, happened="第一次"), accepted(plan, happened="第二次")
    publish(plan, officer, summary="舊摘要")
    client.force_login(officer)
    way = reverse("actionplans:publish", args=[plan.pk])
    sent = {
        "summary": "改到一半的摘要", "summary_en": "", f"words-{first.pk}": "第一次的字", f"asked-{first.pk}": "1",
        f"words-{second.pk}": "改到一半的第二次", f"asked-{second.pk}": "1", "do": f"show-{first.pk}",
    }  # fmt: skip
    shown = client.post(way, sent, follow=True)
    said = shown.content.decode()
    assert PublicUpdate.objects.get().words == "第一次的字"
    assert Publication.objects.get().summary == "舊摘要", "only what the button says is saved"
    assert ">改到一半的摘要</textarea>" in said
    assert ">改到一半的第二次</textarea>" in said
    assert said.count("改過的字還沒儲存") == 2
    # Saved by its own button, nothing waits any more.
    client.post(way, {**sent, "do": "publish"})
    said = client.post(way, {**sent, "do": f"show-{second.pk}"}, follow=True).content.decode()
    assert "改過的字還沒儲存" not in said
    assert Publication.objects.get().summary == "改到一半的摘要"
    # Whoever just saves keeps all of it for herself, and nobody else sees it.
    client.post(way, {**sent, "summary": "再改", "do": ""})
    assert ">再改</textarea>" in client.get(way).content.decode()
    other = Client()
    other.force_login(make_user(county=plan.county_id))
    assert "再改" not in other.get(way).content.decode()


def test_a_refused_button_leaves_every_box_as_it_was(client: Client, public: Publication, officer: User) -> None:
    link, _token = by_link(public, officer)
    voice = voices.give(writer=link, publication=public, stance="yes", words="對", now=NOON)
    client.force_login(officer)
    long = "一" * 201
    sent = {"do": "decline", f"voice-{voice.pk}": long, "summary": "改到一半", "reason": "沒按的原因"}
    answer = client.post(reverse("actionplans:voice_decide", args=[voice.pk]), sent)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "原因最多 200" in said
    assert f'value="{long}"' in said
    assert ">改到一半</textarea>" in said
    assert 'value="沒按的原因"' in said
    assert Voice.objects.get().state == Voice.State.WAITING
    done = client.post(
        reverse("actionplans:voice_decide", args=[voice.pk]), {**sent, f"voice-{voice.pk}": "提到別人"}, follow=True
    )
    assert Voice.objects.get().reason == "提到別人"
    assert ">改到一半</textarea>" in done.content.decode()
    assert done.redirect_chain[-1][0].endswith("#voices")


def test_taking_a_page_back_forgets_only_its_reason(client: Client, public: Publication, officer: User) -> None:
    client.force_login(officer)
    way = reverse("actionplans:publish", args=[public.plan_id])
    said = client.post(way, {"do": "withdraw", "reason": "更正", "summary": "改到一半"}, follow=True).content.decode()
    assert ">改到一半</textarea>" in said
    assert not Publication.objects.get().is_open


@pytest.mark.parametrize("name", ["words-x", "words-１", "csrfmiddlewaretoken", "summary-1", "words-" + "9" * 30])
def test_only_the_boxes_of_the_page_are_kept(client: Client, plan: Plan, officer: User, name: str) -> None:
    client.force_login(officer)
    client.post(reverse("actionplans:publish", args=[plan.pk]), {name: "別的", "do": ""})
    assert client.session[f"publish-{plan.pk}"] == {}


def test_milestones_stand_in_the_order_of_their_days(client: Client, plan: Plan, officer: User) -> None:
    """One that was postponed comes where its day is now."""
    publish(plan, officer)
    first = plan.milestones.first()
    assert first is not None
    plan.milestones.filter(pk=first.pk).update(due_on=first.due_on + dt.timedelta(days=400))
    found = re.findall(r'<tr id="milestone-(\d+)">', client.get(page(plan)).content.decode())
    assert [int(one) for one in found] == [
        *plan.milestones.order_by("due_on", "position").values_list("position", flat=True)
    ]
    assert found[-1] == str(first.position)


def test_a_milestone_that_is_reached_is_news(client: Client, plan: Plan, officer: User) -> None:
    publish(plan, officer)
    check_in = make_submitted(plan, make_link(plan)[0], claims=1)
    feeds = [reverse(f"actionplans:public_{name}", args=["TTT"]) for name in ("rss", "atom", "dates")]
    before = [client.get(one).content for one in feeds]
    checkins.accept(check_in=check_in, by=plan.supervisor, now=TOMORROW)
    assert Publication.objects.get().changed_at == TOMORROW
    after = [client.get(one).content.decode() for one in feeds]
    assert all(old.decode() != new for old, new in zip(before, after, strict=True))
    milestone = plan.milestones.exclude(reached_at=None).get()
    assert "做到一項里程碑" in after[0]
    assert f"#milestone-{milestone.position}" in after[0]
    assert f'id="milestone-{milestone.position}"' in client.get(page(plan)).content.decode()


def test_what_reaches_nothing_or_is_taken_back_changes_no_date(plan: Plan, officer: User) -> None:
    found = publish(plan, officer)
    checkins.accept(check_in=make_submitted(plan, make_link(plan)[0]), by=plan.supervisor, now=TOMORROW)
    assert Publication.objects.get().changed_at == found.changed_at
    publishing.withdraw(publication=found, reason="更正", by=officer, now=NOON)
    checkins.accept(check_in=make_submitted(plan, make_link(plan)[0], claims=1), by=plan.supervisor, now=TOMORROW)
    assert Publication.objects.get().changed_at == NOON


def test_a_decision_changes_the_date_of_a_public_plan(plan: Plan, officer: User) -> None:
    found = publish(plan, officer)
    make_decision(plan, "pause", by=officer)
    assert Publication.objects.get().changed_at > found.changed_at


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"title": "另一個名稱"}, True),
        ({"partners": "公所、巴士隊"}, True),
        ({"first_step_on": dt.date(2026, 7, 20)}, True),  # the next day stands in calendars
        ({"contact_email": "mei@example.org"}, False),
        ({"person_in_charge": "林美", "lead_agency": "社會局"}, True),
        ({"person_in_charge": "林美"}, False),
    ],
)
def test_what_a_public_plan_says_otherwise_changes_its_date(
    plan: Plan, officer: User, fields: Any, changes: bool
) -> None:
    found = publish(plan, officer)
    Workshop.objects.update(state=Workshop.State.HELD)
    adoption.describe(plan=plan, by=officer, now=TOMORROW, **fields)
    assert (Publication.objects.get().changed_at == TOMORROW) is changes
    assert (Publication.objects.get().changed_at == found.changed_at) is not changes


def test_a_report_that_changes_the_light_changes_the_date(plan: Plan, officer: User) -> None:
    """What is called done waits, and is late again when it comes back; a report of nothing changes nothing."""
    publish(plan, officer)
    hour = dt.timedelta(hours=1)
    link = make_link(plan)[0]
    first = make_submitted(plan, link, now=NOON + hour)
    checkins.send_back(check_in=first, remarks={"happened": "哪一天？"}, by=officer, now=NOON + 2 * hour)
    assert Publication.objects.get().changed_at < NOON + hour
    checkins.submit(check_in=CheckIn.objects.get(), by=link, now=NOON + 2 * hour)
    checkins.accept(check_in=CheckIn.objects.get(), by=officer, now=NOON + 2 * hour)
    second = make_submitted(plan, link, claims=1, now=NOON + 3 * hour)
    assert Publication.objects.get().changed_at == NOON + 3 * hour
    checkins.send_back(check_in=second, remarks={"evidence": "照片看不清楚"}, by=officer, now=NOON + 4 * hour)
    assert Publication.objects.get().changed_at == NOON + 4 * hour


def test_going_into_the_annual_plan_changes_the_date(plan: Plan, officer: User) -> None:
    publish(plan, officer)
    make_uptake(plan, by=officer, target=Target(document="施政重點", document_on=AUTUMN.date()))
    assert Publication.objects.get().changed_at == AUTUMN


# What was typed as a number -----------------------------------------------------------------------------------------


def with_reading(plan: Plan, typed: str, **fields: str) -> CheckIn:
    """A report accepted with one reading, of an indicator with these facts."""
    one = plan.indicators.create(position=plan.indicators.count() + 1, name="缺班", **fields)
    link, _token = make_link(plan)
    made = make_check_in(plan, link)
    checkins.write(plan=plan, writer=link, values={}, problems={}, readings={one.pk: typed}, claims=None, now=NOON)
    checkins.submit(check_in=made, by=link, now=NOON)
    return checkins.accept(check_in=made, by=plan.supervisor, now=NOON)


@pytest.mark.parametrize(
    "typed", ["問王小姐 0912-345-678", "A123456789", "ming@gmail.com 回的", "張大同說 3 班", "0912345678"]
)
def test_a_reading_that_is_somebody_s_own_lets_the_report_be_public_without_it(
    client: Client, plan: Plan, officer: User, typed: str
) -> None:
    """An accepted report cannot be returned any more; the numbers beside it are public all the same."""
    publish(plan, officer)
    report, plain = with_reading(plan, typed), with_reading(plan, "18")
    client.force_login(officer)
    address = reverse("actionplans:publish", args=[plan.pk])
    offered = client.get(address).content.decode()
    assert "數字「缺班」" in offered
    assert "請退回更正" not in offered
    sent = {"do": f"show-{report.pk}", f"words-{report.pk}": "排好了"}
    said = client.post(address, sent, follow=True).content.decode()
    assert PublicUpdate.objects.get(check_in=report).with_readings is False
    assert "公開頁只放得出數字的" in said
    publishing.show_update(check_in=plain, words="又排好了", words_en="", pieces=[], by=officer, now=NOON)
    assert PublicUpdate.objects.get(check_in=plain).with_readings is True
    client.logout()
    for one in all_addresses(plan):
        answer = client.get(one)
        shown = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(errors="ignore")
        assert not any(part in shown for part in (typed, "912345678", "912,345,678", "123456789", "ming@gmail.com"))
    public = client.get(page(plan)).content.decode()
    assert "排好了" in public
    assert "<b>18</b>" in public


@pytest.mark.parametrize("place", ["words", "words_en", "caption"])
def test_words_and_captions_that_are_somebody_s_own_are_still_refused(plan: Plan, officer: User, place: str) -> None:
    publish(plan, officer)
    report = accepted(plan, claims=1)
    piece = report.evidence.get()
    report.evidence.update(caption="電話 0912345678" if place == "caption" else "")
    words = {"words": "排好了", "words_en": ""} | ({} if place == "caption" else {place: "0912345678"})
    with pytest.raises(ValidationError, match="有手機號碼"):
        publishing.show_update(check_in=report, pieces=[piece.pk], by=officer, now=NOON, **words)
    assert not PublicUpdate.objects.exists()


@pytest.mark.parametrize("field", ["baseline", "target", "unit"])
def test_what_an_indicator_says_is_looked_at_as_well(plan: Plan, officer: User, field: str) -> None:
    plan.indicators.create(position=1, name="缺班", **{field: "0912345678"})
    with pytest.raises(ValidationError, match="指標「缺班」"):
        publish(plan, officer)


def test_readings_are_public_as_typed_once_the_county_has_seen_them(client: Client, plan: Plan, officer: User) -> None:
    publish(plan, officer)
    first, second = with_reading(plan, "約 20 班"), with_reading(plan, "18.50")
    client.force_login(officer)
    assert "約 20 班" in client.get(reverse("actionplans:publish", args=[plan.pk])).content.decode()
    for one in (first, second):
        publishing.show_update(check_in=one, words="排好了", words_en="", pieces=[], by=officer, now=NOON)
    assert "約 20 班" in client.get(page(plan)).content.decode()
    # What was public before anybody was shown the readings: the numbers alone.
    PublicUpdate.objects.update(with_readings=False)
    words = client.get(page(plan)).content.decode()
    assert "約 20 班" not in words
    assert "<b>18.5</b>" in words


# Charts -------------------------------------------------------------------------------------------------------------


def test_a_table_stands_under_every_chart(client: Client, plan: Plan, officer: User) -> None:
    """Whatever is drawn on a public page can be read in a table of the same section, with the same number."""
    publish(plan, officer)
    plan.indicators.create(position=1, name="缺班", baseline="22", target="8")
    one = plan.indicators.get()
    for typed in ("20", "15"):
        link, _token = make_link(plan)
        made = make_check_in(plan, link)
        checkins.write(plan=plan, writer=link, values={}, problems={}, readings={one.pk: typed}, claims=None, now=NOON)
        checkins.submit(check_in=made, by=link, now=NOON)
        checkins.accept(check_in=made, by=plan.supervisor, now=NOON)
        publishing.show_update(check_in=made, words="排好了", words_en="", pieces=[], by=officer, now=NOON)
    drawn = 0
    for where in (reverse("actionplans:public_index"), all_addresses(plan)[1], page(plan)):
        tree = etree.HTML(client.get(where).content.decode())
        for chart in tree.xpath(
            "//main//*[contains(@class, 'v-tilemap') or contains(@class, 'v-bars__t') or self::figure]"
        ):
            around = [one for one in chart.iterancestors("section") if one.xpath(".//table")]
            assert around, f"{where}: no table beside {chart.get('class') or chart.tag}"
            drawn += 1
    assert drawn >= 3
