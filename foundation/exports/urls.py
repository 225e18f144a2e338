"""Addresses of downloads."""

from django.urls import path

from . import views

app_name = "exports"
urlpatterns = [path("<slug:key>.<slug:suffix>", views.download, name="download")]
