"""Doors of the shared parts."""

from django.urls import URLPattern

app_name = "ui"
urlpatterns: list[URLPattern] = []
