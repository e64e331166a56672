"""Registers the ledger noun with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger app."""

    name = "chuangwen.civic.ledger"
    label = "ledger"
