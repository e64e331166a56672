"""Registers the rulebooks noun with Django."""

from django.apps import AppConfig


class RulebooksConfig(AppConfig):
    """The rulebooks app."""

    name = "chuangwen.civic.rulebooks"
    label = "rulebooks"
