"""Addresses of people and roles."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
