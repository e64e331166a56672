"""Registers the assessments noun with Django."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """The assessments app."""

    name = "chuangwen.civic.assessments"
    label = "assessments"
