"""Registers the letters noun with Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The letters app."""

    name = "chuangwen.civic.letters"
    label = "letters"
