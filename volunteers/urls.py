"""Addresses of the register."""

from django.urls import URLPattern, path

from .list_kinds import HOURS, PEOPLE, ListKind
from .views import (
    books,
    filing_papers,
    filings,
    hours,
    lacking,
    lists,
    people,
    registering,
    session_papers,
    session_people,
    sessions,
    units,
)

app_name = "volunteers"


def list_paths(noun: str, kind: ListKind) -> list[URLPattern]:
    """Addresses of one kind of lists that units send."""
    more = {"kind": kind}
    return [
        path(f"units/<int:pk>/{noun}/list/", lists.add, more, name=kind.name),
        path(f"units/<int:pk>/{noun}/list/<str:token>/", lists.answer, more, name=f"{kind.name}_answer"),
        path(
            f"units/<int:pk>/{noun}/list/<str:token>/<str:suffix>/", lists.answer_file, more, name=f"{kind.name}_file"
        ),
    ]


urlpatterns: list[URLPattern] = [
    path("people/", people.people_list, name="people"),
    path("mine/", people.mine, name="mine"),
    path("people/find/", registering.find, name="find"),
    path("people/new/", registering.person_new, name="person_new"),
    path("people/<uuid:key>/", people.person, name="person"),
    path("people/<uuid:key>/edit/", people.person_edit, name="person_edit"),
    path("people/<uuid:key>/join/", registering.join, name="join"),
    path("people/<uuid:key>/account/", registering.link, name="link"),
    path("people/<uuid:key>/number/", people.reveal, name="reveal"),
    path("people/<uuid:key>/trainings/", people.training_add, name="training_add"),
    path("people/<uuid:key>/book/", books.apply, name="book_apply"),
    path("books/", books.book_list, name="books"),
    path("books/<int:pk>/issue/", books.issue, name="book_issue"),
    path("books/<int:pk>/again/", books.again, name="book_again"),
    path("books/<int:pk>/note/", books.note, name="book_note"),
    path("books/<int:pk>/<str:name>/", books.move, name="book_move"),
    path("trainings/<int:pk>/revoke/", people.training_revoke, name="training_revoke"),
    path("enrolments/<int:pk>/leave/", registering.leave, name="leave"),
    path("units/", units.unit_list, name="units"),
    path("units/new/", units.new, name="unit_new"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/edit/", units.edit, name="unit_edit"),
    path("units/<int:pk>/filings/new/", filings.begin, name="filing_begin"),
    path("units/<int:pk>/waive/", filings.waive, name="unit_waive"),
    path("filings/", filings.filing_list, name="filings"),
    path("filings/<int:pk>/", filings.filing, name="filing"),
    path("filings/<int:pk>/edit/", filings.edit, name="filing_edit"),
    path("filings/<int:pk>/move/", filings.move, name="filing_move"),
    path("filings/<int:pk>/paper/<slug:kind>/", filing_papers.paper, name="filing_paper"),
    path("guide/", units.guide, name="guide"),
    path("lacking/", lacking.lacking, name="lacking"),
    path("sessions/", sessions.session_list, name="sessions"),
    path("sessions/new/", sessions.new, name="session_new"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/edit/", sessions.edit, name="session_edit"),
    path("sessions/<int:pk>/lessons/", sessions.lessons, name="session_lessons"),
    path("sessions/<int:pk>/move/", sessions.move, name="session_move"),
    path("sessions/<int:pk>/assess/", sessions.assess, name="session_assess"),
    path("sessions/<int:pk>/people/", session_people.choose, name="session_people"),
    path("sessions/<int:pk>/join/", session_people.join, name="session_join"),
    path("sessions/<int:pk>/lessons/<int:lesson>/", session_people.lesson, name="lesson"),
    path("sessions/<int:pk>/lessons/<int:lesson>/screen/", session_people.screen, name="lesson_screen"),
    path("sessions/<int:pk>/lessons/<int:lesson>/walk-in/", session_people.walk_in, name="session_walk_in"),
    path("sessions/<int:pk>/papers/<slug:kind>/", session_papers.paper, name="session_paper"),
    path("session-places/<int:pk>/withdraw/", session_people.withdraw, name="place_withdraw"),
    path("certificates/<int:pk>/", session_papers.certificate, name="certificate"),
    path("lessons/<str:token>/here/", session_people.here, name="lesson_here"),
    path("units/<int:pk>/hours/", hours.months, name="months"),
    path("units/<int:pk>/hours/<int:month>/", hours.month, name="month"),
    path("units/<int:pk>/hours/<int:month>/approve/", hours.approve, name="approve"),
    path("units/<int:pk>/hours/<int:month>/again/", hours.look_again, name="look_again"),
    path("hours/<int:pk>/correct/", hours.correct, name="correct"),
    path("batches/<int:pk>/undo/", hours.undo, name="undo"),
    *list_paths("people", PEOPLE),
    *list_paths("hours", HOURS),
    path("meanings/<int:pk>/forget/", lists.forget, name="meaning_forget"),
]
