"""Doors of the office audience."""

from django.urls import URLPattern

app_name = "office"
urlpatterns: list[URLPattern] = []
