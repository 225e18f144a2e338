"""A cell of the completeness matrix goes back to its county with a mark, is answered, and accepted."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from foundation.accounts import trail_lines
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.workflow.moves import MoveRefused
from reports.completeness import returning, stages
from reports.dashboards.workshop_steps import StepName, label_of, steps_of
from reports.models import CellReturn
from tests.makers.accounts import make_user
from tests.makers.plans import make_adopted
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 1, 4, 0, tzinfo=dt.UTC)
State = CellReturn.State


@pytest.fixture
def workshop() -> Workshop:
    made = make_workshop(Workshop.State.HELD, programme=make_programme(slug="ivy-2026"), county="TTT")
    make_adopted(made, ["S3"])
    return made


@pytest.fixture
def staff() -> User:
    return make_user("association", name="林小美")


@pytest.fixture
def officer() -> User:
    return make_user("county_officer", "TTT", name="陳承辦")


def step(workshop: Workshop, code: str = "adopted") -> StepName:
    return next(one for one in steps_of(workshop.programme) if one.code == code)


def make_return(workshop: Workshop, staff: User, mark: str = "主責單位寫的是去年的單位") -> CellReturn:
    return returning.give_back(workshop=workshop, step=step(workshop), mark=mark, by=staff, now=NOW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_it_goes_back_and_forth_until_it_is_accepted(workshop: Workshop, staff: User, officer: User) -> None:
    cell = make_return(workshop, staff)
    returning.move(cell=cell, name="answer", words="已改成社會處", by=officer, now=NOW)
    returning.move(cell=cell, name="again", words="電話也請一起改", by=staff, now=NOW)
    cell = CellReturn.objects.select_related("workshop").get()
    assert (cell.state, cell.mark, cell.answer) == (State.RETURNED, "電話也請一起改", "已改成社會處")
    returning.move(cell=cell, name="answer", words="電話改好了", by=officer, now=NOW)
    returning.move(cell=cell, name="accept", words="", by=staff, now=NOW)
    cell.refresh_from_db()
    assert (cell.state, cell.accepted_by, cell.answered_by) == (State.ACCEPTED, "林小美", "陳承辦")
    said = [event.reason for event in trail.history_of(cell)]
    assert said == ["", "電話改好了", "電話也請一起改", "已改成社會處", "主責單位寫的是去年的單位"]
    assert make_return(workshop, staff, "又發現一個錯字，請改").pk != cell.pk


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hant", ["採納方案", "滿 9 個月"]), ("en", ["Adopted", "Month 9"])]
)
def test_its_history_says_which_step_in_the_reader_s_language(
    workshop: Workshop, staff: User, language: str, words: list[str]
) -> None:
    cell = make_return(workshop, staff)
    with translation.override(language):
        [line] = trail_lines.read(trail.history_of(cell))
        assert [change.now for change in line.changes] == [label_of("adopted")]
        assert [label_of("adopted"), label_of("month_9")] == words, "also of a month nobody looks at any more"


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [("answer", "", "請寫補了什麼"), ("answer", "字" * 501, "501"), ("again", "請再改一次好嗎", "狀態已經不同")],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    workshop: Workshop, staff: User, name: str, words: str, sentence: str
) -> None:
    cell = make_return(workshop, staff)
    with pytest.raises((ValidationError, MoveRefused), match=sentence):
        returning.move(cell=cell, name=name, words=words, by=staff, now=NOW)
    assert CellReturn.objects.get().state == State.RETURNED


def test_only_a_step_that_was_taken_goes_back_and_only_once(workshop: Workshop, staff: User) -> None:
    late = next(one for one in steps_of(workshop.programme) if one.code.startswith("month_"))
    with pytest.raises(ValidationError, match="還沒走到"):
        returning.give_back(workshop=workshop, step=late, mark="請補上佐證照片", by=staff, now=NOW)
    with pytest.raises(ValidationError, match="要補正什麼"):
        make_return(workshop, staff, "  ")
    make_return(workshop, staff)
    with pytest.raises(ValidationError, match="已經退回，還沒收下"):
        make_return(workshop, staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        CellReturn.objects.update(state=State.ANSWERED)


def test_the_matrix_marks_the_cell_and_each_side_sees_what_waits(
    workshop: Workshop, staff: User, officer: User
) -> None:
    cell = make_return(workshop, staff)
    on = NOW.date()

    def marks() -> tuple[int, int]:
        found = stages.matrix(workshop.programme, user=staff, on=on)
        line = next(one for one in found.lines if one.code == "TTT")
        [mine] = [one for one in line.cells if one.step.code == "adopted"]
        return mine.returned, mine.answered

    assert marks() == (1, 0)
    other = make_user("county_officer", "HUA")
    assert [one.detail for one in returning.todos(officer, waits=State.RETURNED)] == ["主責單位寫的是去年的單位"]
    assert list(returning.todos(other, waits=State.RETURNED)) == []
    assert "主責單位寫的是去年的單位" in client_of(officer).get(reverse("reports:home")).content.decode()
    assert "主責單位寫的是去年的單位" in client_of(officer).get(reverse("reports:dashboard")).content.decode()
    returning.move(cell=cell, name="answer", words="已改成社會處", by=officer, now=NOW)
    assert marks() == (0, 1)
    assert list(returning.todos(officer, waits=State.RETURNED)) == []
    assert "已改成社會處" in client_of(staff).get(reverse("reports:home")).content.decode()
    returning.move(cell=cell, name="accept", words="", by=staff, now=NOW)
    assert marks() == (0, 0)


def test_nobody_else_sees_or_moves_it(workshop: Workshop, staff: User, officer: User) -> None:
    cell = make_return(workshop, staff)
    page, move = reverse("reports:cell_return", args=[cell.pk]), reverse("reports:cell_return_move", args=[cell.pk])
    assert client_of(officer).get(page).status_code == 200
    assert client_of(make_user("county_officer", "HUA")).get(page).status_code == 404
    answer = client_of(officer).post(move, {"do": "accept"})
    assert answer.status_code == 422
    assert "現在不能這樣做" in answer.content.decode()
    empty = client_of(officer).post(move, {"do": "answer", "words": "好"})
    assert empty.status_code == 422
    assert "請寫補了什麼" in empty.content.decode()
    assert CellReturn.objects.get().state == State.RETURNED


def test_the_matrix_asks_as_often_of_three_returns_as_of_one(workshop: Workshop, staff: User) -> None:
    counts: list[int] = []
    list(returning.todos(staff, waits=State.RETURNED))  # her reach is asked for once
    for county in ("TTT", "HUA", "TPE"):
        other = workshop
        if county != "TTT":
            other = make_workshop(Workshop.State.HELD, programme=workshop.programme, county=county)
            make_adopted(other, ["S3"])
        make_return(other, staff)
        with CaptureQueriesContext(connection) as asked:
            stages.matrix(workshop.programme, user=staff, on=NOW.date())
            list(returning.todos(staff, waits=State.RETURNED))
        counts.append(len(asked))
    assert counts[0] == counts[2]
