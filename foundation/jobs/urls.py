"""Addresses of background work."""

from django.urls import URLPattern, path

from . import views

app_name = "jobs"
urlpatterns: list[URLPattern] = [
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/result/", views.result, name="result"),
]
