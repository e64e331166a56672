"""Registers the orgs noun with Django."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """The orgs app."""

    name = "chuangwen.civic.orgs"
    label = "orgs"
