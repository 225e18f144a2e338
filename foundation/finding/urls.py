"""The address of the finder."""

from django.urls import path

from . import views

app_name = "finding"
urlpatterns = [path("", views.find, name="find")]
