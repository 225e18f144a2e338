"""Addresses of kept files."""

from django.urls import URLPattern, path

from . import views

app_name = "files"
urlpatterns: list[URLPattern] = [
    path("<int:pk>/", views.content, name="content"),
    path("<int:pk>/small/", views.thumbnail, name="thumbnail"),
]
