"""Addresses of programmes, workshops and joining."""

from django.urls import URLPattern

app_name = "workshops"
urlpatterns: list[URLPattern] = []
