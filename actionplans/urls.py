"""Addresses of the tables, the board and the plans."""

from django.urls import URLPattern

app_name = "actionplans"
urlpatterns: list[URLPattern] = []
