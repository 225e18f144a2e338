"""Background work: exactly once, true progress, a file for who asked and for nobody else."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.jobs import kinds as registry
from foundation.jobs import leases, work
from foundation.jobs.leases import Held
from foundation.jobs.models import Job
from foundation.jobs.work import Progress, Result, WorkRefused
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Kinds of work for these tests only."""
    before = dict(registry._kinds)

    def file(job: Job, progress: Progress) -> Result:
        progress(1, 4, "第一步")
        return Result("名單.txt", str(job.params["words"]).encode())

    def refused(job: Job, progress: Progress) -> None:
        raise WorkRefused("沒有資料，請先匯入名單。")

    def broken(job: Job, progress: Progress) -> None:
        progress(2, 4, "第二步")
        raise ZeroDivisionError

    def nothing(job: Job, progress: Progress) -> None:
        return None

    for kind, function in {"file": file, "refused": refused, "broken": broken, "nothing": nothing}.items():
        work.register(kind, function)
    work.register("national", file, permission=Permission.MAKE_NATIONAL_REPORT)
    yield
    registry._kinds.clear()
    registry._kinds.update(before)


def asked(kind: str, by: User | None = None) -> Job:
    return work.start(kind=kind, label=lambda: "作業", by=by or make_user(), params={"words": "內容"}, now=NOW)


def held(job: Job) -> Held:
    found = leases.take(worker="somebody", now=timezone.now(), only=job.pk)
    assert found is not None
    return found


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def done(kind: str, by: User | None = None) -> Job:
    job = asked(kind, by)
    work.run(job.pk)
    job.refresh_from_db()
    return job


def test_starting_is_one_waiting_job_and_one_line() -> None:
    user = make_user()
    job = asked("file", user)
    assert (job.state, job.done, job.total, job.percent, job.is_finished) == ("waiting", 0, 0, 0, False)
    line = Event.objects.get(verb=Verb.JOB_STARTED)
    assert (line.actor_key, line.now["kind"]) == (str(user.pk), "file")


