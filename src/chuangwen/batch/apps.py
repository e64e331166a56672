"""Registers the commands with Django."""

from django.apps import AppConfig


class BatchConfig(AppConfig):
    """What happens with nobody watching."""

    name = "chuangwen.batch"
    label = "batch"
