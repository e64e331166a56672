"""Doors of the system audience."""

from django.urls import URLPattern

app_name = "system"
urlpatterns: list[URLPattern] = []