@pytest.mark.parametrize("page", ["zh-hant", "en"])
def test_a_job_is_called_in_the_readers_language_whichever_it_was_asked_in(page: str) -> None:
    user = make_user()
    with override(page):
        job = work.start(
            kind="file",
            label=lambda: {"en": "List"}.get(get_language() or "", "名單"),
            by=user,
            params={"words": "內容"},
            now=NOW,
        )
    assert (job.label, job.label_en) == ("名單", "List")
    line = Event.objects.get(verb=Verb.JOB_STARTED)
    assert (line.object_label, line.object_label_en) == ("名單", "List")
    client = signed_in(user)
    for language, there, gone in (("en", "List", "名單"), ("zh-hant", "名單", "List")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        main = client.get(reverse("jobs:job", args=[job.pk])).content.decode().split("<main")[1]
        assert f"<h1>{there}</h1>" in main
        assert gone not in main


def test_a_job_from_before_is_called_as_it_was() -> None:
    job = Job.objects.create(kind="file", label="名單", by=make_user(), asked_at=NOW)
    with override("en"):
        assert (str(job), job.shown) == ("名單", "名單")


@pytest.mark.parametrize(
    ("change", "jobs"),
    [
        ({}, 1),
        ({"params": {"words": "別的"}}, 2),
        ({"kind": "nothing"}, 2),
        ({"now": NOW + dt.timedelta(days=2)}, 1),
    ],
)
@pytest.mark.parametrize("state", [Job.State.WAITING, Job.State.RUNNING])
def test_a_button_pressed_twice_is_one_job(change: dict, jobs: int, state: str) -> None:
    user = make_user()
    first = asked("file", user)
    Job.objects.update(state=state)
    wanted = {"kind": "file", "params": {"words": "內容"}, "now": NOW} | change
    again = work.start(label=lambda: "作業", by=user, **wanted)
    assert (again.pk == first.pk) is (jobs == 1)
    assert Job.objects.count() == Event.objects.filter(verb=Verb.JOB_STARTED).count() == jobs


def test_what_is_done_can_be_asked_for_anew_and_each_person_has_her_own() -> None:
    user = make_user()
    first = done("file", user)
    assert asked("file", user).pk != first.pk
    asked("file")
    assert Job.objects.count() == 3


def _asked_for(page: str, user: User) -> int:
    answer = signed_in(user).get(page)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer.status_code


def test_the_file_is_closed_once_its_work_may_not_be_asked_for_any_more() -> None:
    user = make_user("association", None)
    job = done("national", user)
    pages = [reverse("jobs:job", args=[job.pk]), reverse("jobs:result", args=[job.pk])]
    assert [_asked_for(page, user) for page in pages] == [200, 200]
    user.memberships.update(ends_on=dt.date(2025, 6, 1))
    assert [_asked_for(page, user) for page in pages] == [404, 404]
    assert not Job.objects.visible_to(User.objects.get(pk=user.pk)).exists()


def test_an_unknown_kind_starts_nothing() -> None:
    with pytest.raises(KeyError):
        asked("unheard-of")
    assert not Job.objects.exists()


def test_a_job_leaves_its_file_and_is_done() -> None:
    job = done("file")
    assert (job.state, job.done, job.total, job.percent, job.is_finished) == ("done", 4, 4, 100, True)
    assert job.result_name == "名單.txt"
    with job.result.open("rb") as file:
        assert file.read().decode() == "內容"
    assert job.finished_at is not None


def test_a_job_without_a_file_is_done_too() -> None:
    job = done("nothing")
    assert (job.state, job.done, job.total, bool(job.result)) == ("done", 1, 1, False)


def test_a_second_delivery_does_nothing() -> None:
    job = done("file")
    finished = job.finished_at
    work.run(job.pk)
    job.refresh_from_db()
    assert job.finished_at == finished


def test_refused_work_says_why_and_broken_work_says_its_number(caplog: pytest.LogCaptureFixture) -> None:
    refused = done("refused")
    assert (refused.state, refused.message) == ("failed", "沒有資料，請先匯入名單。")
    broken = done("broken")
    assert broken.state == "failed"
    assert str(broken.pk) in broken.message
    assert not broken.result
    assert "ZeroDivisionError" in caplog.text


def test_progress_never_passes_its_total() -> None:
    job = asked("file")
    Progress(held(job))(9, 4, "過頭")
    job.refresh_from_db()
    assert (job.done, job.total, job.message) == (4, 4, "過頭")


def test_the_page_asks_again_only_while_there_is_something_to_wait_for() -> None:
    user = make_user()
    job = asked("file", user)
    address = reverse("jobs:job", args=[job.pk])
    begun = held(job)
    Progress(begun)(1, 4, "第一步")
    waiting = signed_in(user).get(address).content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    assert "第一步" in waiting
    assert 'value="25"' in waiting
    assert "重新整理進度" in waiting, "without scripts there is a link"
    work.do(begun)
    finished = signed_in(user).get(address).content.decode()
    assert "hx-trigger" not in finished.partition('id="job"')[2].partition("</main>")[0]
    assert reverse("jobs:result", args=[job.pk]) in finished


def test_htmx_gets_the_part_and_not_the_page() -> None:
    user = make_user()
    job = asked("file", user)
    part = signed_in(user).get(reverse("jobs:job", args=[job.pk]), headers={"hx-request": "true"}).content.decode()
    assert part.lstrip().startswith("<div")
    assert "<html" not in part


def test_a_worker_that_sleeps_is_noticed() -> None:
    user = make_user()
    job = asked("file", user)
    client, address = signed_in(user), reverse("jobs:job", args=[job.pk])
    Job.objects.filter(pk=job.pk).update(asked_at=timezone.now())
    assert "背景程式" not in client.get(address).content.decode()
    Job.objects.filter(pk=job.pk).update(asked_at=timezone.now() - dt.timedelta(minutes=1))
    assert "背景程式" in client.get(address).content.decode()


def test_a_failed_job_shows_its_sentence_and_no_file() -> None:
    user = make_user()
    job = done("refused", user)
    page = signed_in(user).get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert "沒有資料，請先匯入名單。" in page
    assert reverse("jobs:result", args=[job.pk]) not in page


def test_the_file_is_an_attachment_for_who_asked_and_not_there_for_others() -> None:
    user = make_user()
    job = done("file", user)
    address = reverse("jobs:result", args=[job.pk])
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert b"".join(answer.streaming_content).decode() == "內容"
    other = signed_in(make_user("association", None))
    assert other.get(address).status_code == 404
    assert other.get(reverse("jobs:job", args=[job.pk])).status_code == 404
    assert Client().get(address).status_code == 302


def test_there_is_no_file_before_it_is_done_nor_after_it_is_gone() -> None:
    user = make_user()
    waiting = asked("file", user)
    assert signed_in(user).get(reverse("jobs:result", args=[waiting.pk])).status_code == 404
    job = done("file", user)
    job.result.storage.delete(job.result.name)
    assert signed_in(user).get(reverse("jobs:result", args=[job.pk])).status_code == 404


@pytest.mark.parametrize(
    ("other", "says", "not_"),
    [
        (None, "可能沒有啟動", "輪到"),
        ({"state": "running", "held": 30}, "前面還有 1 件作業，輪到就會開始。", "可能沒有啟動"),
        ({"state": "done", "ago": 5}, "下一件就輪到這一件", "可能沒有啟動"),
        ({"state": "done", "ago": 90}, "可能沒有啟動", "輪到"),
        ({"state": "waiting"}, "可能沒有啟動", "輪到"),
        ({"state": "running", "held": -1}, "可能沒有啟動", "輪到"),
        ({"state": "running"}, "可能沒有啟動", "輪到"),
    ],
)
def test_a_job_that_waits_behind_another_says_so(other: dict | None, says: str, not_: str) -> None:
    user, now = make_user(), timezone.now()
    if other:
        finished = now - dt.timedelta(seconds=other["ago"]) if "ago" in other else None
        until = now + dt.timedelta(seconds=other["held"]) if "held" in other else None
        Job.objects.create(
            kind="file", label="別人的", by=make_user(name="陳大文"), state=other["state"],
            asked_at=now - dt.timedelta(minutes=2), finished_at=finished, held_until=until,
        )  # fmt: skip
    job = Job.objects.create(kind="file", label="作業", by=user, asked_at=now - dt.timedelta(minutes=1))
    text = signed_in(user).get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert says in text
    assert not_ not in text
