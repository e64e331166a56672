"""Registers the system audience with Django."""

from django.apps import AppConfig


class SystemConfig(AppConfig):
    """Pages of the system audience."""

    name = "chuangwen.web.system"
    label = "web_system"
