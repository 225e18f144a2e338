"""Pages on hand-overs: whose, what goes along, confirming once, what is kept, and the paper."""

import io
import re
import zipfile

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from actionplans.handing_over import succession_papers
from actionplans.models import Plan, Succession
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.exports import pdf
from tests.makers.accounts import make_user
from tests.makers.deciding import AUTUMN, make_decision
from tests.makers.followup import make_followed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel(AUTUMN, tick=False):
        yield


@pytest.fixture
def leaving() -> User:
    return make_user(name="陳怡君")


@pytest.fixture
def coming() -> User:
    return make_user(name="林小美")


@pytest.fixture
def plan(leaving: User) -> Plan:
    made = make_followed(
        supervisor=leaving, title="關懷不落單", contact_email="datong@gmail.com", person_in_charge="張大同"
    )
    make_decision(made, "continue", reason="按月追蹤")
    return made


@pytest.fixture
def here(client: Client, leaving: User) -> str:
    client.force_login(leaving)
    return reverse("actionplans:succession_new", args=[leaving.memberships.get().pk])


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)"', page))


def confirm(client: Client, here: str, coming: User) -> Succession:
    sent = hidden(client.get(here).content.decode()) | {"successor": coming.pk, "note": "鑰匙在櫃檯"}
    answer = client.post(here, sent)
    assert answer.status_code == 302
    made = Succession.objects.get()
    assert answer["Location"] == reverse("actionplans:succession", args=[made.pk])
    # The same button once more, from the page that is still open.
    assert client.post(here, sent)["Location"] == answer["Location"]
    assert Succession.objects.count() == 1
    return made


def test_she_picks_herself_and_sees_what_goes_along(client: Client, leaving: User, plan: Plan, here: str) -> None:
    page = client.get(reverse("actionplans:successions"), {"of": leaving.memberships.get().pk})
    assert page["Location"] == here
    shown = client.get(here).content.decode()
    for words in ("關懷不落單", "督導", "datong@gmail.com", "按月追蹤", "全部交接"):
        assert words in shown
    plan.refresh_from_db()
    assert plan.supervisor == leaving


def test_what_was_confirmed_is_kept_and_printed_again(client: Client, coming: User, plan: Plan, here: str) -> None:
    made = confirm(client, here, coming)
    plan.refresh_from_db()
    assert plan.supervisor == coming
    Plan.objects.filter(pk=plan.pk).update(title="後來改的名字")
    kept = client.get(reverse("actionplans:succession", args=[made.pk])).content.decode()
    assert "關懷不落單" in kept
    assert "後來改的名字" not in kept
    assert "鑰匙在櫃檯" in kept
    lines = Event.objects.count()
    paper = client.get(reverse("actionplans:succession_paper", args=[made.pk, "pdf"]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert Event.objects.count() == lines + 1
    odt = client.get(reverse("actionplans:succession_paper", args=[made.pk, "odt"]))
    content = zipfile.ZipFile(io.BytesIO(b"".join(odt.streaming_content))).read("content.xml").decode()  # type: ignore[attr-defined]
    for words in ("關懷不落單", "張大同", "移交人", "接交人", "監交人", "持續列管：按月追蹤", "第2次聯繫會報"):
        assert words in content
    assert "datong@gmail.com" not in content
    assert "d***@gmail.com" in content
    assert client.get(reverse("actionplans:succession_paper", args=[made.pk, "doc"])).status_code == 404


def test_in_english_roles_are_told_and_what_was_kept_says_its_language(
    client: Client, coming: User, plan: Plan, here: str
) -> None:
    made = confirm(client, here, coming)
    kept = client.get(
        reverse("actionplans:succession", args=[made.pk]), headers={"Accept-Language": "en"}
    ).content.decode()  # fmt: skip
    assert "縣市承辦人" not in kept
    assert "County officer" in kept
    assert '<span lang="zh-Hant-TW">關懷不落單</span>' in kept
    assert made.handed["from"]["role"] == "縣市承辦人"


def test_what_has_come_meanwhile_is_shown_and_asked_once_more(
    client: Client, leaving: User, coming: User, plan: Plan, here: str
) -> None:
    sent = hidden(client.get(here).content.decode()) | {"successor": coming.pk}
    make_followed(supervisor=leaving, title="剛剛指派的方案")
    answer = client.post(here, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "要交接的事變了" in page
    assert "剛剛指派的方案" in page
    again = hidden(page)
    assert again["key"] == sent["key"]
    assert client.post(here, again | {"successor": coming.pk}).status_code == 302


@pytest.mark.parametrize("who", ["", "nobody", "elsewhere"])
def test_a_successor_who_cannot_is_refused_beside_the_field(
    client: Client, leaving: User, coming: User, plan: Plan, here: str, who: str
) -> None:
    other = make_user(Role.COUNTY_OFFICER, "HUA")
    sent = hidden(client.get(here).content.decode())
    answer = client.post(here, sent | {"successor": {"": "", "nobody": 999_999, "elsewhere": other.pk}[who]})
    assert answer.status_code == 422
    plan.refresh_from_db()
    assert plan.supervisor == leaving


def test_nobody_who_could_and_nothing_open_are_said(client: Client, leaving: User, here: str) -> None:
    assert "沒有要交接的事" in client.get(here).content.decode()
    make_followed(supervisor=leaving)
    assert "現在沒有可以接手的人" in client.get(here).content.decode()


def test_roles_of_others_have_no_such_page(client: Client, here: str) -> None:
    volunteer = make_user(Role.VOLUNTEER).memberships.get()
    elsewhere = make_user(Role.COUNTY_OFFICER, "HUA").memberships.get()
    for held in (volunteer, elsewhere):
        assert client.get(reverse("actionplans:succession_new", args=[held.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client: Client, rows: int, coming: User, here: str) -> None:
    for _one in range(rows):
        gone = make_user()
        Succession.objects.create(
            key=f"00000000-0000-4000-8000-{gone.pk:012}", county_id="TTT", predecessor=gone, successor=coming,
            handed={}, made_at=AUTUMN, made_by="林小美",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("actionplans:successions")).content.decode().count("交接給") == rows
    assert len(asked) == 6


@pytest.mark.parametrize(
    ("mail", "shown"),
    [("sec@taitung.gov.tw", "sec@taitung.gov.tw"), ("a@x.org", "a@x.org"), ("datong@gmail.com", "d***@gmail.com"),
     ("", ""), ("not an address", "not an address")],
)  # fmt: skip
def test_an_office_s_address_is_printed_and_a_person_s_is_not(mail: str, shown: str) -> None:
    assert succession_papers.reached_at(mail) == shown


def test_the_paper_is_one_table_a_kind_and_signed(client: Client, coming: User, plan: Plan, here: str) -> None:
    made = confirm(client, here, coming)
    with override("zh-hant"):
        paper = succession_papers.of(Succession.objects.select_related("county").get(pk=made.pk))
        context = {
            "paper": paper, "facts": succession_papers.facts(paper),
            "sections": succession_papers.sections(paper.business), "signers": succession_papers.signers(),
        }  # fmt: skip
        html = pdf.compose("print/succession.html", context)
    assert [one for one in re.findall("<h2>(.+?)</h2>", html)] == [
        "行動方案", "工作坊", "裁示交辦", "還沒完成的會議", "最近的決定",
    ]  # fmt: skip
    assert html.count("沒有。") == 3
    assert "監交人" in html
