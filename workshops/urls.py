"""Addresses of programmes, workshops and joining."""

from django.urls import URLPattern, path

from .views import agenda, grouping, joining, participants, printing, programmes, registering, room, tables, workshops

app_name = "workshops"
urlpatterns: list[URLPattern] = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/new/", programmes.programme_new, name="programme_new"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/agenda/", programmes.blocks, name="programme_blocks"),
    path("programmes/<slug:slug>/move/", programmes.programme_move, name="programme_move"),
    path("workshops/", workshops.workshop_list, name="list"),
    path("workshops/register/", registering.register, name="register"),
    path("workshops/<int:pk>/", workshops.detail, name="detail"),
    path("workshops/<int:pk>/register/<slug:step>/", registering.step, name="step"),
    path("workshops/<int:pk>/move/", workshops.make_move, name="move"),
    path("workshops/<int:pk>/lecturers/", workshops.lecturers, name="lecturers"),
    path("workshops/<int:pk>/supervisor/", workshops.supervisor, name="supervisor"),
    path("workshops/<int:pk>/agenda/", agenda.agenda_page, name="agenda"),
    path("workshops/<int:pk>/agenda/check/", agenda.agenda_check, name="agenda_check"),
    path("workshops/<int:pk>/participants/", participants.participants_of, name="participants"),
    path("workshops/<int:pk>/participants/open/", participants.open_names, name="participants_open"),
    path("workshops/<int:pk>/participants/add/", participants.add, name="participant_add"),
    path("workshops/<int:pk>/participants/list/", participants.add_list, name="participant_list"),
    path(
        "workshops/<int:pk>/participants/list/<slug:token>/", participants.list_answer, name="participant_list_answer"
    ),
    path(
        "workshops/<int:pk>/participants/list/<slug:token>.<slug:suffix>",
        participants.list_answer_file,
        name="participant_list_file",
    ),
    path("workshops/<int:pk>/participants/<int:person>/", participants.change, name="participant"),
    path("workshops/<int:pk>/participants/<int:person>/remove/", participants.remove, name="participant_remove"),
    path("workshops/<int:pk>/grouping/", grouping.grouping_of, name="grouping"),
    path("workshops/<int:pk>/grouping/seat/", grouping.seat, name="grouping_seat"),
    path("workshops/<int:pk>/grouping/move/", grouping.move, name="grouping_move"),
    path("workshops/<int:pk>/grouping/<int:number>/", grouping.describe, name="group"),
    path("workshops/<int:pk>/tables/", tables.tables, name="tables"),
    path("workshops/<int:pk>/tables/codes/", tables.issue, name="tables_issue"),
    path("workshops/<int:pk>/tables/open/", tables.open_until, name="tables_open"),
    path("workshops/<int:pk>/tables/<int:number>/revoke/", tables.revoke, name="table_revoke"),
    path("workshops/<int:pk>/tables/seats/<int:seat>/revoke/", tables.revoke_seat, name="seat_revoke"),
    path("workshops/<int:pk>/print/", printing.printing, name="print"),
    path("workshops/<int:pk>/print/<slug:key>.pdf", printing.paper, name="paper"),
    path("j/", joining.join, name="join"),
    path("j/clock", room.seat_clock, name="seat_clock"),
    path("j/help/", room.seat_help, name="seat_help"),
    path("j/words/<int:pk>/", room.seat_read, name="seat_read"),
    path("j/leave/", joining.leave, name="leave"),
    path("j/<str:code>/", joining.join_code, name="join_code"),
]
