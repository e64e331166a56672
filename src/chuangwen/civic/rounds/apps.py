"""Registers the rounds noun with Django."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """The rounds app."""

    name = "chuangwen.civic.rounds"
    label = "rounds"
