"""Addresses of the tables, the board and the plans."""

from django.urls import URLPattern, path

from .views import board, plans

app_name = "actionplans"
urlpatterns: list[URLPattern] = [
    path("workshops/<int:pk>/board/", board.board, name="board"),
    path("workshops/<int:pk>/consensus/", board.consensus, name="consensus"),
    path("ideas/<int:pk>/keep/", board.keep, name="keep"),
    path("ideas/<int:pk>/merge/", board.merge, name="merge"),
    path("ideas/<int:pk>/park/", board.park, name="park"),
    path("ideas/<int:pk>/reopen/", board.reopen, name="reopen"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/edit/", plans.edit, name="plan_edit"),
    path("plans/<int:pk>/adopt/", plans.adopt, name="adopt"),
    path("plans/<int:pk>/withdraw/", plans.withdraw, name="withdraw"),
]
