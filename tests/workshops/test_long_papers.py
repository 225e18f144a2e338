"""Papers that are made in the background: asked for once, true progress, and closed to who may no longer print them."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader

from actionplans.models import Sheet
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.jobs import work
from foundation.jobs.models import Job
from tests.makers.accounts import make_user
from tests.makers.board import make_room
from workshops import long_papers, papers
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
LONG = ("blank-forms", "blank-a4", "filled-a4", "filled-a3")


@pytest.fixture
def officer() -> User:
    return make_user()


@pytest.fixture
def workshop() -> Workshop:
    return make_room(tables=1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(workshop: Workshop, key: str) -> str:
    return reverse("workshops:paper", kwargs={"pk": workshop.pk, "key": key})


def asked(workshop: Workshop, by: User, key: str = "filled-a4") -> Job:
    answer = signed_in(by).post(url(workshop, key))
    job = Job.objects.latest("pk")
    assert answer.headers["Location"] == reverse("jobs:job", args=[job.pk])
    return job


def worked(job: Job) -> Job:
    work.run(job.pk)
    job.refresh_from_db()
    return job


def statuses(job: Job, user: User) -> list[int]:
    client = signed_in(user)
    answers = [client.get(reverse(f"jobs:{page}", args=[job.pk])) for page in ("job", "result")]
    for answer in answers:
        answer.getvalue()  # read to its end, a file is closed
    return [answer.status_code for answer in answers]


def test_the_long_papers_are_the_sheets(workshop: Workshop, officer: User) -> None:
    assert tuple(one.key for one in papers.papers_for(workshop, officer) if one.is_long) == LONG


@pytest.mark.parametrize("key", LONG)
def test_a_long_paper_is_asked_for_made_and_taken(workshop: Workshop, officer: User, key: str) -> None:
    job = worked(asked(workshop, officer, key))
    assert (job.state, job.percent) == ("done", 100)
    taken = signed_in(officer).get(reverse("jobs:result", args=[job.pk]))
    reader = PdfReader(io.BytesIO(taken.getvalue()))
    assert str(workshop) in reader.metadata.title
    label = papers.find(key, workshop, officer).label
    assert job.label == f"{workshop}　{label}"
    assert job.result_name == f"{workshop}_{label}.pdf"
    assert trail.history_of(workshop).get(verb=Verb.PRINTED).now == {"paper": key}


def test_asking_is_no_question_of_a_link(workshop: Workshop, officer: User) -> None:
    answer = signed_in(officer).get(url(workshop, "filled-a4"))
    assert answer.headers["Location"] == reverse("workshops:print", args=[workshop.pk])
    assert not Job.objects.exists()


def test_pressed_twice_it_is_made_once(workshop: Workshop, officer: User) -> None:
    assert asked(workshop, officer).pk == asked(workshop, officer).pk


def test_the_progress_says_which_page(workshop: Workshop, officer: User) -> None:
    told: list[str] = []
    job = asked(workshop, officer)
    long_papers.in_background(job, lambda done, total, message: told.append(message))  # type: ignore[arg-type]
    assert told[:2] == ["整理內容", "排版第 1 頁"]
    assert len(told) > 4


def test_nothing_written_is_said_and_no_file_is_left(workshop: Workshop, officer: User) -> None:
    Sheet.objects.all().delete()
    job = worked(asked(workshop, officer))
    assert (job.state, bool(job.result)) == ("failed", False)
    assert "還沒有寫下內容" in job.message
    assert not trail.history_of(workshop).filter(verb=Verb.PRINTED).exists()


def test_nobody_else_has_it(workshop: Workshop, officer: User) -> None:
    job = worked(asked(workshop, officer))
    assert statuses(job, officer) == [200, 200]
    assert statuses(job, make_user()) == [404, 404]


def test_a_lecturer_who_is_replaced_no_longer_has_what_she_asked_for(workshop: Workshop, officer: User) -> None:
    """She keeps her role and other workshops: it is this row that is closed to her."""
    lecturer: Any = workshop.lecturer or make_user(Role.LECTURER)
    Workshop.objects.filter(pk=workshop.pk).update(lecturer=lecturer)
    before, waiting = worked(asked(workshop, lecturer)), asked(workshop, lecturer)
    assert statuses(before, lecturer) == [200, 200]
    Workshop.objects.filter(pk=workshop.pk).update(lecturer=make_user(Role.LECTURER))
    assert statuses(before, lecturer) == [404, 404]
    refused = worked(waiting)
    assert (refused.state, bool(refused.result)) == ("failed", False)
    assert "不能列印" in refused.message


def test_a_role_that_ends_closes_the_file(workshop: Workshop, officer: User) -> None:
    job = worked(asked(workshop, officer))
    Membership.objects.filter(user=officer).delete()
    assert statuses(job, User.objects.get(pk=officer.pk)) == [404, 404]


def test_the_page_lists_what_was_asked_for_with_as_many_questions_for_one_as_for_three(
    workshop: Workshop, officer: User, django_assert_max_num_queries: Any
) -> None:
    client, page = signed_in(officer), reverse("workshops:print", args=[workshop.pk])
    asked(workshop, officer, "blank-a4")
    with django_assert_max_num_queries(60) as one:
        client.get(page)
    for key in LONG[1:]:
        asked(workshop, officer, key)
    with django_assert_max_num_queries(60) as three:
        shown = client.get(page).content.decode()
    assert len(three) == len(one)
    assert shown.count("/jobs/") == 3


def test_another_officers_papers_are_not_listed(workshop: Workshop, officer: User) -> None:
    asked(workshop, make_user())
    shown = signed_in(officer).get(reverse("workshops:print", args=[workshop.pk])).content.decode()
    assert "/jobs/" not in shown


def test_work_is_in_the_language_of_who_asks(workshop: Workshop, officer: User) -> None:
    job = long_papers.ask_for(
        paper=papers.find("filled-a4", workshop, officer), workshop=workshop, site="https://x.example", by=officer,
        now=timezone.now(), language="en",
    )  # fmt: skip
    work.run(job.pk)
    job.refresh_from_db()
    with job.result.open() as file:
        assert "Local inventory" in "".join(page.extract_text() for page in PdfReader(file).pages)


def test_a_paper_is_called_in_the_readers_language_whichever_it_was_asked_in(workshop: Workshop, officer: User) -> None:
    client = signed_in(officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post(url(workshop, "filled-a4"))
    job = Job.objects.get()
    with override("zh-hant"):
        assert job.label == f"{workshop}　已填表單（A4）"
    assert job.label_en.startswith("Taitung County")
    for language, called in (("en", job.label_en), ("zh-hant", job.label)):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = client.get(reverse("workshops:print", args=[workshop.pk])).content.decode()
        assert f">{called}</a>" in page
