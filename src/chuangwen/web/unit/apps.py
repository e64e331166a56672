"""Registers the unit audience with Django."""

from django.apps import AppConfig


class UnitConfig(AppConfig):
    """Pages of the unit audience."""

    name = "chuangwen.web.unit"
    label = "web_unit"
