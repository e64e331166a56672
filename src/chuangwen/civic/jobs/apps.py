"""Registers the jobs noun with Django, and finds the work that other nouns offer."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """The jobs app."""

    name = "chuangwen.civic.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Load each noun's room `work`, where it registers what it does in the background."""
        autodiscover_modules("work")
