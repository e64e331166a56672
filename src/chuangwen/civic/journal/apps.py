"""Registers the journal noun with Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal app."""

    name = "chuangwen.civic.journal"
    label = "journal"
