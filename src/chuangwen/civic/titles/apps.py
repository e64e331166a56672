"""Registers the titles noun with Django."""

from django.apps import AppConfig


class TitlesConfig(AppConfig):
    """The titles app."""

    name = "chuangwen.civic.titles"
    label = "titles"
