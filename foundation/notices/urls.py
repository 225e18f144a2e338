"""Addresses of letters."""

from django.urls import URLPattern, path

from . import views

app_name = "notices"
urlpatterns: list[URLPattern] = [path("<str:token>/", views.letters, name="declining")]
