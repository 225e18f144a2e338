"""Addresses of help."""

from django.urls import path

from . import views

app_name = "handbooks"
urlpatterns = [
    path("", views.home, name="home"),
    path("for/<slug:reader>/", views.reader, name="reader"),
    path("for/<slug:reader>.pdf", views.paper, name="paper"),
    path("errors/", views.problems, name="problems"),
    path("errors/<slug:problem>/", views.problem, name="problem"),
]
