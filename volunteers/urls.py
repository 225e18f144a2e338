"""Addresses of the register."""

from django.urls import URLPattern, path

from .views import books, hours, people

app_name = "volunteers"
urlpatterns: list[URLPattern] = [
    path("register/people/", people.people_list, name="people"),
    path("register/mine/", people.mine, name="mine"),
    path("register/people/find/", people.find, name="find"),
    path("register/people/new/", people.person_new, name="person_new"),
    path("register/people/<uuid:key>/", people.person, name="person"),
    path("register/people/<uuid:key>/edit/", people.person_edit, name="person_edit"),
    path("register/people/<uuid:key>/join/", people.join, name="join"),
    path("register/people/<uuid:key>/number/", people.reveal, name="reveal"),
    path("register/people/<uuid:key>/trainings/", people.training_add, name="training_add"),
    path("register/people/<uuid:key>/book/", books.apply, name="book_apply"),
    path("register/books/", books.book_list, name="books"),
    path("register/books/<int:pk>/issue/", books.issue, name="book_issue"),
    path("register/books/<int:pk>/again/", books.again, name="book_again"),
    path("register/books/<int:pk>/note/", books.note, name="book_note"),
    path("register/books/<int:pk>/<str:name>/", books.move, name="book_move"),
    path("register/trainings/<int:pk>/revoke/", people.training_revoke, name="training_revoke"),
    path("register/enrolments/<int:pk>/leave/", people.leave, name="leave"),
    path("register/units/<int:pk>/hours/", hours.months, name="months"),
    path("register/units/<int:pk>/hours/<int:month>/", hours.month, name="month"),
    path("register/units/<int:pk>/hours/<int:month>/approve/", hours.approve, name="approve"),
    path("register/units/<int:pk>/hours/<int:month>/again/", hours.look_again, name="look_again"),
    path("register/units/<int:pk>/hours/list/", hours.add_list, name="hour_list"),
    path("register/units/<int:pk>/hours/list/<str:token>/", hours.list_answer, name="hour_list_answer"),
    path("register/units/<int:pk>/hours/list/<str:token>/<str:suffix>/", hours.list_answer_file, name="hour_list_file"),
    path("register/hours/<int:pk>/correct/", hours.correct, name="correct"),
    path("register/batches/<int:pk>/undo/", hours.undo, name="undo"),
]
