"""Registers the people noun with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people app."""

    name = "chuangwen.civic.people"
    label = "people"
