"""Registers the office audience with Django."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Pages of the office audience."""

    name = "chuangwen.web.office"
    label = "web_office"
