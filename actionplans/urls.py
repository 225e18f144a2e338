"""Addresses of the tables, the board and the plans."""

from django.urls import URLPattern, path

from .views import board, papers, plans, projector, question_sets, signing, table, voting, wall

app_name = "actionplans"
urlpatterns: list[URLPattern] = [
    path("workshops/<int:pk>/board/", board.board, name="board"),
    path("workshops/<int:pk>/wall/", wall.wall, name="wall"),
    path("workshops/<int:pk>/wall/state", wall.wall_state, name="wall_state"),
    path("workshops/<int:pk>/projector/", projector.projector, name="projector"),
    path("workshops/<int:pk>/projector/state", projector.projector_state, name="projector_state"),
    path("workshops/<int:pk>/consensus/", board.consensus, name="consensus"),
    path("workshops/<int:pk>/ballot/", voting.ballot, name="ballot"),
    path("workshops/<int:pk>/readback/", signing.readback, name="readback"),
    path("ballots/<int:pk>/", voting.result, name="ballot_result"),
    path("ballots/<int:pk>/close/", voting.close, name="ballot_close"),
    path("plans/<int:pk>/sign/", signing.sign, name="sign"),
    path("signatures/<int:pk>/remove/", signing.unsign, name="unsign"),
    path("workshops/<int:pk>/report.<str:kind>", papers.report, name="county_report"),
    path("workshops/<int:pk>/commitments.<str:kind>", papers.commitments, name="commitments"),
    path("ideas/<int:pk>/keep/", board.keep, name="keep"),
    path("ideas/<int:pk>/merge/", board.merge, name="merge"),
    path("ideas/<int:pk>/park/", board.park, name="park"),
    path("ideas/<int:pk>/reopen/", board.reopen, name="reopen"),
    path("programmes/<slug:slug>/questions/", question_sets.question_sets, name="question_sets"),
    path("programmes/<slug:slug>/questions/<str:kind>/", question_sets.question_set, name="question_set"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/edit/", plans.edit, name="plan_edit"),
    path("plans/<int:pk>/adopt/", plans.adopt, name="adopt"),
    path("plans/<int:pk>/withdraw/", plans.withdraw, name="withdraw"),
    path("t/", table.table, name="table"),
    path("t/present/", table.present, name="present"),
    path("t/vote/", voting.vote, name="vote"),
    path("t/<slug:kind>/", table.sheet, name="sheet"),
    path("t/<slug:kind>/state", table.state, name="state"),
    path("t/<slug:kind>/operations", table.operations, name="operations"),
    path("t/<slug:kind>/parts", table.parts, name="parts"),
    path("t/<slug:kind>/done/", table.done, name="done"),
    path("t/<slug:kind>/undone/", table.undone, name="undone"),
    path("groups/<int:pk>/sit/", table.sit, name="sit"),
    path("groups/<int:pk>/sheets/", table.group_sheets, name="group_sheets"),
]
